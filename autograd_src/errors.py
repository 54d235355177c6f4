"""The exceptions and warnings that users meet; located like Python's own syntax errors.

Messages are written where the problem is found, not here.
"""

from __future__ import annotations

import linecache
import os
from collections.abc import Callable

__all__ = ["MissingRecipe", "NotDifferentiable", "ZeroGradientWarning", "column"]

_State = tuple[object, ...]


def _line(filename: str | None, lineno: int | None) -> str:
    """The line as it stands in the file: without its indentation carets would slip."""
    # A relative name might be found in some folder of the search path.
    if filename is None or lineno is None or not os.path.isabs(filename):
        return ""
    return linecache.getline(filename, lineno)


def column(filename: str, lineno: int) -> int:
    """The column, from 1, at which the text of a line begins."""
    line = _line(filename, lineno)
    return len(line) - len(line.lstrip()) + 1


class NotDifferentiable(SyntaxError):
    """The function cannot be differentiated as it is written.

    A `SyntaxError`, so that Python itself prints file, line and caret.

    Parameters
    ----------
    message : str
        What is wrong and what to write instead.
    filename, lineno, offset, text, end_lineno, end_offset : optional
        The place, counted as in `SyntaxError` (lines and columns from 1); the text
        is taken from the file where there is one.
    """

    def __init__(
        self,
        message: str,
        filename: str | None = None,
        lineno: int | None = None,
        offset: int | None = None,
        text: str | None = None,
        end_lineno: int | None = None,
        end_offset: int | None = None,
    ) -> None:
        if filename is None and lineno is None:
            super().__init__(message)
            return
        text = _line(filename, lineno) or text
        place = (filename, lineno, offset, text, end_lineno, end_offset)
        # An end without a beginning is rejected by SyntaxError.
        has_end = end_lineno is not None and end_offset is not None
        super().__init__(message, place if has_end else place[:4])

    def __reduce__(self) -> tuple[Callable[..., object], _State]:
        # SyntaxError's own reduction passes (message, place), not our arguments.
        return _restore, (type(self), self._arguments(), dict(vars(self)))

    def _arguments(self) -> _State:
        return (
            self.msg,
            self.filename,
            self.lineno,
            self.offset,
            self.text,
            self.end_lineno,
            self.end_offset,
        )


class MissingRecipe(NotDifferentiable):
    """A function on the active path has neither a recipe nor readable source.

    Parameters
    ----------
    message : str
        What is missing and how to add it.
    function_name : str
        Public path of the function without a recipe.
    nearest : tuple of str
        Names of the recipes that come closest, best first.
    filename, lineno, offset, text, end_lineno, end_offset : optional
        The place, as for `NotDifferentiable`.
    """

    def __init__(
        self,
        message: str,
        function_name: str = "",
        nearest: tuple[str, ...] = (),
        filename: str | None = None,
        lineno: int | None = None,
        offset: int | None = None,
        text: str | None = None,
        end_lineno: int | None = None,
        end_offset: int | None = None,
    ) -> None:
        super().__init__(
            message, filename, lineno, offset, text, end_lineno, end_offset
        )
        self.function_name = function_name
        self.nearest = tuple(nearest)

    def _arguments(self) -> _State:
        message, *place = super()._arguments()
        return (message, self.function_name, self.nearest, *place)


class ZeroGradientWarning(UserWarning):
    """The path from an argument to the result has no derivative: it counts as zero."""


def _restore(
    cls: type[NotDifferentiable], arguments: _State, state: dict[str, object]
) -> NotDifferentiable:
    error = cls(*arguments)  # type: ignore[arg-type]
    vars(error).update(state)
    return error
