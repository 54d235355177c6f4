"""Recipes of the functions in `runtime`, which generated modules call.

They close the set: what a recipe writes into a generated module can be differentiated
again. `stop_gradient` has a zero derivative (see `passive`); `grad_hook` is a mark and
`add_at` a store, which the transforms treat themselves.
"""

from typing import Any

import numpy as np

from autograd_src.recipes import moved_shapes, shapes
from autograd_src.recipes.notation import (
    d,
    elementwise,
    is_scalar,
    linear,
    recipe,
    refuse,
)
from autograd_src.runtime import (
    broadcast_like,
    dot_left,
    dot_right,
    matmul_left,
    matmul_right,
    private_copy,
    prod_others,
    recurrence,
    repeat_adjoint,
    scatter,
    split_like,
    sum_to,
    take_adjoint,
    take_along_axis_adjoint,
    tile_adjoint,
    unpad,
)
from autograd_src.special import (
    diagonal_adjoint,
    full_convolution,
    gradient_adjoint,
    only_last,
    over_gaps,
    pad_adjoint,
    polygamma,
    sinc_derivative,
)

elementwise(sinc_derivative, lambda y, x, n: (sinc_derivative(x, n + 1), None))
elementwise(
    polygamma,
    lambda y, n, x: ("the order is a whole number", polygamma(n + 1, x)),
)


@linear(sum_to, "g", shape=moved_shapes.like_second)
def _(y: Any, g: Any, like: Any, /) -> None:
    d[g] = broadcast_like(d[y], g)


@recipe(private_copy, shape=shapes.unchanged)
def _(y: Any, x: Any, /, *others: Any) -> None:
    d[y] = np.copy(d[x])
    d[x] = d[y]


@linear(broadcast_like, "x", shape=moved_shapes.like_second)
def _(y: Any, x: Any, like: Any, /) -> None:
    d[x] = sum_to(d[y], x)


@recipe(matmul_left, shape=moved_shapes.like_second)
def _(y: Any, g: Any, a: Any, b: Any, /) -> None:
    d[y] = matmul_left(d[g], a, b) + matmul_left(g, a, d[b])
    d[g] = d[y] @ b
    d[b] = matmul_right(g, d[y], b)


@recipe(matmul_right, shape=moved_shapes.like_third)
def _(y: Any, g: Any, a: Any, b: Any, /) -> None:
    d[y] = matmul_right(d[g], a, b) + matmul_right(g, d[a], b)
    d[g] = a @ d[y]
    d[a] = matmul_left(g, a, d[y])


@recipe(dot_left, shape=moved_shapes.like_second)
def _(y: Any, g: Any, a: Any, b: Any, /) -> None:
    d[y] = dot_left(d[g], a, b) + dot_left(g, a, d[b])
    d[g] = np.dot(d[y], b)
    d[b] = dot_right(g, d[y], b)


@recipe(dot_right, shape=moved_shapes.like_third)
def _(y: Any, g: Any, a: Any, b: Any, /) -> None:
    d[y] = dot_right(d[g], a, b) + dot_right(g, d[a], b)
    d[g] = np.dot(a, d[y])
    d[a] = dot_left(g, a, d[y])


@linear(scatter, "g", shape=moved_shapes.like_second)
def _(y: Any, g: Any, like: Any, index: Any, /) -> None:
    d[g] = d[y][index]


@linear(take_adjoint, "g", shape=moved_shapes.like_second)
def _(y: Any, g: Any, a: Any, indices: Any, axis: Any = None, /) -> None:
    d[g] = np.take(d[y], indices, axis)


@linear(take_along_axis_adjoint, "g", shape=moved_shapes.like_second)
def _(y: Any, g: Any, a: Any, indices: Any, axis: Any = -1, /) -> None:
    d[g] = np.take_along_axis(d[y], indices, axis)


@linear(repeat_adjoint, "g", shape=moved_shapes.like_second)
def _(y: Any, g: Any, a: Any, repeats: Any, axis: Any = None, /) -> None:
    d[g] = np.repeat(d[y], repeats, axis)


@linear(tile_adjoint, "g", shape=moved_shapes.like_second)
def _(y: Any, g: Any, a: Any, reps: Any, /) -> None:
    d[g] = np.tile(d[y], reps)


@linear(unpad, "g", shape=moved_shapes.like_second)
def _(y: Any, g: Any, a: Any, pad_width: Any, /) -> None:
    d[g] = np.pad(d[y], pad_width)


@linear(pad_adjoint, "g", shape=moved_shapes.like_second)
def _(y: Any, g: Any, a: Any, pad_width: Any, mode: Any, /) -> None:
    d[g] = np.pad(d[y], pad_width, mode)


@linear(split_like, "x", shape=shapes.unknown)
def _(y: Any, x: Any, arrays: Any, axis: Any = 0, /) -> None:
    d[x] = np.concatenate(d[y], axis)


@recipe(prod_others, shape=shapes.copied)
def _(y: Any, a: Any, axis: Any = None, /) -> None:
    # The i-th row has 1 instead of element i: its product is the i-th result.
    if axis is None:
        own = np.eye(np.size(a), dtype=bool)
        pairs = prod_others(np.where(own, 1, np.ravel(a)), -1)
        weights = np.where(own, 0, pairs)
        d[y] = np.reshape(weights @ np.ravel(d[a]), np.shape(a))
        d[a] = np.reshape(np.ravel(d[y]) @ weights, np.shape(a))
    elif is_scalar(axis):
        own = np.eye(np.shape(a)[axis], dtype=bool)
        rows = np.expand_dims(np.moveaxis(a, axis, -1), -2)
        weights = np.where(own, 0, prod_others(np.where(own, 1, rows), -1))
        v = np.expand_dims(np.moveaxis(d[a], axis, -1), -2)
        d[y] = np.moveaxis(np.sum(weights * v, -1), -1, axis)
        g = np.expand_dims(np.moveaxis(d[y], axis, -1), -1)
        d[a] = np.moveaxis(np.sum(weights * g, -2), -1, axis)
    else:
        refuse("np.prod over several axes is differentiated once: reshape first")


@recipe(recurrence, shape=shapes.copied)
def _(y: Any, c: Any, g: Any, axis: Any = 0, /) -> None:
    # The first factor is not used, so its adjoint is zero.
    zero = np.zeros_like(np.take(y, [0], axis))
    others = np.take(y, range(np.shape(y)[axis] - 1), axis)
    before = np.concatenate([zero, others], axis)
    d[y] = recurrence(c, d[g] + before * d[c], axis)
    after = np.roll(np.flip(c, axis), 1, axis)
    s = np.flip(recurrence(after, np.flip(d[y], axis), axis), axis)
    d[c] = before * s
    d[g] = s


@linear(diagonal_adjoint, "g", shape=moved_shapes.like_second)
def _(
    y: Any, g: Any, a: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1, /
) -> None:
    d[g] = np.diagonal(d[y], offset, axis1, axis2)


@linear(full_convolution, "g", shape=shapes.unknown)
def _(y: Any, g: Any, a: Any, v: Any, mode: Any = "full", /) -> None:
    start = (np.size(y) - np.size(g)) // 2
    if mode == "same":
        start = (np.minimum(np.size(a), np.size(v)) - 1) // 2
    d[g] = d[y][start : start + np.size(g)]


@recipe(gradient_adjoint, shape=shapes.copied)
def _(y: Any, g: Any, h: Any, axis: Any = 0, /) -> None:
    if not is_scalar(axis):
        refuse("give the axis as a number")
    d[y] = gradient_adjoint(d[g], h, axis) - y * (d[h] / h)
    d[g] = np.gradient(d[y], h, axis=axis)
    d[h] = -np.sum(d[y] * y) / h


@recipe(over_gaps, shape=shapes.copied)
def _(y: Any, m: Any, w: Any, /) -> None:
    moved = y * (d[w] - np.expand_dims(d[w], 1))
    d[y] = over_gaps(d[m], w) - over_gaps(moved, w)
    d[m] = over_gaps(d[y], w)
    r = over_gaps(y * d[y], w)
    d[w] = np.sum(r, 1) - np.sum(r, 0)


@linear(only_last, "v", shape=shapes.unchanged)
def _(y: Any, v: Any, x: Any, index: Any, /) -> None:
    d[v] = only_last(d[y], x, index)
