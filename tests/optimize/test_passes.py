"""Elements that each pass of a loop has to itself, and stores that nobody reads."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable, ir
from autograd_src.optimize.passes import is_own, reads_only
from tests.oracles import check_all_modes

X = np.array([0.3, -0.8, 1.2, 0.5])


def squares(x):
    y = np.zeros(len(x))
    for i in range(len(x)):
        y[i] = x[i] ** 2
    return np.sum(np.sin(y))


def downwards(x):
    y = np.zeros(len(x))
    for i in range(len(x) - 1, -1, -1):
        y[i] = x[i] ** 2
    return np.sum(np.sin(y))


def table(x):
    y = np.zeros((len(x), len(x)))
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            y[i, j] = x[i] * x[j]
    return np.sum(np.sin(y))


def made_anew(x):
    total = 0.0
    for i in range(len(x)):
        y = np.zeros(2)
        y[:1] = x[i] ** 2
        total = total + np.sum(np.exp(y))
    return total


@pytest.mark.parametrize("f", [squares, downwards, table, made_anew])
def test_an_adjoint_that_no_later_pass_reads_is_not_cleared(f):
    source = differentiable(f).grad.specialize(X).source
    assert "] = 0.0" not in source.partition("Reverse sweep")[2]
    check_all_modes(f, (X,))


def twice(x):
    y = np.zeros(len(x))
    for _ in range(2):
        for i in range(len(x)):
            y[i] = x[i] ** 2 * (1 + y[i])
    return np.sum(np.sin(y))


def from_behind(x):
    y = np.zeros(3)
    for i in range(-3, 3):
        y[i] = x[0] * x[i % 4] + y[0]
    return np.sum(np.sin(y))


def column(x):
    y = np.zeros((len(x), 2))
    for i in range(len(x)):
        for j in range(2):
            y[i, 0] = x[i] ** 2 + x[j]
    return np.sum(np.sin(y))


def neighbours(x):
    y = np.zeros(len(x))
    for i in range(1, len(x)):
        y[i] = x[i]
        y[i - 1] = x[i] * x[i - 1] + y[i]
    return np.sum(np.sin(y))


def listed(x):
    y = np.zeros(len(x))
    for i in range(1, len(x)):
        y[[i, 0]] = x[i] ** 2 * x[0]
    return np.sum(np.sin(y))


@pytest.mark.parametrize("f", [twice, from_behind, column, neighbours, listed])
def test_an_adjoint_that_another_pass_reads_is_cleared(f):
    source = differentiable(f).grad.specialize(X).source
    assert "] = 0.0" in source.partition("Reverse sweep")[2]
    check_all_modes(f, (X,))


def _loop(*edges: int) -> tuple[ir.Var, ir.For]:
    i = ir.Var("i")
    args = tuple(map(ir.Const, edges))
    return i, ir.For(i, ir.Call(ir.Ref("range", value=range), args), ())


@pytest.mark.parametrize(
    ("edges", "own"),
    [((5,), True), ((2, 5), True), ((5, -1, -1), True), ((-2, 5), False)],
)
def test_only_places_from_the_front_are_distinct(edges, own):
    i, loop = _loop(*edges)
    assert is_own(i, [loop]) is own


def test_every_loop_counts_in_the_index():
    (i, outer), (j, inner) = _loop(3), _loop(3)
    assert is_own(ir.Seq("tuple", (j, i)), [outer, inner])
    assert not is_own(j, [outer, inner])


def test_a_statement_that_reads_more_is_told():
    y, i = ir.Var("y"), ir.Var("i")
    element = ir.Index(y, i)
    assert reads_only(ir.Let(ir.Var("v"), element), y, i)
    assert not reads_only(ir.Let(ir.Var("v"), ir.Bin("*", element, y)), y, i)
