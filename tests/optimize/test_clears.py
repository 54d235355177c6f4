"""Elements of an adjoint are cleared after what they are given to, without a copy."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.analyses.effects import Effects
from autograd_src.optimize.clears import cleared_last
from tests.irtext import function, text
from tests.optimize.test_dead import ByName
from tests.oracles import check_all_modes

X = np.array([[0.3, -0.8, 1.2], [1.1, 0.6, -0.4], [0.2, 0.9, -1.5]])


def check(before: str, after: str) -> None:
    new = cleared_last(function(before), Effects(ByName()))
    assert text(new) == textwrap.dedent(after).lstrip("\n")


def test_what_is_given_on_needs_no_copy():
    check(
        """
        def f(y_bar, x_bar):
            v = y_bar[0].copy()
            y_bar[0] = 0.0
            x_bar[...] += v
            return x_bar
        """,
        """
        def f(y_bar, x_bar):
            x_bar[...] += y_bar[0]
            y_bar[0] = 0.0
            return x_bar
        """,
    )


def permuted_rows(x):
    t = x.copy()
    t[[1, 2]] = t[[2, 1]]
    return np.sum(t * np.arange(t.size).reshape(t.shape))


def test_rows_that_are_exchanged_do():
    check_all_modes(permuted_rows, (np.arange(9.0).reshape(3, 3),))


@pytest.mark.parametrize("place", ["0", "i", "-1"])
def test_what_is_given_to_the_same_elements_does(place):
    source = textwrap.dedent(f"""
        def f(y_bar, i):
            v = y_bar[0].copy()
            y_bar[0] = 0.0
            y_bar[{place}] += v
            return y_bar
    """)
    check(source, text(function(source)))


def test_what_is_read_twice_does():
    source = textwrap.dedent("""
        def f(y_bar, x_bar):
            v = y_bar[0].copy()
            y_bar[0] = 0.0
            x_bar[0] += v
            x_bar[1] += v
            return x_bar
    """)
    check(source, text(function(source)))


def boundaries(x):
    t = x.copy()
    for _ in range(2):
        t[1] = t[1] * x[0]
        t[0, :] = t[1, :]
        t[-1, :] = t[-2, :]
        t[:, 0] = t[:, 1]
        t[1:] = t[:-1]
    return np.sum(t**2)


def test_boundary_conditions():
    source = differentiable(boundaries).grad.specialize(X).source
    assert "t_bar[1, :] += t_bar[0, :]" in source
    assert "t_bar[-2, :] += t_bar[-1, :]" in source
    check_all_modes(boundaries, (X,))


def rows_exchanged(x):
    m = x.copy()
    m[[0, 1]] = m[[1, 0]]
    return np.sum(m[0] ** 2) + np.sum(m[1] ** 3)


def test_a_list_of_rows_is_one_index():
    x = np.array([[1.0, 2.0], [4.0, 5.0]])
    want = np.array([3 * x[0] ** 2, 2 * x[1]])
    assert np.allclose(differentiable(rows_exchanged).grad(x), want)
