"""Outer products of ufuncs, blocks of matrices, several quantiles at once."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracles import check_all_modes

A = np.random.default_rng(0).normal(size=(4, 5))
MODES = ("grad", "jvp", "vjp", "hvp")


def outer_of_ufuncs(x, h):
    tops = np.maximum.outer(x[0], x[1] + 10.0)
    sums = np.logaddexp.outer(x, h * x[2])
    return np.sum(np.hypot.outer(tops, x[:, 0])) + np.sum(sums**2)


def blocks(x, h):
    k = np.outer(x[0, :2], x[1, :2])
    return np.sum(np.block([[k, -h * k], [-k, k @ k]]) ** 3) + np.sum(
        np.block([x[0], h * x[1]]) ** 2
    )


def several_quantiles(x, h):
    low, high = np.percentile(x, [25, 75])
    return np.exp(h * (high - low)) + np.sum(np.quantile(x[0], (0.1, 0.5)) ** 2)


@pytest.mark.parametrize(
    "f", [outer_of_ufuncs, blocks, several_quantiles], ids=lambda f: f.__name__
)
def test_what_it_comes_to_has_a_derivative(f):
    check_all_modes(f, (A, 0.3), wrt=("x", "h"), modes=MODES)
