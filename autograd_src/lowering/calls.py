"""Calls of user functions, replaced by the bodies of what they call.

Canonical functions end in their only return, so this is a renaming of variables.  Only
calls that hold something differentiated are replaced; others stay calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import NamedTuple

import gast

from autograd_src import ir
from autograd_src.analyses.activity import active, active_reads, varied
from autograd_src.analyses.aliases import Aliases, aliases
from autograd_src.analyses.ranks import Ranks, entry, ranks
from autograd_src.ir import Expr, Let, Stmt, Var
from autograd_src.live.values import Abstract
from autograd_src.lowering.attributes import with_attributes
from autograd_src.lowering.callee import is_atom
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.inliner import Inliner
from autograd_src.lowering.kinds import without_idle_kinds
from autograd_src.lowering.operations import refused
from autograd_src.lowering.phis import without_trivial_joins
from autograd_src.lowering.prune import pruned
from autograd_src.lowering.unfolding import unfolded

__all__ = ["Plan", "inlined"]

_MOST_ROUNDS = 100  # nesting of calls

Outside = Callable[[ir.Ref], Abstract]


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
    """`function` without the calls that hold what depends on `seeds`."""
    seeds, values = list(seeds), dict(values)
    for _ in range(_MOST_ROUNDS):
        values = with_attributes(function, values, callees)
        function = pruned(function, ranks(function, values, outside))
        function = without_unused_closures(without_trivial_joins(function))
        known = ranks(function, values, outside)
        found = aliases(function, known)
        hot = varied(function, seeds, found)
        followed = unfolded(function, hot, known, found, callees)
        if followed is not None:
            function = followed
            continue
        inliner = Inliner(hot, known, found, callees, function)
        body = inliner.block(function.body)
        if not inliner.changed:
            _check(function, seeds, found, known, callees)
            function = without_idle_kinds(function, known)
            return Plan(without_unused_captures(function, callees), values)
        for v, value in inliner.added.items():
            values[v] = entry(v.base, value)
        params = function.params + tuple(ir.Param(v, "keyword") for v in inliner.added)
        function = ir.replace(function, params=params, body=body)
    origin = function.body[-1].origin
    raise refused(
        "the calls in this function don't come to an end", "write a loop", origin
    )


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
            if isinstance(e, ir.Call) and any(v in needed for v in active_reads(e)):
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
