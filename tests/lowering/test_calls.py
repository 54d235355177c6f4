"""Calls of user functions: followed in every mode, or refused where they stand."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.errors import NotDifferentiable
from autograd_src.live.signature import abstract
from autograd_src.pipeline import Generated, Request, generate
from tests.numeric import numeric_grad, numeric_hvp, numeric_jvp
from tests.programs import calls

X = np.array([0.3, 0.7, -0.4])
V = np.array([1.0, -0.5, 0.25])


def generated(f: Any, args: tuple[Any, ...], mode: str, wrt: str) -> Generated:
    given = dict(zip(inspect.signature(f).parameters, args, strict=True))
    signature = tuple((name, abstract(value)) for name, value in given.items())
    return generate(Request(f, mode, (wrt,), True, signature, False, given))


def derivative(f: Any, args: tuple[Any, ...], mode: str, wrt: str = "x") -> Any:
    made = generated(f, args, mode, wrt)
    space: dict[str, Any] = {}
    exec(compile(made.text, "<emitted>", "exec"), space)
    return space[made.entry]


def assert_right(f: Any, mode: str, *before: Any, **captured: Any) -> None:
    args = (*before, X)
    at = len(before)
    made = derivative(f, args, mode)
    if mode == "grad":
        got = made(*before, X.copy(), **captured)
        expected = numeric_grad(f, args, at)
    elif mode == "jvp":
        _, got = made(*before, X.copy(), V, **captured)
        expected = numeric_jvp(f, args, {at: V})
    else:
        got = made(*before, X.copy(), V, **captured)
        expected = numeric_hvp(f, args, V, at)
    assert np.shape(got) == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("mode", ["grad", "jvp", "hvp"])
@pytest.mark.parametrize("name", calls.FOLLOWED)
def test_a_call_is_followed(name: str, mode: str) -> None:
    assert_right(getattr(calls, name), mode)


@pytest.mark.parametrize("mode", ["grad", "jvp"])
@pytest.mark.parametrize("name", calls.REFUSED)
def test_a_call_is_refused_at_its_place(name: str, mode: str) -> None:
    with pytest.raises(NotDifferentiable, match=calls.REFUSED[name]) as error:
        generated(getattr(calls, name), (X,), mode, "x")
    assert error.value.filename == calls.__file__
    assert error.value.lineno


def made_with(c: float) -> Any:
    def h(x: Any) -> Any:
        return c * x**2

    return h


quintuple = made_with(5.0)


def captures(x: Any) -> Any:
    return np.sum(quintuple(x))


@pytest.mark.parametrize("mode", ["grad", "jvp", "hvp"])
def test_what_a_callee_captured_is_a_parameter_bound_at_the_call(mode: str) -> None:
    assert_right(captures, mode, c=5.0)
    made = derivative(captures, (X,), "grad")
    np.testing.assert_allclose(made(X, c=2.0), 4 * X)


def test_a_captured_value_is_not_in_the_text() -> None:
    made = generated(captures, (X,), "grad", "x")
    assert "5" not in made.text.split('"""')[2]
    paths = [i.path for i in made.ingredients if i.kind == "abstract"]
    assert "globals:quintuple/closure:c" in paths


class Net:
    def __init__(self) -> None:
        self.w = np.array([1.0, 2.0, 3.0])
        self.b = 0.5
        self.options = {"k": 2.0}

    def act(self, z: Any) -> Any:
        return np.tanh(z + self.b)

    @staticmethod
    def square(z: Any) -> Any:
        return z * z

    @property
    def twice(self) -> float:
        return self.b * 2

    def loss(self, x: Any) -> Any:
        h = self.act(self.w * x)
        return np.sum(self.square(h)) * self.twice + self.options["k"] * h[0]


@pytest.mark.parametrize("mode", ["grad", "jvp", "hvp"])
def test_methods_are_found_on_the_class(mode: str) -> None:
    assert_right(Net.loss, mode, Net())


def test_attributes_that_were_consulted_are_ingredients() -> None:
    made = generated(Net.loss, (Net(), X), "grad", "x")
    found = {(i.kind, i.path) for i in made.ingredients}
    assert ("abstract", "argument:self.w") in found
    assert ("identity", "argument:self.act") in found
    assert "sum_to(x_bar" not in made.text


def test_a_property_is_evaluated_once() -> None:
    text = generated(Net.loss, (Net(), X), "grad", "x").text
    assert text.count("= self.twice") == 1


def with_function(x: Any, f: Any) -> Any:
    return np.sum(f(x))


def test_a_function_given_as_argument_is_followed() -> None:
    made = derivative(with_function, (X, calls.cube), "grad")
    np.testing.assert_allclose(made(X, calls.cube), 3 * X**2)
    made = derivative(with_function, (X, np.sin), "grad")
    np.testing.assert_allclose(made(X, np.sin), np.cos(X))


def test_a_callee_is_an_ingredient() -> None:
    made = generated(calls.deep, (X,), "grad", "x")
    sources = [i.path for i in made.ingredients if i.kind == "source"]
    assert "globals:positional/globals:square" in sources


def passive_only(x: Any) -> Any:
    return np.sum(x) * calls.scale(2.0)


def test_a_call_of_passive_arguments_stays_a_call() -> None:
    assert ".scale(2.0)" in generated(passive_only, (X,), "grad", "x").text


def test_a_namespace_is_checked_when_the_derivative_runs() -> None:
    made = generated(calls.rosen, (X,), "grad", "x")
    space: dict[str, Any] = {}
    exec(made.text, space)
    found = space["_optimize"].array_namespace
    space["_optimize"] = type("Other", (), dict(vars(space["_optimize"])))
    space["_optimize"].array_namespace = staticmethod(lambda x: np)
    assert found(X) is not np
    with pytest.raises(TypeError, match="another object"):
        space[made.entry](X)


def test_a_statement_of_a_callee_is_commented_with_its_own_text() -> None:
    text = generated(calls.positional, (X,), "grad", "x").text
    assert "# return t * t" in text


def test_a_name_that_is_only_made_of_itself_ends_no_search():
    def f(x, far=False):
        items = [x, 1.0]

        def add(a):
            items += [a]  # noqa: F823, F841 (it would raise if it were called)
            return a

        s = x * x
        if far:
            s = s + add(x)
        return s * items[0]

    with pytest.raises(NotDifferentiable, match="writes into an array"):
        differentiable(f).grad(2.0)
