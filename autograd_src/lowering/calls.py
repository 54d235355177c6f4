"""Calls of user functions, replaced by the bodies of what they call.

Canonical functions end in their only return, so this is a renaming of variables.  Only
calls that hold something differentiated are replaced; others stay calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import NamedTuple

import gast

from autograd_src import ir
from autograd_src.analyses.activity import active, enters, varied
from autograd_src.analyses.aliases import Aliases, aliases
from autograd_src.analyses.outside import Outside
from autograd_src.analyses.ranks import Ranks, entry, ranks
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Expr, Let, Stmt, Var
from autograd_src.live.values import Abstract
from autograd_src.lowering.attributes import attributes_outside, with_attributes
from autograd_src.lowering.callee import is_atom
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.display_names import displays_named
from autograd_src.lowering.generators import generates
from autograd_src.lowering.holding import hold
from autograd_src.lowering.inliner import Inliner
from autograd_src.lowering.instances import check_attributes, check_objects
from autograd_src.lowering.kinds import without_idle_kinds
from autograd_src.lowering.opaque import check_operators
from autograd_src.lowering.operations import refused
from autograd_src.lowering.phis import without_trivial_joins
from autograd_src.lowering.prune import pruned
from autograd_src.lowering.routines import Again, Routine, Routines, settle, unfit
from autograd_src.lowering.shared import check_outside
from autograd_src.lowering.spelled import check_read, spelled
from autograd_src.lowering.unfolding import unfolded

__all__ = ["Plan", "inlined"]

_MOST_ROUNDS = 100  # nesting of calls


class Plan(NamedTuple):
    """A function whose calls have been replaced, and its parameters' types."""

    function: ir.Function
    values: dict[Var, Abstract]


def inlined(
    function: ir.Function,
    values: dict[Var, Abstract],
    outside: Outside,
    seeds: Iterable[Var],
    callees: Callees,
) -> Plan:
    """`function` without the calls that hold what depends on `seeds`.

    Those of routines stay, as calls of functions of the emitted module.
    """
    seeds, routines, arguments = list(seeds), callees.routines, callees.arguments
    is_entry, every = routines.current is None, routines.every
    while True:
        try:
            plan = _inlined(function, dict(values), outside, seeds, callees)
        except Again:
            if not is_entry:
                raise
            routines.forget()
            callees.arguments, routines.every = arguments, every
            continue
        if plan is not None:
            return plan


def _inlined(
    function: ir.Function,
    values: dict[Var, Abstract],
    outside: Outside,
    seeds: list[Var],
    callees: Callees,
) -> Plan | None:
    """None: a call that was taken for one of a routine isn't."""
    for _ in range(_MOST_ROUNDS):
        values = with_attributes(function, values, callees)
        outside.describe(attributes_outside(function, callees))
        known = ranks(function, values, outside)
        less = without_trivial_joins(pruned(function, known))
        less = without_unused_closures(less)
        if not ir.same(less.body, function.body):
            known = ranks(less, values, outside)
        function = less
        found = aliases(function, known)
        hot = varied(function, seeds, found)
        followed = unfolded(function, hot, known, found, callees)
        if followed is not None:
            function = followed
            continue
        function, joined = spelled(function, hot, known, found, callees)
        if joined:
            continue
        inliner = Inliner(hot, known, found, callees, function, seeds)
        body = inliner.block(function.body)
        if not inliner.changed:
            named = displays_named(function, hot, known, callees)
            if named is not None:
                function = named
                continue
            if not hold(function, known, found, hot, callees.routines):
                return None
            check_objects(function, hot)
            _check(function, seeds, found, known, callees)
            check_read(function)
            check_attributes(function, hot)
            check_outside(function, hot, known)
            check_operators(function, hot, known)
            function = without_idle_kinds(function, known)
            return Plan(without_unused_captures(function, callees), values)
        for v, value in inliner.added.items():
            values[v] = entry(v.base, value)
        params = function.params + tuple(ir.Param(v, "keyword") for v in inliner.added)
        function = ir.replace(function, params=params, body=body)
        if inliner.woven:
            function = ssa(without(function, inliner.spent))
        if not read_routines(callees, outside):
            return None
        function = with_items(function, callees.routines)
    origin = function.body[-1].origin
    raise refused(
        "the calls in this function don't come to an end", "write a loop", origin
    )


def without(function: ir.Function, names: set[Var]) -> ir.Function:
    """`function` without the definitions of `names`, which nothing reads any more."""

    def block(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        kept = (s for s in body if not (isinstance(s, Let) and s.target in names))
        return tuple(ir.map_blocks(s, block) for s in kept)

    return ir.replace(function, body=block(function.body))


def read_routines(callees: Callees, outside: Outside) -> bool:
    """Read the routines that have been found; whether all of them can be routines."""
    routines, given = callees.routines, callees.arguments
    outer, callees.arguments = routines.current, {}
    fits = True
    while routines.unread:
        r = routines.current = routines.unread.pop()
        write(r, routines)
        plan = inlined(r.function, r.values, outside, r.hot, callees)
        r.function = plan.function
        settle(routines, outside)
        captured = len(plan.function.params) != len(r.values)
        why = "it reads variables of a closure" if captured else unfit(r, outside)
        if why:
            routines.block(r.key, why)
            fits = False
    for r in routines.found.values():
        # What a function that calls itself returns is known only now.
        r.function = with_items(r.function, routines)
    routines.current, callees.arguments = outer, given
    return fits


def write(r: Routine, routines: Routines) -> None:
    """Write the function of a derivative that is called; others have one."""
    if r.derived is None:
        return
    assert routines.write is not None
    every, routines.every = routines.every, False
    r.function = routines.write(r)
    routines.every = every
    params = [p.var for p in r.function.params]
    r.values = dict(zip(params, r.summary.params, strict=True))
    r.hot = tuple(params[k] for k in r.summary.hot)


def with_items(function: ir.Function, routines: Routines) -> ir.Function:
    """`function` with the items of what routines return unpacked at the calls."""

    def block(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(new for s in body for new in stmt(s))

    def stmt(s: Stmt) -> list[Stmt]:
        match s:
            case Let(_, ir.Call(ir.Own(symbol)) as call):
                routine = routines.of[symbol]
                if routine.is_tuple:
                    items = tuple(Var() for _ in routine.results)
                    whole = ir.Seq("tuple", items)
                    return [
                        ir.Unpack(items, call, origin=s.origin),
                        ir.replace(s, value=whole),
                    ]
        return [ir.map_blocks(s, block)]

    return ir.replace(function, body=block(function.body))


def _check(
    function: ir.Function,
    seeds: list[Var],
    found: Aliases,
    known: Ranks,
    callees: Callees,
) -> None:
    """Refuse a callee that could not be read, if what it gives is differentiated."""
    needed = active(function, seeds, found)
    for s in ir.walk(function.body):
        gives = needed & set(ir.defs(s)) or isinstance(s, (ir.Ret, ir.Put))
        for e in (p for top in ir.exprs(s) for p in ir.walk_expr(top)):
            if isinstance(e, ir.Call) and enters(e, needed):
                callee = callees.resolve(e.func, known.of)
                if (
                    gives
                    and callee is None
                    and isinstance(e.func, (Var, ir.Index, ir.Call))
                ):
                    raise refused(
                        "which function is called here can't be told",
                        "call the function by its name, in each branch",
                        s.origin,
                    )
                if gives and callee is not None and callee.key in callees.unread:
                    raise callees.unread[callee.key]
                if gives and callee is not None and generates(callee):
                    raise refused(
                        "a generator isn't followed here",
                        "go through it with `for`, or make a list of it: `list(...)`",
                        s.origin,
                    )


def without_unused_captures(function: ir.Function, callees: Callees) -> ir.Function:
    """`function` without parameters for functions that were captured and inlined."""
    used = {v for s in ir.walk(function.body) for v in ir.uses(s)}
    params = tuple(
        p for p in function.params if p.var in used or callees.captured(p.var) is None
    )
    return ir.replace(function, params=params)


def without_unused_closures(function: ir.Function) -> ir.Function:
    """`function` without definitions of functions that nothing uses any more."""
    while True:
        used = {v for s in ir.walk(function.body) for v in ir.uses(s)}
        body = _without(function.body, used)
        if body == function.body:
            return function
        function = ir.replace(function, body=body)


def _without(body: tuple[Stmt, ...], used: set[Var]) -> tuple[Stmt, ...]:
    kept = (s for s in body if not (_is_closure(s) and not used & set(ir.defs(s))))
    return tuple(ir.map_blocks(s, lambda b: _without(b, used)) for s in kept)


def _is_closure(s: Stmt) -> bool:
    """Whether a statement only defines a function, or holds what has names already."""
    match s:
        case ir.Carry(gast.FunctionDef() as node):
            return not node.decorator_list
        case Let(_, value):
            return _is_function(value)
    return False


def _is_function(e: Expr) -> bool:
    match e:
        case ir.Raw(gast.Lambda()):
            return True
        case ir.Ref(value=value):
            return callable(value) or isinstance(value, ModuleType)
        case ir.Seq("tuple") | ir.Dict():
            return all(map(is_atom, ir.parts(e)))
        case ir.Call(ir.Ref(text="functools.partial" | "partial"), args):
            return all(map(is_atom, args))
    return False
