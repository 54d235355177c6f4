"""Recipes of Python's built-in functions on numbers and arrays.

`int`, `round`, comparisons and the like have a zero derivative: see `passive`.
"""

import operator
from typing import Any

import numpy as np

from autograd_src.recipes import shapes
from autograd_src.recipes.notation import (
    d,
    is_scalar,
    kind,
    linear,
    recipe,
    refuse,
    same,
)

same(abs, operator.abs)
same(pow, operator.pow)


@linear(float, "x", shape=shapes.python_float)
def _(y: Any, x: Any, /) -> None:
    if is_scalar(x):
        d[x] = d[y]
    elif kind(x) == "float64":
        d[x] = np.full(np.shape(x), d[y])
    else:
        d[x] = np.full(
            np.shape(x), d[y], np.result_type(np.asarray(x).dtype, np.float32)
        )


@linear(np.ndarray.item, "a", shape=shapes.python_float)
def _(y: Any, a: Any, /) -> None:
    # An adjoint in the kind of the array, of integers as float64.
    if kind(a) == "float64":
        d[a] = np.full(np.shape(a), d[y])
    else:
        d[a] = np.full(
            np.shape(a), d[y], np.result_type(np.asarray(a).dtype, np.float32)
        )


@recipe(max, shape=shapes.of_two)
def _(y: Any, a: Any, b: Any = None, /, *more: Any) -> None:
    if b is None:
        refuse("write np.max of an array, or max(a, b) of two numbers")
    for _c in more:
        refuse("write max(max(a, b), c)")
    # Python returns the first of equal arguments.
    d[y] = d[a] if a >= b else d[b]
    d[a] = d[y] if a >= b else 0.0
    d[b] = 0.0 if a >= b else d[y]


@recipe(min, shape=shapes.of_two)
def _(y: Any, a: Any, b: Any = None, /, *more: Any) -> None:
    if b is None:
        refuse("write np.min of an array, or min(a, b) of two numbers")
    for _c in more:
        refuse("write min(min(a, b), c)")
    d[y] = d[a] if a <= b else d[b]
    d[a] = d[y] if a <= b else 0.0
    d[b] = 0.0 if a <= b else d[y]


@linear(sum, "iterable", shape=shapes.rows_summed)
def _(y: Any, iterable: Any, /) -> None:
    d[iterable] = np.broadcast_to(d[y], np.shape(iterable))


@recipe(divmod, shape=shapes.pair, broadcasts=True)
def _(y: Any, a: Any, b: Any, /) -> None:
    d[y] = (0.0, d[a] - y[0] * d[b])
    d[a] = d[y][1]
    d[b] = -y[0] * d[y][1]
