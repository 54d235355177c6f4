"""Lengths of axes: what is computed element by element has the shape of what it is
computed from, and a length lives for one iteration.
"""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

X = np.array([1.5, 2.5])
POINTS = np.array([[0.3, -0.8], [1.1, 0.6], [-0.4, 0.9]])


def selected(x):
    v = x[x > 1.0]
    return np.sum(np.sin(v**2) * v)


def pairwise(x):
    e = 0.0
    for i in range(len(x) - 1):
        d = x[i + 1 :] - x[i]
        e = e + np.sum(3 * np.exp(-np.sum(d * d, axis=1)))
    return e


def collected(x):
    out = []
    for row in x:
        out.append(np.sum(row))
    return np.sum(np.array(out) ** 3)


def of_any_rank(x):
    y = 0
    for row in x:
        y = np.tanh(y + row)
    return np.sum(y**2)


@pytest.mark.parametrize(
    ("f", "x"), [(selected, X), (pairwise, POINTS), (collected, POINTS)]
)
def test_no_adjoint_is_brought_to_the_shape_that_it_has(f, x):
    for mode in ("grad", "value_and_grad"):
        source = getattr(differentiable(f), mode).specialize(x).source
        for clumsy in ("sum_to", "broadcast_to", "_like(v", "_like(z", "_like(a"):
            assert clumsy not in source
    check_all_modes(f, (x,))


def test_a_power_has_the_rank_of_its_base_whatever_that_is():
    source = differentiable(of_any_rank).grad.specialize(POINTS).source
    assert source.count("sum_to") == 2  # of the sum of `y` and `row`
    check_all_modes(of_any_rank, (POINTS,), modes=("grad", "jvp"))


def the_one_before(x):
    s = 0.0
    for i in range(3):
        v = x[x > i]
        if i > 0:
            s = s + np.sum(np.sin(prev) * v)  # noqa: F821
        prev = v  # noqa: F841
    return s


def kept_from_an_iteration(x):
    for i in range(3):
        v = x[x > i]
        if i == 1:
            w = v
    return np.sum(np.sin(w) * v)


def of_two_calls(x):
    return np.sum(above(x, 1) * above(x, 2))


def above(x, limit):
    v = x[x > limit]
    return np.sin(v) * v


def carried_and_cut(x):
    v = x[x > 0]
    s = 0.0
    for _ in range(1):
        w = v
        v = v[1:] * 1.0
        s = s + np.sum(np.sin(w) * v)
    return s


@pytest.mark.parametrize(
    "f", [the_one_before, kept_from_an_iteration, of_two_calls, carried_and_cut]
)
def test_lengths_of_different_times_are_different_lengths(f):
    check_all_modes(f, (X,), modes=("grad", "jvp", "hvp"))
