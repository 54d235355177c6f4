"""Arrays of a module that are written through a local name."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located

DATA = np.zeros((3, 3))
X = np.array([0.5, 1.5, 2.0])


def view(x):
    flat = np.ravel(DATA)
    flat += np.outer(x, x).ravel()
    return np.sum(flat * DATA.ravel())


def row(x):
    first = DATA[0]
    first += x
    return np.sum(first * DATA[0])


def whole(x):
    data = DATA
    data[1] = x
    return np.sum(data * DATA)


def in_a_loop(x):
    s = 0.0
    for k in range(2):
        first = DATA[0]
        first += x
        s = s + np.sum(first**2) * k
    return s


@pytest.mark.parametrize("f", [view, row, whole, in_a_loop], ids=lambda f: f.__name__)
@pytest.mark.parametrize("mode", ["grad", "jvp"])
def test_what_is_read_again_is_refused(f, mode):
    args = (X, X) if mode == "jvp" else (X,)
    with pytest.raises(NotDifferentiable, match="from outside") as caught:
        getattr(differentiable(f), mode)(*args)
    assert_located(caught.value)


def test_a_copy_of_it_is_followed():
    def f(x):
        rows = DATA[[0, 2]]
        rows += x
        return np.sum(rows**2 * DATA[[0, 2]] + rows)

    DATA[:] = 0.0
    np.testing.assert_allclose(differentiable(f).grad(X), [2.0, 2.0, 2.0])


ROWS = [np.ones(3), np.ones(3)]


def items_of_a_list(x):
    for w in ROWS:
        w *= x
    return np.sum(ROWS[0] * ROWS[1])


def unpacked(x):
    _, second = ROWS
    second += x
    return np.sum(ROWS[1])


def rows_of_an_array(x):
    for r, k in zip(DATA, (1.0, 2.0, 3.0), strict=True):
        r[...] = x * k
    return np.sum(DATA**2)


@pytest.mark.parametrize("program", [items_of_a_list, unpacked, rows_of_an_array])
def test_what_is_taken_out_of_a_global_is_its_memory(program):
    """Gradients were zero: nothing tied what was written to what was read."""
    with pytest.raises(NotDifferentiable, match="container from outside"):
        differentiable(program).grad(X)


def only_read(x):
    s = 0.0
    for w in ROWS:
        s = s + np.sum(w * x)
    return s


def test_what_is_only_read_is_no_matter():
    assert differentiable(only_read).grad(X).shape == X.shape
