"""`f.grad(x)` and its kin inside a function that is differentiated itself."""

from __future__ import annotations

import inspect
import math
from typing import NamedTuple

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.numeric import numeric_grad, numeric_hvp, numeric_jvp
from tests.oracles import check_all_modes
from tests.programs import derivatives_inside as programs

X = np.array([0.3, -0.7, 0.4])
V = np.array([1.0, -0.5, 0.25])


class Pair(NamedTuple):
    left: float
    right: float


@pytest.mark.parametrize("name", programs.FOLLOWED)
def test_every_mode(name: str) -> None:
    f = getattr(programs, name)
    d = differentiable(f)
    close = np.testing.assert_allclose
    close(d.grad(X), numeric_grad(f, (X,), 0), rtol=1e-6, atol=1e-8)
    close(d.jvp(X, V)[1], numeric_jvp(f, (X,), {0: V}), rtol=1e-6, atol=1e-8)
    close(d.hvp(X, V), numeric_hvp(f, (X,), V, 0), rtol=1e-4, atol=1e-6)
    value, back = d.vjp(X)
    close(value, f(X))
    close(back(2.0), 2 * numeric_grad(f, (X,), 0), rtol=1e-6, atol=1e-8)


def means(x):
    c, _ = mean.value_and_grad(np.array([x, x, x]))
    return c


@differentiable
def mean(a):
    return np.mean(a)


def test_a_derivative_of_what_is_made_in_the_call() -> None:
    assert differentiable(means).grad.jvp(0.4, 1.0) == (1.0, 0.0)


@differentiable
def over_a_limit(a):
    kept = {"sum": np.sum(a[a > 0.7])}
    return kept["sum"] * np.sum(a)


def of_what_adds_to_chosen_places(x, a, pair):
    v, a = 0.0, over_a_limit.grad(pair + a)
    for n in range(2):
        v, a = over_a_limit.value_and_grad(a * x + v if n else a)
    return v * np.sum(a)


def test_a_derivative_with_a_helper_that_writes() -> None:
    """What is chosen by the run is added by a function of this package."""
    modes = ["grad", "value_and_grad", "jvp", "vjp"]
    arguments = np.array([-0.46, 0.4]), np.array([0.88, -0.35]), Pair(1.08, -1.16)
    check_all_modes(of_what_adds_to_chosen_places, arguments, ("x",), modes)


@pytest.mark.parametrize("name", programs.FOLLOWED)
def test_derivatives_of_derivatives(name: str) -> None:
    f = getattr(programs, name)
    d = differentiable(f)
    want = numeric_hvp(f, (X,), V, 0)
    np.testing.assert_allclose(d.grad.jvp(X, V)[1], want, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(d.grad.vjp(X)[1](V), want, rtol=1e-4, atol=1e-6)


@differentiable
def waves(a):
    b = np.sin(a) * a
    for _ in range(2):
        b = b * np.cos(a) + 0.1 * b**2
    return b


def carried(x):
    s = 0.5
    for k in range(3):
        v, g = waves.value_and_grad(np.tanh(x[k] + s))
        s = s - 0.1 * g * v
    return s + waves.jvp(s, 0.5 * s)[1]


def test_what_a_loop_carries_may_change_from_a_number_to_one_of_numpys() -> None:
    modes = ["grad", "jvp", "vjp", "hvp"]
    check_all_modes(carried, (X,), modes=modes)


def test_it_is_a_function_of_its_own() -> None:
    text = differentiable(programs.descent).grad.specialize(X).source
    assert "def cubes_grad_forward(x):" in text
    assert "def cubes_grad_backward(saved, " in text


@pytest.mark.parametrize("name", programs.REFUSED)
def test_refused_at_its_place(name: str) -> None:
    with pytest.raises(NotDifferentiable, match=programs.REFUSED[name]) as error:
        differentiable(getattr(programs, name)).grad(X)
    assert str(error.value.text).strip() in inspect.getsource(programs)


def shared_squares(x):
    c = squares.jvp(math.sin(x[1]), math.sin(x[0]))[1]
    p = squares.value_and_grad(c)[0]
    squares.jvp(math.sin(p), math.sin(x[0]))
    return c


@differentiable
def squares(arg):
    return np.sin(arg) + arg**2 + arg**2


def test_functions_of_one_module_may_share_variables():
    check_all_modes(shared_squares, (np.array([0.3, -0.8]),), modes=["grad", "jvp"])
