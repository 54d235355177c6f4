"""`np.gradient` along several axes, `np.diff` with something before or after."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

A = np.random.default_rng(0).normal(size=(4, 5))
MODES = ("grad", "jvp", "vjp", "hvp")


def one_step(x, h):
    gx, gy = np.gradient(x, h)
    return np.sum(gx**2 * gy)


def bound_to_its_own_name(x, h):
    x, y = np.gradient(x, h)
    return np.sum(x * y)


def a_step_for_each(x, h):
    g = np.gradient(x, h, 2 * h)
    return np.sum(g[0] ** 2) + np.sum(g[1] ** 3)


def chosen_axes(x, h):
    first = np.gradient(x, axis=(1, 0))[0]
    down, right = np.gradient(x * h)
    return np.sum(first**3) + np.sum(np.sqrt(down**2 + right**2 + 1.0))


def differences_of_rows(x, h):
    right = np.diff(x, axis=1, append=x[:, -1:])
    return np.sum(right**2) + np.sum(np.diff(x, axis=0, prepend=h * x[:1]) ** 3)


def differences_in_a_row(x, h):
    w = x[0] * x[1]
    ends = np.diff(w, prepend=h, append=w[0])
    return np.sum(np.diff(w, prepend=0) ** 2) + np.sum(ends**3)


def second_differences(x, h):
    return np.sum(np.diff(x[0], n=2, append=[h, h]) ** 2)


FUNCTIONS = [
    one_step,
    bound_to_its_own_name,
    a_step_for_each,
    chosen_axes,
    differences_of_rows,
    differences_in_a_row,
    second_differences,
]


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_each_part_has_a_derivative(f):
    check_all_modes(f, (A, 0.3), wrt=("x", "h"), modes=MODES)


def test_a_number_beside_a_matrix_is_refused():
    def f(x):
        return np.sum(np.diff(x, axis=0, prepend=0.0) ** 2)

    with pytest.raises(NotDifferentiable) as caught:
        differentiable(f).grad(A)
    assert_located(caught.value)
