"""Decorators that hand on `*args, **kwargs`: arguments keep their names inside."""

from __future__ import annotations

import functools
import inspect
import pickle

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import assert_close

X = np.array([0.3, -0.7])


def counted(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        inner.calls += 1
        return function(*args, **kwargs)

    inner.calls = 0
    return inner


def scaled(factor):
    def decorate(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            return factor * function(*args, **kwargs)

        return inner

    return decorate


def as_arrays(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        args = [np.asarray(a, dtype=float) for a in args]
        return function(*args, **kwargs)

    return inner


@differentiable
@counted
def loss(x, n=2):
    """Sum of powers."""
    return np.sum(x**n)


class Model:
    gain = 2.0

    @differentiable
    @counted
    def loss(self, x, n=2):
        return self.gain * np.sum(x**n)


def test_a_gradient_by_the_first_argument_inside():
    assert_close(loss.grad(X), 2 * X, 1e-15, "grad")
    assert_close(loss.grad(X, 3), 3 * X**2, 1e-15, "what is passed on")
    assert_close(loss.grad(x=X, n=3), 3 * X**2, 1e-15, "by keyword")
    assert_close(loss.wrt("x").hvp(X, X, n=3), 6 * X**2, 1e-15, "hvp")
    assert_close(loss.hessian(X), 2 * np.eye(2), 1e-15, "hessian")
    loss.check(X)


def test_the_wrapper_runs_as_in_the_function():
    before = loss.calls
    loss.grad(X)
    assert loss.calls == before + 1


def test_the_signature_is_that_of_the_function_inside():
    assert str(inspect.signature(loss)) == "(x, n=2)"
    assert str(inspect.signature(loss.jvp)) == "(x, x_dot, *args, **kwargs)"
    assert repr(loss.grad).endswith("test_forwarding.loss wrt x>")


def test_methods():
    assert_close(Model().loss.grad(X), 4 * X, 1e-15, "bound")
    assert_close(Model.loss.grad(Model(), X, n=3), 6 * X**2, 1e-15, "class")
    assert str(inspect.signature(Model().loss)) == "(x, n=2)"


def test_pickled_by_reference():
    assert pickle.loads(pickle.dumps(loss.grad)) is loss.grad


@pytest.mark.parametrize(
    ("decorated", "slope"),
    [
        (as_arrays(lambda x: np.sum(x**2)), 2 * X),
        (scaled(2.0)(counted(lambda x: np.sum(x**2))), 4 * X),
        (counted(counted(lambda x: np.sum(x**2))), 2 * X),
    ],
    ids=["arguments are changed", "one above another", "one decorator twice"],
)
def test_decorators(decorated, slope):
    f = differentiable(decorated)
    assert_close(f.grad(X), slope, 1e-15, "grad")
    f.check(X)


def test_captured_variables_of_one_name_are_told_apart():
    weights = np.array([1.0, 3.0])
    f = differentiable(scaled(2.0)(scaled(weights)(lambda x: x**2)))
    assert_close(f.jacobian(X), np.diag(4 * weights * X), 1e-15, "jacobian")
    f.check(X)
    factor = f.__wrapped__.__closure__[0]
    factor.cell_contents = 5.0
    assert_close(f.jacobian(X), np.diag(10 * weights * X), 1e-15, "read live")


def test_what_a_wrapper_does_not_ask_for_stays_what_it_is():
    f = differentiable(counted(lambda *values: values[0] ** 2))
    assert f.grad(3.0) == (6.0,)
    with pytest.raises(ValueError, match="no argument 'n'"):
        loss.wrt("n")
