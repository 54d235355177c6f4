"""Imports in the body of a function mean what they mean at the top of a module."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

X = np.array([0.7, 0.4, 1.3])


def modules(x):
    import math as m

    import numpy.linalg

    return numpy.sum(x**2) * m.sin(x[0]) + numpy.linalg.norm(x)


def functions(x):
    from numpy import exp
    from numpy import sum as total
    from scipy.special import expit

    return total(exp(x)) * total(expit(x))


def in_a_callee(x):
    def inner(y):
        from itertools import combinations

        return sum(a * b for a, b in combinations(y, 2))

    return inner(x) ** 2


def of_a_function_of_a_user(x):
    from tests.programs.siblings import np as numbers

    return numbers.sum(numbers.exp(x))


@pytest.mark.parametrize(
    "program",
    [modules, functions, in_a_callee, of_a_function_of_a_user],
    ids=lambda p: p.__name__,
)
def test_what_is_imported_is_known(program):
    check_all_modes(program, (X,))


def bound_twice(x):
    from math import sin as f

    if x[0] > 5.0:
        f = math.cos
    return f(x[0])


def from_nowhere(x):
    from no_such_module_at_all import f

    return f(x)


@pytest.mark.parametrize("program", [bound_twice, from_nowhere])
def test_a_name_that_is_not_the_imports_alone_is_refused(program):
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(program).grad(X)
    assert_located(caught.value)


def test_the_text_imports_at_its_top():
    text = differentiable(functions).grad.specialize(X).source
    head, _, body = text.partition("def ")
    assert "from" not in body.replace("Gradient", "")
    assert "scipy.special" in head


def of_a_module_of_a_users(x):
    from tests.frontend import test_imports as home

    return home.scaled(x)


def scaled(x):
    return 2.0 * np.sum(x)


def doubled(x):
    return np.sum(x) * 4.0


def test_a_function_that_is_bound_anew_is_noticed(monkeypatch):
    gradient = differentiable(of_a_module_of_a_users).grad
    np.testing.assert_allclose(gradient(X), [2.0] * 3)
    monkeypatch.setattr(sys.modules[__name__], "scaled", doubled)
    np.testing.assert_allclose(gradient(X), [4.0] * 3)
