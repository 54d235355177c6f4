"""Calls of library functions that go through items, as calls of what they do, written
in Python (`recipes.iterators`): `reduce`, `sorted`, most of `itertools`.
"""

from __future__ import annotations

import inspect
from types import FunctionType
from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import (
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Scalar,
    Tuple,
)
from autograd_src.lowering.callee import is_written
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.gone_through import written_in
from autograd_src.lowering.library import LIBRARY, SEQUENCES, Rule
from autograd_src.lowering.operations import refused
from autograd_src.lowering.vectorized import (
    elementwise,
    is_vectorized,
)
from autograd_src.recipes import iterators

__all__ = ["check_read", "spelled"]

_LISTED = ir.Ref("listed", value=iterators.listed)


_ARRAY = ir.Ref("np.array", "numpy", "np", np.array)


def spelled(
    function: ir.Function,
    hot: frozenset[Var],
    known: Ranks,
    found: Aliases,
    callees: Callees,
) -> tuple[ir.Function, bool]:
    """`function` with such calls, where something differentiated is at stake; and
    whether lists have been put together, whose kinds are to be found anew.
    """
    speller = _Speller(hot, known, found, callees)
    made = ir.replace(function, body=speller.block(function.body))
    return made, speller.joined


def check_read(function: ir.Function) -> None:
    """Refuse calls of what is written here that are left: it is no part of a module."""
    for s in ir.walk(function.body):
        for e in _calls(s):
            value = e.func.value if isinstance(e.func, ir.Ref) else None
            if type(value) is FunctionType and is_written(value):
                raise refused(
                    "what goes through these items isn't followed",
                    "go through them with `for`, or make a list of them: `list(...)`",
                    s.origin,
                )


class _Speller:
    def __init__(
        self, hot: frozenset[Var], known: Ranks, found: Aliases, callees: Callees
    ) -> None:
        self.hot = hot
        self.known = known
        self.found = found
        self.callees = callees
        self.joined = False
        self.origin: ir.Origin | None = None
        self.written: list[Var] = []  # by the body of the loop at hand

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        out: list[Stmt] = []
        for s in body:
            found = self.listed(s)
            self.joined |= found is not None
            out += [self.stmt(s)] if found is None else found
        return tuple(out)

    def listed(self, s: Stmt) -> list[Stmt] | None:
        """Lists that are joined, item by item; None for any other statement."""
        match s:
            case ir.Do(ir.Call(ir.Attr(Var() as items, "extend"), (more,), ())):
                return self.appended(items, more, s)
            case ir.Let(target, ir.Bin("+=", Var() as items, more)):
                found = self.appended(items, more, s)
                return found and [*found, ir.replace(s, value=items)]
            case ir.Let(target, ir.Bin("+", first, more)) if self.is_hot(s.value):
                kinds = [self.known.of(e) for e in (first, more)]
                first, more = _bare(first), _bare(more)
                kinds += [self.known.of(e) for e in (first, more)]
                if not all(map(_is_list, kinds[:2], kinds[2:])):
                    return None
                grows = target in self.known.growing
                if not grows and not any(isinstance(k, ListOf) for k in kinds):
                    return None
                copied: Expr = ir.Call(_LISTED, (first,))
                copied = first if isinstance(first, ir.Seq) else copied
                made = ir.replace(s, value=copied)
                return [made, *self.each(target, more, s)]
            case ir.Let(target, ir.Call(ir.Ref(value=f), (items,), ())) if (
                f is list and target in self.known.growing and self.is_hot(items)
            ):
                if isinstance(self.known.of(items), List):
                    return [ir.replace(s, value=ir.Call(_LISTED, (items,)))]
        return None

    def appended(self, items: Var, more: Expr, s: Stmt) -> list[Stmt] | None:
        """`items.extend(more)` or `items += more`, where `items` is a list."""
        if not isinstance(self.known.of(items), ListOf):
            return None
        if not isinstance(more, ir.Seq) and items in ir.names_in(more):
            return None  # it may grow while it is gone through
        return self.each(items, more, s)

    def each(self, items: Var, more: Expr, s: Stmt) -> list[Stmt]:
        append = ir.Attr(items, "append")
        starred = (isinstance(e, ir.Star) for e in ir.parts(more))
        if isinstance(more, ir.Seq) and not any(starred):
            # All are evaluated before the first is put in.
            names = [Var() for _ in more.items]
            pairs = list(zip(names, more.items, strict=True))
            return [
                *(ir.Let(v, e, origin=s.origin) for v, e in pairs),
                *(ir.Do(ir.Call(append, (v,)), origin=s.origin) for v in names),
            ]
        item = Var()
        body = (ir.Do(ir.Call(append, (item,)), origin=s.origin),)
        return [ir.For(item, more, body, origin=s.origin)]

    def is_hot(self, e: Expr) -> bool:
        return enters(e, self.hot)

    def stmt(self, s: Stmt) -> Stmt:
        self.origin = s.origin
        loop = isinstance(s, ir.For) and self.is_stirred(s)
        if any(map(self.rule, _calls(s))):
            body = s.body if isinstance(s, ir.For) else ()
            self.written = written_in(body, self.found)
            s = ir.map_exprs(s, lambda e: self.expr(e, loop))
        return ir.map_blocks(s, self.block)

    def is_stirred(self, s: Stmt) -> bool:
        inside = (v for b in ir.walk((s,)) for v in (*ir.defs(b), *ir.uses(b)))
        return any(v in self.hot for v in inside)

    def expr(self, e: Expr, wanted: bool) -> Expr:
        rule = self.rule(e) if isinstance(e, ir.Call) else None
        if not isinstance(e, ir.Call) or rule is None:
            return ir.rebuild(e, lambda p: self.expr(p, wanted)) if self.has(e) else e
        hot = any(enters(p, self.hot) for p in ir.parts(e))
        wanted = wanted or hot
        e = ir.rebuild(e, lambda p: self.expr(p, wanted))
        assert isinstance(e, ir.Call)
        starred = any(isinstance(a, ir.Star) for a in e.args)
        if not wanted or starred or not all(k for k, _ in e.keywords):
            return e
        found = rule(self, e.args, dict(e.keywords))
        if found is None:
            return e
        if isinstance(found, Expr):
            return found
        function, args = found
        if not (hot or inspect.isgeneratorfunction(function)):
            return e
        return ir.Call(ir.Ref(function.__name__, value=function), args)

    def rule(self, e: ir.Call) -> Rule | None:
        """What is done about the call `e`; None if it is none of these."""
        value = e.func.value if isinstance(e.func, ir.Ref) else None
        if callable(value) and _hashable(value) and value in LIBRARY:
            return LIBRARY[value]
        if is_vectorized(e, self.callees):
            return lambda s, args, named: elementwise(
                ir.Call(e.func, args, tuple(named.items())), s.known, s.callees
            )
        return None

    def has(self, e: Expr) -> bool:
        return any(isinstance(p, ir.Call) and self.rule(p) for p in ir.walk_expr(e))

    def numbers(self, e: Expr) -> Expr:
        """`e` as an array, if it is a list of numbers: any of them may be chosen."""
        kind = self.known.of(e)
        held = kind.items if isinstance(kind, (List, Tuple)) else ()
        if held and all(isinstance(i, Scalar) for i in held):
            return ir.Call(_ARRAY, (e,))
        return self.items(e)

    def settled(self, e: Expr) -> Expr:
        """`items`, as they are at first: a copy of what a loop writes."""
        names = ir.names_in(e)
        written = any(self.found.may_alias(v, w) for v in names for w in self.written)
        if isinstance(e, ir.Seq) or not written:
            return self.items(e)
        match self.known.of(e):
            case List():
                return ir.Index(e, ir.Slice(None, None, None))
            case Array(dims=(_,)):
                return ir.Call(ir.Attr(e, "copy"))
        return ir.Call(ir.Ref("list", value=list), (e,))

    def items(self, e: Expr) -> Expr:
        """`e`, or a list of what it gives, if it can't be indexed."""
        if isinstance(e, ir.Seq):
            return e
        kind = self.known.of(e)
        can = isinstance(kind, SEQUENCES) or (
            isinstance(e, Var) and not isinstance(kind, (Dict, Instance))
        )
        if can or (isinstance(e, ir.Call) and _is(e, range)):
            return e
        return ir.Call(ir.Ref("list", value=list), (e,))


def _bare(e: Expr) -> Expr:
    """What is gone through where a list of it is."""
    match e:
        case ir.Call(ir.Ref(value=f), (items,), ()) if f is list:
            return items
    return e


def _is_list(kind: Abstract, inner: Abstract) -> bool:
    """Whether an operand is a list, or made a list of what is `inner`."""
    return isinstance(kind, (List, ListOf)) or isinstance(inner, (List, ListOf))


def _calls(s: Stmt) -> list[ir.Call]:
    inside = (p for e in ir.exprs(s) for p in ir.walk_expr(e))
    return [p for p in inside if isinstance(p, ir.Call)]


def _is(e: ir.Call, f: Any) -> bool:
    return isinstance(e.func, ir.Ref) and e.func.value is f


def _hashable(value: Any) -> bool:
    return type(value).__hash__ is not None
