"""Array methods as the NumPy functions that they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.composed import composed
from autograd_src.analyses.extremes import as_recipe
from autograd_src.ir import Expr
from autograd_src.live.values import Array, Scalar, Unknown
from autograd_src.recipes import methods

if TYPE_CHECKING:
    from autograd_src.analyses.kinds import Kinds

__all__ = ["as_call", "numpy"]


_ITEM = ir.Ref("np.ndarray.item", "numpy", "np", np.ndarray.item)


def numpy(name: str) -> ir.Ref:
    """NumPy's function of that name."""
    return ir.Ref(f"np.{name}", "numpy", "np", getattr(np, name))


def as_call(call: ir.Call, known: Kinds) -> ir.Call:
    """`np.sum(x)` for the method call `x.sum()` of a number or an array."""
    if ("out", ir.Const(None)) in call.keywords:
        # What a function is told by default.
        others = tuple(k for k in call.keywords if k != ("out", ir.Const(None)))
        call = ir.Call(call.func, call.args, others)
    if not isinstance(call.func, ir.Attr):
        return composed(as_recipe(call, known), known)
    receiver, name = call.func.value, call.func.name
    if not isinstance(known.of(receiver), (Array, Scalar, Unknown)):
        return call
    if name in methods.DIRECT:
        new = methods.RENAMED.get(name, {})
        keywords = tuple((new.get(k, k), value) for k, value in call.keywords)
        return ir.Call(numpy(name), (receiver, *call.args), keywords)
    if name in methods.GATHERING:
        return _shaped(call, receiver, name)
    if name == "copy":
        return _copied(call, receiver, known)
    if name == "flatten":
        row = ir.Call(numpy("ravel"), (receiver, *call.args), call.keywords)
        return ir.Call(numpy("copy"), (row,))
    plain = call.keywords in ((), (("copy", ir.Const(True)),))
    if name == "astype" and len(call.args) == 1 and plain:
        return _converted(call, receiver, known)
    if name == "item" and not call.args:
        kind = known.of(receiver)
        if isinstance(kind, Array) and kind.dims:
            return ir.Call(_ITEM, (receiver,))  # `float` takes no array with axes
        return ir.Call(ir.Ref("float", value=float), (receiver,))
    return call


def _shaped(call: ir.Call, receiver: Expr, name: str) -> ir.Call:
    """`x.reshape(2, 3)` takes the shape apart, `np.reshape` does not."""
    args: tuple[Expr, ...] = call.args
    if name == "transpose" and (not args or args == (ir.Const(None),)):
        return ir.Call(numpy(name), (receiver,))
    if len(args) > 1:
        args = (ir.Seq("tuple", args),)
    return ir.Call(numpy(name), (receiver, *args), call.keywords)


def _copied(call: ir.Call, receiver: Expr, known: Kinds) -> ir.Call:
    """`x.copy()` orders elements as in C, `np.copy` as `x` does: a reshaped copy is a
    view of the one and may be a copy of the other.
    """
    order = call.args[0] if call.args else dict(call.keywords).get("order")
    kind = known.of(receiver)
    plain = isinstance(kind, Scalar) or (isinstance(kind, Array) and len(kind.dims) < 2)
    if order is None and plain:
        return ir.Call(numpy("copy"), (receiver,))
    keywords = (("order", order or ir.Const("C")),)
    return ir.Call(numpy("copy"), (receiver,), keywords)


def _converted(call: ir.Call, receiver: Expr, known: Kinds) -> ir.Call:
    """`x.astype(float)` is active; only floating types carry a derivative."""
    to = call.args[0]
    if isinstance(to, ir.Attr) and to.name == "dtype":
        value = known.of(to.value)
        to = numpy(value.dtype) if isinstance(value, Array) else to
    kind: Any = known.argument(to)
    try:
        floating = np.dtype(kind).kind == "f" and kind is not None
    except TypeError:
        return call
    if not floating:
        return call
    return ir.Call(numpy("array"), (receiver,), (("dtype", to),))
