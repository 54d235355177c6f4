"""Copies of adjoints that are none: the original is not looked at again."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

X = np.array([0.3, -0.8, 1.2, 0.5])


def heat(u, steps):
    for _ in range(steps):
        lap = np.zeros_like(u)
        lap[1:-1] = u[2:] - 2 * u[1:-1] + u[:-2]
        u = u + 0.1 * lap
    return np.sum(u**2)


def test_an_adjoint_that_is_carried_on_is_not_copied():
    assert ".copy()" not in differentiable(heat).grad.specialize(X, 3).source
    check_all_modes(heat, (X, 3), modes=("grad", "jvp"))


def summed(u, steps):
    total = 0.0
    for _ in range(steps):
        v = u + 0.0
        v[1:] = v[1:] * u[:-1]
        total = total + np.sum(v * u)
        u = v + u
    return total + np.sum(u**2)


def test_one_that_is_read_again_is():
    check_all_modes(summed, (X, 3), modes=("grad", "jvp"))


def several(x):
    a = x * 2
    b = a.copy()
    b[1:] = b[1:] * x[:-1]
    return b


@pytest.mark.parametrize("seed", [np.ones(4), np.arange(4.0)])
def test_a_cotangent_of_the_callers_is_left_as_it_is(seed):
    given = seed.copy()
    _, pullback = differentiable(several).vjp(X)
    pullback(seed)
    assert np.array_equal(seed, given)
    check_all_modes(several, (X,), modes=("jvp", "vjp"))


def broadcast(x):
    y = np.zeros((3, 4))
    y[...] = x
    y[1] = y[0] * x
    return np.sum(y)


def test_what_is_broadcast_is_copied_before_it_is_written():
    check_all_modes(broadcast, (X,), modes=("grad", "jvp"))
