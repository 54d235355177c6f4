"""Tangents that are handed out belong to the caller alone."""

from __future__ import annotations

import numpy as np

from autograd_src import differentiable

X, X_DOT = np.array([0.6, -0.6, 0.3]), np.array([1.0, 2.0, 3.0])


def out_of_a_loop(x):
    for _ in range(2):
        return (x,)


def behind_a_name(x):
    pair = (x, 2.0 * x)
    return pair


def test_items_of_a_tuple_are_copied():
    for program in (out_of_a_loop, behind_a_name):
        tangent = differentiable(program).jvp(X, X_DOT)[1]
        np.testing.assert_array_equal(tangent[0], X_DOT)
        assert not np.may_share_memory(tangent[0], X_DOT)


def chosen(x):
    t = np.where(x, 0.0, x)
    return x + t


def test_the_zero_of_a_number_is_a_number():
    """`np.where` of numbers gives an array without axes."""
    curvature = differentiable(chosen).hvp(0.53, 1.0)
    assert type(curvature) is float
    assert curvature == 0.0


def written(x):
    y = np.zeros_like(x)
    np.multiply(x, x, out=y)
    return y


def test_a_zero_that_is_written_is_none():
    assert differentiable(written).jvp(np.float64(3.0), np.float64(1.0))[1] == 6.0
