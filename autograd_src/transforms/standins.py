"""Stand-ins: what broadcasts to an adjoint, where broadcasting does the rest.

The adjoint of a reduction is its result's adjoint along the axes that were reduced;
`g[:, None]` says so without filling an array with it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr
from autograd_src.live.values import Array, Scalar

__all__ = ["is_rearranging", "new_axes", "stand_in", "without_axes"]

_WHOLE = ir.Slice()
_REARRANGING = (
    np.transpose, np.swapaxes, np.moveaxis, np.reshape, np.ravel, np.squeeze,
    np.expand_dims, np.flip, np.roll,
)  # fmt: skip


def is_rearranging(function: object) -> bool:
    """Whether a function moves elements only, each to one place."""
    return any(function is f for f in _REARRANGING)


def stand_in(term: Expr, known: Ranks) -> Expr | None:
    """What broadcasts to `term`; None where that is `term` itself, or not known.

    >>> y = ir.Var("y")
    >>> known = Ranks()
    >>> known.types[y] = Array("float64", ("n",))
    >>> from autograd_src.analyses.methods import numpy
    >>> wide = ir.Call(numpy("expand_dims"), (y, Const(1)))
    >>> found = stand_in(ir.Call(numpy("broadcast_to"), (wide, ir.Var("s"))), known)
    >>> found == ir.Index(y, ir.Seq("tuple", (ir.Slice(), Const(None))))
    True
    """
    match term:
        case ir.Call(ir.Ref(value=function), (value, _), ()) if (
            function is np.broadcast_to
        ):
            return _unexpanded(value, known)
    return None


def _unexpanded(value: Expr, known: Ranks) -> Expr | None:
    """`value` without `np.expand_dims`."""
    match value:
        case ir.Call(ir.Ref(value=function), (inner, axis), ()) if (
            function is np.expand_dims
        ):
            kind, axes = known.of(inner), known.argument(axis)
            if isinstance(kind, Scalar):
                return inner
            if not isinstance(kind, Array):
                return None
            return expanded(inner, len(kind.dims), axes)
    return value if isinstance(known.of(value), (Scalar, Array)) else None


def expanded(value: Expr, rank: int, axes: object) -> Expr | None:
    """`value[:, None]` for new axes; leading ones are left to broadcasting."""
    wanted = (axes,) if type(axes) is int else axes
    if not isinstance(wanted, tuple) or not all(type(k) is int for k in wanted):
        return None
    whole = rank + len(wanted)
    new = {k % whole for k in wanted}
    parts = [Const(None) if k in new else _WHOLE for k in range(whole)]
    while parts and parts[0] != _WHOLE:
        del parts[0]
    while parts and parts[-1] == _WHOLE:
        del parts[-1]
    if not parts:
        return value
    return ir.Index(value, parts[0] if len(parts) == 1 else _tuple(parts))


def _tuple(parts: Iterable[Expr]) -> Expr:
    return ir.Seq("tuple", tuple(parts))


def new_axes(index: Expr, rank: int) -> tuple[int, ...] | None:
    """The axes that `x[index]` adds, if that is all it does.

    >>> new_axes(_tuple([_WHOLE, Const(None)]), 1), new_axes(Const(None), 2)
    ((1,), (0,))
    >>> new_axes(Const(0), 1) is None
    True
    """
    parts = list(index.items if isinstance(index, ir.Seq) else (index,))
    old = sum(p == _WHOLE for p in parts)
    if any(p not in (_WHOLE, Const(None), Const(Ellipsis)) for p in parts):
        return None
    rest = Const(Ellipsis)
    if rest not in parts:
        parts.append(rest)
    at = parts.index(rest)
    parts[at : at + 1] = [_WHOLE] * (rank - old)
    if rest in parts or old > rank:
        return None
    return tuple(k for k, p in enumerate(parts) if p == Const(None))


def without_axes(value: Expr, axes: tuple[int, ...]) -> Expr:
    """`value` without some axes of length one.

    >>> x = ir.Var("x")
    >>> without_axes(x, (0,)) == ir.Index(x, Const(0)), without_axes(x, ()) is x
    (True, True)
    """
    if not axes:
        return value
    parts = [Const(0) if k in axes else _WHOLE for k in range(max(axes) + 1)]
    return ir.Index(value, parts[0] if len(parts) == 1 else _tuple(parts))
