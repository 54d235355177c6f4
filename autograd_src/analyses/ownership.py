"""Buffers with one name at a time, and the views of them.

The adjoint of a buffer is kept under the buffer's name.  That is right as long as no
memory has two names that both live: copies must be moves, and every other name a view
whose base is known.  What is beyond that is reported, to be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.subscripts import is_basic
from autograd_src.frontend.ssa import Live, live_head, live_stmt
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Array

__all__ = ["Conflict", "View", "conflicts", "views"]

_TRANSPOSING = (np.transpose, np.swapaxes, np.moveaxis)


class View(NamedTuple):
    """`expr` over the variable `base`, whose memory it shares."""

    base: Var
    expr: Expr


class Conflict(NamedTuple):
    stmt: Stmt
    why: str


def views(function: ir.Function, known: Ranks, found: Aliases) -> dict[Var, View]:
    """The names of views of written arrays."""
    out: dict[Var, View] = {}
    for s in ir.walk(function.body):
        if isinstance(s, ir.Let) and found.written(s.target):
            if isinstance(s.value, Var) and s.value in out:
                out[s.target] = out[s.value]
                continue
            base = _base(s.value, known)
            if base is not None and isinstance(known.of(s.target), Array):
                out[s.target] = View(base, s.value)
    return out


def _base(e: Expr, known: Ranks) -> Var | None:
    """What `e` is a view of, for certain."""
    match e:
        case ir.Index(Var() as base, index) if is_basic(index, known):
            return base if isinstance(known.of(base), Array) else None
        case ir.Attr(Var() as base, "T"):
            return base if isinstance(known.of(base), Array) else None
        case ir.Call(ir.Ref(value=function), (Var() as base, *_)):
            if any(function is t for t in _TRANSPOSING) and isinstance(
                known.of(base), Array
            ):
                return base
    return None


def conflicts(
    function: ir.Function, known: Ranks, found: Aliases, active: frozenset[Var]
) -> Iterator[Conflict]:
    """The statements after which written, differentiated memory has two live names."""
    seen = views(function, known, found)
    after = live_after(function)
    for s in ir.walk(function.body):
        for target, value in bound(s):
            if target not in active or not found.written(target):
                continue
            sources = [v for v in found.shares(value) if found.may_alias(v, target)]
            if not sources or target in seen:
                continue
            if isinstance(value, Var):
                yield from _moved(s, value, after[id(s)], seen)
            elif value != ir.UNBOUND:
                yield Conflict(s, "this may be a view of an array that is written")
    for p in function.params:
        if p.var in active and found.written(found.content(p.var)):
            yield Conflict(function.body[0], f"the arrays in {p.var!r} are written")


def bound(s: Stmt) -> list[tuple[Var, Expr]]:
    match s:
        case ir.Let(target, value):
            return [(target, value)]
        case ir.Copies(targets, values):
            return list(zip(targets, values, strict=True))
        case ir.Unpack(targets, value):
            return [(t, value) for t in targets]
        case ir.For(target, value):
            return [(target, value)]
    return []


def _moved(
    s: Stmt, source: Var, after: Live, seen: dict[Var, View]
) -> Iterator[Conflict]:
    left = after - frozenset(ir.defs(s))
    if (
        source in seen
        or source in left
        or any(view.base is source and v in left for v, view in seen.items())
    ):
        yield Conflict(s, "from here on, an array that is written has two names")


def live_after(function: ir.Function) -> dict[int, Live]:
    """What is live after each statement."""
    found: dict[int, Live] = {}

    def visit(body: tuple[Stmt, ...], after: Live, at_break: Live) -> None:
        for s in reversed(body):
            found[id(s)] = after
            if isinstance(s, ir.If):
                for b in ir.blocks(s):
                    visit(b, after, at_break)
            elif isinstance(s, (ir.For, ir.While)):
                visit(s.body, live_head(s, after), after)
            after = live_stmt(s, after, at_break)

    visit(function.body, frozenset(), frozenset())
    return found
