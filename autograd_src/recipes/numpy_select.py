"""Recipes of functions that select, order, cut out and pad elements.

Where elements may be selected twice their adjoints add up: see `runtime`. Sorting is a
permutation that is locally constant.
"""

from typing import Any

import numpy as np

from autograd_src.recipes import apart_shapes, moved_shapes, shapes
from autograd_src.recipes.notation import (
    constant,
    d,
    is_square,
    linear,
    rank,
    recipe,
    refuse,
)
from autograd_src.runtime import (
    scatter,
    take_adjoint,
    take_along_axis_adjoint,
    unpad,
)
from autograd_src.special import pad_adjoint


@linear(np.take, "a", shape=moved_shapes.taken)
def _(y: Any, a: Any, indices: Any, axis: Any = None) -> None:
    d[a] = take_adjoint(d[y], a, indices, axis)


@linear(np.take_along_axis, "arr", shape=shapes.unknown)
def _(y: Any, arr: Any, indices: Any, axis: Any) -> None:
    if axis is None:
        refuse("ravel the array first and give axis=0")
    d[arr] = take_along_axis_adjoint(d[y], arr, indices, axis)


@recipe(np.sort, shape=shapes.copied)
def _(y: Any, a: Any, axis: Any = -1) -> None:
    if axis is None:
        refuse("write np.sort(np.ravel(a))")
    order = np.argsort(a, axis)
    d[y] = np.take_along_axis(d[a], order, axis)
    d[a] = np.take_along_axis(d[y], np.argsort(order, axis), axis)


@recipe(np.partition, shape=shapes.copied)
def _(y: Any, a: Any, kth: Any, axis: Any = -1) -> None:
    if axis is None:
        refuse("write np.partition(np.ravel(a), kth)")
    # The order inside of the parts is NumPy's own: it is told by the result.
    order = np.take_along_axis(
        np.argsort(a, axis), np.argsort(np.argsort(y, axis), axis), axis
    )
    d[y] = np.take_along_axis(d[a], order, axis)
    d[a] = np.take_along_axis(d[y], np.argsort(order, axis), axis)


@linear(np.diag, "v", shape=moved_shapes.diagonal)
def _(y: Any, v: Any, k: Any = 0) -> None:
    if rank(v) == 1 or (rank(v) == 2 and is_square(v)):
        d[v] = np.diag(d[y], k)
    elif rank(v) == 2:
        rows, columns = np.nonzero(np.eye(np.shape(v)[0], np.shape(v)[1], k))
        d[v] = scatter(d[y], v, (rows, columns))
    else:
        refuse("np.diag needs to know whether its argument is a vector or a matrix")


@linear(np.tril, "m", shape=shapes.copied)
def _(y: Any, m: Any, k: Any = 0) -> None:
    d[m] = np.tril(d[y], k)


@linear(np.triu, "m", shape=shapes.copied)
def _(y: Any, m: Any, k: Any = 0) -> None:
    d[m] = np.triu(d[y], k)


@linear(np.diff, "a", shape=moved_shapes.with_shorter_axis)
def _(y: Any, a: Any, n: Any = 1, axis: Any = -1) -> None:
    if not rank(a) >= 1:
        refuse("np.diff is differentiated for arrays of known rank")
    if n == 1:
        d[a] = -np.diff(np.pad(d[y], around(n, rank(a), axis)), axis=axis)
    elif n % 2 == 1:
        d[a] = -np.diff(np.pad(d[y], around(n, rank(a), axis)), n, axis)
    else:
        d[a] = np.diff(np.pad(d[y], around(n, rank(a), axis)), n, axis)


@constant
def around(width: int, rank_a: int, axis: int) -> Any:
    """Widths of a padding on both sides of one axis.

    >>> around(2, 1, -1), around(1, 2, 0)
    (2, ((1, 1), (0, 0)))
    """
    if rank_a == 1:
        return width
    pairs = [(0, 0)] * rank_a
    pairs[axis] = (width, width)
    return tuple(pairs)


@recipe(np.pad, shape=moved_shapes.by_example)
def _(
    y: Any,
    array: Any,
    pad_width: Any,
    mode: Any = "constant",
    *,
    constant_values: Any = 0,
) -> None:
    if mode == "constant":
        d[y] = np.pad(d[array], pad_width)
        d[array] = unpad(d[y], array, pad_width)
    elif mode in ("edge", "reflect", "symmetric", "wrap"):
        d[y] = np.pad(d[array], pad_width, mode)
        d[array] = pad_adjoint(d[y], array, pad_width, mode)
    else:
        refuse("pad by constants, or in mode edge, reflect, symmetric or wrap")


@linear(np.append, "arr", "values", shape=apart_shapes.vector)
def _(y: Any, arr: Any, values: Any) -> None:
    count = 1 if rank(arr) == 0 else np.size(arr)
    if rank(arr) == 0:
        d[arr] = d[y][0]
    elif rank(arr) == 1:
        d[arr] = d[y][:count]
    else:
        d[arr] = np.reshape(d[y][:count], np.shape(arr))
    if rank(values) == 0:
        d[values] = d[y][-1]
    elif rank(values) == 1:
        d[values] = d[y][count:]
    else:
        d[values] = np.reshape(d[y][count:], np.shape(values))
