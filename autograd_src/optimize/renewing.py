"""What passes on memory that something else holds, and copies of that.

An adjoint or a tangent that was calculated is memory of its own (S4); one whose
calculation turns out to change nothing has to stay so.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import (
    is_einsum_of_one,
    is_in_place,
    returns_any_argument,
    returns_argument,
)
from autograd_src.ir import Expr
from autograd_src.live.values import Array, Scalar

__all__ = ["anew", "passes_on"]


def passes_on(e: Expr, known: Ranks) -> bool:
    """Whether the value of `e` is memory that something else may hold."""
    match e:
        case ir.Const() | ir.Un() | ir.Cmp() | ir.Seq() | ir.Dict():
            return False
        case ir.Bin():
            return is_in_place(e)
        case ir.Call(ir.Attr(_, "copy")):
            return False
        case ir.Call(ir.Ref(value=function), args, keywords) if args:
            if is_einsum_of_one(e):
                return True
            if not returns_argument(function):
                return False
            every = (*args, *(value for _, value in keywords))
            lent = every if returns_any_argument(function) else args[:1]
            if not any(passes_on(a, known) for a in lent):
                return False
    return not isinstance(known.of(e), Scalar)


def anew(e: Expr, known: Ranks) -> Expr | None:
    """A copy of `e`; None where it takes more than its method."""
    kind = known.of(e)
    flat = isinstance(kind, Array) and len(kind.dims) == 1
    return ir.Call(ir.Attr(e, "copy")) if flat else None
