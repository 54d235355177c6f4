"""Recipes of functions that split arrays, and that choose, spread and cut out parts.

All are linear. The parts of a split are joined again; where elements are taken twice
their adjoints add up.
"""

from typing import Any

import numpy as np

from autograd_src.recipes import apart_shapes, moved_shapes, shapes
from autograd_src.recipes.apart_shapes import count_of
from autograd_src.recipes.notation import (
    constant,
    d,
    is_scalar,
    known_length,
    linear,
    literal,
    rank,
    recipe,
    refuse,
    same,
)
from autograd_src.runtime import (
    take_adjoint,
)
from autograd_src.special import diagonal_adjoint


@constant
def is_counted(sections: Any) -> bool:
    """Whether the number of parts is known."""
    return count_of(sections) is not None


@linear(np.split, "ary", shape=apart_shapes.split)
def _(y: Any, ary: Any, indices_or_sections: Any, axis: Any = 0) -> None:
    if literal(indices_or_sections) or known_length(indices_or_sections):
        d[ary] = np.concatenate(d[y], axis)
    else:
        refuse("write the number of parts, or a list of their ends")


same(np.array_split, np.split)


@linear(np.vsplit, "ary", shape=apart_shapes.split)
def _(y: Any, ary: Any, indices_or_sections: Any) -> None:
    if literal(indices_or_sections) or known_length(indices_or_sections):
        d[ary] = np.concatenate(d[y], 0)
    else:
        refuse("write the number of parts, or a list of their ends")


@linear(np.hsplit, "ary", shape=apart_shapes.split)
def _(y: Any, ary: Any, indices_or_sections: Any) -> None:
    if not (literal(indices_or_sections) or known_length(indices_or_sections)):
        refuse("write the number of parts, or a list of their ends")
    elif rank(ary) == 1:
        d[ary] = np.concatenate(d[y], 0)
    elif rank(ary) >= 2:
        d[ary] = np.concatenate(d[y], 1)
    else:
        refuse("write np.split with an axis for an array of unknown rank")


@linear(np.dsplit, "ary", shape=apart_shapes.split)
def _(y: Any, ary: Any, indices_or_sections: Any) -> None:
    if literal(indices_or_sections) or known_length(indices_or_sections):
        d[ary] = np.concatenate(d[y], 2)
    else:
        refuse("write the number of parts, or a list of their ends")


@recipe(np.meshgrid, shape=apart_shapes.meshgrid)
def _(z: Any, x: Any, y: Any, /, *, indexing: str = "xy") -> None:
    if not (rank(x) == 1 and rank(y) == 1):
        refuse("give vectors")
    if indexing == "xy":
        d[z] = (
            np.zeros_like(z[0]) + d[x],
            np.zeros_like(z[1]) + np.expand_dims(d[y], 1),
        )
        d[x] = np.sum(d[z][0], 0)
        d[y] = np.sum(d[z][1], 1)
    else:
        d[z] = (
            np.zeros_like(z[0]) + np.expand_dims(d[x], 1),
            np.zeros_like(z[1]) + d[y],
        )
        d[x] = np.sum(d[z][0], 1)
        d[y] = np.sum(d[z][1], 0)


@linear(np.dstack, "tup", shape=apart_shapes.deep)
def _(y: Any, tup: Any) -> None:
    if not known_length(tup):
        refuse("write np.stack(..., axis=2) for a list of unknown length")
    start = 0
    for a in tup:
        if rank(a) == 1:
            stop = start + 1
            d[a] = d[y][0, :, start]
        elif rank(a) == 2:
            stop = start + 1
            d[a] = d[y][:, :, start]
        elif rank(a) >= 3:
            stop = start + np.shape(a)[2]
            d[a] = d[y][:, :, start:stop]
        else:
            refuse("write np.stack or np.concatenate for arrays of unknown rank")
        start = stop


@linear(np.rollaxis, "a", shape=moved_shapes.by_example)
def _(y: Any, a: Any, axis: Any, start: Any = 0) -> None:
    d[a] = np.moveaxis(d[y], rolled_to(axis, start, rank(a)), axis)


@constant
def rolled_to(axis: int, start: int, rank_a: int) -> int:
    """Where ``np.rollaxis`` puts an axis.

    >>> rolled_to(2, 0, 3), rolled_to(0, 2, 3), rolled_to(-1, 1, 3)
    (0, 1, 1)
    """
    axis, start = axis % rank_a, start + rank_a if start < 0 else start
    return start - 1 if axis < start else start


@linear(np.diagonal, "a", shape=apart_shapes.diagonals)
def _(y: Any, a: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> None:
    d[a] = diagonal_adjoint(d[y], a, offset, axis1, axis2)


@linear(np.diagflat, "v", shape=apart_shapes.matrix)
def _(y: Any, v: Any, k: Any = 0) -> None:
    d[v] = np.reshape(np.diagonal(d[y], k), np.shape(v))


@linear(np.resize, "a", shape=shapes.unknown)
def _(y: Any, a: Any, new_shape: Any) -> None:
    places = np.mod(np.arange(np.size(y)), np.size(a))
    d[a] = take_adjoint(np.ravel(d[y]), a, places)


@linear(np.delete, "arr", shape=apart_shapes.without_some)
def _(y: Any, arr: Any, obj: Any, axis: Any = None) -> None:
    if axis is None:
        d[arr] = take_adjoint(d[y], arr, np.delete(np.arange(np.size(arr)), obj))
    else:
        kept = np.delete(np.arange(np.shape(arr)[axis]), obj)
        d[arr] = take_adjoint(d[y], arr, kept, axis)


@linear(np.insert, "arr", "values", shape=apart_shapes.without_some)
def _(y: Any, arr: Any, obj: Any, values: Any, axis: Any = None) -> None:
    if is_scalar(obj) and (axis is None or rank(arr) == 1):
        new = np.ones(np.shape(values), bool)
        put = np.insert(np.zeros(np.size(arr), bool), obj, new)
        d[arr] = np.reshape(d[y][~put], np.shape(arr))
        d[values] = np.reshape(d[y][put], np.shape(values))
    else:
        refuse("write np.concatenate of the parts before and behind")


@linear(np.compress, "a", shape=shapes.unknown)
def _(y: Any, condition: Any, a: Any, axis: Any = None) -> None:
    d[a] = take_adjoint(d[y], a, np.flatnonzero(condition), axis)


@linear(np.extract, "arr", shape=shapes.unknown)
def _(y: Any, condition: Any, arr: Any) -> None:
    d[arr] = take_adjoint(d[y], arr, np.flatnonzero(condition))


@recipe(np.choose, shape=shapes.unknown, broadcasts=True)
def _(y: Any, a: Any, choices: Any) -> None:
    if not known_length(choices):
        refuse("write np.take_along_axis, or the choices as a list")
    total = np.zeros_like(y)
    for i, c in enumerate(choices):
        total = total + np.where(np.equal(a, i), d[c], 0)
        d[c] = np.where(np.equal(a, i), d[y], 0)
    d[y] = total


@recipe(np.select, shape=shapes.unknown, broadcasts=True)
def _(y: Any, condlist: Any, choicelist: Any, default: Any = 0) -> None:
    if not (known_length(condlist) and known_length(choicelist)):
        refuse("write the conditions and choices as lists")
    total = np.zeros_like(y)
    left = True
    for condition, c in zip(condlist, choicelist):
        chosen = np.logical_and(left, condition)
        total = total + np.where(chosen, d[c], 0)
        d[c] = np.where(chosen, d[y], 0)
        left = np.logical_and(left, np.logical_not(condition))
    d[default] = np.where(left, d[y], 0)
    d[y] = total + np.where(left, d[default], 0)


# Since NumPy 2.0 and 2.1.
if hasattr(np, "matrix_transpose"):

    @linear(np.matrix_transpose, "x", shape=moved_shapes.by_example)
    def _transposed(y: Any, x: Any, /) -> None:
        d[x] = np.swapaxes(d[y], -1, -2)


if hasattr(np, "unstack"):

    @linear(np.unstack, "x", shape=apart_shapes.unstacked)
    def _unstacked(y: Any, x: Any, /, *, axis: Any = 0) -> None:
        d[x] = np.stack(d[y], axis)
