"""Where a layout decides what is a view, it is known or refused."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable, linear
from autograd_src.recipes.notation import d
from tests.oracles import assert_located

W = np.arange(1.0, 13.0).reshape(3, 4) / 7


def with_gaps(x):
    wide = np.zeros((3, 8))
    wide[:, ::2] = x
    return wide[:, ::2]


@pytest.fixture
def recipe():
    from autograd_src.recipes import registry, shapes

    @linear(with_gaps, "x", shape=shapes.copied)
    def _(y, x):
        d[x] = d[y]

    yield
    registry.unregister(with_gaps)


def flattened(x):
    y = with_gaps(x)
    r = np.reshape(y, -1)
    r[0] = 2.0 * r[1]
    return np.sum(y * y) + np.sum(r)


@pytest.mark.parametrize("mode", ["grad", "jvp"])
def test_an_array_that_may_have_gaps_is_refused(recipe, mode):
    args = (W,) if mode == "grad" else (W, W)
    with pytest.raises(NotDifferentiable, match="make a copy first") as caught:
        getattr(differentiable(flattened), mode)(*args)
    assert_located(caught.value)


def flattened_copy(x):
    y = x[:, :2] * 1.0
    r = np.reshape(y, -1)
    r[0] = 2.0 * r[1]
    return np.sum(y * y)


def test_the_tangent_is_allocated_like_its_primal():
    d = differentiable(flattened_copy)
    d.jvp(W, W)
    assert "y_dot = np.empty_like(y)" in d.jvp.source
