"""Stores are condensed only where nobody can tell the difference."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from autograd_src import ir
from autograd_src.analyses.effects import Effects
from autograd_src.optimize.stores import augmented, condensed
from tests.irtext import function, text
from tests.numeric import numeric_grad, numeric_hvp, randoms
from tests.optimize.test_dead import ByName
from tests.oracles import assert_close
from tests.transforms.derive import derivative, generated

X = np.array([0.7, -0.4, 1.3, 0.2])


def check(before: str, after: str) -> None:
    new = condensed(function(before), Effects(ByName()))
    assert text(new) == textwrap.dedent(after).lstrip("\n")


def unchanged(source: str) -> None:
    check(source, text(function(source)))


def test_adding_to_zeros_is_storing():
    check(
        """
        def f(y_bar, v, i):
            y_bar[i] = 0.0
            y_bar[i] += v
            return y_bar
        """,
        """
        def f(y_bar, v, i):
            y_bar[i] = v
            return y_bar
        """,
    )


def test_what_is_added_may_read_what_is_cleared():
    unchanged(
        """
        def f(y_bar, i):
            y_bar[i] = 0.0
            y_bar[i] += y_bar[0]
            return y_bar
        """
    )


def test_another_element_is_another_matter():
    unchanged(
        """
        def f(y_bar, v, i, j):
            y_bar[i] = 0.0
            y_bar[j] += v
            return y_bar
        """
    )


def test_giving_back_what_was_taken_is_nothing():
    check(
        """
        def f(y_bar, i):
            v_bar = y_bar[i].copy()
            y_bar[i] = v_bar
            return (y_bar, v_bar)
        """,
        """
        def f(y_bar, i):
            v_bar = y_bar[i].copy()
            return (y_bar, v_bar)
        """,
    )


def test_an_array_that_is_filled_twice_is_filled_once():
    check(
        """
        def f(y, a, b):
            y[...] = a
            y[...] = b
            return y
        """,
        """
        def f(y, a, b):
            y[...] = b
            return y
        """,
    )


def test_an_array_that_is_looked_at_in_between_is_filled_twice():
    unchanged(
        """
        def f(y, a, b):
            y[...] = a
            c = np.sum(y)
            y[...] = b
            return (y, c)
        """
    )


def test_the_users_own_store_stays_a_store():
    f = function("def f(y, a, i):\n    y[i] = y[i] * a\n    return y\n")
    assert text(augmented(f, Effects(ByName()), lambda v: True)) == text(f)


def test_what_was_augmented_is_augmented():
    source = """
        def f(y, a, i):
            with origin("y[i] *= a"):
                y[i] = y[i] * a
            return y
        """
    (put, _) = augmented(function(source), Effects(ByName()), lambda v: True).body
    assert isinstance(put, ir.Put)
    assert put.op == "*"


def scaled(x):
    y = np.sin(x)
    y *= 3.0
    y += x
    y /= x + 5
    return np.sum(y**2)


def elements(x):
    y = x * 1.0
    for i in range(3):
        y[i] *= x[i + 1]
        y[i] -= 0.5
        y[i] = y[i] + y[i + 1] ** 2
    return np.sum(y)


def whole(x):
    y = x * x
    y *= x
    z = y * 2
    y **= 2
    return np.sum(y * z)


def rows(x):
    y = np.outer(x, x)
    for i in range(3):
        y[i] = y[i] + y[i + 1] * x[i]
        y[i, 1:] *= 2.0
    return np.sum(y**2)


@pytest.mark.parametrize("f", [scaled, elements, whole, rows])
def test_right_in_both_orders(f):
    grad = derivative(f, (X,), "grad")
    assert_close(grad(X), numeric_grad(f, (X,), 0), 1e-6, "gradient")
    v = randoms(X)
    got = derivative(f, (X,), "hvp")(X, v)
    assert_close(got, numeric_hvp(f, (X,), v, grad=grad), 1e-5, "second order")


def test_augmented_lines_read_as_they_were_written():
    text = generated(scaled, (X,), "value_and_grad").text
    assert "    y *= 3.0\n" in text
    assert "    y_bar *= 3.0\n" in text


def test_an_item_of_a_list_is_replaced():
    """It may be an array that other names have."""
    f = function("""
        def f(items_bar, v):
            items_bar[0] = items_bar[0] + v
            return items_bar
    """)
    assert augmented(f, Effects(ByName()), lambda v: v.role != "bar") == f
    kept = text(augmented(f, Effects(ByName()), lambda v: True))
    assert "items_bar[0] += v" in kept
