"""What attributes of objects hold, where nothing can bind them anew."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import check_all_modes

X = np.array([0.7, -0.4])


class Model:
    def __init__(self, weight):
        self.weight = weight

    def scaled(self, x):
        return np.mean(x) * self.weight


class Held:
    def __init__(self, model):
        self.model = model


MODEL = Model(0.9)
HELD = Held(Model(0.3))
OTHER = Model(0.5)


def of_a_global(x):
    s = 0.5
    for v in x:
        s += np.sin(v * MODEL.weight)
    return s


def of_an_attribute(x):
    s = 0.5
    for v in x:
        s += np.sin(v * HELD.model.weight)
    return s


def in_a_method(x):
    s = 0.5
    for _ in range(2):
        s += np.sin(s * MODEL.scaled(x))
    return s


@pytest.mark.parametrize("f", [of_a_global, of_an_attribute, in_a_method])
def test_attributes_of_globals_are_numbers_that_can_be_added(f):
    check_all_modes(f, (X,), modes=("grad", "jvp", "vjp"))


def bound_anew(x):
    OTHER.weight = np.ones(2)
    s = x[0] * OTHER.weight
    s += 1.0
    return np.sum(s)


def test_an_attribute_that_is_bound_anew_is_of_no_known_kind():
    with pytest.raises(NotDifferentiable, match=r"`\+=`"):
        differentiable(bound_anew).grad(X)


def plain(x):
    t = x[0] * CHANGING.weight
    t += 1.0
    return np.sum(t * x[1])


CHANGING = Model(2.0)


def test_another_kind_of_attribute_is_noticed(monkeypatch):
    f = differentiable(plain)
    np.testing.assert_allclose(f.grad(X), [2 * X[1], 2 * X[0] + 1])
    monkeypatch.setattr(CHANGING, "weight", np.array([1.0, 3.0]))
    np.testing.assert_allclose(f.grad(X), [4 * X[1], 4 * X[0] + 2])
