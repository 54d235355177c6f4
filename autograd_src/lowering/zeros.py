"""Formulas without what is zero because an operand has no tangent."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from autograd_src import algebra, ir
from autograd_src.analyses.methods import numpy
from autograd_src.ir import Const, Expr, Var
from autograd_src.lowering.formulas import Marker, Refused, Zero

__all__ = ["of_items", "without_zeros"]


def of_items(value: Expr, line: Expr, result: Var, tangents: Collection[Expr]) -> Expr:
    """The tangents of several results; what has none is zeros like that result."""
    if isinstance(value, Zero) or not isinstance(line, ir.Seq):
        return value
    found = [without_zeros(p, tangents) for p in line.items]
    items = (
        ir.Call(numpy("zeros_like"), (ir.Index(result, Const(k)),))
        if isinstance(p, Zero)
        else p
        for k, p in enumerate(found)
    )
    return ir.Seq(line.kind, tuple(items))


def without_zeros(e: Expr, tangents: Collection[Expr]) -> Expr:
    """`e` without the terms that vanish because an operand is passive.

    A formula is linear in its `tangents`, so what holds none of them is zero where it
    holds the tangent of a passive operand.
    """
    if isinstance(e, Marker):
        return e
    items = tuple(without_zeros(p, tangents) for p in ir.parts(e))
    if not any(isinstance(p, Zero) for p in items):
        return _simplified(e, items)
    if not any(_holds(p, tangents) for p in items):
        # A sum keeps what is no tangent at all, such as the 0 that it starts from.
        return Zero(e)
    match e:
        case ir.Bin("+"):
            return items[1] if isinstance(items[0], Zero) else items[0]
        case ir.Bin("-"):
            if isinstance(items[0], Zero):
                return algebra.negate(items[1])
            return items[0]
        case ir.Call() | ir.Cond():
            kept, scalar = iter(items), _broadcasts(e)
            return ir.rebuild(e, lambda _: _plain_zero(next(kept), scalar))
        case ir.Seq():
            return ir.Seq(e.kind, tuple(_plain_zero(p, scalar=False) for p in items))
    raise Refused("this operation isn't followed for some of its operands alone")


def _broadcasts(e: Expr) -> bool:
    """Whether a number may stand for an array of zeros; `np.append` looks at sizes."""
    if not isinstance(e, ir.Call) or not isinstance(e.func, ir.Ref):
        return True
    return isinstance(e.func.value, np.ufunc) or e.func.value is np.where


def _holds(e: Expr, tangents: Collection[Expr]) -> bool:
    return not isinstance(e, Zero) and any(n in tangents for n in ir.walk_expr(e))


def _plain_zero(e: Expr, scalar: bool) -> Expr:
    if not isinstance(e, Zero):
        return e
    return Const(0) if scalar else ir.Call(numpy("zeros_like"), (_alike(e),))


def _alike(e: Expr) -> Expr:
    """`e` with operands instead of their tangents, which have the same shape."""
    return _alike(e.of) if isinstance(e, Zero) else ir.rebuild(e, _alike)


def _simplified(e: Expr, items: tuple[Expr, ...]) -> Expr:
    match e:
        case ir.Bin("*"):
            return algebra.multiply(*items)
        case ir.Bin("/"):
            return algebra.divide(*items)
    kept = iter(items)
    return ir.rebuild(e, lambda _: next(kept))
