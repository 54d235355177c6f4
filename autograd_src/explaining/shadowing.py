"""Which arrays have shadows, adjoints that are bound along with them, and why."""

from __future__ import annotations

from collections.abc import Iterator

from autograd_src import ir
from autograd_src.analyses.ownership import conflicts
from autograd_src.explaining.places import Line, line_of, listed, located
from autograd_src.transforms.facts import Facts
from autograd_src.transforms.shadows import shadowed

__all__ = ["shadows"]


def shadows(facts: Facts) -> Iterator[tuple[Line, str]]:
    """The remarks, with the lines that they belong to."""
    found = shadowed(facts)
    if not found.shadows:
        return
    function, known, aliases = facts.function, facts.known, facts.aliases
    places = located(function.body)
    for c in conflicts(function, known, aliases, facts.active):
        if id(c.stmt) in places:
            name = c.var.base or "an array"
            yield places[id(c.stmt)], f"shadowed: {name}: {c.why}"
    for s in ir.walk(function.body):
        names = [v.base for v in ir.defs(s) if v in found.shadows and v.base]
        line = line_of(s)
        if names and line is not None:
            text = "its adjoint is bound beside it"
            if len(set(names)) > 1:
                text = "their adjoints are bound beside them"
            yield line, f"shadowed: {listed(names)}, {text}"
