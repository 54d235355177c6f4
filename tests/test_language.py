"""Python as it is written: each program is right in every mode, and leaves what it was
given alone.
"""

from __future__ import annotations

import contextlib
import copy

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
