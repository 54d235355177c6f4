"""Tangents of several results, some of which depend on nothing differentiated."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracles import check_all_modes

X, Y = np.array([0.7, 0.4, 1.3]), np.array([0.2, 0.5])


def grid(x, y):
    first, second = np.meshgrid(x, y, indexing="ij")
    return np.sum(first**2 * second)


def grid_of_columns(x, y):
    first, second = np.meshgrid(x, y)
    return np.sum(first * np.sin(second)) + first.sum().reshape(1).item()


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize("f", [grid, grid_of_columns], ids=lambda f: f.__name__)
def test_the_other_result_has_a_tangent_of_zeros(f, name):
    check_all_modes(f, (X, Y), wrt=(name,))
