"""What the text that is shown before a call copies at entry: arrays, never objects."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_src import differentiable

RATES = [1.0, 2.0]


class Spring:
    def __init__(self, stiffness):
        self.stiffness = stiffness

    def energy(self, x):
        k = stiffness = self.stiffness
        return 0.5 * k * x**2 + stiffness

    def scaled(self, x):
        total = sum(map(lambda one: one * self.stiffness, RATES))  # noqa: C417 - lambda
        return total * np.sum(x)


def test_the_receiver_of_a_method_is_no_array():
    names: dict[str, Any] = {"__name__": "generic"}
    exec(differentiable(Spring(2.0).energy).grad.source, names)
    assert names["energy_grad"](Spring(2.0), 1.5) == 3.0


def test_the_receiver_is_known_by_what_a_lambda_reads():
    names: dict[str, Any] = {"__name__": "generic"}
    exec(differentiable(Spring(2.0).scaled).grad.source, names)
    assert names["scaled_grad"](Spring(2.0), 1.5) == 6.0


def stored(x, y):
    y[0] = x[1] ** 2
    return np.sum(x * y)


def test_an_array_that_is_written_stays_the_callers():
    x, y = np.array([0.5, 2.0]), np.ones(2)
    assert differentiable(stored).grad(x, y).tolist() == [4.0, 3.0]
    assert y.tolist() == [1.0, 1.0]
