"""Defaults belong to the function: emitted text has those that are literals."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable

X = np.array([0.5, 2.0])
LIMIT = 3.0


def made(n):
    @differentiable
    def power(x, n=n, *, scale=n + 1):
        return scale * np.sum(x**n)

    return power


class Model:
    degree = 3

    @differentiable
    def loss(self, x, n=degree):
        return np.sum(x**n)


@differentiable
def scaled(x, limit=LIMIT, factor=-2.0, *, shape=(1, 2)):
    return limit * factor * np.sum(x) * shape[1]


def test_a_name_of_the_scope_around():
    np.testing.assert_allclose(made(3).grad(X), 12 * X**2)
    np.testing.assert_allclose(made(2).grad(X), 6 * X)
    np.testing.assert_allclose(Model().loss.grad(X), 3 * X**2)


def test_lambdas_in_a_loop():
    powers = [differentiable(lambda x, n=n: x**n) for n in (1, 2, 3)]
    assert [f.grad(2.0) for f in powers] == [1.0, 4.0, 12.0]
    assert [f.hvp(2.0, 1.0) for f in powers] == [0.0, 2.0, 12.0]


def test_a_function_is_a_default():
    def with_step(step):
        return differentiable(lambda x, step=step: np.sum(step(x)))

    np.testing.assert_allclose(with_step(np.sin).grad(X), np.cos(X))
    np.testing.assert_allclose(with_step(lambda x: x**3).grad(X), 3 * X**2)


def test_the_text_has_literals_alone():
    variant = scaled.grad.specialize(X)
    assert "def scaled_grad(x, limit, factor=-2.0, *, shape=(1, 2)):" in variant.source
    np.testing.assert_allclose(variant.unchecked(X, 3.0), [-12.0, -12.0])
    with pytest.raises(TypeError, match="limit"):
        variant.unchecked(X)
    np.testing.assert_allclose(scaled.grad(X), [-12.0, -12.0])
