"""Tangents have the precision of what they are tangents of."""

from __future__ import annotations

import math

import numpy as np

from autograd_src import differentiable

X = np.array([0.54, -0.99])
A = np.array([-0.63, 1.07], np.float32)


def scaled(x, a):
    return np.sum(a**2) * math.tanh(np.sum(x))


def array(x, a):
    return a * math.tanh(np.sum(x))


def test_hessian_times_vector_of_an_argument_in_single_precision():
    v, w = differentiable(scaled, wrt=("x", "a")).hvp(X, X, A, A)
    assert (v.dtype, w.dtype) == (np.float64, np.float32)
    s = math.tanh(np.sum(X))
    expected = 2 * s * A + 2 * A * (1 - s**2) * np.sum(X)
    np.testing.assert_allclose(w, expected, rtol=1e-5)


def test_the_tangent_of_a_result_in_single_precision():
    value, tangent = differentiable(array, wrt=("x", "a")).jvp(X, X, A, A)
    assert value.dtype == tangent.dtype == np.float32


def test_what_is_in_single_precision_anyway_is_not_cast():
    text = differentiable(lambda a: 2 * np.sin(a)).jvp.specialize(A, A).source
    assert "float32(" not in text
    assert "astype" not in text


def beside_a_number_of_a_list(x, a):
    numbers = [0.3, 0.4]
    numbers.append(a[1])
    return x + np.sin(numbers[0])


def test_what_a_list_holds_may_be_of_another_precision():
    x, a = np.float32([0.1, 0.2]), np.float32([0.4, 0.3])
    value, back = differentiable(beside_a_number_of_a_list).vjp(x, a)
    assert back(np.ones_like(value))[0].dtype == np.float32


def passed(first, second):
    return second


def constant(x, a):
    passed(a, x)
    return 1.5


def test_a_slope_that_is_zero():
    x = np.float32(0.75)
    value, tangent = differentiable(constant).grad.jvp(x, x, np.float32(-0.94))
    assert (type(value), type(tangent)) == (np.float32, np.float32)
