"""What the user's statements tell by themselves, before anything is made of them.

The first look, by names alone, for a function that could not be read; and remarks for
statements that leave nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import gast

from autograd_src.explaining.places import Line, Text, listed
from autograd_src.frontend import scoping
from autograd_src.frontend.facts import facts_of
from autograd_src.frontend.passive import coarse, is_active
from autograd_src.frontend.read import as_definition
from autograd_src.frontend.trees import tree_of
from autograd_src.syntax.walking import walk

__all__ = ["first_look", "left_out", "without_documentation"]

_SHOWN = 2  # lines of a docstring, and its last one

_SIMPLE = (
    gast.Assign, gast.AugAssign, gast.AnnAssign, gast.Expr, gast.Return, gast.Assert
)  # fmt: skip
# What a generator yields becomes part of the statement that goes through it.
_NO_STATEMENT = (gast.Constant, gast.Yield, gast.YieldFrom)


def first_look(
    function: Any, text: Text, wrt: Iterable[str]
) -> Iterator[tuple[Line, str]]:
    """The remarks, with the lines that they belong to."""
    node = as_definition(tree_of(text.source))
    facts = facts_of(function, scoping.bound(node))
    names = coarse(node, wrt, facts)
    for s in walk(node):
        comment = isinstance(s, gast.Expr) and isinstance(s.value, gast.Constant)
        if not isinstance(s, _SIMPLE) or comment:
            continue
        place = Line(text.source.filename, s.lineno)
        local = [n for n in scoping.read(s) if n in scoping.bound(node)]
        if is_active(s, names):
            hot = listed(n for n in local if n in names)
            why = f"reads {hot}" if hot else "for what is done with it"
            yield place, f"may be active: {why}"
        else:
            reads = f"reads only {listed(local)}" if local else "a constant"
            yield place, f"passive: {reads}"


def without_documentation(text: Text) -> range:
    """The lines in the middle of a long docstring."""
    node = tree_of(text.source)
    first = node.body[0] if isinstance(getattr(node, "body", None), list) else None
    if isinstance(first, gast.Expr) and isinstance(first.value, gast.Constant):
        return range(first.lineno + _SHOWN, first.end_lineno)
    return range(0)


def left_out(text: Text) -> Iterator[tuple[Line, str]]:
    """Remarks for statements of which nothing is in what is differentiated."""
    for s in walk(as_definition(tree_of(text.source))):
        if isinstance(s, gast.Expr) and isinstance(s.value, _NO_STATEMENT):
            continue
        line = Line(text.source.filename, getattr(s, "lineno", 0))
        if isinstance(s, gast.Assign) and all(map(_is_plain, (*s.targets, s.value))):
            constant = not scoping.read(s.value)
            yield line, "passive: a constant" if constant else "renames only"
        elif isinstance(s, (*_SIMPLE, gast.If, gast.For, gast.While)):
            yield line, "left out: decided or known beforehand"


def _is_plain(e: Any) -> bool:
    """Whether `e` is a name, or a display of names and constants."""
    if isinstance(e, gast.Tuple):
        return all(isinstance(p, gast.Constant) or _is_plain(p) for p in e.elts)
    return isinstance(e, gast.Name)
