"""Look-ups, binding and the user's own recipes."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograd_src import runtime
from autograd_src.recipes import advice, methods, notation, passive, registry
from autograd_src.recipes.notation import d, elementwise, linear, recipe


def softplus(x: Any) -> Any:
    return np.logaddexp(0, x)


@pytest.fixture
def registered() -> Iterator[None]:
    elementwise(softplus, lambda y, x: 1 - np.exp(-y))
    yield
    registry.unregister(softplus)


@pytest.mark.usefixtures("registered")
def test_a_users_recipe_is_found() -> None:
    found = registry.lookup(softplus)
    assert found is registry.user_recipe(softplus)
    assert found is not None
    assert found.tier == "elementwise"
    assert found.parameters == ("x",)
    assert softplus not in [one.key for one in registry.recipes()]


def test_a_users_recipe_wins_and_can_be_removed() -> None:
    own = registry.lookup(np.tanh)
    elementwise(np.tanh, lambda y, x: 1 / np.cosh(x) ** 2)
    assert registry.lookup(np.tanh) is registry.user_recipe(np.tanh) is not own
    registry.unregister(np.tanh)
    assert registry.lookup(np.tanh) is own


def test_a_users_recipe_ends_a_zero_derivative() -> None:
    assert registry.zero_derivative(np.round)
    assert registry.broken(np.round)
    elementwise(np.round, lambda y, a: 1)
    try:
        assert not registry.zero_derivative(np.round)
        assert not registry.broken(np.round)
    finally:
        registry.unregister(np.round)


def test_the_library_has_no_recipe_of_the_users() -> None:
    assert registry.lookup(softplus) is None
    assert registry.user_recipe(np.sin) is None


def test_methods_of_ufuncs_are_found_by_name() -> None:
    assert registry.lookup(np.multiply.outer) is not None
    assert registry.lookup(np.hypot.outer) is None


def test_binding_follows_the_functions_positions() -> None:
    found = registry.lookup(np.mean)
    assert found is not None
    binding = registry.bind(found, ["x", 0], {"keepdims": True})
    assert binding.given == {"a": "x", "axis": 0, "keepdims": True}
    assert registry.bind(found, ["x"], {}).defaults == {"axis": None, "keepdims": False}


@pytest.mark.parametrize(
    ("function", "args", "keywords", "message"),
    [
        (np.mean, ["x", 0, "float32"], {}, "2 positional"),
        (np.sum, ["x"], {"where": "m"}, "'where'"),
        (np.sum, ["x"], {"a": "x"}, "two values"),
        (np.exp, ["x"], {"out": "y"}, "'out'"),
        (np.exp, [], {"x": "x"}, "'x'"),
        (np.where, ["m"], {}, "misses"),
    ],
)
def test_an_argument_that_no_recipe_lists_is_refused(
    function: Any, args: Any, keywords: Any, message: str
) -> None:
    found = registry.lookup(function)
    assert found is not None
    with pytest.raises(TypeError, match=message):
        registry.bind(found, args, keywords)


def test_starred_arguments_are_bound() -> None:
    found = registry.lookup(np.einsum)
    assert found is not None
    assert registry.bind(found, ["ij,j", "a", "x"], {}).starred == ("a", "x")


def test_nearest_names() -> None:
    assert registry.nearest("np.tahn")[:2] == ["np.tan", "np.tanh"]
    assert registry.nearest("scipy.special.gammaln") != []
    assert registry.nearest("qqqq") == []


def test_differentials_have_no_value_outside() -> None:
    with pytest.raises(RuntimeError, match="recipe"):
        d[1]
    with pytest.raises(RuntimeError, match="recipe"):
        d[1] = 2
    for marker in (notation.rank, notation.is_scalar, notation.literal, notation.kind):
        with pytest.raises(RuntimeError, match="recipe"):
            marker(1.0)


def test_mistakes_in_registering() -> None:
    with pytest.raises(TypeError, match="callable"):
        elementwise("sin", lambda y, x: x)
    with pytest.raises(TypeError, match="written in Python"):
        elementwise(softplus, np.cos)
    with pytest.raises(TypeError, match="result"):
        elementwise(softplus, lambda: 1)
    with pytest.raises(TypeError, match="names"):
        linear(softplus, "z")(lambda y, x: None)
    with pytest.raises(TypeError, match="names"):
        linear(softplus)(lambda y, x: None)
    assert registry.lookup(softplus) is None


def test_decorators_return_the_definition() -> None:
    def formula(y: Any, x: Any) -> None:
        d[y] = d[x]
        d[x] = d[y]

    assert recipe(softplus)(formula) is formula
    registry.unregister(softplus)


def test_nothing_is_both_passive_and_differentiated() -> None:
    both = [
        registry.describe(one.key)
        for one in registry.recipes()
        if not isinstance(one.key, tuple) and registry.zero_derivative(one.key)
    ]
    assert both == []


def test_surprises_are_among_the_zeros() -> None:
    assert passive.surprises() < passive.zeros()
    assert not registry.broken(len)
    assert registry.zero_derivative(runtime.stop_gradient)
    assert not registry.broken(runtime.stop_gradient)
    assert not registry.broken(np.shape)
    assert registry.broken(int)
    assert registry.broken(np.argmax)


def test_purity() -> None:
    assert registry.pure(np.tanh)
    assert registry.pure(len)
    assert registry.pure(np.zeros)
    assert not registry.pure(np.random.normal)
    assert not registry.pure(print)
    assert not registry.pure(softplus)
    assert registry.cheap(len)
    assert not registry.cheap(np.tanh)


def test_what_depends_on_its_arguments_is_not_passive() -> None:
    # Values of these vary with what they are made of.
    for function in (np.arange, np.linspace, np.full, np.bincount, np.float64, float):
        assert not registry.zero_derivative(function), function


def test_methods_have_recipes_or_no_derivative() -> None:
    for name in sorted(methods.DIRECT | methods.GATHERING):
        function = getattr(np, name)
        known = registry.lookup(function) is not None
        assert known != registry.zero_derivative(function), name


def test_no_method_is_both_rewritten_and_refused() -> None:
    assert not methods.DIRECT & set(methods.ADVICE)
    gone = {"ptp"}  # since NumPy 2.0
    assert all(hasattr(np.ndarray, name) for name in methods.DIRECT - gone)


def test_optional_topics_wait_for_their_module() -> None:
    code = """
import sys, numpy as np
from autograd_src.recipes import registry
assert registry.lookup(np.sin) is not None
assert not any(name.startswith("scipy") for name in sys.modules)
assert "autograd_src.recipes.scipy_special" not in sys.modules
import scipy.special
assert registry.lookup(scipy.special.expit) is not None
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("function", "word"),
    [(np.polyfit, "lstsq"), (np.linalg.eigvals, "eigh"), (np.fft.fft, "complex")],
)
def test_advice_for_what_has_no_recipe(function: Any, word: str) -> None:
    assert registry.lookup(function) is None
    assert word in registry.advice(function)


def test_advice_is_for_functions_without_recipe() -> None:
    for name in advice.named():
        home, _, last = name.rpartition(".")
        module, *parts = home.split(".")
        owner: Any = importlib.import_module(
            {"np": "numpy", "": "builtins"}.get(module, module)
        )
        for part in parts:
            owner = getattr(owner, part, None)
        function = getattr(owner, last, None)
        assert registry.lookup(function) is None, name
        assert not registry.zero_derivative(function), name
