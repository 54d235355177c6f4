"""Sums and new axes as a person writes them."""

from __future__ import annotations

import numpy as np

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr
from autograd_src.live.values import Array

__all__ = [
    "is_sum_of_axes", "narrowed", "with_axis", "without_defaults", "without_kept"
]  # fmt: skip


def without_defaults(e: ir.Call) -> ir.Call:
    """`np.sum(x)` for `np.sum(x, None, keepdims=False)`."""
    whole = len(e.args) == 2 and e.args[1] == Const(None)
    kept = tuple(k for k in e.keywords if k != ("keepdims", Const(False)))
    return ir.Call(e.func, e.args[:1] if whole else e.args, kept)


def with_axis(value: Expr, rank: int, axis: object) -> Expr:
    """`value[:, None]` for `np.expand_dims(value, 1)`."""
    assert type(axis) is int
    axis %= rank + 1
    if axis == 0:
        return ir.Index(value, Const(None))
    parts = (*(ir.Slice(),) * axis, Const(None))
    return ir.Index(value, ir.Seq("tuple", parts))


def is_sum_of_axes(e: ir.Call) -> bool:
    """Whether `e` is `np.sum(x, axis=k, keepdims=True)`."""
    match e:
        case ir.Call(
            ir.Ref(value=function),
            (_,),
            (("axis", Const(int())), ("keepdims", Const(True))),
        ):
            return function is np.sum
    return False


def without_kept(total: ir.Call, index: Expr) -> Expr | None:
    """`np.sum(x, axis=1)` for `np.sum(x, axis=1, keepdims=True)[:, 0]`."""
    parts = index.items if isinstance(index, ir.Seq) else (index,)
    axis = total.keywords[0][1]
    assert isinstance(axis, Const)
    if len(parts) != axis.value + 1 or parts[-1] != Const(0):
        return None
    if any(p != ir.Slice() for p in parts[:-1]):
        return None
    return ir.Call(total.func, total.args, (("axis", axis),))


def narrowed(left: Expr, right: Expr, known: Ranks) -> tuple[Expr, Expr]:
    """Both operands without leading axes that broadcasting adds anyway."""
    return _narrow(left, right, known), _narrow(right, left, known)


def _narrow(e: Expr, other: Expr, known: Ranks) -> Expr:
    match e:
        case ir.Index(inner, Const(None)):
            own, whole = known.of(e), known.of(other)
            if isinstance(own, Array) and isinstance(whole, Array):
                return inner if len(whole.dims) >= len(own.dims) else e
    return e
