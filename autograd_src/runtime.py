"""The few functions that generated modules may import.

Each stands for something that NumPy has no name for, and has a recipe, so that
generated modules can be differentiated again. This file needs nothing but NumPy: it can
be shipped beside a generated module.

Names: ``g`` is the adjoint of a result, the other arguments are those of the function.
Of the argument whose adjoint is computed only the shape is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

_T = TypeVar("_T")


def stop_gradient(x: _T) -> _T:
    """Return `x`; its derivative counts as zero."""
    return x


def grad_hook(x: _T, hook: Callable[[_T], _T]) -> _T:
    """Return `x`; in the reverse sweep `hook` is applied to its complete adjoint.

    Parameters
    ----------
    x : array_like
        An intermediate value.
    hook : callable
        Function of the adjoint that returns the adjoint to go on with.
    """
    return x


def one_like(y: Any) -> Any:
    """One in the shape of a result of size one: the adjoint that a gradient starts
    from.

    Raises
    ------
    TypeError
        The result has more than one element, or none.
    """
    if np.size(y) != 1:
        raise TypeError(
            f"grad needs a result of size one, not of shape {np.shape(y)}: use "
            "jacobian or vjp; for a function that works element by element, "
            "jvp(x, np.ones_like(x))[1] is the derivative"
        )
    return np.ones_like(y) * 1.0


def require_same(expected: Any, function: Any, /, *args: Any, **keywords: Any) -> None:
    """Check that a call gives the object that it gave when this was generated."""
    if function(*args, **keywords) is not expected:
        raise TypeError(
            f"{function.__name__} gives another object than the derivative assumes; "
            "generate the derivative for these arguments"
        )


def sum_to(g: Any, like: Any) -> Any:
    """Sum an adjoint over the axes along which a value was broadcast.

    Parameters
    ----------
    g : array_like
        Adjoint of the broadcast value.
    like : array_like
        The value before; only its shape is used.

    Returns
    -------
    array_like
        Adjoint with the shape of `like`; `g` itself if that is its shape.
    """
    shape = np.shape(like)
    if np.shape(g) == shape:
        return g
    extra = np.ndim(g) - len(shape)
    if extra > 0:
        g = np.sum(g, axis=tuple(range(extra)))
    elif extra < 0:
        # Assigning an array to one of fewer axes drops leading axes of length one.
        g = np.reshape(g, (1,) * -extra + np.shape(g))
    axes = tuple(k for k, n in enumerate(np.shape(g)) if shape[k] == 1 != n)
    if axes:
        g = np.sum(g, axis=axes, keepdims=True)
    if np.shape(g) != shape:
        raise ValueError(f"an adjoint of shape {np.shape(g)} for a value {shape}")
    return g


def broadcast_like(x: Any, like: Any) -> Any:
    """Broadcast `x` to the shape of `like`: the transpose of `sum_to`."""
    shape, extra = np.shape(like), np.ndim(x) - np.ndim(like)
    if np.shape(x) == shape:
        return x  # like `sum_to`: it may be written
    if extra > 0:
        x = np.reshape(x, np.shape(x)[extra:])
    return np.broadcast_to(x, shape)


def private_copy(x: Any, *others: Any) -> Any:
    """Copy an argument that the function writes, in its layout.

    ValueError if it shares memory with one of the `others`, where it would be seen.
    """
    if _shares(x, others):
        raise ValueError(
            "two arguments share memory and one of them is written: pass a copy"
        )
    return np.copy(x)


def _shares(x: Any, other: Any) -> bool:
    if isinstance(other, (list, tuple, dict)):
        items = other.values() if isinstance(other, dict) else other
        return any(_shares(x, item) for item in items)
    return isinstance(other, np.ndarray) and np.may_share_memory(x, other)


def zeros_of(items: Sequence[Any]) -> list[Any]:
    """Zeros like the items of a list."""
    return [np.zeros_like(item) for item in items]


def matmul_left(g: Any, a: Any, b: Any) -> Any:
    """Adjoint of `a` in ``a @ b``, for any numbers of axes."""
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return g * np.asarray(b)
    if np.ndim(b) == 1:
        a_bar = g[..., np.newaxis] * b
    elif np.ndim(a) == 1:
        a_bar = (b @ g[..., np.newaxis])[..., 0]
    else:
        a_bar = g @ np.swapaxes(b, -1, -2)
    return sum_to(a_bar, a)


def matmul_right(g: Any, a: Any, b: Any) -> Any:
    """Adjoint of `b` in ``a @ b``, for any numbers of axes."""
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return g * np.asarray(a)
    if np.ndim(a) == 1:
        b_bar = a[:, np.newaxis] * g[..., np.newaxis, :]
    elif np.ndim(b) == 1:
        b_bar = (np.swapaxes(a, -1, -2) @ g[..., np.newaxis])[..., 0]
    else:
        b_bar = np.swapaxes(a, -1, -2) @ g
    return sum_to(b_bar, b)


def dot_left(g: Any, a: Any, b: Any) -> Any:
    """Adjoint of `a` in ``np.dot(a, b)``, for any numbers of axes."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return sum_to(g * b, a)
    if np.ndim(b) == 1:
        return np.multiply.outer(g, b)
    kept = [k for k in range(np.ndim(b)) if k != np.ndim(b) - 2]
    return np.tensordot(g, b, (list(range(np.ndim(a) - 1, np.ndim(g))), kept))


def dot_right(g: Any, a: Any, b: Any) -> Any:
    """Adjoint of `b` in ``np.dot(a, b)``, for any numbers of axes."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return sum_to(g * a, b)
    rows = list(range(np.ndim(a) - 1))
    b_bar = np.tensordot(a, g, (rows, rows))
    return b_bar if np.ndim(b) == 1 else np.moveaxis(b_bar, 0, -2)


def prod_others(a: Any, axis: int | tuple[int, ...] | None = None) -> Any:
    """Product of all the other elements along an axis, for each element.

    Right also where elements are zero, unlike ``np.prod(a) / a``.
    """
    a = np.asarray(a)
    axes = tuple(range(a.ndim)) if axis is None else axis
    axes = (axes,) if not isinstance(axes, tuple) else axes
    last = tuple(range(-len(axes), 0))
    moved = np.moveaxis(a, axes, last)
    rows = moved.reshape(*moved.shape[: moved.ndim - len(axes)], -1)
    ones = np.ones_like(rows[..., :1])
    before = np.cumprod(np.concatenate([ones, rows[..., :-1]], -1), -1)
    after = np.cumprod(np.concatenate([ones, rows[..., :0:-1]], -1), -1)[..., ::-1]
    return np.moveaxis((before * after).reshape(moved.shape), last, axes)


def recurrence(c: Any, g: Any, axis: int = 0) -> Any:
    """Solve ``s[i] = c[i] * s[i - 1] + g[i]`` along an axis; ``c[0]`` is not used.

    Parameters
    ----------
    c, g : ndarray
        Factors and summands, of the same shape.
    axis : int
        The axis of `i`.
    """
    factors = np.moveaxis(np.asarray(c), axis, 0)
    s = np.array(np.moveaxis(np.asarray(g), axis, 0), np.result_type(c, g))
    for i in range(1, len(s)):
        s[i] += factors[i] * s[i - 1]
    return np.moveaxis(s, 0, axis)


def add_at(target: Any, index: Any, values: Any) -> None:
    """Add `values` to ``target[index]`` in place; repeated indices add up.

    Parameters
    ----------
    target : ndarray
        Array that is written.
    index : object
        Any index of `target`.
    values : array_like
        What is added; it broadcasts to ``target[index]``.
    """
    if _gathers_rows(target, index) and np.size(index) * 4 >= len(target):
        _add_rows(target, np.asarray(index), values)
    else:
        np.add.at(target, index, values)


def _gathers_rows(target: Any, index: Any) -> bool:
    if type(index) is not np.ndarray or index.dtype.kind not in "iu":
        return False
    return bool(target.ndim > 1 and target.dtype == np.float64 and target.size)


def _add_rows(target: Any, index: Any, values: Any) -> None:
    # Counting with weights is several times faster than np.add.at on rows.
    rows, width = len(target), target[0].size
    values = np.broadcast_to(values, index.shape + target.shape[1:])
    if not ((-rows <= index) & (index < rows)).all():
        raise IndexError(f"index out of bounds for axis 0 with size {rows}")
    places = (index % rows).reshape(-1, 1) * width + np.arange(width)
    sums = np.bincount(places.ravel(), values.ravel(), rows * width)
    target += sums.reshape(target.shape)


def scatter(g: Any, like: Any, index: Any) -> Any:
    """Adjoint of `like` in ``like[index]``, for any index; repeated ones add up."""
    x_bar = np.zeros_like(like, dtype=np.result_type(g))
    add_at(x_bar, index, g)
    return x_bar


def take_adjoint(g: Any, a: Any, indices: Any, axis: int | None = None) -> Any:
    """Adjoint of `a` in ``np.take(a, indices, axis)``; repeated indices add up."""
    a_bar = np.zeros_like(a, dtype=np.result_type(g), order="C")
    if axis is None:
        add_at(a_bar.reshape(-1), np.asarray(indices), g)
        return a_bar
    axis %= np.ndim(a)
    places = tuple(range(axis, axis + np.ndim(indices)))
    rows = np.moveaxis(g, places, tuple(range(len(places))))
    add_at(np.moveaxis(a_bar, axis, 0), np.asarray(indices), rows)
    return a_bar


def take_along_axis_adjoint(g: Any, a: Any, indices: Any, axis: int = -1) -> Any:
    """Adjoint of `a` in ``np.take_along_axis(a, indices, axis)``."""
    a_bar = np.zeros_like(a, dtype=np.result_type(g))
    places = list(np.ogrid[tuple(slice(n) for n in np.shape(indices))])
    places[axis] = indices
    np.add.at(a_bar, tuple(places), g)
    return a_bar


def repeat_adjoint(g: Any, a: Any, repeats: Any, axis: int | None = None) -> Any:
    """Adjoint of `a` in ``np.repeat(a, repeats, axis)``."""
    length = np.size(a) if axis is None else np.shape(a)[axis]
    return take_adjoint(g, a, np.repeat(np.arange(length), repeats), axis)


def tile_adjoint(g: Any, a: Any, reps: Any) -> Any:
    """Adjoint of `a` in ``np.tile(a, reps)``."""
    times = np.atleast_1d(reps).tolist()
    rank = max(len(times), np.ndim(a))
    times = [1] * (rank - len(times)) + times
    shape = (1,) * (rank - np.ndim(a)) + np.shape(a)
    pieces = np.reshape(g, [n for pair in zip(times, shape) for n in pair])
    return np.reshape(np.sum(pieces, tuple(range(0, 2 * rank, 2))), np.shape(a))


def unpad(g: Any, a: Any, pad_width: Any) -> Any:
    """Adjoint of `a` in ``np.pad(a, pad_width)``: the part that is `a`."""
    widths = np.broadcast_to(pad_width, (np.ndim(a), 2)).tolist()
    return g[tuple(slice(w, w + n) for (w, _), n in zip(widths, np.shape(a)))]


def split_like(x: Any, arrays: Sequence[Any], axis: int = 0) -> list[Any]:
    """Split what has the shape of the concatenated `arrays` into their shapes."""
    ends = np.cumsum([np.shape(a)[axis] for a in arrays])
    return list(np.split(x, ends[:-1], axis))
