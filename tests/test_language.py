"""Python as it is written: each program is right in every mode, and leaves what it was
given alone.
"""

from __future__ import annotations

import contextlib
import copy
import sys

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located

X = np.array([0.5, 1.5, 2.0])
EVENTS: list[str] = []


def holds(program, *arguments):
    """The value is the function's own, and every mode agrees with differences."""
    given = copy.deepcopy(arguments)
    derivative = differentiable(program)
    value, _ = derivative.value_and_grad(*arguments)
    np.testing.assert_allclose(value, program(*copy.deepcopy(given)))
    derivative.check(*arguments)
    assert repr(arguments) == repr(given)


def with_errstate(x):
    with np.errstate(divide="ignore"):
        y = np.log(x)
    return np.sum(y * x)


def with_and_return(x):
    with np.errstate(all="ignore"), contextlib.nullcontext():
        return np.sum(np.log(x) * x)


def with_in_a_loop(x):
    s = 0.0
    for i in range(3):
        with np.errstate(over="ignore"):
            if x[i] > 1.0:
                s = s + np.exp(x[i]) * s
            s = s + x[i] ** 2
    return s


def try_that_raises(x):
    try:
        y = np.log(x)
    except (ValueError, TypeError) as error:
        text = f"no logarithm: {error}"
        raise RuntimeError(text) from error
    else:
        y = y * y
    return np.sum(y)


def try_with_finally(x):
    old = np.seterr(all="ignore")
    try:
        y = x**3
    finally:
        np.seterr(**old)
        count = 2
    return np.sum(y) * count


@pytest.mark.parametrize(
    "program",
    [
        with_errstate,
        with_and_return,
        with_in_a_loop,
        try_that_raises,
        try_with_finally,
    ],
    ids=lambda p: p.__name__,
)
def test_with_and_try_around_differentiated_values(program):
    holds(program, X)


@differentiable
def quiet(x):
    with np.errstate(divide="ignore"):
        y = np.log(x)
    return np.sum(y * y)


def test_what_is_inside_of_with_stays_inside():
    with np.errstate(divide="raise"):
        value, _ = quiet.jvp(np.array([1.0, 2.0]), np.array([0.0, 1.0]))
    assert value == pytest.approx(np.log(2.0) ** 2)
    assert '    with np.errstate(divide="ignore"):\n        y = np.log(x)\n' in (
        quiet.grad.source
    )


@differentiable
def logged(x):
    try:
        if x[0] < 0.0:
            raise ValueError("negative")
        y = np.sqrt(x)
    except ValueError as error:
        raise RuntimeError("no square root") from error
    finally:
        EVENTS.append("finally")
    return np.sum(y)


def test_handlers_and_finally_run_as_they_would():
    EVENTS.clear()
    np.testing.assert_allclose(logged.grad(X), 0.5 / np.sqrt(X))
    assert EVENTS == ["finally"]
    with pytest.raises(RuntimeError, match="no square root"):
        logged.grad(-X)
    assert EVENTS == ["finally", "finally"]


def returns_from_with(x):
    with np.errstate(all="ignore"):
        if x[0] > 1.0:
            return np.sum(x)
    return np.sum(x**2)


def test_a_jump_out_of_with_is_refused():
    with pytest.raises(NotDifferentiable, match="jump after it") as caught:
        differentiable(returns_from_with).grad(X)
    assert_located(caught.value)


class Layer:
    def __init__(self, weight):
        self.weight = weight

    def __call__(self, x):
        return np.tanh(self.weight * x)


class Shift:
    def __init__(self, by):
        self.by = by

    def __call__(self, x):
        return x + self.by * x**2


class Net:
    def __init__(self, *layers):
        self.layers = list(layers)

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def cube(x):
    return x**3


NET = Net(Layer(0.5), Shift(0.25))
LAYERS = [Layer(0.5), Shift(np.array([0.1, 0.2, 0.3]))]
STEPS = [np.sin, cube]


def layers_of_a_global(x):
    for layer in NET.layers:
        x = layer(x)
    return np.sum(x)


def layers_in_a_list(x):
    total = 0.0
    for k, layer in enumerate(LAYERS):
        x = layer(x)
        total = total + k * np.sum(x)
    return total


def functions_in_a_list(x):
    for step, weight in zip(STEPS, (2.0, 3.0), strict=True):
        x = weight * step(x)
    return np.sum(x)


def object_that_is_called(x, model):
    return np.sum(model(x) ** 2)


def objects_that_are_called(x, models):
    for model in reversed(models):
        x = model(x)
    return np.sum(x)


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        (layers_of_a_global, ()),
        (layers_in_a_list, ()),
        (functions_in_a_list, ()),
        (object_that_is_called, (cube,)),
        (objects_that_are_called, ([np.cos, cube],)),
    ],
    ids=lambda p: getattr(p, "__name__", ""),
)
def test_what_is_called_in_a_loop_over_objects(program, arguments):
    holds(program, X, *arguments)


@pytest.mark.parametrize("models", [NET, Shift(0.5)])
def test_an_argument_that_is_called(models):
    differentiable(object_that_is_called).check(X, models)
    differentiable(objects_that_are_called).check(X, [models, models])


def test_a_list_of_objects_may_change_between_calls(monkeypatch):
    gradient = differentiable(functions_in_a_list).grad
    gradient(X)
    monkeypatch.setattr(sys.modules[__name__], "STEPS", [np.cos, cube])
    differentiable(functions_in_a_list).check(X)
    monkeypatch.setattr(NET, "layers", [Shift(1.0), Layer(2.0)])
    derivative = differentiable(layers_of_a_global)
    derivative.check(X)
    NET.layers.append(Shift(3.0))
    derivative.check(X)
    NET.layers[0] = Layer(0.25)
    derivative.check(X)
    NET.layers[0].weight = np.array([0.5, 1.0, 2.0])
    derivative.check(X)
    monkeypatch.setattr(Layer, "__call__", lambda self, x: np.sin(self.weight * x))
    derivative.check(X)
