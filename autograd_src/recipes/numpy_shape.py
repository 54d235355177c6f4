"""Recipes of functions that reshape, join, create and copy arrays.

All are linear: only the transpose is written. Indices and conditions that select
elements are in `numpy_select`.
"""

from typing import Any

import numpy as np

from autograd_src.recipes import moved_shapes, shapes
from autograd_src.recipes.notation import (
    constant,
    d,
    is_scalar,
    is_sequence,
    kind,
    known_length,
    linear,
    literal,
    rank,
    refuse,
    same,
)
from autograd_src.runtime import repeat_adjoint, split_like, sum_to, tile_adjoint


@linear(np.reshape, "a", shape=moved_shapes.reshaped)
def _(y: Any, a: Any, /, shape: Any, order: Any = "C") -> None:
    if order == "C":
        d[a] = np.reshape(d[y], np.shape(a))
    elif order == "F":
        d[a] = np.reshape(d[y], np.shape(a), order=order)
    else:
        refuse("give the order of the elements: order='C' or 'F'")


@linear(np.ravel, "a", shape=moved_shapes.raveled)
def _(y: Any, a: Any, order: Any = "C") -> None:
    if order == "C":
        d[a] = np.reshape(d[y], np.shape(a))
    elif order == "F":
        d[a] = np.reshape(d[y], np.shape(a), order=order)
    else:
        refuse("give the order of the elements: order='C' or 'F'")


@linear(np.ndarray.flatten, "a", shape=moved_shapes.raveled)
def _(y: Any, a: Any, /) -> None:
    d[a] = np.reshape(d[y], np.shape(a))


@linear(np.transpose, "a", shape=moved_shapes.by_example)
def _(y: Any, a: Any, axes: Any = None) -> None:
    if axes is None:
        d[a] = np.transpose(d[y])
    else:
        d[a] = np.transpose(d[y], inverse(axes))


@constant
def inverse(axes: Any) -> tuple[int, ...]:
    """Invert a permutation of axes.

    >>> inverse((2, 0, 1)), inverse((-1, 0, 1))
    ((1, 2, 0), (1, 2, 0))
    """
    order = [axis % len(axes) for axis in axes]
    return tuple(order.index(k) for k in range(len(order)))


@linear(np.swapaxes, "a", shape=moved_shapes.by_example)
def _(y: Any, a: Any, axis1: Any, axis2: Any) -> None:
    d[a] = np.swapaxes(d[y], axis1, axis2)


@linear(np.moveaxis, "a", shape=moved_shapes.by_example)
def _(y: Any, a: Any, source: Any, destination: Any) -> None:
    d[a] = np.moveaxis(d[y], destination, source)


@linear(np.expand_dims, "a", shape=moved_shapes.by_example)
def _(y: Any, a: Any, axis: Any) -> None:
    d[a] = np.squeeze(d[y], axis)


@linear(np.squeeze, "a", shape=moved_shapes.squeezed)
def _(y: Any, a: Any, axis: Any = None) -> None:
    d[a] = np.reshape(d[y], np.shape(a))


@linear(np.atleast_1d, "a", shape=moved_shapes.by_example)
def _(y: Any, a: Any, /) -> None:
    d[a] = np.reshape(d[y], np.shape(a))


same(np.atleast_2d, np.atleast_1d)
same(np.atleast_3d, np.atleast_1d)


@linear(np.broadcast_to, "array", shape=moved_shapes.broadcast_to)
def _(y: Any, array: Any, shape: Any) -> None:
    d[array] = sum_to(d[y], array)


# Copies and kinds.


@linear(np.copy, "a", shape=shapes.copied)
def _(y: Any, a: Any, order: Any = "K") -> None:
    d[a] = d[y]


@linear(np.ascontiguousarray, "a", shape=shapes.copied)
def _(y: Any, a: Any, dtype: Any = None) -> None:
    if dtype is not None:
        refuse("convert with a.astype(dtype) first")
    d[a] = d[y]


same(np.asfortranarray, np.ascontiguousarray)


# A cast keeps the adjoint in the kind of the value before, integers as float64.


@linear(np.array, "object", shape=moved_shapes.from_object)
def _(y: Any, object: Any, dtype: Any = None) -> None:
    if dtype is not None and not floating(dtype):
        refuse("a cast to integers has no derivative: keep the values floating")
    if known_length(object):
        for i, item in enumerate(object):
            d[item] = d[y][i]
    elif is_sequence(object):
        d[object] = list(d[y])
    elif dtype is None or kind(object) == kind(y):
        d[object] = d[y]
    else:
        d[object] = np.asarray(
            d[y], np.result_type(np.asarray(object).dtype, np.float32)
        )


@linear(np.asarray, "a", shape=moved_shapes.from_object)
def _(y: Any, a: Any, dtype: Any = None) -> None:
    if dtype is not None and not floating(dtype):
        refuse("a cast to integers has no derivative: keep the values floating")
    if known_length(a):
        for i, item in enumerate(a):
            d[item] = d[y][i]
    elif is_sequence(a):
        d[a] = list(d[y])
    elif dtype is None or kind(a) == kind(y):
        d[a] = d[y]
    else:
        d[a] = np.asarray(d[y], np.result_type(np.asarray(a).dtype, np.float32))


same(np.asanyarray, np.asarray)


@linear(np.ndarray.astype, "a", shape=moved_shapes.from_object)
def _(y: Any, a: Any, dtype: Any, /, *, copy: bool = True) -> None:
    if not floating(dtype):
        refuse("a cast to integers has no derivative: keep the values floating")
    if kind(a) == kind(y):
        d[a] = d[y]
    else:
        d[a] = np.asarray(d[y], np.result_type(np.asarray(a).dtype, np.float32))


@linear(np.float64, "x", shape=shapes.float64)
def _(y: Any, x: Any, /) -> None:
    if is_scalar(x):
        d[x] = d[y]
    else:
        d[x] = np.asarray(d[y], np.result_type(np.asarray(x).dtype, np.float32))


@constant
def floating(dtype: Any) -> bool:
    """Whether a cast keeps values that have a derivative.

    >>> [floating(t) for t in (float, "float32", np.float64, int, bool)]
    [True, True, True, False, False]
    """
    return bool(np.dtype(dtype).kind == "f")


@linear(np.full, "fill_value", shape=moved_shapes.filled)
def _(y: Any, shape: Any, fill_value: Any) -> None:
    d[fill_value] = sum_to(d[y], fill_value)


@linear(np.full_like, "fill_value", shape=shapes.copied)
def _(y: Any, a: Any, fill_value: Any) -> None:
    d[fill_value] = sum_to(d[y], fill_value)


@linear(np.linspace, "start", "stop", shape=shapes.unknown)
def _(y: Any, start: Any, stop: Any, num: Any = 50) -> None:
    if is_scalar(start) and is_scalar(stop):
        d[start] = np.sum(d[y] * np.linspace(1, 0, num))
        d[stop] = np.sum(d[y] * np.linspace(0, 1, num))
    else:
        refuse("write start + (stop - start) * np.linspace(0, 1, num)[:, np.newaxis]")


# Joining: each array gets its part of the adjoint.


@linear(np.stack, "arrays", shape=moved_shapes.stacked)
def _(y: Any, arrays: Any, axis: Any = 0) -> None:
    if known_length(arrays):
        for i, a in enumerate(arrays):
            if axis == 0:
                d[a] = d[y][i]
            elif axis == -1:
                d[a] = d[y][..., i]
            else:
                d[a] = np.take(d[y], i, axis)
    elif is_sequence(arrays):
        d[arrays] = list(np.moveaxis(d[y], axis, 0))
    else:
        d[arrays] = np.moveaxis(d[y], axis, 0)


@linear(np.concatenate, "arrays", shape=moved_shapes.concatenated)
def _(y: Any, arrays: Any, /, axis: Any = 0) -> None:
    if known_length(arrays):
        start = 0
        for a in arrays:
            if axis is None:
                stop = start + np.size(a)
                d[a] = np.reshape(d[y][start:stop], np.shape(a))
            elif axis == 0:
                stop = start + np.shape(a)[0]
                d[a] = d[y][start:stop]
            elif axis == -1:
                stop = start + np.shape(a)[-1]
                d[a] = d[y][..., start:stop]
            elif axis == 1:
                stop = start + np.shape(a)[1]
                d[a] = d[y][:, start:stop]
            else:
                stop = start + np.shape(a)[axis]
                d[a] = np.take(d[y], range(start, stop), axis)
            start = stop
    elif is_sequence(arrays):
        if axis is None:
            refuse("write np.concatenate([np.ravel(a) for a in arrays])")
        d[arrays] = split_like(d[y], arrays, axis)
    else:
        if axis is None:
            d[arrays] = np.reshape(d[y], np.shape(arrays))
        else:
            d[arrays] = np.stack(split_like(d[y], arrays, axis))


@linear(np.hstack, "tup", shape=moved_shapes.hstacked)
def _(y: Any, tup: Any) -> None:
    if not known_length(tup):
        refuse("write np.concatenate with an axis for a list of unknown length")
    start = 0
    for a in tup:
        if is_scalar(a):
            stop = start + 1
            d[a] = d[y][start]
        elif rank(a) == 1:
            stop = start + np.shape(a)[0]
            d[a] = d[y][start:stop]
        elif rank(a) >= 2:
            stop = start + np.shape(a)[1]
            d[a] = d[y][:, start:stop]
        else:
            refuse("write np.concatenate for arrays of unknown rank")
        start = stop


@linear(np.vstack, "tup", shape=moved_shapes.vstacked)
def _(y: Any, tup: Any) -> None:
    if not known_length(tup):
        if is_sequence(tup):
            refuse("write np.stack or np.concatenate for a list of unknown length")
        else:
            d[tup] = np.reshape(d[y], np.shape(tup))
    else:
        start = 0
        for a in tup:
            if is_scalar(a):
                stop = start + 1
                d[a] = d[y][start, 0]
            elif rank(a) == 1:
                stop = start + 1
                d[a] = d[y][start]
            elif rank(a) >= 2:
                stop = start + np.shape(a)[0]
                d[a] = d[y][start:stop]
            else:
                refuse("write np.concatenate for arrays of unknown rank")
            start = stop


@linear(np.column_stack, "tup", shape=moved_shapes.column_stacked)
def _(y: Any, tup: Any) -> None:
    if not known_length(tup):
        refuse("write np.stack(..., axis=1) for a list of unknown length")
    start = 0
    for a in tup:
        if rank(a) == 1:
            stop = start + 1
            d[a] = d[y][:, start]
        elif rank(a) == 2:
            stop = start + np.shape(a)[1]
            d[a] = d[y][:, start:stop]
        else:
            refuse("write np.concatenate for arrays of unknown rank")
        start = stop


# Repeating: copies add up.


@linear(np.repeat, "a", shape=moved_shapes.with_changed_axis)
def _(y: Any, a: Any, repeats: Any, axis: Any = None) -> None:
    if is_scalar(repeats) and axis is None:
        d[a] = np.reshape(np.sum(np.reshape(d[y], (-1, repeats)), 1), np.shape(a))
    else:
        d[a] = repeat_adjoint(d[y], a, repeats, axis)


@linear(np.tile, "A", shape=moved_shapes.tiled)
def _(y: Any, A: Any, reps: Any) -> None:
    if is_scalar(reps) and is_scalar(A):
        d[A] = np.sum(d[y])
    elif is_scalar(reps) and rank(A) == 1:
        d[A] = np.sum(np.reshape(d[y], (reps, np.size(A))), 0)
    else:
        d[A] = tile_adjoint(d[y], A, reps)


@linear(np.flip, "m", shape=shapes.copied)
def _(y: Any, m: Any, axis: Any = None) -> None:
    d[m] = np.flip(d[y], axis)


@linear(np.fliplr, "m", shape=shapes.copied)
def _(y: Any, m: Any) -> None:
    d[m] = np.fliplr(d[y])


@linear(np.flipud, "m", shape=shapes.copied)
def _(y: Any, m: Any) -> None:
    d[m] = np.flipud(d[y])


@linear(np.rot90, "m", shape=shapes.unknown)
def _(y: Any, m: Any, k: Any = 1) -> None:
    d[m] = np.rot90(d[y], -k)


@linear(np.roll, "a", shape=shapes.copied)
def _(y: Any, a: Any, shift: Any, axis: Any = None) -> None:
    if literal(shift):
        d[a] = np.roll(d[y], opposite(shift), axis)
    elif is_scalar(shift):
        d[a] = np.roll(d[y], -shift, axis)
    else:
        refuse("np.roll is differentiated for one shift, or literal shifts")


@constant
def opposite(shift: Any) -> Any:
    """Shift back.

    >>> opposite(2), opposite((1, -2))
    (-2, (-1, 2))
    """
    return tuple(-k for k in shift) if isinstance(shift, (tuple, list)) else -shift
