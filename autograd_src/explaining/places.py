"""Where statements stand in the user's source, and how lines are spoken of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from autograd_src import ir
from autograd_src.ir import Stmt, Var
from autograd_src.live.source import Source, source_of

__all__ = [
    "Line",
    "Text",
    "Texts",
    "heads",
    "line_of",
    "listed",
    "located",
    "texts",
    "where",
]


class Line(NamedTuple):
    """A line of a file."""

    filename: str
    number: int


class Text(NamedTuple):
    """A function of the user's, as it stands in its file."""

    name: str
    source: Source

    def holds(self, line: Line) -> bool:
        first = self.source.first_line
        inside = first <= line.number < first + self.source.lines
        return inside and line.filename == self.source.filename


Texts = tuple[Text, ...]


def texts(functions: Iterable[Any]) -> Texts:
    """The functions, each once, in the order in which they were read."""
    found: dict[Line, Text] = {}
    for f in functions:
        source = source_of(f)
        place = Line(source.filename, source.first_line)
        found.setdefault(
            place, Text(f.__qualname__.rpartition(".<locals>.")[2], source)
        )
    return tuple(found.values())


def line_of(s: Stmt) -> Line | None:
    """The line of the user's statement that `s` comes from."""
    origin = s.origin
    if origin is None or not origin.shown:
        return None
    return Line(origin.filename, origin.line)


def located(body: Iterable[Stmt]) -> dict[int, Line]:
    """The line of each statement by its id.

    One that is none of the user's belongs to the statement around it, else to the one
    before it.
    """
    found: dict[int, Line] = {}

    def visit(body: Iterable[Stmt], last: Line | None, around: Line | None) -> None:
        for s in body:
            own = line_of(s)
            last = own or around or last
            if last is not None:
                found[id(s)] = last
            for b in ir.blocks(s):
                visit(b, last, last)

    visit(body, None, None)
    return found


def heads(
    body: Iterable[Stmt],
) -> Iterator[tuple[ir.For | ir.While, tuple[Var, ...]]]:
    """Each loop with the variables that it carries from one pass to the next, as they
    are at the top of a pass.
    """
    before: set[Var] = set()
    for s in body:
        if isinstance(s, (ir.For, ir.While)):
            copied = (x for x in ir.walk(s.body) if isinstance(x, ir.Copies))
            inside = dict.fromkeys(v for x in copied for v in x.targets)
            yield s, tuple(v for v in inside if v in before)
        before.update(ir.defs(s))
        for b in ir.blocks(s):
            yield from heads(b)


def where(places: Iterable[Line], here: Line, every: Texts) -> str:
    """`line 4`, `lines 4 and 6`, `line 4 of helper` from within another function."""
    own = next((t for t in every if t.holds(here)), None)
    groups: dict[str, list[str]] = {}
    for place in places:
        other = next((t for t in every if t.holds(place)), own)
        of = f" of {other.name}" if other is not None and other is not own else ""
        groups.setdefault(of, []).append(str(place.number))
    return listed(
        f"line{'s' * (len(found) > 1)} {listed(found)}{of}"
        for of, found in groups.items()
    )


def listed(words: Iterable[str]) -> str:
    """
    >>> listed(["x"]), listed(["x", "y"]), listed(["x", "y", "z"])
    ('x', 'x and y', 'x, y and z')
    """
    found = list(dict.fromkeys(words))
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"
