"""`max`, `min` and `sum` of several things, as what has a recipe."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

import numpy as np

from autograd_src import ir
from autograd_src.analyses.lists import ListOf
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Array, List, Scalar, Tuple

if TYPE_CHECKING:
    from autograd_src.analyses.kinds import Kinds

__all__ = ["as_recipe"]

_ARRAYS = {builtins.max: "max", builtins.min: "min"}


def as_recipe(call: ir.Call, known: Kinds) -> ir.Call:
    """`max(max(a, b), c)` for `max(a, b, c)`, and `np.max(x)` for that of an array."""
    match call:
        case ir.Call(ir.Ref(value=f) as func, args, ()) if f in (max, min):
            if len(args) == 1:
                return _of_one(call, func, args[0], known)
            if len(args) > 2 and not any(isinstance(a, ir.Star) for a in args):
                return _folded(func, args)
    return call


def _of_one(call: ir.Call, func: ir.Ref, e: Expr, known: Kinds) -> ir.Call:
    """The extreme of the items of one container."""
    name = _ARRAYS[func.value]
    whole = ir.Ref(f"np.{name}", "numpy", "np", getattr(np, name))
    if isinstance(e, ir.Seq) and not any(isinstance(i, ir.Star) for i in e.items):
        return _folded(func, e.items) if e.items else call
    value = known.of(e)
    if isinstance(value, Array) and len(value.dims) == 1:
        return ir.Call(whole, (e,))
    if isinstance(value, ListOf) and isinstance(value.item, Scalar):
        array = ir.Ref("np.array", "numpy", "np", np.array)
        return ir.Call(whole, (ir.Call(array, (e,)),))
    if isinstance(value, (List, Tuple)) and isinstance(e, Var) and value.items:
        count = len(value.items)
        return _folded(func, tuple(ir.Index(e, Const(k)) for k in range(count)))
    return call


def _folded(func: ir.Ref, items: tuple[Expr, ...]) -> ir.Call:
    found = ir.Call(func, (items[0], items[1] if len(items) > 1 else items[0]))
    for item in items[2:]:
        found = ir.Call(func, (found, item))
    return found
