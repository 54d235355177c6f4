"""Loops over containers: items of one kind, or of several."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.numeric import numeric_jvp
from tests.oracles import check_all_modes

W = [np.array([[0.3, -0.2], [0.5, 0.1], [0.7, -0.4]]), np.array([[0.2, 0.9, -0.6]])]
B = [np.array([0.1, -0.3, 0.2]), np.array([0.4])]
X = np.array([0.7, -1.2])


def layers(weights, biases, x):
    for k, (w, b) in enumerate(zip(weights, biases)):
        x = w @ x + b
        if k < len(weights) - 1:
            x = np.tanh(x)
    return x[0] ** 2


def test_pairs_in_an_enumeration_keep_their_tangents():
    direction = [np.ones_like(W[0]), np.full_like(W[1], 0.5)]
    value, tangent = differentiable(layers).jvp(W, direction, B, X)
    assert value == layers(W, B, X)
    wanted = numeric_jvp(layers, [W, B, X], {0: direction})
    np.testing.assert_allclose(tangent, wanted, rtol=1e-6)


def weighted_days(rates, counts):
    s = 0.0
    for day, count in enumerate(counts):
        s = s + np.sin(rates[day]) * count * day
    return s + day * rates[0]


def shifted_days(rates, counts):
    s = 0.0
    for day, count in enumerate(counts):
        if count > 0.5:
            day = day - 1
        s = s + np.sin(rates[day]) * count * day
    return s


@pytest.mark.parametrize("f", [weighted_days, shifted_days])
def test_loops_count_with_the_users_name(f):
    args = (np.array([0.3, 0.4, 0.5]), np.array([1.0, 2.0, 0.3]))
    text = differentiable(f).grad.specialize(*args).source
    assert "for day" in text
    assert " i " not in text
    check_all_modes(f, args)
