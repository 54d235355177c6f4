"""Adjoints and tangents are spelled as a person spells them."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

X = np.array([[0.3, -1.2, 0.7], [1.1, 0.4, -0.6]])
V = np.array([0.9, -0.2])


def outer_turned(v, x):
    return np.sum((x.T @ v) ** 2)


def products(x, w):
    return np.sum(np.tanh((x @ w).T @ x))


def largest(x):
    return np.max(x**2)


def largest_of_rows(x):
    return np.sum(np.max(x**3, axis=1) ** 2)


def steps(x):
    return np.sum(np.diff(x, axis=0) ** 2 * x[1:])


def source(f, *args, mode="grad", wrt=0):
    return getattr(differentiable(f, wrt=wrt), mode).specialize(*args).source


def test_an_outer_product_is_written_the_right_way_round():
    assert "x_bar = np.outer(v, 2 * (x.T @ v))" in source(outer_turned, V, X, wrt="x")


def test_factors_of_a_product_are_turned_instead_of_the_product():
    text = source(products, X, np.eye(3))
    assert "x_bar = t.T @ z_bar + x @ z_bar.T @ w.T" in text


def test_the_mask_of_a_largest_element_is_a_comparison():
    assert "mask / np.sum(mask)" in source(largest, X)
    assert "ones_like" not in source(largest, X)
    assert "None" not in source(largest, X, X, mode="jvp")


def test_what_np_diff_leaves_has_the_length_of_a_slice():
    text = source(steps, X)
    assert "sum_to" not in text
    assert "axis=0)" in text


def test_a_seed_of_one_is_not_a_factor_of_what_is_added():
    def f(x):
        y = np.zeros((2, 2))
        y[0] = x
        return np.log(np.sum(np.exp(y[-1] + y[0])))

    assert "* 1.0" not in source(f, V)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_ties_and_kinds_of_a_largest_element(dtype):
    x = np.array([1.0, 2.0, -2.0], dtype)
    found = differentiable(largest).grad(x)
    assert found.dtype == dtype
    assert found.tolist() == [0, 2, -2]


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (outer_turned, (V, X)),
        (products, (X, np.eye(3))),
        (largest, (X,)),
        (largest_of_rows, (X,)),
        (steps, (X,)),
    ],
)
def test_modes_agree(f, args):
    check_all_modes(f, args)
