"""Arrays that are written and get a second name."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

X = np.array([0.3, -0.45, 0.62])


def _fill(z, v):
    z[1] = v
    return z


def two_names_at_the_entry_of_a_loop(x):
    v = np.sin(x)
    u = v
    for _ in range(2):
        w = v
        w[1] = u[2]
        v = w
        u = u * v
    return np.sum(u * v)


def two_names_and_a_function_that_returns_its_argument(x):
    v = np.sin(x)
    u = v
    for _ in range(2):
        v = _fill(v, u[2])
        u = np.outer(u, v)[1] + u
    return np.sum(u * v)


def a_view_and_its_base(x):
    v = np.sin(x)
    u = v[1:]
    for _ in range(2):
        v = _fill(v, u[0] * 2)
        u = u * v[0]
    return np.sum(u) * v[1]


@pytest.mark.parametrize(
    "f",
    [
        two_names_at_the_entry_of_a_loop,
        two_names_and_a_function_that_returns_its_argument,
        a_view_and_its_base,
    ],
)
def test_both_names_carry_one_adjoint(f):
    check_all_modes(f, (X,))


def exchanged(x):
    u, v = x.copy(), np.zeros_like(x)
    for _ in range(3):
        v[1:] = 0.5 * (u[:-1] + u[1:])
        u, v = v, u
    return np.sum(u**3)


def test_names_that_are_exchanged_are_one_each():
    source = differentiable(exchanged).grad.specialize(X).source
    assert "bar_saved" not in source
    check_all_modes(exchanged, (X,))
