"""Shape rules, held against the shapes of real results on every sample."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from autograd_src.live.values import Array, List, Scalar, Tuple, Unknown
from autograd_src.recipes import registry, shapes
from autograd_src.recipes.registry import Recipe, describe
from tests.recipes.interpreter import callable_of, distinct
from tests.recipes.samples import SAMPLES, Sample
from tests.recipes.test_recipes import RECIPES


class Describer:
    """Abstract values whose axes are symbols, and the lengths they stand for."""

    def __init__(self, uncertain: bool) -> None:
        self.lengths: dict[str, int] = {}
        self.names = itertools.count()
        self.uncertain = uncertain

    def __call__(self, value: Any) -> Any:
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
            return Array(value.dtype.name, tuple(map(self.axis, value.shape)))
        if isinstance(value, np.generic):
            return Scalar(value.dtype.name)
        if type(value) is float:
            return Scalar("float")
        if type(value) in (list, tuple) and any(map(_varies, value)):
            items = tuple(self(item) for item in value)
            return List(items) if type(value) is list else Tuple(items)
        return value

    def axis(self, length: int) -> str:
        if self.uncertain:
            name = f"?{next(self.names)}"
        elif length == 1:
            return "1"
        else:
            name = f"x.{next(self.names)}"
        self.lengths[name] = length
        return name

    def fresh(self) -> str:
        return f"?f{next(self.names)}"

    def holds(self, found: Any, actual: Any) -> bool:
        """Whether a description is true of a value."""
        if isinstance(found, Unknown):
            return True
        if isinstance(found, (Tuple, List)):
            return all(map(self.holds, found.items, actual))
        if isinstance(found, Scalar) and found.kind in ("float", "int", "bool"):
            return type(actual).__name__ == found.kind
        dims = found.dims if isinstance(found, Array) else ()
        dtype = found.dtype if isinstance(found, Array) else found.kind.rstrip("_")
        is_array = isinstance(actual, np.ndarray) == isinstance(found, Array)
        return (
            is_array
            and np.asarray(actual).dtype.name == dtype
            and len(dims) == np.ndim(actual)
            and all(map(self.fits, dims, np.shape(actual)))
        )

    def fits(self, axis: str, length: int) -> bool:
        if axis.isdecimal():
            return int(axis) == length
        return self.lengths.get(axis, length) == length


def _varies(item: Any) -> bool:
    return isinstance(item, (float, np.ndarray))


def _cases() -> list[Any]:
    return [
        pytest.param(recipe, sample, id=f"{describe(recipe.key)}-{number}")
        for recipe in RECIPES
        for number, sample in enumerate(SAMPLES.get(recipe.key, ()))
    ]


def rule(recipe: Recipe, sample: Sample, describer: Describer) -> Any:
    binding = registry.bind(recipe, sample.args, sample.keywords)
    described = binding._replace(
        given={name: describer(value) for name, value in binding.given.items()},
        starred=tuple(describer(value) for value in binding.starred),
    )
    return shapes.result_shape(recipe, described, describer.fresh)


@pytest.mark.parametrize(("recipe", "sample"), _cases())
@pytest.mark.parametrize("uncertain", [False, True])
def test_rules_are_true(recipe: Recipe, sample: Sample, uncertain: bool) -> None:
    describer = Describer(uncertain)
    found = rule(recipe, sample, describer)
    actual = callable_of(recipe)(*distinct(sample.args), **sample.keywords)
    assert describer.holds(found, actual), (found, np.shape(actual))


# Rules may say that they don't know; these say it for every sample, and no others.
SILENT = {
    "np.cross",
    "np.linspace",
    "np.take_along_axis",
    "np.rot90",
    "np.choose",
    "np.compress",
    "np.extract",
    "np.resize",
    "np.select",
    "np.unstack",
    "scipy.linalg.sqrtm",
    "autograd_src.special.full_convolution",
    "autograd_src.runtime.split_like",
}


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: describe(r.key))
def test_rules_tell_something(recipe: Recipe) -> None:
    told = [
        not isinstance(rule(recipe, sample, Describer(uncertain=False)), Unknown)
        for sample in SAMPLES[recipe.key]
    ]
    assert any(told) == (describe(recipe.key) not in SILENT)


def _of(function: Any, *args: Any, **keywords: Any) -> Any:
    recipe = registry.lookup(function)
    assert recipe is not None
    return shapes.result_shape(recipe, registry.bind(recipe, args, keywords))


MATRIX = Array("float64", ("x.0", "x.1"))


def test_equal_axes_stay_equal() -> None:
    assert _of(np.add, MATRIX, MATRIX) == MATRIX
    assert _of(np.tanh, MATRIX) == MATRIX
    assert _of(np.transpose, MATRIX) == Array("float64", ("x.1", "x.0"))


def test_rows_are_known_after_a_product() -> None:
    w = Array("float64", ("w.0", "w.1"))
    assert _of(np.matmul, MATRIX, w) == Array("float64", ("x.0", "w.1"))


def test_python_numbers_do_not_promote() -> None:
    import operator

    x = Array("float32", ("x.0",))
    assert _of(operator.mul, x, Scalar("float")) == x
    assert _of(operator.mul, Scalar("int"), Scalar("float")) == Scalar("float")
    assert _of(operator.truediv, Scalar("int"), 2) == Scalar("float")
    assert _of(np.sin, Array("int64", ("x.0",))) == Array("float64", ("x.0",))


def test_an_axis_that_may_be_1_is_not_promised() -> None:
    a, b = Array("float64", ("?a",)), Array("float64", ("?b",))
    assert _of(np.add, a, a) == a
    assert _of(np.add, a, b) == Array("float64", ("?",))
    assert _of(np.add, a, Array("float64", ("x.0",))) == Array("float64", ("x.0",))


def test_reductions_drop_axes() -> None:
    assert _of(np.sum, MATRIX) == Scalar("float64")
    assert _of(np.mean, MATRIX, axis=0) == Array("float64", ("x.1",))
    assert _of(np.max, MATRIX, axis=-1, keepdims=True) == Array("float64", ("x.0", "1"))
    assert _of(np.sum, MATRIX, Scalar("int")) == Array("float64", ("?",))


def test_unknown_stays_unknown() -> None:
    assert _of(np.sin, Unknown()) == Unknown()
    assert _of(np.add, Unknown(), MATRIX) == Unknown()
    assert _of(np.sum, Unknown()) == Unknown()
