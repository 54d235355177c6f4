"""Algebra on finished statements, after constants have been propagated.

An array operation never becomes a bare name here: what was fresh must stay fresh (S4).
"""

from __future__ import annotations

from autograd_src import algebra, ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Scalar

__all__ = ["simplified"]


def simplified(function: ir.Function, known: Ranks) -> ir.Function:
    """`function` with `1.0 * (2 * v)` as `2 * v`, in adjoints and tangents only."""
    return ir.replace(function, body=_block(function.body, known))


def _block(body: tuple[Stmt, ...], known: Ranks) -> tuple[Stmt, ...]:
    out = []
    for s in body:
        if isinstance(s, ir.Let) and (s.target.role or not s.target.base):
            s = ir.replace(s, value=_simple(s.value, known))
        elif isinstance(s, ir.Put) and s.base.role:
            s = _put(ir.replace(s, value=_simple(s.value, known)))
        out.append(ir.map_blocks(s, lambda b: _block(b, known)))
    return tuple(out)


def _put(s: ir.Put) -> ir.Put:
    """`y[i] -= v` for `y[i] += -v`."""
    if s.op != "+":
        return s
    match s.value:
        case ir.Un("-", operand):
            return ir.replace(s, op="-", value=operand)
        case ir.Bin("*" | "/" as op, ir.Un("-", left), right):
            return ir.replace(s, op="-", value=ir.Bin(op, left, right))
    return s


def _simple(e: Expr, known: Ranks) -> Expr:
    e = ir.rebuild(e, lambda p: _simple(p, known))
    match e:
        case ir.Attr(ir.Attr(inner, "T"), "T"):
            return inner
        case ir.Bin("*", left, right):
            new = algebra.multiply(left, right)
        case ir.Bin("/", left, right):
            new = algebra.divide(left, right)
        case ir.Bin("+", left, right):
            new = algebra.add(left, right)
        case ir.Un("-", operand):
            new = algebra.negate(operand)
        case _:
            return e
    shares = isinstance(new, (Var, ir.Index, ir.Attr))
    return e if shares and not isinstance(known.of(new), Scalar) else new
