"""Branches that the signature decides (S18)."""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Expr, Stmt
from autograd_src.lowering.folding import decide

__all__ = ["pruned"]


def pruned(function: ir.Function, known: Ranks) -> ir.Function:
    """`function` without the arms that can't be taken for the given types."""
    body = _block(function.body, known)
    return function if ir.same(body, function.body) else ir.replace(function, body=body)


def _block(body: tuple[Stmt, ...], known: Ranks) -> tuple[Stmt, ...]:
    out: list[Stmt] = []
    for s in body:
        value = decide(s.test, known) if isinstance(s, ir.If) else None
        if isinstance(s, ir.If) and value is not None:
            out += _block(s.body if value else s.orelse, known)
        else:
            s = ir.map_exprs(s, lambda e: _chosen(e, known))
            out.append(ir.map_blocks(s, lambda b: _block(b, known)))
    return tuple(out)


def _chosen(e: Expr, known: Ranks) -> Expr:
    """`e` without the sides of conditional expressions that can't be taken."""
    if not any(isinstance(p, ir.Cond) for p in ir.walk_expr(e)):
        return e
    if isinstance(e, ir.Cond):
        value = decide(e.test, known)
        if value is not None:
            return _chosen(e.body if value else e.orelse, known)
    return ir.rebuild(e, lambda p: _chosen(p, known))
