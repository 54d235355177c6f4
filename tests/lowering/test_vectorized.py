"""Functions that are applied to parts of an array."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

MODES = ("grad", "value_and_grad", "jvp", "vjp", "hvp")
A = np.array([[0.7, -0.4, 1.3], [0.9, 0.2, -1.1]])


@np.vectorize
def bent(t, a):
    return a * t**2 if t > 0 else 0.1 * t


def of_a_matrix_and_a_number(x):
    return np.sum(bent(x, x[0, 0]))


def of_two_vectors(x):
    return np.sum(bent(x[0], x[1] * 2) ** 2)


def made_inside(x):
    square = np.vectorize(lambda t: max(0.0, t) * t)
    return np.sum(square(x)) + np.sum(square(x[0]))


def chosen_from_a_table(x, kind="up"):
    limited = np.vectorize({"up": lambda t: max(0.0, t), "down": np.negative}[kind])
    return np.sum(limited(x[1]) * x[0])


def rows_and_columns(x):
    total = np.apply_along_axis(lambda row: row[0] * np.sum(row), 1, x)
    scaled = np.apply_along_axis(lambda column: column * column[0], 0, x)
    return (
        np.sum(total**2)
        + np.sum(scaled * x)
        + np.sum(np.apply_along_axis(np.linalg.norm, -1, x))
    )


def pieces(x):
    y = x[0] * 2
    first = np.piecewise(y, [y < 0, y > 1], [lambda s: s**2, lambda s: 2 * s, 0.5])
    later = np.piecewise(y, [y < 5, y < 1], [lambda s: s**2, np.exp])
    return np.sum(first * x[1]) + np.sum(later)


PROGRAMS = [
    of_a_matrix_and_a_number,
    of_two_vectors,
    made_inside,
    chosen_from_a_table,
    rows_and_columns,
    pieces,
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_parts_are_gone_through(program):
    check_all_modes(program, (A,), wrt=("x",), modes=MODES)


@np.vectorize
def cut_off(t):
    return 0 if t < 0 else t


@np.vectorize
def cut_off_later(t):
    low = 0
    return max(low, t)


def literal_integer(x):
    return np.sum(cut_off(x))


def named_integer(x):
    return np.sum(cut_off_later(x))


def integer_of_a_row(x):
    return np.sum(np.apply_along_axis(lambda r: 0 if r[0] < 1 else r[0], 1, x))


def shapes_that_broadcast(x):
    return np.sum(bent(x, x[0]))


@pytest.mark.parametrize(
    "program",
    [literal_integer, named_integer, integer_of_a_row, shapes_that_broadcast],
    ids=lambda p: p.__name__,
)
def test_a_first_element_that_may_decide_the_kind_is_refused(program):
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(program).grad(A)
    assert_located(caught.value)


def called_at_once(x):
    return np.sum(np.vectorize(lambda v: v * x[0, 0])(x))


def test_what_np_vectorize_makes_may_be_called_at_once():
    check_all_modes(called_at_once, (A,), modes=MODES)
