"""The syntax tree of a proved source."""

from __future__ import annotations

from typing import Any

from autograd_src.live.source import Source
from autograd_src.syntax.parse import parse_function

__all__ = ["tree_of"]


def tree_of(source: Source) -> Any:
    """The definition or lambda, with the line numbers of its file."""
    span = None if source.span is None else _place(source, *source.span)
    return parse_function(
        source.text, source.filename, source.first_line, source.kind, span
    )


def _place(source: Source, start: int, end: int) -> tuple[int, int, int, int]:
    """Offsets into the text as lines and columns of the file, columns in bytes."""
    return (*_line_and_column(source, start), *_line_and_column(source, end))


def _line_and_column(source: Source, offset: int) -> tuple[int, int]:
    before = source.text[:offset]
    line = before[before.rfind("\n") + 1 :]
    return source.first_line + before.count("\n"), len(line.encode())
