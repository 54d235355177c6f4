"""Memory that a function keeps and lends out is not taken for a new array."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from autograd_src.lowering.lenders import may_lend
from tests.oracles import check_all_modes

KEPT = np.zeros(3)
CACHE = {"y": KEPT}
RATE = 2.5
RNG = np.random.default_rng(0)
X = np.array([0.5, -1.0, 2.0])


def lent():
    return KEPT


def lent_by_another(n):
    return lent()[:n]


def out_of_a_dict():
    return CACHE["y"]


def with_default(y=KEPT):
    return y


@functools.lru_cache
def remembered(n):
    return np.zeros(n)


def made(n):
    return np.full(n, RATE)


def made_by_another(n):
    return made(n) * RNG.normal(size=n)


def made_again_and_again(n):
    return np.zeros(n) if n < 1 else made_again_and_again(n - 1)


LENDING = [lent, lent_by_another, out_of_a_dict, with_default, remembered, RNG.spawn]
MAKING = [made, made_by_another, made_again_and_again, np.zeros, RNG.normal, list]


def test_what_code_shows():
    assert [may_lend(f) for f in LENDING[:5]] == [True] * 5
    assert [may_lend(f) for f in MAKING] == [False] * 6


def filled_anew(x):
    total = 0.0
    for i in range(3):
        y = lent()
        total = total + np.sum(y**2 * x)
        y[i] = x[i]
    return total


def lent_twice(x):
    y = lent()
    y[0] = x[0] ** 2
    return np.sum(lent_by_another(2) * x[:2])


def lent_and_read(x):
    y = lent()
    y[0] = x[0] ** 2
    return np.sum(KEPT * x)


def remembered_twice(x):
    y = remembered(3)
    y[:] = x**2
    return np.sum(remembered(3))


@pytest.mark.parametrize(
    "program", [filled_anew, lent_twice, lent_and_read, remembered_twice]
)
def test_what_is_lent_and_found_again_is_refused(program):
    with pytest.raises(NotDifferentiable, match="a container from outside"):
        differentiable(program).grad(X)


def filled(x):
    y = made(3)
    z = made_by_another(3) * 0.0 + RATE
    for i in range(3):
        y[i] = x[i] ** 2 + z[i]
    return np.sum(y * made(3))


def test_what_is_made_is_written():
    check_all_modes(filled, (X,), modes=["grad", "jvp", "vjp", "hvp"])


def written_through_a_view_of_its_own(x):
    y = np.zeros((3, 3))
    for i in range(3):
        flat = np.reshape(y, 9)
        flat[3 * i : 3 * i + 3] = x * (i + 1)
    return np.sum(y**2)


def test_functions_of_numpy_lend_nothing():
    assert not any(may_lend(f) for f in (np.reshape, np.moveaxis, np.rot90, np.dot))
    gradient = differentiable(written_through_a_view_of_its_own).grad(np.ones(3))
    assert np.allclose(gradient, 28.0)
