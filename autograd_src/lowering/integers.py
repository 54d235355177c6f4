"""Integers in partials and adjoints: arithmetic there is done in floats (S6).

A function may read counts, masks and labels of any integer dtype. Its partials may not
calculate in them: minus an unsigned number wraps around, minus a boolean is an error,
and twice a small one may overflow where the function itself does not.
"""

from __future__ import annotations

import functools

import numpy as np

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr
from autograd_src.live.values import ANYTHING, MIXED, Array, Scalar

__all__ = ["as_floats", "floated", "is_integer", "makes_floats", "negates_integers"]

_ATOMS = frozenset({Const, ir.Ref, ir.Var})
_PLAIN = ("bool", "int", "float", "complex")


def is_integer(e: Expr, known: Ranks) -> bool:
    """Whether `e` may be an array or a NumPy scalar of integers or booleans."""
    match known.of(e):
        case Array(dtype, _):
            return dtype == MIXED or not _is_floating(dtype)
        case Scalar(kind):
            return kind not in _PLAIN and not _is_floating(kind)
    return False


@functools.cache
def _is_floating(dtype: str) -> bool:
    try:
        return np.dtype(dtype).kind not in "biu"
    except TypeError:
        return True  # of the user's own


def floated(e: Expr, known: Ranks) -> Expr:
    """`e` with integers converted where they are calculated with among themselves.

    With a float on the other side NumPy converts them itself: `bar * n` stays.
    """
    if isinstance(e, ir.Index):
        return e
    if type(e) in _ATOMS:
        return e
    e = ir.rebuild(e, lambda p: p if isinstance(p, ir.Index) else floated(p, known))
    match e:
        case ir.Un("-", operand) if is_integer(operand, known):
            return ir.Un("-", as_floats(operand, known))
        case ir.Bin("*" | "+" | "-" | "**" as op, left, right):
            if not is_integer(e, known):
                return e
            if is_integer(left, known):
                return ir.Bin(op, as_floats(left, known), right)
            return ir.Bin(op, left, as_floats(right, known))
    return e


def as_floats(e: Expr, known: Ranks) -> Expr:
    """`e` converted."""
    as_float = ir.Ref("float", value=float)
    if isinstance(known.of(e), Scalar):
        return ir.Call(as_float, (e,))
    return ir.Call(ir.Attr(e, "astype"), (as_float,))


def makes_floats(e: ir.Bin, known: Ranks) -> bool:
    """Whether a constant turns integers into floats, as in `-1.0 * n`."""
    if type(e.left) is not Const and type(e.right) is not Const:
        return False
    return (_is_float(e.left) and is_integer(e.right, known)) or (
        _is_float(e.right) and is_integer(e.left, known)
    )


def _is_float(e: Expr) -> bool:
    return isinstance(e, Const) and type(e.value) is float


def negates_integers(e: Expr, known: Ranks) -> bool:
    """Whether `-n` stands in `e` for integers `n`, or for what may be a mask."""
    signed = [p for p in ir.walk_expr(e) if type(p) is ir.Un and p.op == "-"]
    return any(
        is_integer(p.operand, known) or known.of(p.operand) == ANYTHING for p in signed
    )
