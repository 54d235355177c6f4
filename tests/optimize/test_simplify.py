"""Adjoints and tangents are spelled as a person spells them."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

X = np.array([[0.3, -1.2, 0.7], [1.1, 0.4, -0.6]])
V = np.array([0.9, -0.2])
V_OF_2 = np.array([0.3, 0.5])
V_OF_3 = np.array([0.9, -0.2, 0.4])


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


def filtered(x, a):
    y = np.zeros(2)
    for row in x:
        y = y - a @ (y - 0.3 * row[:2] ** 3)
    return np.sum((y * 5) ** 2 / 2)


def kept_sum(x):
    return x[0] * np.sum(np.sin(x[0] * x[1]) * -x[2])


A = np.array([[0.4, 0.1], [-0.2, 0.3]])


def test_signs_go_to_the_front():
    for mode in ("grad", "hvp"):
        args = (X, X, A) if mode == "hvp" else (X, A)
        text = source(filtered, *args, mode=mode)
        for clumsy in ("+ -", "- -", "+= -", "np.sum(-"):
            assert clumsy not in text


def test_three_times_a_third_of_a_power_is_written_in_decimals():
    text = source(filtered, X, A)
    assert "0.9 *" in text
    assert "0.8999" not in text


def test_twice_the_half_is_the_whole():
    text = source(filtered, X, A)
    assert "y_bar = 25 * y\n" in text


def test_the_adjoint_of_an_adjoint_is_allocated_like_the_variable():
    def f(x):
        return np.sum(np.sin(x[1:]) * x[:-1])

    text = source(f, V, V, mode="hvp")
    assert "np.zeros_like(x)" in text
    assert "x_bar = " not in text


@pytest.mark.parametrize(("f", "args"), [(filtered, (X, A)), (kept_sum, (V_OF_3,))])
def test_modes_agree_with_signs_in_front(f, args):
    check_all_modes(f, args)


def quadratic(x, a):
    return 0.5 * (x @ a @ x)


def last_of_two(x, a):
    y = np.zeros((2, 2))
    y[1] = a @ x
    return x @ y[1]


def test_ones_are_no_factors_of_what_is_calculated_with():
    for f in (quadratic, last_of_two):
        for mode, args in (("grad", (V, A)), ("hvp", (V, V, A))):
            assert "1.0 * " not in source(f, *args, mode=mode)
        check_all_modes(f, (V, A))


def test_a_gradient_that_is_an_argument_is_a_copy_of_it():
    def f(x, a):
        return np.sum(x * a)

    found = differentiable(f).grad(V, V_OF_2)
    assert found is not V_OF_2
    assert not np.shares_memory(found, V_OF_2)


def twice_negated(x):
    return -(0.7 - x)


@pytest.mark.parametrize("x", [np.array([0.3, -0.8]), np.ones((2, 2))])
def test_signs_that_cancel_leave_memory_of_its_own(x):
    f, v = differentiable(twice_negated), np.full_like(x, 2.0)
    for got in (f.jvp(x, v)[1], f.vjp(x)[1](v)):
        assert np.array_equal(got, v)
        assert not np.shares_memory(got, v)
