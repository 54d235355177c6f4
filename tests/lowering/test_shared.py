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
