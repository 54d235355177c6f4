"""Operands: arrays where functions expect them, options as they are written."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracles import MODES, Case, outcome

X = np.array([[0.3, -0.8, 0.2, 1.4], [1.1, 0.6, -0.5, 0.7]])


def pooled(x):
    blocks = x.reshape(1, 2, 2, 2).max(axis=(1, 3))
    return np.sum(np.sin(blocks))


def pooled_by_name(x):
    return np.sum(np.exp(np.max(np.reshape(x, (1, 2, 2, 2)), axis=(1, 3))))


def alternating_weights(x):
    s = 0.0
    for i in range(4):
        weight = 4 if i % 2 else 2
        s += weight * np.sin(x[0, i])
    return s


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("f", [pooled, pooled_by_name, alternating_weights])
def test_it_is_right_in_every_mode(f, mode):
    assert outcome(MODES[mode], Case(f, (X,))) == "right"
