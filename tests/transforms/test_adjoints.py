"""Adjoints: floating whatever they are made from."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracles import MODES, Case, outcome

X = np.array([[0.3, -0.8], [1.1, 0.6], [-0.4, 0.9]])


def stores_weighted_by_integers(x):
    y = np.zeros((3, 2))
    for j in range(2):
        y[:, j] = np.sin(x[:, j])
        if j > 0:
            y[:, j] = y[:, j] * y[:, j - 1]
    return np.sum(y * np.arange(6).reshape(3, 2))


def counted_by_a_mask(x):
    y = np.zeros(3)
    for i in range(3):
        y[i] = np.sum(x[i] ** 3)
    return np.sum(y * (np.arange(3) > 0))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("f", [stores_weighted_by_integers, counted_by_a_mask])
def test_the_adjoint_of_a_buffer_is_floating(f, mode, dtype):
    assert outcome(MODES[mode], Case(f, (X.astype(dtype),))) in ("right", "refused")
    if mode == "grad" and dtype is np.float64:
        assert outcome(MODES[mode], Case(f, (X,))) == "right"
