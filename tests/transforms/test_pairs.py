"""Functions that are called several times, or call themselves: one pair for each kind
of arguments, in every mode.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.numeric import numeric_grad, numeric_hvp, numeric_jvp
from tests.oracles import check_all_modes
from tests.programs import calls, pairs

X = np.array([0.3, 0.7, 0.4])
V = np.array([1.0, -0.5, 0.25])


def close(got: Any, expected: Any) -> None:
    assert np.shape(got) == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", pairs.KEPT)
def test_gradient(name: str) -> None:
    f = getattr(pairs, name)
    x = X.copy()
    close(differentiable(f).grad(x), numeric_grad(f, (X,), 0))
    np.testing.assert_array_equal(x, X)


@pytest.mark.parametrize("name", pairs.KEPT)
def test_value_beside_the_gradient(name: str) -> None:
    f = getattr(pairs, name)
    value, got = differentiable(f).value_and_grad(X)
    close(value, f(X))
    close(got, numeric_grad(f, (X,), 0))


@pytest.mark.parametrize("name", pairs.KEPT)
def test_tangent(name: str) -> None:
    f = getattr(pairs, name)
    value, got = differentiable(f).jvp(X, V)
    close(value, f(X))
    close(got, numeric_jvp(f, (X,), {0: V}))


@pytest.mark.parametrize("name", pairs.KEPT)
def test_hessian_vector_product(name: str) -> None:
    f = getattr(pairs, name)
    close(differentiable(f).hvp(X, V), numeric_hvp(f, (X,), V, 0))


@pytest.mark.parametrize("name", pairs.KEPT)
def test_pullback_any_number_of_times(name: str) -> None:
    f = getattr(pairs, name)
    expected = numeric_grad(f, (X,), 0)
    _, back = differentiable(f).vjp(X)
    for seed in (1.0, -2.0, 1.0):
        close(back(seed), seed * expected)


@pytest.mark.parametrize("name", pairs.KEPT)
def test_which_functions_are_pairs(name: str) -> None:
    f = differentiable(getattr(pairs, name))
    text = f.grad.specialize(X).source
    assert sorted(set(re.findall(r"def (\w+?)_forward", text))) == sorted(
        pairs.KEPT[name].split()
    )


def test_one_pair_serves_all_calls_of_one_kind() -> None:
    text = differentiable(pairs.runge_kutta).grad.specialize(X).source
    assert text.count("def slope_forward") == 1
    assert text.count("= slope_forward(") == 4
    assert text.count("slope_backward(") == 5


def test_other_differentiated_arguments_are_another_pair() -> None:
    def f(x: Any) -> Any:
        return pairs.mixed(x, 2.0) * pairs.mixed(3.0, x)

    got = differentiable(f).grad
    close(got(0.7), numeric_grad(f, (0.7,), 0))
    assert got.source.count("def mixed") == 4


def test_one_line_is_put_in_its_place() -> None:
    def double(x: Any) -> Any:
        return 2.0 * np.sin(x)

    def f(x: Any) -> Any:
        return double(x) * double(x + 1)

    text = differentiable(f).grad.specialize(0.5).source
    assert "double_forward" not in text


def test_names_and_order_of_a_pair() -> None:
    text = differentiable(pairs.twice).grad.specialize(X).source
    order = re.findall(r"def (\w+)\(([^)]*)\)", text)
    assert order == [
        ("layer_forward", "x, w"),
        ("layer_backward", "saved, y_bar"),
        ("twice_grad", "x"),
    ]


def test_recursive_entry_is_written_once() -> None:
    text = differentiable(pairs.tree).grad.specialize(X).source
    assert re.findall(r"def (\w+)", text) == [
        "tree_forward",
        "tree_backward",
        "tree_grad",
    ]


def test_second_derivative_of_a_recursive_function_of_a_number() -> None:
    f = differentiable(pairs.legendre, wrt="x")
    x = 0.3
    close(f.grad(4, x), (35 * 4 * x**3 - 60 * x) / 8)
    close(f.grad.grad(4, x), (35 * 12 * x**2 - 60) / 8)
    close(f.grad.grad.grad(4, x), 105 * x)


def test_no_gradient_of_a_gradient_through_recursion() -> None:
    f = differentiable(pairs.tree)
    with pytest.raises(NotDifferentiable, match=r"tree calls itself.*hvp"):
        f.grad.jvp(X, V)


def test_the_tangent_of_a_tangent_through_recursion() -> None:
    f = differentiable(pairs.tree)
    got = f.jvp.jvp(X, V, V)
    close(got[1][1], V @ numeric_hvp(pairs.tree, (X,), V, 0))


def test_recursion_over_a_container_says_what_to_write() -> None:
    with pytest.raises(NotDifferentiable, match=r"horner calls itself.*write a loop"):
        differentiable(calls.recursion_over_a_list).grad(X)


def test_the_tangent_of_a_function_that_calls_itself_calls_itself() -> None:
    derivative = differentiable(pairs.tree).jvp
    text = derivative.specialize(X, V).source
    assert text.count("def ") == 1
    assert "t, t_dot = tree_jvp(x[:m], x_dot[:m])" in text
    assert "along tangents of x." in text
    value, got = derivative(X, V)
    close(value, pairs.tree(X))
    close(got, numeric_jvp(pairs.tree, (X,), {0: V}))


def test_defaults_of_a_function_that_calls_itself_are_those_of_its_tangent() -> None:
    derivative = differentiable(pairs.powered).jvp
    value, got = derivative(X, V)
    close(value, pairs.powered(X))
    close(got, numeric_jvp(pairs.powered, (X,), {0: V}))
    close(derivative(X, V, n=2)[0], pairs.powered(X, 2))


def test_a_tangent_that_is_returned_as_it_came_is_a_copy() -> None:
    _, got = differentiable(pairs.powered).jvp(X, V, 0)
    assert not np.may_share_memory(got, V)


def test_a_call_of_the_function_itself_is_no_line_of_the_user() -> None:
    text = differentiable(pairs.tree).grad.specialize(X).source
    entry = text[text.index("def tree_grad") :]
    assert "# return" not in entry


def test_names_that_one_branch_binds_are_bound_to_nothing_in_one_line() -> None:
    text = differentiable(pairs.tree).grad.specialize(X).source
    assert text.count("= None") == 1


def _part(p, first, count):
    w = p[first : first + count]
    return np.sum(w**2) * count


def parts(p, n):
    return _part(p, n, 2) + _part(p, 1, n)


def test_integers_that_vary_between_calls_are_arguments_of_one_pair():
    source = differentiable(parts).grad.specialize(np.ones(5), 3).source
    assert source.count("def ") == 3
    assert "def _part_forward(p, first, count):" in source
    check_all_modes(parts, (np.array([0.3, -0.8, 1.2, 0.5, 0.7]), 3))
