"""What passes on memory that something else holds, and copies of that.

An adjoint or a tangent that was calculated is memory of its own (S4); one whose
calculation turns out to change nothing has to stay so.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Expr, Var
from autograd_src.live.values import Array, Scalar

__all__ = ["anew", "passes_on"]


def passes_on(e: Expr, known: Ranks) -> bool:
    """Whether the value of `e` is memory that something else may hold."""
    shares = isinstance(e, (Var, ir.Index, ir.Attr))
    return shares and not isinstance(known.of(e), Scalar)


def anew(e: Expr, known: Ranks) -> Expr | None:
    """A copy of `e`; None where it takes more than its method."""
    kind = known.of(e)
    flat = isinstance(kind, Array) and len(kind.dims) == 1
    return ir.Call(ir.Attr(e, "copy")) if flat else None
