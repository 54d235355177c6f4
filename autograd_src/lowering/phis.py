"""Joins and copies that join nothing are removed.

A join of one value is that value; so is a copy that is its target's only definition.
Names are bound once, so reading the source instead is always right.
"""

from __future__ import annotations

from collections.abc import Callable

from autograd_src import ir
from autograd_src.ir import Copies, Expr, Stmt, Var

__all__ = ["without_copies", "without_trivial_joins"]


def without_trivial_joins(function: ir.Function, adjoints: bool = False) -> ir.Function:
    """`function` without joins and copies of a single value.

    With `adjoints`, assignments of a name or constant to an adjoint, a tangent or a
    temporary count as copies: they are ours.
    """
    mapping = _trivial(function.body, adjoints)
    if not mapping:
        return function
    return ir.replace(function, body=_renamed(function.body, mapping))


def without_copies(function: ir.Function, chosen: Callable[[Var], bool]) -> ir.Function:
    """`function` with one name for what the `chosen` variables are copies of.

    `z = y` gives an array a second name; whoever reads or writes `z` means `y`.
    """
    mapping: dict[Var, Expr] = {
        s.target: s.value
        for s in ir.walk(function.body)
        if isinstance(s, ir.Let) and isinstance(s.value, Var) and chosen(s.target)
    }
    if not mapping:
        return function
    whole = {t: _resolved(v, mapping) for t, v in mapping.items()}
    return ir.replace(function, body=_renamed(function.body, whole))


def _is_copy(s: ir.Let) -> bool:
    ours = s.target.role in ("bar", "dot") or not s.target.base
    return ours and isinstance(s.value, (Var, ir.Const))


def _trivial(body: tuple[Stmt, ...], adjoints: bool) -> dict[Var, Expr]:
    sources: dict[Var, list[Expr]] = {}
    plain: set[Var] = set()
    for s in ir.walk(body):
        if isinstance(s, Copies):
            for t, v in zip(s.targets, s.values, strict=True):
                sources.setdefault(t, []).append(v)
        elif adjoints and isinstance(s, ir.Let) and _is_copy(s):
            sources.setdefault(s.target, []).append(s.value)
        else:
            plain.update(ir.defs(s))
    # A name that is not bound may be carried on, but never read.
    read = {v for s in ir.walk(body) if not isinstance(s, Copies) for v in ir.uses(s)}
    mapping: dict[Var, Expr] = {}
    changed = True
    while changed:
        changed = False
        for t, values in sources.items():
            if t in mapping or t in plain:
                continue
            found = {_resolved(v, mapping) for v in values} - {t}
            if len(found) != 1:
                continue
            only = found.pop()
            if only != ir.UNBOUND or t not in read:
                mapping[t] = only
                changed = True
    return {t: _resolved(v, mapping) for t, v in mapping.items()}


def _resolved(e: Expr, mapping: dict[Var, Expr]) -> Expr:
    while isinstance(e, Var) and e in mapping:
        e = mapping[e]
    return e


def _renamed(body: tuple[Stmt, ...], mapping: dict[Var, Expr]) -> tuple[Stmt, ...]:
    out: list[Stmt] = []
    for s in body:
        if isinstance(s, ir.Let) and s.target in mapping:
            continue
        s = ir.map_exprs(s, lambda e: ir.rename(e, mapping))
        s = ir.map_blocks(s, lambda b: _renamed(b, mapping))
        if isinstance(s, Copies):
            kept = [
                (t, v)
                for t, v in zip(s.targets, s.values, strict=True)
                if t not in mapping
            ]
            if not kept:
                continue
            s = ir.replace(
                s, targets=tuple(t for t, _ in kept), values=tuple(v for _, v in kept)
            )
        out.append(s)
    return tuple(out)
