"""Functions and methods that write into arrays: every one is the store that it is."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_close, assert_located, check_all_modes

V = np.array([0.7, -0.4, 1.3])
M = np.arange(1.0, 10.0).reshape(3, 3) / 7
W = np.arange(1.0, 13.0).reshape(3, 4) / 7


def filled_again_and_again(x):
    y = np.zeros(3)
    s = 0.0
    for i in range(3):
        y.fill(x[i] * (1 + s))
        s = s + np.sum(y**2)
    return s


def sorted_in_a_loop(x):
    y = x * 1.0
    for i in range(3):
        y.sort()
        y[0] = y[0] * y[2] + i
    return np.sum(y * np.arange(3.0))


def a_column_sorted(x):
    y = np.sin(7 * x)
    y.sort(axis=0)
    return np.sum(y * W)


def a_diagonal_of_one_number(x):
    k = x @ x.T
    np.fill_diagonal(k, x[0, 1])
    return np.sum(k**2)


def a_diagonal_of_numbers(x):
    k = x @ x.T
    np.fill_diagonal(k, x[0])
    return np.sum(k**2 * M)


def a_diagonal_that_is_no_square(x):
    k = x * x
    np.fill_diagonal(k, x[0, 1])
    return np.sum(k**2)


def copied_onto_itself(x):
    y = x**2
    np.copyto(y[1:], y[:-1])
    return np.sum(y * x)


def copied_where(x):
    y = x**2
    np.copyto(y, 3 * x, where=x > 0)
    return np.sum(y * x)


def put_twice(x):
    y = x**2
    np.put(y, [0, 2], x[1])
    y.put([0, 0], x[:2])
    return np.sum(y * x)


def put_by_a_mask(x):
    y = x**2
    np.putmask(y, x > 0.9, x * 5)
    np.place(y, x < 0, [7.0])
    return np.sum(y * x)


def subtracted_at(x):
    y = x**2
    np.subtract.at(y, [0, 0, 1], x)
    return np.sum(y * y)


def multiplied_at(x):
    y = x**2
    np.multiply.at(y, [0, 0, 1], x)
    np.divide.at(y, np.array([2, 1]), x[0])
    np.negative.at(y, [0, 1])
    return np.sum(y * y * x)


def rows_multiplied_at(x):
    y = x**2
    np.multiply.at(y, np.array([1, 1]), x[:2])
    return np.sum(y * y)


def by_keyword_and_by_position(x):
    y, z = np.empty(3), np.empty(3)
    np.multiply(x, x, y)
    np.sin(y, out=(z,))
    return np.sum(y * z * x)


def into_itself(x):
    y = x * 1.0
    np.exp(y, out=y)
    z = np.multiply(y, x, out=y)
    z[0] = 3 * x[1]
    return np.sum(y)


def into_a_view(x):
    y = np.zeros(6)
    np.multiply(x, x, out=y[::2])
    return np.sum(y[1:] * y[:-1] + y[1:] ** 2) + y[0]


def within_an_expression(x):
    y = np.empty(3)
    return np.sum(np.multiply(x, x, out=y)) * y[0]


def work_array_of_a_loop(x):
    y, t = x * 1.0, np.empty(3)
    s = 0.0
    for _ in range(3):
        np.multiply(y, x, out=t)
        np.add(t, 1.0, out=y)
        s = s + np.sum(y * t)
    return s


def _times(a, b, out=None):
    return np.multiply(a, b, out=out)


def passed_on_by_a_helper(x):
    y = np.empty(3)
    _times(x, x, out=y)
    return np.sum(y * _times(x, 3.0))


def only_where_it_is_defined(x):
    y = np.zeros(3)
    np.divide(x + 1, x - x[1], out=y, where=x != x[1])
    np.log(x, out=y, where=x > 0.9)
    return np.sum(y * x)


def where_and_broadcast(x):
    y = x**2
    np.multiply(x, x[0], out=y, where=np.array([True, False, True, True]))
    return np.sum(y * x)


def products_and_reductions(x):
    y, row = np.empty((3, 3)), np.empty(3)
    np.dot(x, x, y)
    np.matmul(y, x, out=y)
    np.sum(y, axis=0, out=row)
    row.clip(1.0, 11.0, out=row)
    return np.sum(np.cumsum(row, out=row) * x[0])


def without_what_is_no_number(x):
    y = x * 1.0
    np.nan_to_num(y, copy=False)
    return np.sum(y * y * x)


PROGRAMS = [
    (filled_again_and_again, V),
    (sorted_in_a_loop, V),
    (a_column_sorted, W),
    (a_diagonal_of_one_number, M),
    (a_diagonal_of_numbers, M),
    (a_diagonal_that_is_no_square, W),
    (copied_onto_itself, V),
    (copied_where, V),
    (put_twice, V),
    (put_by_a_mask, V),
    (subtracted_at, V),
    (by_keyword_and_by_position, V),
    (into_itself, V),
    (into_a_view, V),
    (within_an_expression, V),
    (work_array_of_a_loop, V),
    (passed_on_by_a_helper, V),
    (only_where_it_is_defined, V),
    (without_what_is_no_number, V),
]
ONCE_REVERSED = [
    (multiplied_at, V),
    (rows_multiplied_at, M),
    (where_and_broadcast, W),
    (products_and_reductions, M),
]
FIRST = ("grad", "jvp", "hvp", "forward_over_reverse")


@pytest.mark.parametrize(("f", "x"), PROGRAMS, ids=lambda p: getattr(p, "__name__", ""))
def test_a_call_that_writes_is_a_store(f, x):
    check_all_modes(f, (x,))


@pytest.mark.parametrize(
    ("f", "x"), ONCE_REVERSED, ids=lambda p: getattr(p, "__name__", "")
)
def test_stores_that_a_second_reverse_sweep_refuses(f, x):
    check_all_modes(f, (x,), modes=FIRST)


# What is passive stays as it is written, and is put back where it is read again.


def sorted_coefficients(x):
    c = np.array([3.0, 1.0, 2.0])
    s = np.sum(c * x * x)
    c.sort()
    return s + np.sum(c * x**3)


def positional_output(x):
    c = np.array([3.0, 1.0, 2.0])
    s = np.sum(c * x * x)
    np.add(c, 1.0, c)
    return s + np.sum(c * x**3)


def matrix_overwritten(x):
    c, d = np.eye(3), np.ones((3, 3))
    s = x @ c @ x
    np.dot(d, d, c)
    return s + x @ c @ x


def no_longer_nan(x):
    c = np.array([3.0, np.nan, 2.0])
    s = np.sum(np.where(np.isnan(c), 1.0, c) * x * x)
    np.nan_to_num(c, copy=False)
    return s + np.sum(c * x**3)


def counted_in_a_loop(x):
    c = np.array([3.0, 1.0, 2.0])
    s = 0.0
    for _ in range(3):
        s = s + np.sum(c * x * x)
        np.multiply.at(c, [0, 0], 1.5)
    return s + np.sum(c * x**3)


def shuffled(x):
    c = np.array([3.0, 3.0, 3.0])
    s = np.sum(c * x * x)
    np.random.shuffle(c)
    return s + np.sum(c * x**3)


PASSIVE = [
    sorted_coefficients,
    positional_output,
    matrix_overwritten,
    no_longer_nan,
    counted_in_a_loop,
    shuffled,
]


@pytest.mark.parametrize("f", PASSIVE, ids=lambda f: f.__name__)
def test_passive_arrays_are_put_back(f):
    check_all_modes(f, (V,))


def test_a_passive_call_is_left_as_it_is_written():
    d = differentiable(sorted_coefficients)
    d.grad(V)
    assert "c.sort()" in d.grad.source


def test_nothing_is_computed_where_nothing_is_stored():
    def ratio(x):
        y = np.zeros(3)
        np.divide(1.0, x, out=y, where=x != 0)
        return np.sum(y)

    with np.errstate(all="raise"):
        got = differentiable(ratio).grad(np.array([0.5, 0.0, 2.0]))
    assert_close(got, np.array([-4.0, 0.0, -0.25]), 1e-12, "gradient")


def shuffled_values(x):
    y = x * 1.0
    np.random.shuffle(y)
    return np.sum(y * y)


def put_into_rows(x):
    y = x * x
    np.put(y, [1, 4], x[0, :2])
    return np.sum(y)


@pytest.mark.parametrize("f", [shuffled_values, put_into_rows])
def test_what_is_no_store_is_refused(f):
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(f).grad(M)
    assert_located(caught.value)
