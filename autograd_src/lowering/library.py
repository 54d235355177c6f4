"""What library functions that go through items do, as calls of `recipes.iterators`.

A rule is given the arguments of a call; None: nothing stands for this call.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any, Protocol

import gast
import numpy as np

from autograd_src import ir
from autograd_src.analyses.elements import compares
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr
from autograd_src.live.values import Array, List, Tuple
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.operations import refused
from autograd_src.lowering.vectorized import along_axis, gradient, piecewise
from autograd_src.recipes import iterators

__all__ = ["LIBRARY", "SEQUENCES", "Found", "Rule"]

Found = tuple[Any, tuple[Expr, ...]]
SEQUENCES = (Array, List, Tuple, ListOf)


class Speller(Protocol):
    """What rules ask: the walk over the function that holds the call."""

    known: Ranks
    callees: Callees
    origin: ir.Origin | None

    def items(self, e: Expr) -> Expr: ...

    def settled(self, e: Expr) -> Expr: ...

    def numbers(self, e: Expr) -> Expr: ...


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
Rule = Callable[[Speller, Args, Named], Found | Expr | None]


def _reduce(s: Speller, args: Args, named: Named) -> Found | None:
    if named or not 2 <= len(args) <= 3:
        return None
    function, items = args[0], s.items(args[1])
    if len(args) == 2:
        return iterators.reduced, (function, items)
    return iterators.reduced_from, (function, items, args[2])


def _accumulate(s: Speller, args: Args, named: Named) -> Found | None:
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
    def rule(s: Speller, args: Args, named: Named) -> Found | None:
        args = (*args, *(named[k] for k in ("r",) if k in named))
        if len(args) != 2 or not isinstance(args[1], Const):
            return None
        bounds = _range(args[0])
        full = f"{name}_{args[1].value}" + ("" if bounds is None else "_in_range")
        found = getattr(iterators, full, None)
        return found and (found, bounds or (s.settled(args[0]),))

    return rule


def _product(s: Speller, args: Args, named: Named) -> Found | None:
    times = named.get("repeat", Const(1))
    if not isinstance(times, Const) or type(times.value) is not int:
        return None
    args = args * times.value
    found = getattr(iterators, f"product_{len(args)}", None)
    return found and (found, tuple(map(s.settled, args)))


def _chain(s: Speller, args: Args, named: Named) -> Found | None:
    found = getattr(iterators, f"chained_{len(args)}", None)
    return found and (found, args)


def _longest(s: Speller, args: Args, named: Named) -> Found | None:
    if len(args) != 2:
        return None
    fill = named.get("fillvalue", Const(None))
    return iterators.longest_2, (*map(s.items, args), fill)


def _repeat(s: Speller, args: Args, named: Named) -> Found | None:
    args = (*args, *named.values())
    found = iterators.copies if len(args) == 2 else iterators.copies_for_ever
    return found, args


def _count(s: Speller, args: Args, named: Named) -> Found | None:
    given = {**dict(zip(("start", "step"), args)), **named}
    start, step = given.get("start", Const(0)), given.get("step", Const(1))
    return iterators.numbers, (start, step)


def _islice(s: Speller, args: Args, named: Named) -> Found | Expr | None:
    if len(args) > 1 and isinstance(s.known.of(args[0]), SEQUENCES):
        edges = args[1:] if len(args) > 2 else (None, args[1])
        cut = (None if e == Const(None) else e for e in edges)
        return ir.Index(args[0], ir.Slice(*cut))
    return (iterators.first, args) if len(args) == 2 else None


def _sum(s: Speller, args: Args, named: Named) -> Found | None:
    start = (*args[1:], *named.values())
    listed = len(start) == 1 and isinstance(s.known.of(args[0]), ListOf)
    return (iterators.summed_from, (args[0], *start)) if listed else None


def _list(s: Speller, args: Args, named: Named) -> Found | None:
    """A copy of a list that grows; a list of an array is followed as it is."""
    kind = s.known.of(args[0]) if len(args) == 1 else None
    return (iterators.listed, args) if isinstance(kind, ListOf) else None


def _of_arrays(rule: Any) -> Rule:
    return lambda s, args, named: rule(s.known, s.callees, args, named)


def _one_by_one(function: Any) -> Rule:
    def rule(s: Speller, args: Args, named: Named) -> Found | None:
        return None if named else (function, args)

    return rule


def _check_numbers(s: Speller, args: Args) -> None:
    """Refuse to compare items that are lists or tuples."""
    if compares([s.known.of(a) for a in args]):
        raise refused(
            "lists or tuples are compared here",
            "tell what decides: `key=lambda item: item[0]`",
            s.origin,
        )


def _check_key(s: Speller, key: Expr) -> None:
    """Refuse a key that gives tuples: keys are sorted as numbers."""
    body = getattr(key.node, "body", None) if isinstance(key, ir.Raw) else None
    if isinstance(body, (gast.Tuple, gast.List)):
        raise refused(
            "this key gives several numbers for an item",
            "sort by the last of them first, and then by the one before",
            s.origin,
        )


def _sorted(s: Speller, args: Args, named: Named) -> Found | None:
    key, down = named.get("key", Const(None)), named.get("reverse", Const(False))
    if len(args) != 1 or not isinstance(down, Const) or set(named) - {"key", "reverse"}:
        return None
    name = "ordered_down" if down.value else "ordered"
    if key == Const(None):
        _check_numbers(s, args)
        return getattr(iterators, name), args
    _check_key(s, key)
    bounds = _range(args[0])
    if bounds is not None:
        return getattr(iterators, f"{name}_in_range"), (*bounds, key)
    return getattr(iterators, f"{name}_by"), (s.numbers(args[0]), key)


def _extreme(name: str) -> Rule:
    def rule(s: Speller, args: Args, named: Named) -> Found | None:
        if "key" not in named:
            _check_numbers(s, args)
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


LIBRARY: dict[Any, Rule] = {
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
