"""Functions of generated modules: adjoints of selecting, repeating and splitting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


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
    return target.ndim > 1 and target.dtype == np.float64 and target.size > 0


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
    """Adjoint of `x` in ``x[index]``.

    Parameters
    ----------
    g : array_like
        Adjoint of the selected elements.
    like : array_like
        The array selected from; only its shape is used.
    index : object
        Any index; repeated ones add up.
    """
    x_bar = np.zeros_like(like, dtype=np.result_type(g))
    add_at(x_bar, index, g)
    return x_bar


def take_adjoint(g: Any, a: Any, indices: Any, axis: int | None = None) -> Any:
    """Adjoint of `a` in ``np.take(a, indices, axis)``.

    Parameters
    ----------
    g : array_like
        Adjoint of the taken elements.
    a : array_like
        The array taken from; only its shape is used.
    indices : array_like of int
        Where; repeated ones add up.
    axis : int, optional
        Along which axis; of all elements in a row by default.
    """
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
    """Adjoint of `a` in ``np.take_along_axis(a, indices, axis)``.

    Parameters
    ----------
    g : ndarray
        Adjoint of the taken elements.
    a : ndarray
        The array taken from; only its shape is used.
    indices : ndarray of int
        Where along the axis; repeated ones add up.
    axis : int
        Along which axis.
    """
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
