"""Items are unpacked where the user unpacks them, if all of them are read."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

P = np.array([0.4, -0.3])
M = np.array([[0.4, -0.3], [0.2, 0.9], [0.6, 0.1]])


def unpacked(p):
    a, b = p
    return a * np.exp(b)


def one_by_one(p):
    a, b = p[0], p[1]
    return a * np.exp(b)


def half_used(p):
    a, b = p  # noqa: RUF059
    return np.exp(a)


def rows(m):
    a, b, c = m
    return np.sum(np.sin(a) * b) + np.sum(c**2)


def swapped(p):
    a, b = p
    a, b = b, a
    return a * np.exp(b)


def edges(m):
    total = 0.0
    for i in range(len(m)):
        a, b = m[i]
        total = total + np.sin(a) * b
    return total


def source(f, *args, mode="grad"):
    return getattr(differentiable(f), mode).specialize(*args).source


def test_what_is_unpacked_stays_unpacked():
    assert "    a, b = p\n" in source(unpacked, P)
    assert "    a, b, c = m\n" in source(rows, M)
    assert "    a_dot, b_dot = p_dot\n" in source(unpacked, P, P, mode="hvp")


def test_items_of_an_item_are_unpacked_again_in_the_reverse_sweep():
    text = source(edges, M).split("# Reverse sweep.")[1]
    assert "        a, b = m[i]\n        # total" in text
    check_all_modes(edges, (M,))


def test_items_that_are_indexed_stay_indexed():
    assert "b = p[1]\n" in source(one_by_one, P)


def test_what_is_not_needed_is_not_unpacked():
    assert "a = p[0]\n" in source(half_used, P)


def test_a_gradient_unpacks_as_many_as_the_function_does():
    longer = np.array([0.4, -0.3, 0.1])
    for f in (unpacked, differentiable(unpacked).grad):
        with pytest.raises(ValueError, match="unpack"):
            f(longer)


@pytest.mark.parametrize(
    ("f", "x"),
    [(unpacked, P), (one_by_one, P), (half_used, P), (rows, M), (swapped, P)],
)
def test_modes_agree(f, x):
    check_all_modes(f, (x,))


def ends(v):
    return np.sum(v) ** 2, v[0]


def of_what_is_made_there(x):
    a, b = ends(np.array([x, x, x]))
    return a + np.sin(b)


def test_what_is_made_in_the_same_line_may_have_more_items():
    check_all_modes(of_what_is_made_there, (0.4,), modes=["grad", "jvp", "vjp", "hvp"])
    f = differentiable(of_what_is_made_there).grad
    assert np.allclose(f.jvp(0.4, 1.0)[1], 18 - np.sin(0.4))
