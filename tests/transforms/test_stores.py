"""Reading and writing elements through any index, repeated ones among them."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable, special
from tests.oracles import check_all_modes

V = np.array([0.7, -0.4, 1.3, 0.2])
M = np.arange(1.0, 13.0).reshape(3, 4) / 7
ROWS = np.array([2, 0, 2])
MODES = ("grad", "value_and_grad", "jvp", "vjp", "hvp")


def the_last_of_several_is_kept(x):
    y = x**2
    y[[1, 1, 3]] = x[:3] * x[3]
    return np.sum(y**2)


def scaled_in_place(x):
    y = x**2
    y[[1, 3]] *= x[0]
    y[np.array([0, 0])] += x[1:3]
    return np.sum(y**2)


def rows_exchanged(x):
    y = np.outer(x, x)
    y[[0, 2]] = y[[2, 0]]
    return np.sum(y * np.arange(16.0).reshape(4, 4))


def columns_with_slices(x):
    y = np.outer(x, x)
    y[1:, [0, 0]] = y[:-1, [2, 3]]
    return np.sum(y**2)


def assembled(x):
    y = np.zeros((4, 4))
    for e in range(3):
        place = np.array([e, e + 1])
        y[np.ix_(place, place)] += x[e] * np.array([[2.0, -1.0], [-1.0, 2.0]])
    return np.sum(y[:3, :3] ** 2)


def through_tuples_of_arrays(x):
    y = np.outer(x, x)
    place = np.triu_indices(3)
    y[place] *= 2.0
    y[np.diag_indices_from(y)] += x
    chosen = y[np.ix_([0, 2], np.array([1, 3, 2]))]
    y[np.nonzero(y > 0.3)] -= chosen[0, 1]
    return np.sum(y * np.arange(16.0).reshape(4, 4))


def by_mask(x):
    y = x**3
    y[y > 0.1] *= x[2]
    return np.sum(y)


PROGRAMS = [p for p in list(globals().values()) if getattr(p, "__code__", None)]
PROGRAMS = [p for p in PROGRAMS if p.__module__ == __name__]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_stores_through_arrays_of_integers(program):
    check_all_modes(program, (V,), modes=MODES)


def gathered(a, rows):
    return np.sum(a[rows] ** 2) + np.sum(a[1:, rows, None] ** 3)


def test_elements_that_are_read_twice_beside_slices():
    check_all_modes(gathered, (M, ROWS), wrt=("a",), modes=MODES)


def test_constants_that_differ_need_no_check():
    text = differentiable(scaled_in_place).grad.specialize(V).source
    assert text.count("only_last") == 1


def test_only_the_last_value_is_left():
    left = special.only_last(np.array([1.0, 2.0, 3.0]), np.zeros(4), [1, 1, 0])
    np.testing.assert_array_equal(left, [0.0, 2.0, 3.0])


def test_which_is_the_last_must_not_be_up_to_the_layout():
    index = np.array([0, 1, 0, 1, 0, 1])[::-2]
    with pytest.raises(ValueError, match="contiguous"):
        special.only_last(np.ones(3), np.zeros(2), index)
