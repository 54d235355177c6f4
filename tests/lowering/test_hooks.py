"""`grad_hook`: applied once to the complete adjoint of a name, written out there."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable, grad_hook
from tests.numeric import numeric_jvp
from tests.oracles import assert_close, assert_located

X = np.array([0.5, 1.5, 2.0])
V = np.array([1.0, -0.5, 0.25])
SEEN = []


def halved(bar):
    return bar * 0.5


def bounded(bar):
    limit = 1.0
    for _ in range(2):
        limit = limit + 0.5
    return np.clip(bar, -limit, limit)


def noted(bar):
    SEEN.append(bar.copy())


def with_a_lambda(x):
    h = x**2
    h = grad_hook(h, lambda bar: np.clip(bar, -1.0, 1.0))
    return np.sum(h**2) + np.sum(3 * h)


def with_a_function(x):
    h = grad_hook(np.sin(x), bounded)
    return np.sum(h * h * 3)


def with_a_name_of_the_function(x):
    h, scale = np.exp(x), x[0]
    h = grad_hook(h, lambda bar: bar * scale)
    return np.sum(h * h)


def in_a_loop(x):
    h = x
    for _ in range(3):
        h = grad_hook(np.sin(h), halved)
    return np.sum(h)


def squared(x):
    h = grad_hook(np.sin(x), lambda bar: bar**2)
    return np.sum(h * h)


def that_looks(x):
    h = grad_hook(np.sin(x), noted)
    return np.sum(h * h) + np.sum(h)


GRADIENTS = {
    with_a_lambda: np.clip(2 * X**2 + 3, -1, 1) * 2 * X,
    with_a_function: np.clip(6 * np.sin(X), -2, 2) * np.cos(X),
    with_a_name_of_the_function: 2 * np.exp(X) * X[0] * np.exp(X),
    in_a_loop: 0.125 * np.cos(np.sin(np.sin(X))) * np.cos(np.sin(X)) * np.cos(X),
    squared: (2 * np.sin(X)) ** 2 * np.cos(X),
    that_looks: (2 * np.sin(X) + 1) * np.cos(X),
}
PROGRAMS = pytest.mark.parametrize("program", GRADIENTS, ids=lambda p: p.__name__)


@PROGRAMS
def test_the_adjoint_is_what_the_hook_makes_of_it(program):
    f, wanted = differentiable(program), GRADIENTS[program]
    assert_close(f.grad(X), wanted, 1e-14, "grad")
    assert_close(f.value_and_grad(X), (program(X), wanted), 1e-14, "value_and_grad")
    assert_close(f.vjp(X)[1](1.0), wanted, 1e-14, "vjp")


@PROGRAMS
def test_second_derivatives_are_those_of_the_gradient(program):
    f = differentiable(program)
    wanted = numeric_jvp(f.grad, (X,), {0: V})
    assert_close(f.hvp(X, V), wanted, 1e-7, "hvp")


@PROGRAMS
def test_the_text_holds_what_the_hook_does(program):
    text = differentiable(program).grad.specialize(X).source
    body = "".join(line for line in text.splitlines(True) if "# " not in line)
    for name in ("grad_hook", "lambda bar", "halved", "bounded", "noted"):
        assert name not in body


def test_it_is_applied_once_to_the_complete_adjoint():
    SEEN.clear()
    differentiable(that_looks).grad(X)
    assert_close(SEEN, [2 * np.sin(X) + 1], 1e-14, "adjoint")


@PROGRAMS
def test_forward_mode_has_no_adjoints(program):
    with pytest.raises(
        NotDifferentiable, match=r"use grad, vjp or hvp|a lambda"
    ) as caught:
        differentiable(program).jvp(X, V)
    assert_located(caught.value)


def test_a_hook_that_is_no_python_function_is_called():
    f = differentiable(lambda x: np.sum(grad_hook(x**2, np.tanh)))
    assert_close(f.grad(X), np.tanh(1.0) * 2 * X, 1e-14, "grad")


def test_a_hook_that_is_rebound_is_another(monkeypatch):
    f = differentiable(in_a_loop)
    f.grad(X)
    monkeypatch.setitem(globals(), "halved", lambda bar: bar)
    assert_close(f.grad(X), 8 * GRADIENTS[in_a_loop], 1e-14, "grad")
