"""A carried value is recorded once, though a pass reads it at both its ends."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

X = np.array([0.4, -0.7, 1.1])


def recurrent(x):
    h = x
    total = 0.0
    for k in range(4):
        h = np.tanh(x[0] * h + k)
        total += np.sum(h**3)
    return total


def nested(x):
    total = 0.0
    for i in range(3):
        h = x * x[i]
        for _ in range(2):
            h = np.sin(h) * x
            total += np.sum(h**2)
    return total


def while_(x):
    h = np.sum(x**2)
    total = 0.0
    while h < 5:
        h = h * 1.5 + x[0] * h**2
        total += h**3
    return total + h


def none_at_all(x):
    h = x * 2.0
    for _ in range(int(x.size) - 3):
        h = h * np.exp(h)
    return np.sum(h**2)


def two_that_change_places(x):
    a, b = x, x**2
    for _ in range(3):
        a, b = np.sin(b) * a, np.cos(a) * b
    return np.sum(a * b)


def left_early(x):
    h = x
    total = 0.0
    for _ in range(5):
        h = h * np.exp(x * h)
        if h[1] < -0.9:
            break
        total += np.sum(h**2)
    return total


PROGRAMS = [recurrent, nested, while_, none_at_all, two_that_change_places, left_early]


@pytest.mark.parametrize("program", PROGRAMS)
def test_right(program):
    check_all_modes(program, (X,), modes=["grad", "jvp", "hvp"])


@pytest.mark.parametrize(("program", "records"), [(recurrent, 1), (while_, 1)])
def test_one_record(program, records):
    f = differentiable(program)
    f.grad(X)
    assert f.grad.source.count("_saved = []") == records


W = np.array([-0.89, 0.34, 0.81])


def carried_in_a_helper(y):
    for k in range(2):
        b = W + y
        if k > 0:
            y = y * 1.1
    return y + np.sum(b)


def carried_beside_a_sum(y):
    s = 0.25
    for k in range(2):
        b = np.sin(W * k) + y
        s += np.sum(np.tanh(b) * y)
    return s * y + np.sum(b)


@pytest.mark.parametrize("helper", [carried_in_a_helper, carried_beside_a_sum])
def test_an_array_that_a_loop_leaves_is_kept_for_its_shape(helper):
    """The helper's name is unbound again in every pass of the loop around it."""

    def f(x):
        c = 0.9
        for _ in range(2):
            c += np.sin(helper(x[0]) * c)
        return c * x[1]

    check_all_modes(f, (np.array([0.7, 0.2]),), modes=("grad", "jvp", "vjp", "hvp"))
