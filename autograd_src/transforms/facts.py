"""What the transforms know of a function: types, aliases, activity."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases, shares
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Abstract, Array, Dict, List, Scalar, Tuple, Unknown

__all__ = ["Facts", "floating", "helper"]


def helper(name: str, value: object = None) -> ir.Ref:
    """A function of `autograd_src.runtime`."""
    from autograd_src import runtime

    return ir.Ref(f"runtime.{name}", "autograd_src.runtime", "runtime", getattr(runtime, name))


def floating(value: Abstract) -> Abstract:
    """The abstract value of a tangent or adjoint: floats of the primal's shape (S6)."""
    match value:
        case Array(dtype, dims):
            return Array(dtype if dtype.startswith("float") else "float64", dims)
        case Scalar(kind):
            return Scalar(kind if kind.startswith("float") else "float")
        case Tuple() | List() | Dict():
            return value._replace(items=tuple(map(floating, value.items)))
    return Unknown()


class Facts(NamedTuple):
    """A function in canonical form and the analyses of it."""

    function: ir.Function
    known: Ranks
    aliases: Aliases
    active: frozenset[Var]

    def zeros(self, v: Var) -> Expr:
        """Zeros of the shape of `v`."""
        value = self.known.of(v)
        if isinstance(value, Scalar):
            return Const(0.0)
        if isinstance(value, Array) and not value.dtype.startswith("float"):
            return ir.Call(numpy("zeros_like"), (v,), (("dtype", ir.Ref("float", value=float)),))
        if isinstance(value, (Tuple, List)):
            items = tuple(self._zero_item(v, k, i) for k, i in enumerate(value.items))
            return ir.Seq("tuple" if isinstance(value, Tuple) else "list", items)
        return ir.Call(numpy("zeros_like"), (self.like(v),))

    def _zero_item(self, v: Var, k: int, item: Abstract) -> Expr:
        if isinstance(item, Scalar):
            return Const(0.0)
        return ir.Call(numpy("zeros_like"), (ir.Index(v, Const(k)),))

    def like(self, v: Var) -> Var:
        """A variable of the shape and kind of `v` that is at hand: an argument, if any."""
        value = self.known.of(v)
        if isinstance(value, Array) and "?" not in value.dims:
            for p in self.function.params:
                if self.known.of(p.var) == value:
                    return p.var
        return v

    def fresh(self, e: Expr) -> bool:
        """Whether evaluating `e` allocates its result (a number counts as fresh)."""
        if isinstance(e, (Const, ir.Ref)):
            return isinstance(self.known.of(e), Scalar)
        return not shares(e, self.known) and _allocates(e)

    def is_scalar(self, e: Expr) -> bool:
        return isinstance(self.known.of(e), Scalar)

    def copied(self, e: Expr) -> Expr:
        """A copy of what `e` is, unless it is a number."""
        if self.is_scalar(e):
            return e
        if isinstance(self.known.of(e), Array):
            return ir.Call(ir.Attr(e, "copy"))
        return ir.Call(numpy("copy"), (e,))

    def same_shape(self, a: Abstract, b: Abstract) -> bool:
        """Whether two values are proved to have one shape."""
        if isinstance(a, Scalar) and isinstance(b, Scalar):
            return True
        if not isinstance(a, Array) or not isinstance(b, Array) or len(a.dims) != len(b.dims):
            return False
        return all(_same_axis(p, q) for p, q in zip(a.dims, b.dims, strict=True))


def _same_axis(p: str, q: str) -> bool:
    """Equal symbols are equal; two that are not 1 are equal where they meet."""
    if p == q:
        return p != "?"
    return not (p.startswith("?") or q.startswith("?") or p == "1" or q == "1")


def _allocates(e: Expr) -> bool:
    match e:
        case ir.Attr() | ir.Index():
            return True  # no shared memory: an element
        case ir.Call(ir.Ref(value=function)):
            return function is not np.broadcast_to
    return not isinstance(e, Var)
