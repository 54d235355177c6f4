"""Recipes of Python's operators, under the functions of the `operator` module.

NumPy's ufuncs of the same meaning share them. Comparisons and the like have a zero
derivative and are listed in `passive`; ``@`` is in `numpy_linear`.
"""

import math
import operator
from typing import Any

import numpy as np

from autograd_src.recipes.notation import elementwise, literal, plain, same

elementwise(operator.pos, lambda y, a: 1, dtype="promote")
elementwise(operator.neg, lambda y, a: -1, dtype="promote")
elementwise(operator.add, lambda y, a, b: (1, 1), dtype="promote")
elementwise(operator.sub, lambda y, a, b: (1, -1), dtype="promote")
elementwise(operator.mul, lambda y, a, b: (b, a), dtype="promote")
elementwise(operator.mod, lambda y, a, b: (1, -(a // b)), dtype="promote")


@elementwise(operator.truediv)
def _(y: Any, a: Any, b: Any, /) -> Any:
    if literal(a):
        return None, -(y**2) if a == 1 else -y / b
    return 1 / b, -y / b


@elementwise(operator.abs, dtype="promote")
def _(y: Any, a: Any, /) -> Any:
    if plain(a):
        return (a > 0) - (a < 0)
    return np.sign(a)


@elementwise(operator.pow, dtype="promote")
def _(y: Any, a: Any, b: Any, /) -> Any:
    # An exponent that may be 0 must not raise the base to the power -1: at a base
    # of 0 the partial is 0 then, not nan. Likewise log(0) where the base is 0.
    if literal(b):
        if b == 0:
            return 0, None
        if b == 1:
            return 1, None
        if b == 2:
            return 2 * a, None
        if b == 0.5:
            return 0.5 / y, None
        return b * a ** (b - 1), None
    if literal(a):
        if a > 0:
            return None, y * math.log(a)
        return None, y * np.log(a) if a else 0
    if plain(a) and plain(b):
        return b * a ** (b - 1 if b else 1), y * math.log(a) if a else 0.0
    if plain(a):
        # A float64 of NumPy's own would not leave float32 alone.
        return b * a ** np.where(b == 0, 1, b - 1), y * math.log(a) if a else 0.0
    if plain(b):
        return b * a ** (b - 1 if b else 1), y * np.log(np.where(a == 0, 1, a))
    return (
        b * a ** np.where(b == 0, 1, b - 1),
        y * np.log(np.where(a == 0, 1, a)),
    )


same(np.positive, operator.pos)
same(np.negative, operator.neg)
same(np.add, operator.add)
same(np.subtract, operator.sub)
same(np.multiply, operator.mul)
same(np.true_divide, operator.truediv)
same(np.remainder, operator.mod)
same(np.absolute, operator.abs)
same(np.power, operator.pow)
