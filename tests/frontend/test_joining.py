"""`np.r_` and `np.c_`: derivatives of what they join, or a refusal."""

from __future__ import annotations

import numpy as np
import pytest
from numpy import c_, r_

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

X = np.array([0.3, 0.5, 0.7])


def numbers_and_vectors(x, s):
    return np.sum(np.r_[x, s, 0.0, 1, s**2] ** 3 * np.arange(7.0))


def slices(x, s):
    return np.sum(r_[0:4, x] * np.r_[0:1:3j, x * s, 2:4:2])


def rows(x, s):
    m = np.outer(x, x * s)
    return np.sum(np.r_[m, m[:1]] ** 2)


def columns(x, s):
    return np.sum(np.c_[x, x**2, np.ones(len(x)), s * x[::-1]] ** 3)


def column_beside_matrix(x, s):
    return np.sum(c_[np.outer(x, x), s * x] ** 2)


def one_part(x, s):
    y = np.r_[x]
    y[0] = 2.0 * s
    return np.sum(y * x)


@pytest.mark.parametrize(
    "f", [numbers_and_vectors, slices, rows, columns, column_beside_matrix, one_part]
)
def test_what_is_joined_is_differentiated(f):
    check_all_modes(f, (X, 1.3), wrt=("x", "s"))


def test_what_is_known_of_the_parts_is_not_asked_for_again():
    text = differentiable(numbers_and_vectors).grad.specialize(X, 1.3).source
    assert "np.concatenate((x, [s], [0.0], [1], [" in text


def stacked_by_a_string(x):
    return np.sum(np.r_["0,2", x, x])


def a_grid(x):
    return np.sum(np.mgrid[0 : x[0] : 3j])


@pytest.mark.parametrize("f", [stacked_by_a_string, a_grid])
@pytest.mark.parametrize("mode", ["grad", "jvp"])
def test_other_notations_are_refused(f, mode):
    args = (X, X) if mode == "jvp" else (X,)
    with pytest.raises(NotDifferentiable, match="method of a class") as caught:
        getattr(differentiable(f), mode)(*args)
    assert_located(caught.value)
