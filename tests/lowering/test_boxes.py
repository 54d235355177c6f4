"""Arrays without axes that are written: right or refused.

NumPy gives numbers for most of what has no axes; of an array, `y += v` changes what
other names see, and what the reverse sweep reads.
"""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import check_all_modes, right_or_refused

X = np.array([0.7, 1.3, 2.1])


def another_name(x):
    y = np.asarray(x @ x)
    z = y
    z *= 2
    return y * 1


def zeros(x):
    y = np.zeros_like(x.sum())
    z = y
    z += x @ x
    return y * 1.0


def a_view(x):
    y = x * 1.0
    v = y[0, ...]
    v *= 2.0
    return np.sum(y * y)


def a_reshaped_view(x):
    y = x * 1.0
    v = y[:1].reshape(())
    v *= 2
    return np.sum(y * y)


def read_after_it(x):
    y = np.array(x[0])
    y += x[1]
    return y * y


def stored_as_a_whole(x):
    y = np.array(x[0])
    z = y * y
    y[()] = x[1] ** 2
    return y * z


def in_a_loop(x):
    y = np.zeros(())
    for v in x:
        y[...] += v**2 * (y + 1)
    return y * y


def by_a_function(x):
    y = np.array(x[0])
    np.multiply(y, x[1], out=y)
    return y * y


WRITTEN = [
    another_name, zeros, a_view, a_reshaped_view, read_after_it, stored_as_a_whole,
    in_a_loop, by_a_function,
]  # fmt: skip


@pytest.mark.parametrize("program", WRITTEN)
def test_nothing_is_wrong(program):
    right_or_refused(program, (X,))


@pytest.mark.parametrize("program", [another_name, a_view, in_a_loop])
def test_what_to_write_instead_is_said(program):
    with pytest.raises(NotDifferentiable, match="without axes: bind the name anew"):
        differentiable(program).grad(X)


def numbers(x):
    y = np.sum(x)
    z = y
    z *= 2
    return y * z


def a_number_in_an_array_of_one(x):
    y = np.zeros(1)
    for v in x:
        y += v**2 * (y + 1)
    return np.sum(y * y)


def bound_anew(x):
    y = np.array(0.0)
    for v in x:
        y = y + v * v
    return y


@pytest.mark.parametrize("program", [numbers, a_number_in_an_array_of_one, bound_anew])
def test_what_is_no_such_array(program):
    check_all_modes(program, (X,))
