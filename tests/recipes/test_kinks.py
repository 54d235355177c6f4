"""What holds where a function has no derivative: the conventions of `notation`."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest

from autograd_src.recipes import registry
from tests.recipes.interpreter import distinct, run


def modes(function: Any, *args: Any, wrt: str, **keywords: Any) -> tuple[Any, Any]:
    """Derivative of the result in all elements of an argument: tangent, adjoint."""
    recipe = registry.lookup(function)
    assert recipe is not None
    args = distinct(args)
    binding = registry.bind(recipe, args, keywords)
    tangent = np.ones_like(binding.given[wrt], dtype=float)
    if not isinstance(binding.given[wrt], np.ndarray):
        tangent = 1.0  # type: ignore[assignment]
    found = run(recipe, args, keywords, {wrt: tangent}, np.ones_like)
    return np.asarray(found.tangent).tolist(), np.asarray(found.adjoints[wrt]).tolist()


@pytest.mark.parametrize("function", [np.abs, operator.abs, np.fabs])
def test_abs_is_flat_at_0(function: Any) -> None:
    assert modes(function, np.zeros(1), wrt=_first(function)) == ([0.0], [0.0])


def test_abs_of_a_float_is_flat_at_0() -> None:
    assert modes(operator.abs, 0.0, wrt="a") == (0.0, 0.0)


def _first(function: Any) -> str:
    recipe = registry.lookup(function)
    assert recipe is not None
    return recipe.parameters[0]


def test_maximum_shares_a_tie() -> None:
    one = np.ones(1)
    assert modes(np.maximum, one, one.copy(), wrt="a") == ([0.5], [0.5])
    assert modes(np.minimum, one, one.copy(), wrt="b") == ([0.5], [0.5])


def test_relu_is_flat_at_0() -> None:
    assert modes(np.maximum, np.zeros(2), 0, wrt="a") == ([0, 0], [0, 0])
    assert modes(np.maximum, 0, np.zeros(2), wrt="b") == ([0, 0], [0, 0])


def test_max_shares_among_the_largest() -> None:
    x = np.array([1.0, 3.0, 3.0, 2.0])
    assert modes(np.max, x, wrt="a") == (1.0, [0, 0.5, 0.5, 0])
    assert modes(np.min, np.ones((2, 2)), 1, wrt="a") == ([1, 1], [[0.5] * 2] * 2)


def test_clip_counts_its_bounds() -> None:
    x = np.array([0.0, 1.0, 2.0])
    assert modes(np.clip, x, 0.0, 1.0, wrt="a") == ([1, 1, 0], [1, 1, 0])


def test_norm_and_spread_are_flat_at_0() -> None:
    zeros = np.zeros(3)
    for order in (None, 1, 2, 3, np.inf):
        found = modes(np.linalg.norm, zeros, order, wrt="x")
        assert found == (0.0, [0, 0, 0]), order
    assert modes(np.linalg.norm, np.zeros((1, 2)), axis=1, wrt="x") == ([0], [[0, 0]])
    assert modes(np.std, np.ones(3), wrt="a") == (0.0, [0, 0, 0])


def test_powers_at_base_0() -> None:
    zero, two = np.zeros(1), np.array([2.0])
    assert modes(operator.pow, zero, two, wrt="b") == ([0], [0])
    assert modes(operator.pow, zero, np.zeros(1), wrt="a") == ([0], [0])
    assert modes(operator.pow, 0.0, 2.0, wrt="b") == (0.0, 0.0)
    assert modes(operator.pow, np.zeros(1), 1, wrt="a") == ([1], [1])


@pytest.mark.parametrize(("function", "wrt"), [(max, "a"), (min, "a")])
def test_python_gives_a_tie_to_the_first(function: Any, wrt: str) -> None:
    assert modes(function, 1.0, 1.0, wrt=wrt) == (1.0, 1.0)
    assert modes(function, 1.0, 1.0, wrt="b") == (0.0, 0.0)
