"""Recipes of statistics: averages, quantiles, covariance, reductions that skip nan.

The median and the quantiles weight the elements by their place in the sorted order,
which is locally constant; between equal elements it is the order that NumPy's sort
gives them.
"""

import math
from typing import Any

import numpy as np

from autograd_src.recipes import apart_shapes, shapes
from autograd_src.recipes.notation import (
    d,
    is_scalar,
    is_sequence,
    linear,
    rank,
    recipe,
    refuse,
    same,
)
from autograd_src.runtime import prod_others


@recipe(np.average, shape=shapes.reduced)
def _(
    y: Any, a: Any, axis: Any = None, weights: Any = None, *, keepdims: bool = False
) -> None:
    if weights is None:
        d[y] = np.mean(d[a], axis, keepdims=keepdims)
        count = np.size(a) / np.size(y)
        if axis is None or keepdims:
            d[a] = np.broadcast_to(d[y] / count, np.shape(a))
        else:
            d[a] = np.broadcast_to(np.expand_dims(d[y] / count, axis), np.shape(a))
    elif is_sequence(a) or is_sequence(weights):
        refuse("write np.array(a) and np.array(weights)")
    elif (axis is None and not keepdims) or (rank(a) == 1 and rank(weights) == 1):
        total = np.sum(weights)
        share = weights / total
        apart = (a - y) / total
        d[y] = np.sum(share * d[a]) + np.sum(apart * d[weights])
        d[a] = share * d[y]
        d[weights] = apart * d[y]
    else:
        refuse("write np.sum(weights * a, axis) / np.sum(weights, axis)")


@recipe(np.median, shape=shapes.reduced)
def _(y: Any, a: Any, axis: Any = None, *, keepdims: bool = False) -> None:
    if axis is None:
        order = np.reshape(np.argsort(np.argsort(np.ravel(a))), np.shape(a))
        count = np.size(a)
    elif is_scalar(axis):
        order = np.argsort(np.argsort(a, axis), axis)
        count = np.shape(a)[axis]
    else:
        refuse("reshape the array so that the median is over one axis")
    half = np.ones_like(a) / 2
    weight = half * (order == (count - 1) // 2) + half * (order == count // 2)
    d[y] = np.sum(weight * d[a], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[a] = weight * d[y]
    else:
        d[a] = weight * np.expand_dims(d[y], axis)


@recipe(np.quantile, shape=shapes.quantile)
def _(y: Any, a: Any, q: Any, axis: Any = None, *, keepdims: bool = False) -> None:
    # NumPy's default method: linear between the two nearest elements.
    if not is_scalar(q):
        refuse("write np.stack([np.quantile(a, p) for p in q])")
    if axis is None:
        order = np.reshape(np.argsort(np.argsort(np.ravel(a))), np.shape(a))
        last = np.size(a) - 1
    elif is_scalar(axis):
        order = np.argsort(np.argsort(a, axis), axis)
        last = np.shape(a)[axis] - 1
    else:
        refuse("reshape the array so that the quantile is over one axis")
    below = min(math.floor(q * last), max(last - 1, 0))
    part = q * last - below
    one = np.ones_like(a)
    left = one * (order == below)
    right = one * (order == below + 1)
    weight = (1 - part) * left + part * right
    step = np.sum((right - left) * a, axis, keepdims=keepdims) * last
    d[y] = np.sum(weight * d[a], axis, keepdims=keepdims) + step * d[q]
    d[q] = np.sum(step * d[y])
    if axis is None or keepdims:
        d[a] = weight * d[y]
    else:
        d[a] = weight * np.expand_dims(d[y], axis)


@recipe(np.percentile, shape=shapes.quantile)
def _(y: Any, a: Any, q: Any, axis: Any = None, *, keepdims: bool = False) -> None:
    if not is_scalar(q):
        refuse("write np.stack([np.percentile(a, p) for p in q])")
    if axis is None:
        order = np.reshape(np.argsort(np.argsort(np.ravel(a))), np.shape(a))
        last = np.size(a) - 1
    elif is_scalar(axis):
        order = np.argsort(np.argsort(a, axis), axis)
        last = np.shape(a)[axis] - 1
    else:
        refuse("reshape the array so that the percentile is over one axis")
    below = min(math.floor(q / 100 * last), max(last - 1, 0))
    part = q / 100 * last - below
    one = np.ones_like(a)
    left = one * (order == below)
    right = one * (order == below + 1)
    weight = (1 - part) * left + part * right
    step = np.sum((right - left) * a, axis, keepdims=keepdims) * (last / 100)
    d[y] = np.sum(weight * d[a], axis, keepdims=keepdims) + step * d[q]
    d[q] = np.sum(step * d[y])
    if axis is None or keepdims:
        d[a] = weight * d[y]
    else:
        d[a] = weight * np.expand_dims(d[y], axis)


@recipe(np.cov, shape=apart_shapes.covariance)
def _(
    c: Any,
    m: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: Any = None,
) -> None:
    if y is not None:
        refuse("write np.cov(np.stack([x, y]))")
    if not rank(m) == 2:  # noqa: SIM201  (an unknown rank, too)
        refuse("of a vector write np.var(x, ddof=1), else give a matrix")
    if ddof is not None:
        lost = ddof
    elif bias:
        lost = 0
    else:
        lost = 1
    # Centred rows are orthogonal to ones: no derivative of the mean is left.
    if rowvar:
        centred = (m - np.mean(m, 1, keepdims=True)) / (np.shape(m)[1] - lost)
        d[c] = centred @ d[m].T + d[m] @ centred.T
        d[m] = (d[c] + d[c].T) @ centred
    else:
        centred = (m - np.mean(m, 0, keepdims=True)) / (np.shape(m)[0] - lost)
        d[c] = centred.T @ d[m] + d[m].T @ centred
        d[m] = centred @ (d[c] + d[c].T)


# Reductions that skip nan. A comparison with nan is false: that of the largest serves.

same(np.nanmax, np.max)
same(np.nanmin, np.max)


@recipe(np.nanmean, shape=shapes.reduced)
def _(y: Any, a: Any, axis: Any = None, *, keepdims: bool = False) -> None:
    there = np.ones_like(a) * ~np.isnan(a)
    weight = there / np.sum(there, axis, keepdims=True)
    d[y] = np.sum(weight * d[a], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[a] = weight * d[y]
    else:
        d[a] = weight * np.expand_dims(d[y], axis)


@recipe(np.nanvar, shape=shapes.reduced)
def _(
    y: Any, a: Any, axis: Any = None, *, ddof: Any = 0, keepdims: bool = False
) -> None:
    count = np.sum(np.ones_like(a) * ~np.isnan(a), axis, keepdims=True) - ddof
    apart = np.where(np.isnan(a), 0, a - np.nanmean(a, axis, keepdims=True))
    slope = 2 * apart / count
    d[y] = np.sum(slope * d[a], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[a] = slope * d[y]
    else:
        d[a] = slope * np.expand_dims(d[y], axis)


@recipe(np.nanstd, shape=shapes.reduced)
def _(
    y: Any, a: Any, axis: Any = None, *, ddof: Any = 0, keepdims: bool = False
) -> None:
    count = np.sum(np.ones_like(a) * ~np.isnan(a), axis, keepdims=True) - ddof
    apart = np.where(np.isnan(a), 0, a - np.nanmean(a, axis, keepdims=True)) / count
    scale = y + (y == 0)
    d[y] = np.sum(apart * d[a], axis, keepdims=keepdims) / scale
    if axis is None or keepdims:
        d[a] = apart * (d[y] / scale)
    else:
        d[a] = apart * np.expand_dims(d[y] / scale, axis)


@recipe(np.nanprod, shape=shapes.reduced)
def _(y: Any, a: Any, axis: Any = None, *, keepdims: bool = False) -> None:
    others = np.where(np.isnan(a), 0, prod_others(np.where(np.isnan(a), 1, a), axis))
    d[y] = np.sum(others * d[a], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[a] = others * d[y]
    else:
        d[a] = others * np.expand_dims(d[y], axis)


@recipe(np.nancumsum, shape=shapes.cumulated)
def _(y: Any, a: Any, axis: Any = None) -> None:
    d[y] = np.cumsum(np.where(np.isnan(a), 0, d[a]), axis)
    if axis is None:
        back = np.reshape(np.cumsum(d[y][::-1])[::-1], np.shape(a))
    else:
        back = np.flip(np.cumsum(np.flip(d[y], axis), axis), axis)
    d[a] = np.where(np.isnan(a), 0, back)


@linear(np.bincount, "weights", shape=apart_shapes.counted)
def _(y: Any, x: Any, /, weights: Any = None, minlength: Any = 0) -> None:
    d[weights] = d[y][x]
