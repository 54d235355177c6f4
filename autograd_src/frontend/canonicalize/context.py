"""What all passes over one function share: fresh names, coarse activity, the place of
the source for errors, and what is known about free names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import gast

from autograd_src.errors import NotDifferentiable
from autograd_src.frontend import passive
from autograd_src.frontend.canonicalize.nodes import assign, load
from autograd_src.frontend.names import Fresh, identifiers, own_identifiers
from autograd_src.frontend.passive import Facts
from autograd_src.syntax.walking import walk

__all__ = ["Context"]


_NESTING = (
    gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef, gast.Lambda, gast.Nonlocal,
    gast.Global,
)  # fmt: skip


def _nests(nodes: list[Any]) -> bool:
    """Whether a function, the first of its nodes, has other scopes in it."""
    return any(isinstance(n, _NESTING) for n in nodes[1:])


class Context:
    """The state of one canonicalization.

    Parameters
    ----------
    function : gast.FunctionDef
        The function, which the passes change in place.
    active_parameters : iterable of str
        What it is differentiated with respect to.
    filename : str
        The file, for errors.
    lines : sequence of str
        Lines of that file from `first_line` on, or none.
    facts : Facts
        What is known about free names.
    first_line : int
        The number of the first of these lines in the file.
    """

    def __init__(
        self,
        function: Any,
        active_parameters: Iterable[str],
        filename: str = "<source>",
        lines: Sequence[str] = (),
        facts: Facts | None = None,
        first_line: int = 1,
    ) -> None:
        self.function = function
        self.filename = filename
        self.lines = lines
        self.first_line = first_line
        self.facts = facts or Facts()
        self.fresh = Fresh(function)
        self._result = ""
        self.active = set(passive.coarse(function, active_parameters, self.facts))
        every = walk(function)
        self.local = {
            n.id
            for n in every
            if isinstance(n, gast.Name) and not isinstance(n.ctx, gast.Load)
        }
        nested = [n for s in function.body for n in walk(s)] if _nests(every) else []
        scopes = (gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef, gast.Lambda)
        self.captured = {
            name for n in nested if isinstance(n, scopes) for name in identifiers(n)
        }
        self.shared = {
            name
            for n in nested
            if isinstance(n, (gast.Nonlocal, gast.Global))
            for name in own_identifiers(n)
        }

    def is_active(self, node: Any) -> bool:
        return passive.is_active(node, self.active)

    def whole(self, statement: Any) -> bool:
        """Whether a statement is left alone."""
        return passive.whole(statement, self.active)

    def is_builtin(self, name: str) -> bool:
        return name not in self.local and self.facts.builtin(name)

    def name_like(self, base: str, value: Any) -> str:
        """A fresh name for what `value` evaluates to, active if it is."""
        name = self.fresh(base)
        self.local.add(name)
        if value is not None and self.is_active(value):
            self.active.add(name)
        return name

    def result(self) -> str:
        """The variable that holds what the function returns."""
        self._result = self._result or self.name_like("result", None)
        return self._result

    def hold(self, value: Any, place: Any, base: str = "t") -> tuple[list[Any], Any]:
        """The statement that keeps `value` in a temporary, and the temporary."""
        name = self.name_like(base, value)
        return [assign(name, value, place)], load(name, value)

    def error(self, node: Any, why: str, instead: str) -> NotDifferentiable:
        line, text = getattr(node, "lineno", None), None
        if line is not None and 0 <= line - self.first_line < len(self.lines):
            text = self.lines[line - self.first_line]
        column = getattr(node, "col_offset", 0) or 0
        return NotDifferentiable(
            f"{why}: {instead}", self.filename, line, column + 1, text
        )
