"""Recipes of methods of ufuncs that reduce and accumulate.

By default they work along the first axis, other than NumPy's functions. The outer
products are in `numpy_linear`.
"""

from typing import Any

import numpy as np

from autograd_src.recipes import shapes
from autograd_src.recipes.notation import d, linear, rank, recipe
from autograd_src.runtime import prod_others, recurrence


@linear((np.add, "reduce"), "array", shape=shapes.of_ufunc)
def _(y: Any, array: Any, axis: Any = 0, *, keepdims: bool = False) -> None:
    if axis is None or keepdims or rank(array) == 1:
        d[array] = np.broadcast_to(d[y], np.shape(array))
    else:
        d[array] = np.broadcast_to(np.expand_dims(d[y], axis), np.shape(array))


@recipe((np.multiply, "reduce"), shape=shapes.of_ufunc)
def _(y: Any, array: Any, axis: Any = 0, *, keepdims: bool = False) -> None:
    others = prod_others(array, axis)
    d[y] = np.sum(others * d[array], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[array] = others * d[y]
    else:
        d[array] = others * np.expand_dims(d[y], axis)


@recipe((np.maximum, "reduce"), shape=shapes.of_ufunc)
def _(y: Any, array: Any, axis: Any = 0, *, keepdims: bool = False) -> None:
    if axis is None or keepdims:
        largest = np.ones_like(array) * (array == y)
    else:
        largest = np.ones_like(array) * (array == np.expand_dims(y, axis))
    largest = largest / np.sum(largest, axis, keepdims=True)
    d[y] = np.sum(largest * d[array], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[array] = largest * d[y]
    else:
        d[array] = largest * np.expand_dims(d[y], axis)


@recipe((np.minimum, "reduce"), shape=shapes.of_ufunc)
def _(y: Any, array: Any, axis: Any = 0, *, keepdims: bool = False) -> None:
    if axis is None or keepdims:
        least = np.ones_like(array) * (array == y)
    else:
        least = np.ones_like(array) * (array == np.expand_dims(y, axis))
    least = least / np.sum(least, axis, keepdims=True)
    d[y] = np.sum(least * d[array], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[array] = least * d[y]
    else:
        d[array] = least * np.expand_dims(d[y], axis)


@recipe((np.logaddexp, "reduce"), shape=shapes.of_ufunc)
def _(y: Any, array: Any, axis: Any = 0, *, keepdims: bool = False) -> None:
    if axis is None or keepdims:
        share = np.exp(array - y)
    else:
        share = np.exp(array - np.expand_dims(y, axis))
    d[y] = np.sum(share * d[array], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[array] = share * d[y]
    else:
        d[array] = share * np.expand_dims(d[y], axis)


@linear((np.add, "accumulate"), "array", shape=shapes.accumulated)
def _(y: Any, array: Any, axis: Any = 0) -> None:
    if axis == 0:
        d[array] = np.cumsum(d[y][::-1], 0)[::-1]
    else:
        d[array] = np.flip(np.cumsum(np.flip(d[y], axis), axis), axis)


@recipe((np.multiply, "accumulate"), shape=shapes.accumulated)
def _(y: Any, array: Any, axis: Any = 0) -> None:
    one = np.ones_like(np.take(y, [0], axis))
    others = np.take(y, range(np.shape(y)[axis] - 1), axis)
    before = np.concatenate([one, others], axis)
    d[y] = recurrence(array, before * d[array], axis)
    after = np.roll(np.flip(array, axis), 1, axis)
    g = np.flip(recurrence(after, np.flip(d[y], axis), axis), axis)
    d[array] = before * g
