"""Activity: which variables lie on a path from a differentiated argument to the result.

`varied` goes forward, `useful` backward; both are fixpoints over structured code, and
memory that is written is varied or useful as a whole class (S19).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.sharing import MUTATORS, is_scatter
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.recipes import passive, registry
from autograd_src.runtime import private_copy

__all__ = ["active", "active_reads", "useful", "varied"]


def active_reads(e: Expr, through: bool = False) -> Iterator[Var]:
    """The variables through which a derivative may enter `e`.

    With `through`, functions whose zero derivative surprises (`int`, `argmax`) let it
    pass: so it is found out what they cut off.
    """
    match e:
        case Var():
            yield e
        case ir.Cmp() | ir.Un("not", _) | ir.Slice():
            return
        case ir.Bin("//" | "&" | "|" | "^" | "<<" | ">>", left, right):
            if through:
                yield from active_reads(left, through)
                yield from active_reads(right, through)
        case ir.Attr(value, name):
            if name not in passive.PASSIVE_ATTRIBUTES:
                yield from active_reads(value, through)
        case ir.Index(value, _):
            yield from active_reads(value, through)
        case ir.Cond(_, body, orelse):
            yield from active_reads(body, through)
            yield from active_reads(orelse, through)
        case ir.Call(ir.Ref(value=function), args) if registry.zero_derivative(
            function
        ):
            if through and registry.broken(function):
                for p in args:
                    yield from active_reads(p, through)
        case ir.Call(ir.Attr(_, name)) if name in passive.PASSIVE_METHODS:
            return
        case ir.Call(ir.Ref(value=function), (copied, *_)) if function is private_copy:
            yield from active_reads(copied, through)
        case _:
            for p in ir.parts(e):
                yield from active_reads(p, through)


def varied(
    function: ir.Function, seeds: Iterable[Var], found: Aliases, through: bool = False
) -> frozenset[Var]:
    """The variables that may depend on `seeds` (see `active_reads` for `through`)."""
    names = set(seeds)
    changed = True
    while changed:
        before = len(names)
        for s in ir.walk(function.body):
            _flow(s, names, through)
        _close(names, function, found)
        changed = len(names) > before
    return frozenset(names)


def _flow(s: Stmt, names: set[Var], through: bool) -> None:
    def hot(e: Expr) -> bool:
        return any(v in names for v in active_reads(e, through))

    match s:
        case ir.Copies(targets, values):
            names.update(t for t, v in zip(targets, values, strict=True) if hot(v))
        case ir.Put(base, _, value):
            if hot(value):
                names.add(base)
        case ir.Do(value):
            names.update(_receivers(value, names))
        case ir.For(target, iterable):
            if hot(iterable):
                names.add(target)
        case ir.Carry(_, reads, writes):
            if any(hot(v) for _, v in reads):
                names.update(v for _, v in writes)
        case _:
            if any(hot(e) for e in ir.exprs(s)):
                names.update(ir.defs(s))
    for e in ir.exprs(s):
        for p in ir.walk_expr(e):
            if isinstance(p, ir.Call) and hot(p):
                names.update(
                    v for k, out in p.keywords if k == "out" for v in active_reads(out)
                )


def _receivers(e: Expr, names: set[Var]) -> Iterator[Var]:
    """Containers that a method call fills with something varied."""
    if not isinstance(e, ir.Call):
        return
    if not any(v in names for a in e.args for v in active_reads(a)):
        return
    match e.func:
        case ir.Ref(value=function) if is_scatter(function):
            yield from ir.names_in(e.args[0])
        case ir.Attr(receiver, name) if name in MUTATORS:
            yield from ir.names_in(receiver)


def _close(names: set[Var], function: ir.Function, found: Aliases) -> None:
    """Whoever shares written memory with a varied variable, or holds it, is varied."""
    roots = {found.find(v) for v in names if found.written(v)}
    if not roots:
        return
    every = [p.var for p in function.params]
    every += [v for s in ir.walk(function.body) for v in ir.defs(s)]
    names.update(
        v
        for v in every
        if found.find(v) in roots or not roots.isdisjoint(found.held(v))
    )


def useful(
    function: ir.Function, among: frozenset[Var], found: Aliases
) -> frozenset[Var]:
    """The variables in `among` on which the result may depend."""
    names: set[Var] = set()
    changed = True
    while changed:
        before = len(names)
        for s in ir.walk(function.body):
            names.update(v for v in _needs(s, names, found) if v in among)
        _close(names, function, found)
        names &= among
        changed = len(names) > before
    return frozenset(names)


def _needs(s: Stmt, names: set[Var], found: Aliases) -> Iterator[Var]:
    match s:
        case ir.Ret(value):
            yield from active_reads(value)
        case ir.Copies(targets, values):
            for t, v in zip(targets, values, strict=True):
                if t in names:
                    yield from active_reads(v)
        case ir.Put(base, _, value):
            if base in names:
                yield from active_reads(value)
        case ir.Do(value):
            if set(_receivers(value, set(active_reads(value)))) & names:
                yield from active_reads(value)
        case ir.For() | ir.Let() | ir.Unpack() | ir.Carry():
            if any(v in names for v in ir.defs(s)):
                for e in ir.exprs(s):
                    yield from active_reads(e)


def active(
    function: ir.Function, seeds: Iterable[Var], found: Aliases
) -> frozenset[Var]:
    """The variables that need a tangent or an adjoint."""
    return useful(function, varied(function, seeds, found), found)
