"""Calls of library functions that go through items, as calls of what they do, written
in Python (`recipes.iterators`): `reduce`, `sorted`, most of `itertools`.
"""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.activity import active_reads
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, Dict, Instance, List, Scalar, Tuple
from autograd_src.lowering.callee import is_written
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.operations import refused
from autograd_src.lowering.vectorized import (
    along_axis,
    elementwise,
    gradient,
    is_vectorized,
    piecewise,
)
from autograd_src.recipes import iterators

__all__ = ["check_read", "spelled"]

Found = tuple[Any, tuple[Expr, ...]]

_ARRAY = ir.Ref("np.array", "numpy", "np", np.array)
_SEQUENCES = (Array, List, Tuple, ListOf)


def spelled(
    function: ir.Function, hot: frozenset[Var], known: Ranks, callees: Callees
) -> ir.Function:
    """`function` with such calls, where something differentiated is at stake."""
    speller = _Speller(hot, known, callees)
    return ir.replace(function, body=speller.block(function.body))


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
    def __init__(self, hot: frozenset[Var], known: Ranks, callees: Callees) -> None:
        self.hot = hot
        self.known = known
        self.callees = callees

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(map(self.stmt, body))

    def stmt(self, s: Stmt) -> Stmt:
        loop = isinstance(s, ir.For) and self.is_stirred(s)
        if any(map(self.rule, _calls(s))):
            s = ir.map_exprs(s, lambda e: self.expr(e, loop))
        return ir.map_blocks(s, self.block)

    def is_stirred(self, s: Stmt) -> bool:
        inside = (v for b in ir.walk((s,)) for v in (*ir.defs(b), *ir.uses(b)))
        return any(v in self.hot for v in inside)

    def expr(self, e: Expr, wanted: bool) -> Expr:
        rule = self.rule(e) if isinstance(e, ir.Call) else None
        if not isinstance(e, ir.Call) or rule is None:
            return ir.rebuild(e, lambda p: self.expr(p, wanted)) if self.has(e) else e
        hot = any(v in self.hot for p in ir.parts(e) for v in active_reads(p))
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
        if callable(value) and _hashable(value) and value in _LIBRARY:
            return _LIBRARY[value]
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

    def items(self, e: Expr) -> Expr:
        """`e`, or a list of what it gives, if it can't be indexed."""
        if isinstance(e, ir.Seq):
            return e
        kind = self.known.of(e)
        can = isinstance(kind, _SEQUENCES) or (
            isinstance(e, Var) and not isinstance(kind, (Dict, Instance))
        )
        if can or (isinstance(e, ir.Call) and _is(e, range)):
            return e
        return ir.Call(ir.Ref("list", value=list), (e,))


def _calls(s: Stmt) -> list[ir.Call]:
    inside = (p for e in ir.exprs(s) for p in ir.walk_expr(e))
    return [p for p in inside if isinstance(p, ir.Call)]


def _is(e: ir.Call, f: Any) -> bool:
    return isinstance(e.func, ir.Ref) and e.func.value is f


def _hashable(value: Any) -> bool:
    return type(value).__hash__ is not None


def _range(e: Expr) -> tuple[Expr, Expr] | None:
    """The bounds of a range without a step."""
    match e:
        case ir.Call(ir.Ref(value=f), (stop,), ()) if f is range:
            return Const(0), stop
        case ir.Call(ir.Ref(value=f), (start, stop), ()) if f is range:
            return start, stop
    return None


Args = tuple[Expr, ...]
Named = dict[str, Expr]
Rule = Callable[[_Speller, Args, Named], Found | Expr | None]


def _reduce(s: _Speller, args: Args, named: Named) -> Found | None:
    if named or not 2 <= len(args) <= 3:
        return None
    function, items = args[0], s.items(args[1])
    if len(args) == 2:
        return iterators.reduced, (function, items)
    return iterators.reduced_from, (function, items, args[2])


def _accumulate(s: _Speller, args: Args, named: Named) -> Found | None:
    given = {**dict(zip(("iterable", "func"), args)), **named}
    if not given.keys() <= {"iterable", "func", "initial"} or "iterable" not in given:
        return None
    items = given["iterable"]
    function = given.get("func", Const(None))
    initial = given.get("initial", Const(None))
    if initial != Const(None):
        if function == Const(None):
            return None
        return iterators.accumulated_from, (s.items(items), function, initial)
    if function == Const(None):
        return iterators.summed_up, (items,)
    return iterators.accumulated, (s.items(items), function)


def _arrangements(name: str) -> Rule:
    def rule(s: _Speller, args: Args, named: Named) -> Found | None:
        args = (*args, *(named[k] for k in ("r",) if k in named))
        if len(args) != 2 or not isinstance(args[1], Const):
            return None
        bounds = _range(args[0])
        full = f"{name}_{args[1].value}" + ("" if bounds is None else "_in_range")
        found = getattr(iterators, full, None)
        return found and (found, bounds or (s.items(args[0]),))

    return rule


def _product(s: _Speller, args: Args, named: Named) -> Found | None:
    times = named.get("repeat", Const(1))
    if not isinstance(times, Const) or type(times.value) is not int:
        return None
    args = args * times.value
    found = getattr(iterators, f"product_{len(args)}", None)
    return found and (found, tuple(map(s.items, args)))


def _chain(s: _Speller, args: Args, named: Named) -> Found | None:
    found = getattr(iterators, f"chained_{len(args)}", None)
    return found and (found, args)


def _longest(s: _Speller, args: Args, named: Named) -> Found | None:
    if len(args) != 2:
        return None
    fill = named.get("fillvalue", Const(None))
    return iterators.longest_2, (*map(s.items, args), fill)


def _repeat(s: _Speller, args: Args, named: Named) -> Found | None:
    args = (*args, *named.values())
    found = iterators.copies if len(args) == 2 else iterators.copies_for_ever
    return found, args


def _count(s: _Speller, args: Args, named: Named) -> Found | None:
    given = {**dict(zip(("start", "step"), args)), **named}
    start, step = given.get("start", Const(0)), given.get("step", Const(1))
    return iterators.numbers, (start, step)


def _islice(s: _Speller, args: Args, named: Named) -> Found | Expr | None:
    if len(args) > 1 and isinstance(s.known.of(args[0]), _SEQUENCES):
        edges = args[1:] if len(args) > 2 else (None, args[1])
        cut = (None if e == Const(None) else e for e in edges)
        return ir.Index(args[0], ir.Slice(*cut))
    return (iterators.first, args) if len(args) == 2 else None


def _sum(s: _Speller, args: Args, named: Named) -> Found | None:
    start = (*args[1:], *named.values())
    listed = len(start) == 1 and isinstance(s.known.of(args[0]), ListOf)
    return (iterators.summed_from, (args[0], *start)) if listed else None


def _list(s: _Speller, args: Args, named: Named) -> Found | None:
    """A list of the elements or rows of an array; other copies are lists already."""
    kind = s.known.of(args[0]) if len(args) == 1 else None
    rows = isinstance(kind, (Array, ListOf))
    return (iterators.listed, args) if rows and not named else None


def _of_arrays(rule: Any) -> Rule:
    return lambda s, args, named: rule(s.known, s.callees, args, named)


def _one_by_one(function: Any) -> Rule:
    def rule(s: _Speller, args: Args, named: Named) -> Found | None:
        return None if named else (function, args)

    return rule


def _sorted(s: _Speller, args: Args, named: Named) -> Found | None:
    key, down = named.get("key", Const(None)), named.get("reverse", Const(False))
    if len(args) != 1 or not isinstance(down, Const) or set(named) - {"key", "reverse"}:
        return None
    name = "ordered_down" if down.value else "ordered"
    if key == Const(None):
        return getattr(iterators, name), args
    bounds = _range(args[0])
    if bounds is not None:
        return getattr(iterators, f"{name}_in_range"), (*bounds, key)
    return getattr(iterators, f"{name}_by"), (s.numbers(args[0]), key)


def _extreme(name: str) -> Rule:
    def rule(s: _Speller, args: Args, named: Named) -> Found | None:
        if len(args) != 1 or not named.keys() <= {"key"}:
            return None
        if "key" not in named:
            listed = isinstance(s.known.of(args[0]), ListOf)
            return (getattr(iterators, name), args) if listed else None
        bounds = _range(args[0])
        if bounds is not None:
            return getattr(iterators, f"{name}_in_range"), (*bounds, named["key"])
        return getattr(iterators, f"{name}_by"), (s.numbers(args[0]), named["key"])

    return rule


_LIBRARY: dict[Any, Rule] = {
    functools.reduce: _reduce,
    list: _list,
    np.apply_along_axis: _of_arrays(along_axis),
    np.gradient: _of_arrays(gradient),
    np.piecewise: _of_arrays(piecewise),
    sum: _sum,
    sorted: _sorted,
    max: _extreme("largest"),
    min: _extreme("smallest"),
    itertools.accumulate: _accumulate,
    itertools.chain: _chain,
    itertools.chain.from_iterable: _one_by_one(iterators.chained_items),
    itertools.combinations: _arrangements("combined"),
    itertools.combinations_with_replacement: _arrangements("repeated"),
    itertools.permutations: _arrangements("permuted"),
    itertools.compress: _one_by_one(iterators.selected),
    itertools.count: _count,
    itertools.cycle: _one_by_one(iterators.cycled),
    itertools.dropwhile: _one_by_one(iterators.from_false),
    itertools.filterfalse: _one_by_one(iterators.where_false),
    itertools.islice: _islice,
    itertools.pairwise: lambda s, args, named: (
        iterators.pairs, tuple(map(s.items, args)),
    ),
    itertools.product: _product,
    itertools.repeat: _repeat,
    itertools.starmap: _one_by_one(iterators.applied),
    itertools.takewhile: _one_by_one(iterators.while_true),
    itertools.zip_longest: _longest,
}  # fmt: skip
