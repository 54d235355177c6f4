"""Recipes of NumPy's elementwise functions.

Formulas: any table of derivatives, e.g. Abramowitz and Stegun, *Handbook of
Mathematical Functions* (1964), 4.1-4.6. They use the result where that is cheaper or
more accurate than the argument. Constants are Python floats: they leave float32 alone,
NumPy's own float64 scalars do not. Conventions at kinks are listed in `notation`.
"""

import math
from typing import Any

import numpy as np

from autograd_src.recipes import shapes
from autograd_src.recipes.notation import (
    d,
    elementwise,
    linear,
    literal,
    recipe,
    same,
)
from autograd_src.special import sinc_derivative

# Exponentials and logarithms.
elementwise(np.exp, lambda y, x: y)
elementwise(np.exp2, lambda y, x: y * math.log(2))
elementwise(np.expm1, lambda y, x: y + 1)
elementwise(np.log, lambda y, x: 1 / x)
elementwise(np.log2, lambda y, x: 1 / (x * math.log(2)))
elementwise(np.log10, lambda y, x: 1 / (x * math.log(10)))
elementwise(np.log1p, lambda y, x: 1 / (1 + x))
elementwise(np.logaddexp, lambda y, a, b: (np.exp(a - y), np.exp(b - y)))
elementwise(np.logaddexp2, lambda y, a, b: (np.exp2(a - y), np.exp2(b - y)))

# Trigonometric and hyperbolic functions.
elementwise(np.sin, lambda y, x: np.cos(x))
elementwise(np.cos, lambda y, x: -np.sin(x))
elementwise(np.tan, lambda y, x: 1 + y**2)
elementwise(np.arcsin, lambda y, x: 1 / np.sqrt(1 - x**2))
elementwise(np.arccos, lambda y, x: -1 / np.sqrt(1 - x**2))
elementwise(np.arctan, lambda y, x: 1 / (1 + x**2))
elementwise(np.sinh, lambda y, x: np.cosh(x))
elementwise(np.cosh, lambda y, x: np.sinh(x))
elementwise(np.tanh, lambda y, x: 1 - y**2)
elementwise(np.arcsinh, lambda y, x: 1 / np.sqrt(x**2 + 1))
elementwise(np.arccosh, lambda y, x: 1 / np.sqrt(x**2 - 1))
elementwise(np.arctanh, lambda y, x: 1 / (1 - x**2))
elementwise(np.arctan2, lambda z, y, x: (x / (x**2 + y**2), -y / (x**2 + y**2)))
elementwise(np.hypot, lambda z, x, y: (x / z, y / z))
elementwise(np.deg2rad, lambda y, x: math.pi / 180)
elementwise(np.rad2deg, lambda y, x: 180 / math.pi)
same(np.radians, np.deg2rad)
same(np.degrees, np.rad2deg)


# (cos(pi x) - sinc(x)) / x cancels near 0, and a special value at 0 has itself no
# derivative: hence a function of its own.
elementwise(np.sinc, lambda y, x: sinc_derivative(x, 1))

# Powers.
elementwise(np.sqrt, lambda y, x: 0.5 / y)
elementwise(np.cbrt, lambda y, x: 1 / (3 * y**2))
elementwise(np.square, lambda y, x: 2 * x, dtype="promote")
elementwise(np.reciprocal, lambda y, x: -(y**2), dtype="promote")
same(np.float_power, np.power)

# Sign, remainder, parts.
elementwise(np.fabs, lambda y, x: np.sign(x))
elementwise(np.copysign, lambda y, a, b: (np.sign(a) * np.copysign(1, b), None))
elementwise(np.fmod, lambda y, a, b: (1, -np.trunc(a / b)), dtype="promote")
elementwise(np.nan_to_num, lambda y, x: np.isfinite(x), dtype="promote")
elementwise(np.conjugate, lambda y, x: 1, dtype="promote")
elementwise(np.heaviside, lambda y, x, value: (None, x == 0))


@linear(np.ldexp, "x", shape=shapes.elementwise, broadcasts=True)
def _(y: Any, x: Any, exponent: Any) -> None:
    d[x] = np.ldexp(d[y], exponent)


@elementwise(np.maximum, dtype="promote")
def _(y: Any, a: Any, b: Any) -> Any:
    if literal(b):
        return a > b, None
    if literal(a):
        return None, b > a
    # heaviside gives 1/2 at a tie.
    return np.heaviside(a - b, 0.5), np.heaviside(b - a, 0.5)


@elementwise(np.minimum, dtype="promote")
def _(y: Any, a: Any, b: Any) -> Any:
    if literal(b):
        return a < b, None
    if literal(a):
        return None, b < a
    return np.heaviside(b - a, 0.5), np.heaviside(a - b, 0.5)


@elementwise(np.clip, dtype="promote")
def _(y: Any, a: Any, a_min: Any = None, a_max: Any = None) -> Any:
    if a_min is None and a_max is None:
        return 1, None, None
    if a_max is None:
        return a >= a_min, a < a_min, None
    if a_min is None:
        return a <= a_max, None, a > a_max
    # Where a_min exceeds a_max the result is a_max.
    return (
        (a_min <= a) & (a <= a_max),
        (a < a_min) & (a_min < a_max),
        (a > a_max) | (a_min >= a_max),
    )


same(np.fmax, np.maximum)
same(np.fmin, np.minimum)


@recipe(np.where, shape=shapes.where, broadcasts=True)
def _(y: Any, condition: Any, a: Any, b: Any, /) -> None:
    d[y] = np.where(condition, d[a], d[b])
    d[a] = np.where(condition, d[y], 0)
    d[b] = np.where(condition, 0, d[y])


@linear(np.real, "val", shape=shapes.copied)
def _(y: Any, val: Any) -> None:
    d[val] = d[y]


# Two results: whole numbers are constant between jumps.


@recipe(np.divmod, shape=shapes.pair, broadcasts=True)
def _(y: Any, a: Any, b: Any, /) -> None:
    d[y] = (np.zeros_like(y[0]), d[a] - y[0] * d[b])
    d[a] = d[y][1]
    d[b] = -y[0] * d[y][1]


@recipe(np.modf, shape=shapes.pair)
def _(y: Any, x: Any, /) -> None:
    d[y] = (d[x], np.zeros_like(y[1]))
    d[x] = d[y][0]
