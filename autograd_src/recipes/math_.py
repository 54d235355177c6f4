"""Recipes of the `math` module: plain floats in, plain floats out.

Formulas as in `numpy_elementwise`; those of the gamma function from Abramowitz and
Stegun (1964), 6.3.1. The formulas call `math`, which raises where NumPy gives nan.
"""

import math
import operator
from typing import Any

from autograd_src.recipes import shapes
from autograd_src.recipes.notation import d, elementwise, recipe, same
from autograd_src.special import polygamma

elementwise(math.exp, lambda y, x: y)
elementwise(math.expm1, lambda y, x: y + 1)
elementwise(math.log2, lambda y, x: 1 / (x * math.log(2)))
elementwise(math.log10, lambda y, x: 1 / (x * math.log(10)))
elementwise(math.log1p, lambda y, x: 1 / (1 + x))
elementwise(math.sqrt, lambda y, x: 0.5 / y)

elementwise(math.sin, lambda y, x: math.cos(x))
elementwise(math.cos, lambda y, x: -math.sin(x))
elementwise(math.tan, lambda y, x: 1 + y**2)
elementwise(math.asin, lambda y, x: 1 / math.sqrt(1 - x**2))
elementwise(math.acos, lambda y, x: -1 / math.sqrt(1 - x**2))
elementwise(math.atan, lambda y, x: 1 / (1 + x**2))
elementwise(math.sinh, lambda y, x: math.cosh(x))
elementwise(math.cosh, lambda y, x: math.sinh(x))
elementwise(math.tanh, lambda y, x: 1 - y**2)
elementwise(math.asinh, lambda y, x: 1 / math.sqrt(x**2 + 1))
elementwise(math.acosh, lambda y, x: 1 / math.sqrt(x**2 - 1))
elementwise(math.atanh, lambda y, x: 1 / (1 - x**2))
elementwise(math.atan2, lambda z, y, x: (x / (x**2 + y**2), -y / (x**2 + y**2)))
elementwise(math.degrees, lambda y, x: 180 / math.pi)
elementwise(math.radians, lambda y, x: math.pi / 180)

elementwise(math.fabs, lambda y, x: (x > 0) - (x < 0))
elementwise(math.fmod, lambda y, a, b: (1, -math.trunc(a / b)))
elementwise(math.remainder, lambda y, a, b: (1, -round((a - y) / b)))
elementwise(math.ldexp, lambda y, x, i: (math.ldexp(1, i), None))

elementwise(math.erf, lambda y, x: 2 / math.sqrt(math.pi) * math.exp(-(x**2)))
elementwise(math.erfc, lambda y, x: -2 / math.sqrt(math.pi) * math.exp(-(x**2)))
elementwise(math.lgamma, lambda y, x: polygamma(0, x))
elementwise(math.gamma, lambda y, x: y * polygamma(0, x))

same(math.pow, operator.pow)

# Since Python 3.11.
if hasattr(math, "cbrt"):
    elementwise(math.cbrt, lambda y, x: 1 / (3 * y**2))
    elementwise(math.exp2, lambda y, x: y * math.log(2))


@elementwise(math.log)
def _(y: Any, x: Any, base: Any = None) -> Any:
    if base is None:
        return 1 / x, None
    return 1 / (x * math.log(base)), -y / (base * math.log(base))


@elementwise(math.copysign)
def _(y: Any, x: Any, sign: Any) -> Any:
    return ((x > 0) - (x < 0)) * math.copysign(1, sign), None


@recipe(math.hypot, shape=shapes.python_float)
def _(y: Any, *coordinates: Any) -> None:
    total = 0.0
    for x in coordinates:
        total = total + x * d[x]
        d[x] = d[y] * x / y
    d[y] = total / y


@recipe(math.dist, shape=shapes.python_float)
def _(y: Any, p: Any, q: Any, /) -> None:
    total = 0.0
    for a, b in zip(p, q):
        total = total + (a - b) * (d[a] - d[b])
        d[a] = d[y] * (a - b) / y
        d[b] = d[y] * (b - a) / y
    d[y] = total / y


@recipe(math.fsum, shape=shapes.python_float)
def _(y: Any, seq: Any, /) -> None:
    total = 0.0
    for x in seq:
        total = total + d[x]
        d[x] = d[y]
    d[y] = total


@recipe(math.prod, shape=shapes.python_float)
def _(y: Any, iterable: Any, /) -> None:
    total = 0.0
    for i, x in enumerate(iterable):
        others = math.prod([*iterable[:i], *iterable[i + 1 :]])
        total = total + others * d[x]
        d[x] = others * d[y]
    d[y] = total


@recipe(math.modf, shape=shapes.pair)
def _(y: Any, x: Any, /) -> None:
    d[y] = (d[x], 0.0)
    d[x] = d[y][0]


# Since Python 3.12.
if hasattr(math, "sumprod"):

    @recipe(math.sumprod, shape=shapes.python_float)
    def _(y: Any, p: Any, q: Any, /) -> None:
        total = 0.0
        for a, b in zip(p, q):
            total = total + a * d[b] + b * d[a]
            d[a] = d[y] * b
            d[b] = d[y] * a
        d[y] = total


# Since Python 3.13.
if hasattr(math, "fma"):
    elementwise(math.fma, lambda r, x, y, z: (y, x, 1))
