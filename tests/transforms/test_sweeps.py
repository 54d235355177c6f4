"""Gradients have the kinds of their arguments, whichever path is taken."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable

X = np.array([-0.33, 0.8])
A = np.array([-0.27, -0.78], np.float32)


def product_or_not(x, a, limit):
    if x[0] <= limit:
        return x
    return a * x


@pytest.mark.parametrize("limit", [-1.0, 1.0])
def test_cotangents_of_an_argument_in_single_precision(limit):
    _, pullback = differentiable(product_or_not, wrt=("x", "a")).vjp(X, A, limit)
    x_bar, a_bar = pullback(np.ones(2))
    assert (x_bar.dtype, a_bar.dtype) == (np.float64, np.float32)
    np.testing.assert_allclose(a_bar, X if limit < 0 else 0 * X, rtol=1e-6)


def halved(other, x, depth=2):
    if depth <= 0:
        return np.sum(x) * abs(other)
    return halved(np.tanh(np.sum(x) * other), x / 2, depth - 1)


def test_a_number_of_numpys_where_a_plain_one_was():
    f = differentiable(lambda x: halved(2, x))
    h = 1e-6
    for k, e in enumerate(np.eye(2)):
        slope = (halved(2, X + h * e) - halved(2, X - h * e)) / (2 * h)
        assert f.grad(X)[k] == pytest.approx(slope, rel=1e-6)


def grown_or_left(x, a, weights):
    grown = a
    for weight in weights:
        if x:
            return weight
        x += grown
    return x**2


def test_the_gradient_of_a_number_that_became_an_array_is_a_number():
    f = differentiable(grown_or_left)
    assert type(f.grad(-1.0, A, [1.5])) is float
    _, pullback = f.grad.vjp(-1.0, A, [1.5])
    assert pullback(1.0) == 0.0
    assert type(pullback(1.0)) is float


@differentiable
def energy(arg):
    return np.sum(arg**2)


def test_a_cotangent_of_double_precision_that_a_pair_is_given():
    f = differentiable(lambda x: energy.jvp(x, x)[1] * np.sin(2))
    x_bar = f.grad(A)
    assert x_bar.dtype == np.float32
    np.testing.assert_allclose(x_bar, 4 * A * np.sin(2), rtol=1e-6)


def appended_and_grown(x, a):
    us = [a]
    for _ in range(3):
        a += x
    return a + us[0]


def test_a_gradient_that_is_a_constant_is_a_float():
    gradients = differentiable(appended_and_grown, wrt=("x", "a")).grad(0.3, 0.7)
    assert gradients == (3.0, 2.0)
    assert [type(g) for g in gradients] == [float, float]


def doubled_or_not(x, c):
    for n in range(3):
        if n > c:
            break
    else:
        x = x * 2
    return x


def test_so_is_one_that_a_branch_chooses():
    f = differentiable(doubled_or_not)
    assert [type(f.grad(0.3, c)) for c in (1, 5)] == [float, float]
    assert (f.grad(0.3, 1), f.grad(0.3, 5)) == (1.0, 2.0)
