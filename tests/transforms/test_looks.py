"""Functions that may give back a view, of arrays that are written elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.errors import NotDifferentiable
from tests.oracles import assert_located, check_all_modes

V = np.array([0.7, 1.4, 1.3])
MODES = ("grad", "value_and_grad", "jvp", "vjp", "hvp")


def diagonal_at_the_end(x):
    y = np.outer(x, x)
    y[1, 1] = y[1, 1] + y[0, 0] * x[2]
    return np.sum(np.log(np.diag(y)))


def diagonal_between_writes(x):
    y = np.outer(x, x)
    y[0, 0] = x[1]
    total = np.prod(y.diagonal())
    y[1, 1] = x[0] * total
    return total * np.sum(y**2)


def in_a_loop(x):
    y = np.outer(x, x)
    total = 0.0
    for k in range(3):
        y[k, k] = y[k, k] * x[k]
        total = total + np.sum(np.ravel(y) ** 2)
    return total


def part_of_the_view(x):
    y = np.outer(x, x)
    y[2, 0] = x[1]
    d = np.diag(y)[1:]
    return d[0] * np.sum(d)


PROGRAMS = [
    diagonal_at_the_end,
    diagonal_between_writes,
    in_a_loop,
    part_of_the_view,
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_a_view_that_is_only_read(program):
    check_all_modes(program, (V,), modes=MODES)


def written_while_in_use(x):
    y = np.outer(x, x)
    d = np.diag(y)
    y[0, 0] = x[1]
    return np.sum(d**2)


def kept_over_an_iteration(x):
    y, d = np.outer(x, x), x
    for k in range(3):
        y[k, k] = np.sum(d)
        d = np.diag(y)
    return np.sum(d)


@pytest.mark.parametrize("program", [written_while_in_use, kept_over_an_iteration])
def test_a_view_whose_memory_changes_is_refused(program):
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(program).grad(V)
    assert_located(caught.value)
