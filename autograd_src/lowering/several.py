"""Calls of NumPy that stand for several: one recipe each, written out here."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr
from autograd_src.live.values import Abstract, Array, List, Scalar, Tuple
from autograd_src.recipes import registry

__all__ = ["along_axes", "chosen", "spelled"]


def spelled(call: ir.Call, known: Ranks) -> Expr:
    """`np.diff(x, append=y)` as the differences of `x` and `y` in one array."""
    match call:
        case ir.Call(ir.Ref(value=function) as func, (x, *rest), keywords) if (
            function is np.diff
        ):
            given = dict(keywords)
            ends = [given.pop(k, None) for k in ("prepend", "append")]
            if ends == [None, None] or len(rest) > 1:
                return call
            axis = given.get("axis", Const(-1))
            parts = [e and _beside(e, known.of(x), known) for e in ends]
            if any(e is not None and p is None for e, p in zip(ends, parts)):
                return call
            joined = tuple(p for p in (parts[0], x, parts[1]) if p is not None)
            flat = isinstance(kind := known.of(x), Array) and len(kind.dims) == 1
            options = () if flat else (("axis", axis),)
            whole = ir.Call(numpy("concatenate"), (ir.Seq("tuple", joined),), options)
            return ir.Call(func, (whole, *rest), tuple(given.items()))
        case ir.Call(
            ir.Ref(value=np.percentile | np.quantile) as func,
            (x, ir.Seq(items=places)),
            (),
        ):
            each = tuple(ir.Call(func, (x, q)) for q in places)
            return ir.Call(numpy("array"), (ir.Seq("list", each),))
        case ir.Call(ir.Ref(value=function), (x, y), ()) if _is_outer(function):
            return _outer(function.__self__, x, y, known) or call
        case ir.Call(ir.Ref(value=function), (ir.Seq(items=items),), ()) if (
            function is np.block
        ):
            return _block(items, known) or call
    return call


def _is_outer(function: Any) -> bool:
    """Whether this is the method `outer` of a ufunc, which has no recipe of its own."""
    owner = getattr(function, "__self__", None)
    if not isinstance(owner, np.ufunc) or function.__name__ != "outer":
        return False
    ours = getattr(np, owner.__name__, None) is owner
    return ours and registry.lookup(function) is None


def _outer(ufunc: np.ufunc, x: Expr, y: Expr, known: Ranks) -> Expr | None:
    """`np.maximum.outer(x, y)` as `np.maximum(x[:, None], y)`."""
    a, b = known.of(x), known.of(y)
    if not isinstance(a, Array) or not isinstance(b, Array) or not a.dims:
        return None
    first = (ir.Slice(),) if len(a.dims) == 1 else (Const(...),)
    index = ir.Seq("tuple", (*first, *(Const(None),) * len(b.dims)))
    apart = ir.Index(x, index) if b.dims else x
    return ir.Call(numpy(ufunc.__name__), (apart, y))


def _block(rows: tuple[Expr, ...], known: Ranks) -> Expr | None:
    """`np.block([[a, b], [c, d]])` of matrices, as `np.vstack` and `np.hstack`."""
    if not all(isinstance(r, ir.Seq) for r in rows):
        one = all(_rank(r, known) in (1, 2) for r in rows)
        return ir.Call(numpy("hstack"), (ir.Seq("list", rows),)) if one else None
    items = [i for r in rows for i in ir.parts(r)]
    if not all(_rank(i, known) == 2 for i in items):
        return None
    beside = (ir.Call(numpy("hstack"), (r,)) for r in rows)
    return ir.Call(numpy("vstack"), (ir.Seq("list", tuple(beside)),))


def _rank(e: Expr, known: Ranks) -> int | None:
    kind = known.of(e)
    return len(kind.dims) if isinstance(kind, Array) else None


def _beside(e: Expr, kind: Abstract, known: Ranks) -> Expr | None:
    """What is put beside an array of some kind: a number is an array of one."""
    own = known.of(e)
    if not isinstance(kind, Array):
        return None
    if isinstance(own, Scalar) and len(kind.dims) == 1:
        return ir.Seq("list", (e,))
    same = isinstance(own, Array) and len(own.dims) == len(kind.dims)
    listed = isinstance(own, (List, Tuple)) and len(kind.dims) == 1
    return e if same or listed else None


def chosen(e: Expr, known: Ranks) -> Expr:
    """`np.gradient(f)[0]` as the result along the first axis alone."""
    match e:
        case ir.Index(call, Const(k)) if type(k) is int:
            parts = along_axes(call, known)
            if parts is not None and -len(parts) <= k < len(parts):
                return parts[k]
    return e


def along_axes(e: Expr, known: Ranks) -> list[Expr] | None:
    """`np.gradient(f, h)` of an array of several axes: a result for each."""
    match e:
        case ir.Call(ir.Ref(value=function) as func, (f, *steps), keywords) if (
            function is np.gradient and all(k == "axis" for k, _ in keywords)
        ):
            kind = known.of(f)
            if not isinstance(kind, Array) or len(kind.dims) < 2:
                return None
            axes = _axes(dict(keywords).get("axis"), len(kind.dims))
            if axes is None or len(steps) not in (0, 1, len(axes)):
                return None
            each = [steps[k : k + 1] or steps[:1] for k in range(len(axes))]
            if len(steps) == 1:
                each = [steps for _ in axes]
            return [
                ir.Call(func, (f, *h), (("axis", Const(axis)),))
                for axis, h in zip(axes, each, strict=True)
            ]
    return None


def _axes(given: Expr | None, rank: int) -> list[int] | None:
    match given:
        case None | Const(None):
            return list(range(rank))
        case ir.Seq("tuple", items) if all(isinstance(i, Const) for i in items):
            return [i.value for i in items]  # type: ignore[attr-defined]
    return None
