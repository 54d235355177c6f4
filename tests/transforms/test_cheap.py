"""A backward computes again what is as cheap as reading it."""

from __future__ import annotations

import numpy as np

from autograd_src import differentiable
from tests.oracles import check_all_modes

P = np.array([1.0, 0.1, 0.05, 0.5])
Y = np.array([2.0, 1.0])


def rates(y, p):
    a, b, c, d = p
    return np.array([a * y[0] - b * y[0] * y[1], c * y[0] * y[1] - d * y[1]])


def midpoint(p, y):
    for _ in range(3):
        y = y + 0.1 * rates(y + 0.05 * rates(y, p), p)
    return np.sum(y**2)


def halved(y, p):
    z = y * p[:2]
    z[0] = y[1] * p[2]
    w = z[0] + 1.0
    z[1] = w * z[1]
    return z * w


def with_stores(p, y):
    return np.sum(halved(halved(y, p), p))


def test_elements_are_not_saved():
    f = differentiable(midpoint, wrt=("p", "y"))
    f.grad(P, Y)
    assert "(y, p)\n" in f.grad.source
    assert "y, p = saved\n" in f.grad.source
    check_all_modes(midpoint, (P, Y), wrt=("p", "y"))


def test_elements_of_what_is_written_are_saved():
    check_all_modes(with_stores, (P, Y), wrt=("p", "y"), modes=["grad", "vjp", "hvp"])


def test_a_pullback_has_the_values_of_its_forward():
    y = Y.copy()
    _, pullback = differentiable(rates).vjp(y, P)
    first = pullback(np.array([1.0, 0.0]))
    again = pullback(np.array([1.0, 0.0]))
    np.testing.assert_array_equal(first, again)
