"""`np.r_[...]` and `np.c_[...]` as the functions that they stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from autograd_src import ir
from autograd_src.ir import Const, Expr

__all__ = ["joined"]


def joined(
    joiner: object,
    index: Any,
    expr: Callable[[Any], Expr],
    numpy: Callable[[str], ir.Ref],
) -> Expr | None:
    """What `joiner[index]` gives; None if it is something else.

    `expr` builds an expression, `numpy` names a function of NumPy.
    """
    if joiner is not np.r_ and joiner is not np.c_:
        return None
    nodes = index.elts if isinstance(index, gast.Tuple) else [index]
    parts = [_part(node, expr, numpy) for node in nodes]
    if any(p is None for p in parts):
        return None
    found = tuple(p for p in parts if p is not None)
    if joiner is np.c_:
        return ir.Call(numpy("column_stack"), (ir.Seq("tuple", found),))
    vectors = tuple(_vector(p, numpy) for p in found)
    return ir.Call(numpy("concatenate"), (ir.Seq("tuple", vectors),))


def _part(
    node: Any, expr: Callable[[Any], Expr], numpy: Callable[[str], ir.Ref]
) -> Expr | None:
    match node:
        case gast.Constant(value=str()) | gast.Starred():
            return None  # how to join, or how many
        case gast.Slice(upper=None):
            return None
        case gast.Slice(
            lower=lower, upper=upper, step=gast.Constant(value=complex() as count)
        ):
            edges = (expr(lower) if lower else Const(0), expr(upper))
            return ir.Call(numpy("linspace"), (*edges, Const(int(abs(count)))))
        case gast.Slice(lower=lower, upper=upper, step=step):
            edges = (expr(lower) if lower else Const(0), expr(upper))
            steps = (expr(step),) if step else ()
            return ir.Call(numpy("arange"), (*edges, *steps))
    return expr(node)


def _vector(part: Expr, numpy: Callable[[str], ir.Ref]) -> Expr:
    match part:
        case Const():
            return ir.Seq("list", (part,))
        case ir.Seq() | ir.Call(ir.Ref(value=np.arange | np.linspace)):
            return part
    return ir.Call(numpy("atleast_1d"), (part,))
