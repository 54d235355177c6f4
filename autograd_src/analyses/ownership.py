"""Buffers with one name at a time, and the views of them.

The adjoint of a buffer is kept under the buffer's name.  That is right as long as no
memory has two names that both live: copies must be moves, and every other name a view
whose base is known.  What is beyond that is reported, to be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.subscripts import is_basic
from autograd_src.frontend.ssa import Live, live_head, live_stmt
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Array

__all__ = ["Conflict", "View", "conflicts", "views", "written"]

_TRANSPOSING = (np.transpose, np.swapaxes, np.moveaxis)


class View(NamedTuple):
    """`expr` over the variable `base`, whose memory it shares."""

    base: Var
    expr: Expr


class Conflict(NamedTuple):
    stmt: Stmt
    var: Var
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
    after = cache(lambda: live_after(function))
    for s in ir.walk(function.body):
        for target, value in bound(s):
            if target not in active or not found.written(target):
                continue
            sources = [v for v in found.shares(value) if found.may_alias(v, target)]
            if not sources or target in seen:
                continue
            if isinstance(value, Var):
                left = after()[id(s)]
                if _is_doubled(s, target, value, left):
                    yield Conflict(s, value, _TWO_NAMES)
                else:
                    yield from _moved(s, value, left, seen)
            elif value != ir.UNBOUND:
                why = "this may be a view of an array that is written"
                yield Conflict(s, target, why)
    yield from _collected(function, known, found, active)
    for p in function.params:
        inside = found.content(p.var)
        if p.var in active and found.written(inside):
            why = f"the arrays in {p.var!r} are written"
            yield Conflict(function.body[0], inside, why)


def _collected(
    function: ir.Function, known: Ranks, found: Aliases, active: frozenset[Var]
) -> Iterator[Conflict]:
    """Where a list gets an array that may be written while it is in there."""
    kept = [
        (s, body, item)
        for body in _every_block(function.body)
        for s in body
        for item in _items_kept(s, known)
        if item in active and found.written(item)
    ]
    if not kept:
        return
    places = {id(s): k for k, s in enumerate(ir.walk(function.body))}
    for s, body, item in kept:
        made = [places[id(x)] for x in body if item in ir.defs(x)]
        writers = (
            places[id(x)]
            for x in ir.walk(function.body)
            if any(found.may_alias(item, w) for w in written(x, found))
        )
        # What is made anew each time and written only before stays as it is.
        if not made or not all(made[0] < k < places[id(s)] for k in writers):
            yield Conflict(s, item, "an array in a list is written")


def _every_block(body: tuple[Stmt, ...]) -> Iterator[tuple[Stmt, ...]]:
    yield body
    for s in body:
        for b in ir.blocks(s):
            yield from _every_block(b)


def _items_kept(s: Stmt, known: Ranks) -> Iterator[Var]:
    """The arrays that a list of unknown length gets."""
    values: tuple[Expr, ...] = ()
    match s:
        case ir.Do(ir.Call(ir.Attr(Var(), "append" | "insert"), args)):
            values = args
        case ir.Put(base, _, value) if isinstance(known.of(base), ListOf):
            values = (value,)
        case ir.Let(target, ir.Seq(_, items)) if isinstance(known.of(target), ListOf):
            values = items
    yield from (v for v in values if isinstance(v, Var))


def written(s: Stmt, found: Aliases) -> Iterator[Var]:
    """The variables through which `s` itself writes memory."""
    if isinstance(s, ir.Put):
        yield s.base
    for e in ir.exprs(s):
        for p in ir.walk_expr(e):
            yield from found.written_by(p)


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


_TWO_NAMES = "from here on, an array that is written has two names"


def _is_doubled(s: Stmt, target: Var, source: Var, left: Live) -> bool:
    """Whether one parallel copy gives `source` another name, too."""
    return isinstance(s, ir.Copies) and any(
        v is source and t is not target and t in left for t, v in bound(s)
    )


def _moved(
    s: Stmt, source: Var, after: Live, seen: dict[Var, View]
) -> Iterator[Conflict]:
    left = after - frozenset(ir.defs(s))
    if (
        source in seen
        or source in left
        or any(view.base is source and v in left for v, view in seen.items())
    ):
        yield Conflict(s, source, _TWO_NAMES)


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
