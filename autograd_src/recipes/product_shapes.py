"""Shape rules of products: contractions of axes that are equal at run time."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from autograd_src.live.values import Array, Scalar, Tuple, Unknown
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
    stacks: list[Dims] = []
    for term, dims in zip(split[0], shapes):
        if dims is None:
            return Unknown()
        if term.startswith("."):
            count = len(dims) - len(term) + 1
            stacks.append(dims[: max(count, 0)])
            term, dims = term[1:], dims[max(count, 0) :]
        if len(term) != len(dims):
            return Unknown()
        for letter, length in zip(term, dims):
            lengths.setdefault(letter, []).append(length)
    dtype = common_dtype([dtype_of(operand) for operand in operands])
    letters = split[1].lstrip(".")
    stack = broadcast(stacks, call.fresh)
    axes = [broadcast([(one,) for one in lengths[k]], call.fresh)[0] for k in letters]
    return array(dtype, (*stack, *axes))


def square(call: Call) -> Any:
    """Rule of functions of a stack of square matrices that keep its shape."""
    dims, dtype = dims_of(call.first), _floating(dtype_of(call.first))
    if not dims or not dtype:
        return Unknown()
    return Array(dtype, (*dims[:-1], dims[-2]) if len(dims) > 1 else dims)


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
    return _named(call, "sign logabsdet", one, one)


def _named(call: Call, fields: str, *items: Any) -> Any:
    """A named tuple of NumPy's."""
    if any(isinstance(item, Unknown) for item in items):
        return Unknown()
    ours = str(getattr(call.function, "__module__", "")).startswith("numpy")
    cls = _RESULTS.get(fields) if ours else None
    path = f"{cls.__module__}:{cls.__qualname__}" if cls else ""
    return Tuple(items, path, tuple(fields.split()) if cls else ())


def _result_class(function: Any, *args: Any) -> type | None:
    found = type(function(*args))
    return found if hasattr(found, "_fields") else None


# The classes are not public; what NumPy returns tells them.
_ONE = np.ones((1, 1))
_RESULTS = {
    "sign logabsdet": _result_class(np.linalg.slogdet, _ONE),
    "eigenvalues eigenvectors": _result_class(np.linalg.eigh, _ONE),
    "U S Vh": _result_class(np.linalg.svd, _ONE),
    "Q R": _result_class(np.linalg.qr, _ONE),
}


def eigh(call: Call) -> Any:
    """Rule of ``np.linalg.eigh``: eigenvalues and eigenvectors."""
    dims, dtype = dims_of(call.first), _floating(dtype_of(call.first))
    if not dims or len(dims) < 2 or not dtype:
        return Unknown()
    values, vectors = array(dtype, dims[:-1]), array(dtype, dims)
    return _named(call, "eigenvalues eigenvectors", values, vectors)


def eigenvalues(call: Call) -> Any:
    """Rule of functions that give as many numbers as a matrix has rows."""
    dims, dtype = dims_of(call.first), _floating(dtype_of(call.first))
    return array(dtype, dims[:-1]) if dims and dtype else Unknown()


def svd(call: Call) -> Any:
    """Rule of ``np.linalg.svd``: the factors, or the singular values alone."""
    dims, dtype = dims_of(call.first), _floating(dtype_of(call.first))
    if not dims or len(dims) != 2 or not dtype:
        return Unknown()
    rank = dims[0] if dims[0] == dims[1] else call.fresh()
    values = Array(dtype, (rank,))
    if call.get("compute_uv") is False:
        return values
    thin = call.get("full_matrices") is False
    inner = (rank, rank) if thin else dims
    left, right = (
        Array(dtype, (dims[0], inner[0])),
        Array(dtype, (inner[1], dims[1])),
    )
    return _named(call, "U S Vh", left, values, right)


def qr(call: Call) -> Any:
    """Rule of ``np.linalg.qr`` of a matrix that has no more columns than rows."""
    dims, dtype = dims_of(call.first), _floating(dtype_of(call.first))
    if not dims or len(dims) != 2 or not dtype:
        return Unknown()
    return _named(call, "Q R", Array(dtype, dims), Array(dtype, (dims[1], dims[1])))


def lstsq(call: Call) -> Any:
    """Rule of ``np.linalg.lstsq``: solution, residuals, rank, singular values."""
    found = _operands(call)
    if found is None:
        return Unknown()
    (a, b), dtype = found
    dtype = _floating(dtype)
    if len(a) != 2 or not b:
        return Unknown()
    solution = Array(dtype, (a[1], *b[1:]))
    residuals, values = Array(dtype, (call.fresh(),)), Array(dtype, (call.fresh(),))
    return Tuple((solution, residuals, Scalar("int32"), values))


def right_side(call: Call) -> Any:
    """Rule of equations whose solution has the shape of the right side."""
    dims, dtype = dims_of(call.get("q")), _operands(call, 3)
    return Array(_floating(dtype[1]), dims) if dims and dtype else Unknown()
