"""Recipes of NumPy's reductions and cumulative sums and products.

Where a reduction drops an axis, the adjoint gets it back by ``np.expand_dims``. A
largest element that occurs several times shares its adjoint evenly.
"""

from typing import Any

import numpy as np

from autograd_src.recipes import shapes
from autograd_src.recipes.notation import (
    d,
    is_scalar,
    kind,
    linear,
    rank,
    recipe,
    refuse,
    same,
)
from autograd_src.recipes.numpy_shape import floating
from autograd_src.runtime import prod_others, recurrence


@linear(np.sum, "a", shape=shapes.reduced)
def _(
    y: Any, a: Any, axis: Any = None, dtype: Any = None, *, keepdims: bool = False
) -> None:
    if dtype is not None and not floating(dtype):
        refuse("a sum of integers has no derivative: leave dtype out")
    if axis is None or keepdims or rank(a) == 1:
        d[a] = np.broadcast_to(d[y], np.shape(a))
    else:
        d[a] = np.broadcast_to(np.expand_dims(d[y], axis), np.shape(a))


@linear(np.mean, "a", shape=shapes.reduced)
def _(y: Any, a: Any, axis: Any = None, *, keepdims: bool = False) -> None:
    if axis is None or (rank(a) == 1 and not keepdims):
        d[a] = np.broadcast_to(d[y] / np.size(a), np.shape(a))
    else:
        if is_scalar(axis):
            count = np.shape(a)[axis]
        else:
            count = np.size(a) / np.size(y)
        if keepdims:
            d[a] = np.broadcast_to(d[y] / count, np.shape(a))
        else:
            d[a] = np.broadcast_to(np.expand_dims(d[y] / count, axis), np.shape(a))


@recipe(np.nansum, shape=shapes.reduced)
def _(y: Any, a: Any, axis: Any = None, *, keepdims: bool = False) -> None:
    d[y] = np.sum(np.where(np.isnan(a), 0, d[a]), axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[a] = np.where(np.isnan(a), 0, d[y])
    else:
        d[a] = np.where(np.isnan(a), 0, np.expand_dims(d[y], axis))


@recipe(np.prod, shape=shapes.reduced)
def _(y: Any, a: Any, axis: Any = None, *, keepdims: bool = False) -> None:
    others = prod_others(a, axis)
    d[y] = np.sum(others * d[a], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[a] = others * d[y]
    else:
        d[a] = others * np.expand_dims(d[y], axis)


@recipe(np.max, shape=shapes.reduced)
def _(y: Any, a: Any, axis: Any = None, *, keepdims: bool = False) -> None:
    if axis is None or keepdims:
        largest = a == y
    else:
        largest = a == np.expand_dims(y, axis)
    if not kind(a) == "float64":  # noqa: SIM201  (an unknown kind, too)
        # Dividing by integers would turn float32 into float64.
        largest = np.ones_like(a) * largest
    if axis is None:
        largest = largest / np.sum(largest)
    else:
        largest = largest / np.sum(largest, axis, keepdims=True)
    d[y] = np.sum(largest * d[a], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[a] = largest * d[y]
    else:
        d[a] = largest * np.expand_dims(d[y], axis)


same(np.amax, np.max)
same(np.min, np.max)
same(np.amin, np.max)


@recipe(np.ptp, shape=shapes.reduced)
def _(y: Any, a: Any, axis: Any = None, *, keepdims: bool = False) -> None:
    largest = np.ones_like(a) * (a == np.max(a, axis, keepdims=True))
    smallest = np.ones_like(a) * (a == np.min(a, axis, keepdims=True))
    largest = largest / np.sum(largest, axis, keepdims=True)
    smallest = smallest / np.sum(smallest, axis, keepdims=True)
    weight = largest - smallest
    d[y] = np.sum(weight * d[a], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[a] = weight * d[y]
    else:
        d[a] = weight * np.expand_dims(d[y], axis)


@recipe(np.var, shape=shapes.reduced)
def _(
    y: Any, a: Any, axis: Any = None, *, ddof: Any = 0, keepdims: bool = False
) -> None:
    if axis is None:
        count = np.size(a) - ddof
    else:
        count = np.size(a) / np.size(y) - ddof
    slope = 2 / count * (a - np.mean(a, axis, keepdims=True))
    d[y] = np.sum(slope * d[a], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[a] = slope * d[y]
    else:
        d[a] = slope * np.expand_dims(d[y], axis)


@recipe(np.std, shape=shapes.reduced)
def _(
    y: Any, a: Any, axis: Any = None, *, ddof: Any = 0, keepdims: bool = False
) -> None:
    if axis is None:
        count = np.size(a) - ddof
    else:
        count = np.size(a) / np.size(y) - ddof
    centred = (a - np.mean(a, axis, keepdims=True)) / count
    # Without spread `centred` is 0, and so is the derivative.
    scale = y + (y == 0)
    d[y] = np.sum(centred * d[a], axis, keepdims=keepdims) / scale
    if axis is None or keepdims:
        d[a] = centred * (d[y] / scale)
    else:
        d[a] = centred * np.expand_dims(d[y] / scale, axis)


@linear(np.cumsum, "a", shape=shapes.cumulated)
def _(y: Any, a: Any, axis: Any = None) -> None:
    if axis is None:
        d[a] = np.reshape(np.cumsum(d[y][::-1])[::-1], np.shape(a))
    elif axis == 0:
        d[a] = np.cumsum(d[y][::-1], 0)[::-1]
    else:
        d[a] = np.flip(np.cumsum(np.flip(d[y], axis), axis), axis)


@recipe(np.cumprod, shape=shapes.cumulated)
def _(y: Any, a: Any, axis: Any = None) -> None:
    # y[i] = a[i] y[i - 1], differentiated: right where elements are zero, too.
    if axis is None:
        flat = np.ravel(a)
        before = np.concatenate([np.ones_like(y[:1]), y[:-1]])
        d[y] = recurrence(flat, before * np.ravel(d[a]))
        after = np.concatenate([flat[:1], flat[:0:-1]])
        d[a] = np.reshape(before * recurrence(after, d[y][::-1])[::-1], np.shape(a))
    else:
        one = np.ones_like(np.take(y, [0], axis))
        others = np.take(y, range(np.shape(y)[axis] - 1), axis)
        before = np.concatenate([one, others], axis)
        d[y] = recurrence(a, before * d[a], axis)
        after = np.roll(np.flip(a, axis), 1, axis)
        g = np.flip(recurrence(after, np.flip(d[y], axis), axis), axis)
        d[a] = before * g
