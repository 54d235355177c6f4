"""Calls of the program's own functions and methods."""

from __future__ import annotations

from tests.fuzz.expressions import EVERY, EXPRESSIONS, expression
from tests.fuzz.leaves import leaf
from tests.fuzz.scope import Dims, Function, Object, Parameter, Writer


@EXPRESSIONS.add(*EVERY, weight=4, topic="calls")
def _call(w: Writer, dims: Dims, depth: int) -> str | None:
    known = [(name, f) for name, f in w.of(Function) if f.results == (dims,)]
    return call(w, *w.pick(known), depth) if known else None


@EXPRESSIONS.add(*EVERY, weight=4, topic="methods")
def _method_call(w: Writer, dims: Dims, depth: int) -> str | None:
    known = [
        (f"{name}.{method}", f)
        for name, type_ in w.of(Object)
        for method, f in type_.methods
        if f.results == (dims,)
    ]
    return call(w, *w.pick(known), depth) if known else None


def call(w: Writer, name: str, function: Function, depth: int) -> str:
    """A call: by position, by keyword, with defaults left out."""
    written: list[str] = []
    keywords = False
    for p in function.params:
        keywords = _argument(w, p, depth, written, keywords)
    return f"{name}({', '.join(written)})"


def starred(w: Writer, name: str, function: Function, depth: int) -> str:
    """A call that spreads a tuple of its positional arguments."""
    positional = [p for p in function.params if not p.by_keyword]
    values = [expression(w, p.dims, depth - 1) for p in positional]
    keywords = [
        f"{p.name}={expression(w, p.dims, depth - 1)}"
        for p in function.params
        if p.by_keyword and not p.default
    ]
    w.notes.add("starred argument")
    k = w.pick(range(len(values)))
    spread = f"*({', '.join(values[k:])},)"
    return f"{name}({', '.join([*values[:k], spread, *keywords])})"


def _argument(
    w: Writer, p: Parameter, depth: int, written: list[str], keywords: bool
) -> bool:
    if p.default and w.chance(0.4):
        w.notes.add("default argument")
        return True
    at_hand = p.dims and w.chance(0.3)
    value = leaf(w, p.dims) if at_hand else expression(w, p.dims, depth - 1)
    keywords = keywords or p.by_keyword or w.chance(0.2)
    if p.by_keyword:
        w.notes.add("keyword-only argument")
    w.notes.add("keyword argument" if keywords else "positional argument")
    written.append(f"{p.name}={value}" if keywords else value)
    return keywords
