"""Lists of differentiated values where NumPy takes arrays."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import (
    assert_close,
    check_all_modes,
    right_or_refused,
)

X = np.array([0.7, 1.9])


def total(x):
    return np.sum([x[0] ** 2, x[1]])


def of_a_name(x):
    items = [x[0] * x[1], x[1]]
    return np.max(items) + np.linalg.norm(items)


def two_lists(x):
    return np.dot([x[0], x[1]], [x[1] ** 2, 2.0])


def elementwise(x):
    return np.sum(np.sin((x[0], x[1])) * np.hypot([x[0], 1.0], x))


def matrix(x):
    return np.linalg.det([[x[0], 1.0], [0.5, x[1] ** 2]])


def rows_of_a_matrix(x):
    return np.sum([x, x**2], axis=1)[1]


def beside_an_array(x):
    return np.sum(x * [x[1], x[0]]) + np.sum(x @ [[x[0], 1.0], [2.0, x[1]]])


def exponents(x):
    return np.sum(np.array([x[0], x[1]]) ** [x[0], 2.0])


def inside_of_sequences(x):
    return np.sum(np.stack([x, [x[0], 1.0]]) ** 2 + np.concatenate([x, [x[0]]])[1:])


def by_keyword(x):
    return np.sum(np.where(np.array([True, False]), [x[0], x[1]], [x[1], x[0] ** 2]))


def subscripts(x):
    return np.einsum("i,i", [x[0], x[1]], x)


def check(program):
    """Some second derivatives by two reverse sweeps are refused; nothing is wrong."""
    check_all_modes(program, (X,), modes=["grad", "value_and_grad", "jvp", "vjp"])
    right_or_refused(program, (X,))


@pytest.mark.parametrize(
    "program",
    [
        total,
        two_lists,
        elementwise,
        rows_of_a_matrix,
        exponents,
        by_keyword,
    ],
)
def test_a_list_that_numpy_takes_for_an_array(program):
    check(program)


def pythons_sum(x):
    return sum([x[0] ** 3, x[1], 2.0]) * sum((x[0],))


def pythons_sum_of_arrays(x):
    return np.sum(sum([x, x**2]) ** 2)


@pytest.mark.parametrize("program", [pythons_sum, pythons_sum_of_arrays])
def test_pythons_sum_of_a_list(program):
    check_all_modes(program, (X,))


def joined(x):
    items = (x * x[1], x)
    return np.sum(np.concatenate(items) ** 2)


def squares(items):
    return np.sum(np.array(items) ** 2)


def handed_to_a_function(x):
    items = [x[0] * x[1], x[1]]
    return squares(items)


def stored_before(x):
    items = [x[0] * x[1], x[1]]
    items[0] = x[0] ** 3
    return np.sum(np.array(items) ** 2)


def made_in_a_loop(x):
    s = 0.0
    for i in range(3):
        items = [x[0] * i, x[1]]
        s = s + np.sum(items) ** 2
    return s


@pytest.mark.parametrize(
    "program",
    [of_a_name, joined, handed_to_a_function, stored_before, made_in_a_loop],
)
def test_a_list_with_a_name(program):
    check(program)


def whole(p):
    return np.sum(p) + np.dot(p, p) + sum(p)


@pytest.mark.parametrize("p", [[0.7, 1.9], (0.7, 1.9)], ids=["list", "tuple"])
def test_an_argument_that_is_a_list(p):
    check_all_modes(whole, (p,))
    gradient = differentiable(whole).grad(p)
    assert type(gradient) is type(p)
    assert_close(np.array(gradient), 2.0 + 2 * X, 1e-12, "gradient")


def repeated(x):
    items = [x[0], x[1]] * 2
    return np.sum(np.array(items))


def of_two_branches(x):
    items = [x[0] * x[1], x[1]]
    if x[0] > 0:
        items = [x[0], x[1]]
    return np.sum(np.array(items))


def part_of_a_list(x):
    items = [x[0], x[1]]
    return np.sum(np.array(items[:1]))


@pytest.mark.parametrize(
    "program",
    [
        matrix,
        beside_an_array,
        inside_of_sequences,
        subscripts,
        repeated,
        of_two_branches,
        part_of_a_list,
    ],
)
def test_items_are_never_forgotten(program):
    """An adjoint of nothing would be lost, and the gradient zero."""
    right_or_refused(program, (X,))
