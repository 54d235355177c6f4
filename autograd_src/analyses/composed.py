"""Calls of NumPy that come to calls of functions which have a recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_src import ir
from autograd_src.ir import Const, Expr
from autograd_src.live.values import Array
from autograd_src.recipes import registry

if TYPE_CHECKING:
    from autograd_src.analyses.kinds import Kinds

__all__ = ["composed"]


def composed(call: ir.Call, known: Kinds) -> ir.Call:
    """Outer products of any ufunc, blocks of matrices, several quantiles."""
    match call:
        case ir.Call(
            ir.Ref(value=np.percentile | np.quantile) as func,
            (x, ir.Seq(items=places)),
            (),
        ):
            each = tuple(ir.Call(func, (x, q)) for q in places)
            return ir.Call(_numpy("array"), (ir.Seq("list", each),))
        case ir.Call(ir.Ref(value=function), (x, y), ()) if _is_outer(function):
            return _outer(function.__self__, x, y, known) or call
        case ir.Call(ir.Ref(value=function), (ir.Seq(items=items),), ()) if (
            function is np.block
        ):
            return _block(items, known) or call
    return call


def _numpy(name: str) -> ir.Ref:
    return ir.Ref(f"np.{name}", "numpy", "np", getattr(np, name))


def _is_outer(function: Any) -> bool:
    """Whether this is the method `outer` of a ufunc, which has no recipe of its own."""
    owner = getattr(function, "__self__", None)
    if not isinstance(owner, np.ufunc) or function.__name__ != "outer":
        return False
    ours = getattr(np, owner.__name__, None) is owner
    return ours and registry.lookup(function) is None


def _outer(ufunc: np.ufunc, x: Expr, y: Expr, known: Kinds) -> ir.Call | None:
    """`np.maximum.outer(x, y)` as `np.maximum(x[:, None], y)`."""
    a, b = known.of(x), known.of(y)
    if not isinstance(a, Array) or not isinstance(b, Array) or not a.dims:
        return None
    first = (ir.Slice(),) if len(a.dims) == 1 else (Const(...),)
    index = ir.Seq("tuple", (*first, *(Const(None),) * len(b.dims)))
    apart = ir.Index(x, index) if b.dims else x
    return ir.Call(_numpy(ufunc.__name__), (apart, y))


def _block(rows: tuple[Expr, ...], known: Kinds) -> ir.Call | None:
    """`np.block([[a, b], [c, d]])` of matrices, as `np.vstack` and `np.hstack`."""
    if not all(isinstance(r, ir.Seq) for r in rows):
        one = all(_rank(r, known) in (1, 2) for r in rows)
        return ir.Call(_numpy("hstack"), (ir.Seq("list", rows),)) if one else None
    items = [i for r in rows for i in ir.parts(r)]
    if not all(_rank(i, known) == 2 for i in items):
        return None
    beside = (ir.Call(_numpy("hstack"), (r,)) for r in rows)
    return ir.Call(_numpy("vstack"), (ir.Seq("list", tuple(beside)),))


def _rank(e: Expr, known: Kinds) -> int | None:
    kind = known.of(e)
    return len(kind.dims) if isinstance(kind, Array) else None
