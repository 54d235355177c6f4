"""Recipes of `scipy.stats`, loaded once a program has imported it.

The normal distribution's functions, which are methods of one object: that is the key
of a method, together with its name.
"""

import math
from typing import Any

import numpy as np
from scipy.stats import norm  # type: ignore[import-untyped]

from autograd_src.recipes import shapes
from autograd_src.recipes.notation import elementwise

_METHODS = {
    name: getattr(norm, name)
    for name in "pdf logpdf cdf sf logcdf logsf ppf isf".split()
}


def values(call: shapes.Call) -> Any:
    """Rule of a distribution's functions: those of NumPy's elementwise ones."""
    key: Any = call.function
    return shapes.elementwise(call._replace(function=_METHODS[key[1]]))


@elementwise((norm, "pdf"), shape=values)
def _(y: Any, x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (x - loc) / scale
    slope = z / scale * y
    return -slope, slope, y * (z**2 - 1) / scale


@elementwise((norm, "logpdf"), shape=values)
def _(y: Any, x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (x - loc) / scale
    return -z / scale, z / scale, (z**2 - 1) / scale


@elementwise((norm, "cdf"), shape=values)
def _(y: Any, x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (x - loc) / scale
    density = np.exp(-(z**2) / 2) / (math.sqrt(2 * math.pi) * scale)
    return density, -density, -density * z


@elementwise((norm, "sf"), shape=values)
def _(y: Any, x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (x - loc) / scale
    density = np.exp(-(z**2) / 2) / (math.sqrt(2 * math.pi) * scale)
    return -density, density, density * z


@elementwise((norm, "logcdf"), shape=values)
def _(y: Any, x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (x - loc) / scale
    ratio = np.exp(-(z**2) / 2 - y) / (math.sqrt(2 * math.pi) * scale)
    return ratio, -ratio, -ratio * z


@elementwise((norm, "logsf"), shape=values)
def _(y: Any, x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (x - loc) / scale
    ratio = np.exp(-(z**2) / 2 - y) / (math.sqrt(2 * math.pi) * scale)
    return -ratio, ratio, ratio * z


@elementwise((norm, "ppf"), shape=values)
def _(y: Any, q: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (y - loc) / scale
    return math.sqrt(2 * math.pi) * scale * np.exp(z**2 / 2), 1, z


@elementwise((norm, "isf"), shape=values)
def _(y: Any, q: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = (y - loc) / scale
    return -math.sqrt(2 * math.pi) * scale * np.exp(z**2 / 2), 1, z
