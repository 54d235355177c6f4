"""Zeros of the shape of a variable."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autograd_src import differentiable


class Both(NamedTuple):
    first: object
    second: object


def scaled(x, a):
    return np.sum(Both(1.0, a).second) * x


def test_the_zero_of_an_adjoint_of_a_number_is_a_number():
    """Also where the adjoint's own kind is unknown."""
    curvature = differentiable(scaled).hvp(0.5, 1.0, np.ones(3))
    assert isinstance(curvature, float)
    assert curvature == 0.0


def guarded(x, a):
    k = 1.5
    if k:
        return x * k**2
    return a


def test_also_where_a_path_leaves_the_adjoint_without_a_value():
    curvature = differentiable(guarded).hvp(0.6, 1.0, 0.9)
    assert isinstance(curvature, float)
    assert curvature == 0.0
