"""Shape rules of products: contractions of axes that are equal at run time."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from autograd_src.live.values import Array, Tuple, Unknown
from autograd_src.recipes.axes import (
    Dims,
    array,
    broadcast,
    common_dtype,
    dims_of,
    dtype_of,
    is_known,
    same_length,
)
from autograd_src.recipes.shapes import Call, flat


def _operands(call: Call, count: int = 2) -> tuple[list[Dims], str] | None:
    values = list(call.arguments.values())[:count]
    shapes = [dims_of(value) for value in values]
    dtype = common_dtype([dtype_of(value) for value in values])
    known = [dims for dims in shapes if dims is not None]
    return (known, dtype) if len(known) == count and dtype else None


def matmul(call: Call) -> Any:
    """Rule of ``a @ b``."""
    found = _operands(call)
    if found is None:
        return Unknown()
    (a, b), dtype = found
    if not a or not b:
        return Unknown()
    rows = a[-2:-1] if len(a) > 1 else ()
    columns = b[-1:] if len(b) > 1 else ()
    return array(dtype, broadcast([a[:-2], b[:-2]], call.fresh) + rows + columns)


def dot(call: Call) -> Any:
    """Rule of ``np.dot``."""
    found = _operands(call)
    if found is None:
        return Unknown()
    (a, b), dtype = found
    if not a or not b:
        return array(dtype, a + b)
    return array(dtype, a[:-1] + b[:-2] + (b[-1:] if len(b) > 1 else ()))


def inner(call: Call) -> Any:
    """Rule of ``np.inner``."""
    found = _operands(call)
    if found is None:
        return Unknown()
    (a, b), dtype = found
    return array(dtype, a[:-1] + b[:-1] if a and b else a + b)


def vdot(call: Call) -> Any:
    """Rule of ``np.vdot``."""
    found = _operands(call)
    return Unknown() if found is None else array(found[1], ())


def outer(call: Call) -> Any:
    """Rule of ``np.outer``, which flattens its arguments."""
    found = _operands(call)
    if found is None:
        return Unknown()
    (a, b), dtype = found
    return Array(dtype, flat(a, call) + flat(b, call))


def outer_ufunc(call: Call) -> Any:
    """Rule of ``ufunc.outer`` of arithmetic."""
    found = _operands(call)
    return Unknown() if found is None else array(found[1], found[0][0] + found[0][1])


def kron(call: Call) -> Any:
    """Rule of ``np.kron``."""
    found = _operands(call)
    if found is None:
        return Unknown()
    (a, b), dtype = found
    rank = max(len(a), len(b))
    pairs = zip(("1",) * (rank - len(a)) + a, ("1",) * (rank - len(b)) + b)
    return array(dtype, tuple(_times(m, n, call) for m, n in pairs))


def _times(m: str, n: str, call: Call) -> str:
    if m == "1" or n == "1":
        return n if m == "1" else m
    return str(int(m) * int(n)) if m.isdecimal() and n.isdecimal() else call.fresh()


def tensordot(call: Call) -> Any:
    """Rule of ``np.tensordot``."""
    found, axes = _operands(call), call.get("axes", 2)
    if found is None or not is_known(axes):
        return Unknown()
    (a, b), dtype = found
    pairs = contracted(axes, len(a), len(b))
    if pairs is None:
        return Unknown()
    kept_a = [length for k, length in enumerate(a) if k not in pairs[0]]
    kept_b = [length for k, length in enumerate(b) if k not in pairs[1]]
    return array(dtype, tuple(kept_a + kept_b))


def contracted(
    axes: Any, rank_a: int, rank_b: int
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Normalize the axes of ``np.tensordot``; None if they are not valid.

    >>> contracted(1, 2, 2), contracted(([0, -1], [1, 0]), 3, 2)
    (((1,), (0,)), ((0, 2), (1, 0)))
    """
    if isinstance(axes, (int, np.integer)):
        count = operator.index(axes)
        return tuple(range(rank_a - count, rank_a)), tuple(range(count))
    if len(axes) != 2:
        return None
    sides = [side if isinstance(side, (tuple, list)) else (side,) for side in axes]
    left, right = sides
    if len(left) != len(right):
        return None
    return tuple(k % rank_a for k in left), tuple(k % rank_b for k in right)


def einsum(call: Call) -> Any:
    """Rule of ``np.einsum`` with literal subscripts."""
    from autograd_src.recipes.subscripts import terms

    subscripts, operands = call.get("subscripts"), call.get("operands", ())
    if not isinstance(subscripts, str):
        return Unknown()
    split = terms(subscripts)
    shapes = [dims_of(operand) for operand in operands]
    if split is None or len(split[0]) != len(shapes) or None in shapes:
        return Unknown()
    lengths: dict[str, list[str]] = {}
    for term, dims in zip(split[0], shapes):
        if dims is None or len(term) != len(dims):
            return Unknown()
        for letter, length in zip(term, dims):
            lengths.setdefault(letter, []).append(length)
    dtype = common_dtype([dtype_of(operand) for operand in operands])
    axes = [broadcast([(one,) for one in lengths[k]], call.fresh)[0] for k in split[1]]
    return array(dtype, tuple(axes))


def square(call: Call) -> Any:
    """Rule of functions that keep the shape of a stack of matrices."""
    dims, dtype = dims_of(call.first), _floating(dtype_of(call.first))
    return Array(dtype, dims) if dims and dtype else Unknown()


def of_matrix(call: Call) -> Any:
    """Rule of functions that give a number for every matrix."""
    dims, dtype = dims_of(call.first), _floating(dtype_of(call.first))
    return array(dtype, dims[:-2]) if dims and dtype else Unknown()


def transposed_matrix(call: Call) -> Any:
    """Rule of functions that exchange the lengths of a matrix."""
    dims, dtype = dims_of(call.first), _floating(dtype_of(call.first))
    if not dims or len(dims) < 2 or not dtype:
        return Unknown()
    return Array(dtype, (*dims[:-2], dims[-1], dims[-2]))


def solve(call: Call) -> Any:
    """Rule of ``np.linalg.solve`` for a vector or matrices of right sides."""
    found = _operands(call)
    if found is None:
        return Unknown()
    (a, b), dtype = found
    dtype = _floating(dtype)
    if len(a) == 2 and len(b) == 1:
        return Array(dtype, (same_length([*a, *b]),))
    if len(a) < 2 or len(b) < 2 or (len(b) == len(a) - 1):
        return Unknown()
    stack = broadcast([a[:-2], b[:-2]], call.fresh)
    return Array(dtype, (*stack, same_length([a[-1], b[-2]]), b[-1]))


def _floating(dtype: str) -> str:
    return dtype if dtype in ("float32", "float16", "") else "float64"


def slogdet(call: Call) -> Any:
    """Rule of ``np.linalg.slogdet``: a pair of numbers for every matrix."""
    one = of_matrix(call)
    return one if isinstance(one, Unknown) else Tuple((one, one))
