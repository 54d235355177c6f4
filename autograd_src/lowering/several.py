"""Calls of NumPy that stand for several: one recipe each, written out here."""

from __future__ import annotations

import numpy as np

from autograd_src import ir
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr
from autograd_src.live.values import Abstract, Array, List, Scalar, Tuple

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
    return call


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
