"""Every recipe, differentiated twice as the library does it, against differences.

What a recipe writes into the reverse sweep is differentiated again for second
derivatives. Here a function is written around each recipe; its Hessian-vector product
(forward over reverse) and the pullback of its gradient (reverse over reverse) are held
against differences of its gradient.
"""

from __future__ import annotations

import importlib.util
import itertools
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.errors import NotDifferentiable
from autograd_src.recipes.registry import Recipe, describe
from tests.numeric import leaves
from tests.recipes.interpreter import callable_of, distinct
from tests.recipes.samples import SAMPLES, Sample
from tests.recipes.test_recipes import RECIPES, active

# What can't be called by its name in a function that is differentiated.
UNNAMED = {
    "ndarray.item": "is a method of arrays, not of numbers",
    "autograd_src.runtime.private_copy": "stands for an entry of a function",
    "autograd_src.runtime.split_like": "gives a list that only generated text uses",
    "autograd_src.special.sinc_derivative": "is what np.sinc is tested with",
}
# Refused where a rank, an option or who owns a buffer is not known in the second sweep.
REFUSED = {
    "np.multiply.outer",
    "np.unstack",
    "np.linalg.solve",
}
HEADER = """import math
import operator

import autograd_src.runtime
import autograd_src.special
import numpy as np
import scipy.linalg
import scipy.special

"""


def _cases() -> Iterator[Any]:
    for recipe in RECIPES:
        name = describe(recipe.key)
        if name in UNNAMED:
            continue
        samples = SAMPLES[recipe.key]
        # Scalars come first, arrays of several axes in the middle, options last.
        place = len(samples) // 2 if recipe.tier == "elementwise" else len(samples) - 1
        yield pytest.param(recipe, samples[place], id=f"{name}-{place}")


def _name(recipe: Recipe) -> str:
    return describe(recipe.key).replace("ndarray", "np.ndarray")


class Program(NamedTuple):
    """A function around one call, as text, and its arguments."""

    text: str
    arguments: list[Any]
    constants: dict[str, Any]


def written(recipe: Recipe, sample: Sample) -> Program:
    """The function: a sum of weighted results, and of their squares."""
    args, keywords = distinct(sample.args), sample.keywords
    values = active(recipe, Sample(args, keywords, sample.passive))
    wanted = [id(v) for v in leaves(list(values.values()))]
    names: dict[int, str] = {}
    arguments: list[Any] = []
    constants: dict[str, Any] = {}

    def text_of(value: Any) -> str:
        if id(value) in wanted:
            if id(value) not in names:
                names[id(value)] = f"v{len(names)}"
                arguments.append(value)
            return names[id(value)]
        if type(value) in (list, tuple):
            items = "".join(f"{text_of(v)}, " for v in value)
            return f"[{items}]" if type(value) is list else f"({items})"
        if isinstance(value, (np.ndarray, np.generic)):
            constants[f"C{len(constants)}"] = value
            return f"C{len(constants) - 1}"
        if isinstance(value, type):
            return value.__name__ if value is float else f"np.{value.__name__}"
        if isinstance(value, float) and not np.isfinite(value):
            return "np.inf" if value > 0 else "-np.inf"
        return repr(value)

    given = [text_of(value) for value in args]
    given += [f"{name}={text_of(value)}" for name, value in keywords.items()]
    lines = [f"    y = {_name(recipe)}({', '.join(given)})"]
    result = callable_of(recipe)(*args, **keywords)
    parts = {"y": result}
    if isinstance(result, (list, tuple)):
        parts = {f"y[{k}]": item for k, item in enumerate(result)}
    sums = []
    for part, value in parts.items():
        if np.asarray(value).dtype.kind == "f" and np.size(value):
            weight = np.cos(np.arange(np.size(value)) + 1.0).reshape(np.shape(value))
            constants[f"C{len(constants)}"] = weight
            sums += [f"np.sum(C{len(constants) - 1} * {part})", f"np.sum({part} ** 2)"]
    lines.append(f"    return {' + '.join(sums)}")
    head = f"def f({', '.join(names.values())}):"
    return Program("\n".join([head, *lines, ""]), arguments, constants)


_numbers = itertools.count()


def made(program: Program, folder: Path) -> Any:
    """The function of a program, defined in a module of its own."""
    name = f"around_recipe_{next(_numbers)}"
    path = folder / f"{name}.py"
    path.write_text(HEADER + program.text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    vars(module).update(program.constants)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module.f


@pytest.mark.slow
@pytest.mark.parametrize(("recipe", "sample"), [*_cases()])
def test_second_order(recipe: Recipe, sample: Sample, tmp_path: Path) -> None:
    if describe(recipe.key) in REFUSED:
        with pytest.raises(NotDifferentiable):
            _check(recipe, sample, tmp_path)
    else:
        _check(recipe, sample, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("recipe", "sample"), [c for c in _cases() if len(active(*c.values)) > 1]
)
def test_one_argument_alone(recipe: Recipe, sample: Sample, tmp_path: Path) -> None:
    """What is left of a formula where the other arguments are constant."""
    program = written(recipe, sample)
    f = made(program, tmp_path)
    x = [np.asarray(v, float)[()] for v in program.arguments]
    x = [v if np.ndim(v) else float(v) for v in x]
    names = [f"v{k}" for k in range(len(x))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        gradients = differentiable(f, wrt=tuple(names)).grad(*x)
        for k, (name, wanted) in enumerate(zip(names, gradients, strict=True)):
            alone, u = differentiable(f, wrt=name), _direction(x[k], k)
            np.testing.assert_allclose(alone.grad(*x), wanted, rtol=1e-8, atol=1e-8)
            tangent = alone.jvp(**dict(zip(names, x)), **{f"{name}_dot": u})[1]
            slope = np.sum(np.multiply(wanted, u))
            np.testing.assert_allclose(tangent, slope, rtol=1e-8, atol=1e-8)


def _check(recipe: Recipe, sample: Sample, tmp_path: Path) -> None:
    program = written(recipe, sample)
    f = made(program, tmp_path)
    wrt = tuple(f"v{k}" for k in range(len(program.arguments)))
    twice = differentiable(f, wrt=wrt)
    x = [np.asarray(v, float)[()] for v in program.arguments]
    u = [_direction(v, k) for k, v in enumerate(x)]
    x = [v if np.ndim(v) else float(v) for v in x]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        expected = _differences(twice, x, u)
        found = {"hvp": twice.hvp(*(v for pair in zip(x, u) for v in pair))}
        if recipe.tier != "elementwise":
            found["vjp of grad"] = twice.grad.vjp(*x)[1](tuple(u))
    for way, values in found.items():
        for value, wanted in zip(values, expected, strict=True):
            assert np.shape(value) == np.shape(wanted), way
            np.testing.assert_allclose(value, wanted, rtol=1e-6, atol=1e-6, err_msg=way)


def _direction(value: Any, place: int) -> Any:
    waves = np.sin(np.arange(np.size(value)) + 0.5 + place)
    return waves.reshape(np.shape(value)) if np.ndim(value) else float(waves[0])


def _differences(twice: Any, x: list[Any], u: list[Any]) -> list[Any]:
    """Central differences of the gradient, extrapolated once."""
    slopes = []
    for h in (2e-4, 1e-4):
        above = twice.grad(*(v + h * d for v, d in zip(x, u)))
        below = twice.grad(*(v - h * d for v, d in zip(x, u)))
        slopes.append([(a - b) / (2 * h) for a, b in zip(above, below)])
    return [(4 * fine - coarse) / 3 for coarse, fine in zip(*slopes)]
