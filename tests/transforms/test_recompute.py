"""What a loop does not change is computed again, not recorded."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

SCALE = 0.7
X = np.array([0.7, -0.4, 1.3])


def discounted(x, rate=0.1):
    s = 0.0
    for i in range(len(x)):
        s = np.sin(s * math.sqrt(2.0)) + x[i] ** 2 * np.exp(-rate * i) / (1 - rate**3.0)
    return s


def scaled(x):
    s = 0.0
    for v in x:
        s = s + SCALE * 2 * np.sin(s) * v
    return s


def carried(x):
    s, rate = 0.0, 0.9
    for v in x:
        s = s + math.exp(rate) * v * v
        rate = rate * 0.5
    return s


def source(f):
    return differentiable(f).grad.specialize(X).source


def test_functions_of_numbers_and_of_the_index_are_called_again():
    text = source(discounted)
    assert text.count(".append(") == 1  # of what the loop carries
    assert text.count("np.exp(-rate * i)") == 3  # one of them in a comment
    assert text.count(f"{__name__}") == 0


def test_numbers_of_the_module_are_read_again():
    text = source(scaled)
    assert "SCALE * 2" in text.split("# Reverse sweep.")[1]


def test_what_the_loop_carries_is_recorded():
    assert ".append(" in source(carried)


def test_what_the_user_calculates_stays_as_it_is_written():
    def f(x):
        y = np.sin(x * 2 * (3 * x)) - -x * (-x * 4)
        return np.sum(y**2)

    assert "np.sin(x * 2 * (3 * x))" in source(f)


@pytest.mark.parametrize("f", [discounted, scaled, carried])
def test_modes_agree(f):
    check_all_modes(f, (X,))
