"""Every recipe of the library, held against numbers in both modes."""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from typing import Any

import numpy as np
import pytest
import scipy.linalg

from autograd_src.recipes import notation, registry
from autograd_src.recipes.registry import Recipe, describe, key_of
from tests.numeric import (
    inner,
    is_number,
    leaves,
    numbers,
    numeric_jvp,
    randoms,
    tree_map,
)
from tests.recipes.interpreter import Refused, callable_of, distinct, run
from tests.recipes.samples import SAMPLES, Sample

RECIPES = registry.recipes()

# Before NumPy 2 a float32 scalar and a Python number gave float64.
OLD_PROMOTION = np.lib.NumpyVersion(np.__version__) < "2.0.0"


def _cases() -> list[Any]:
    return [
        pytest.param(recipe, sample, id=f"{describe(recipe.key)}-{number}")
        for recipe in RECIPES
        for number, sample in enumerate(SAMPLES.get(recipe.key, ()))
    ]


def active(recipe: Recipe, sample: Sample) -> dict[str, Any]:
    """Arguments that have derivatives, by parameter."""
    binding = registry.bind(recipe, sample.args, sample.keywords)
    values = dict(binding.given)
    if recipe.variadic is not None:
        values[recipe.variadic] = tuple(binding.starred)
    found = {name: value for name, value in values.items() if _floats(value)}
    if recipe.tier == "linear":
        return {name: found[name] for name in recipe.linear_in if name in found}
    return {k: v for k, v in found.items() if k not in sample.passive}


def _floats(value: Any) -> bool:
    items = numbers(value) if type(value) in (list, tuple) else [value]
    return bool(items) and all(
        is_number(item) and np.asarray(item).dtype.kind == "f" for item in items
    )


def outcome(recipe: Recipe, sample: Sample, **options: Any) -> Any:
    """What a recipe gives, with its arguments, tangents and seed."""
    sample = sample._replace(args=distinct(sample.args))
    values = active(recipe, sample)
    tangents = {
        name: tree_map(_as_tangent, randoms(value, seed), value)
        for seed, (name, value) in enumerate(values.items())
    }
    seeds: list[Any] = []

    def seed(result: Any) -> Any:
        seeds.append(tree_map(_as_tangent, randoms(result, 99), result))
        return seeds[0]

    found = run(recipe, sample.args, sample.keywords, tangents, seed, **options)
    return found, values, tangents, seeds[0]


def _as_tangent(tangent: Any, value: Any) -> Any:
    return tangent


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: describe(r.key))
def test_every_recipe_has_samples(recipe: Recipe) -> None:
    assert SAMPLES.get(recipe.key), "give this recipe a sample in samples.py"


def test_every_sample_has_a_recipe() -> None:
    missing = [describe(key) for key in SAMPLES if registry.lookup(_call(key)) is None]
    assert missing == []


def _call(key: Any) -> Any:
    return getattr(key[0], key[1]) if isinstance(key, tuple) else key


@pytest.mark.parametrize(("recipe", "sample"), _cases())
@pytest.mark.parametrize("known", ["all", "ranks", "nothing"])
def test_modes(recipe: Recipe, sample: Sample, known: str) -> None:
    try:
        found, values, tangents, seed = outcome(
            recipe, sample, hide_ranks=known == "nothing", literals=known == "all"
        )
    except Refused:
        assert known != "all", "a sample with known arguments is refused"
        return
    _check_forward(recipe, sample, found, tangents)
    _check_transposition(found, tangents, seed)
    for name, value in values.items():
        shapes = [np.shape(item) for item in numbers(found.adjoints[name])]
        assert shapes == [np.shape(item) for item in numbers(value)], name


def _check_forward(recipe: Recipe, sample: Sample, found: Any, tangents: Any) -> None:
    names = list(tangents)
    function = callable_of(recipe)

    def of_active(*moved: Any) -> Any:
        args, keywords = _replaced(recipe, sample, dict(zip(names, moved)))
        return function(*args, **keywords)

    values = active(recipe, sample)
    expected = numeric_jvp(
        of_active, [values[name] for name in names], dict(enumerate(tangents.values()))
    )
    results = list(zip(numbers(found.tangent), numbers(expected), strict=True))
    assert results
    for given, wanted in results:
        assert np.shape(given) == np.shape(wanted)
        np.testing.assert_allclose(given, wanted, rtol=2e-7, atol=2e-8)


def _replaced(recipe: Recipe, sample: Sample, moved: dict[str, Any]) -> Any:
    positional = [
        moved.get(name, value) for name, value in zip(recipe.positional, sample.args)
    ]
    rest = sample.args[len(recipe.positional) :]
    if recipe.variadic in moved:
        rest = moved[recipe.variadic]
    keywords = {k: moved.get(k, v) for k, v in sample.keywords.items()}
    return [*positional, *rest], keywords


def _check_transposition(found: Any, tangents: Any, seed: Any) -> None:
    left = inner(seed, found.tangent)
    right = sum(inner(found.adjoints[name], tangents[name]) for name in tangents)
    assert right == pytest.approx(left, rel=1e-9, abs=1e-10)


@pytest.mark.parametrize(("recipe", "sample"), _cases())
@pytest.mark.parametrize("literals", [True, False])
def test_float32_stays(recipe: Recipe, sample: Sample, literals: bool) -> None:
    if not sample.precise or not _only_arrays(recipe, sample):
        return
    narrow = sample._replace(
        args=tuple(_narrow(value) for value in sample.args),
        keywords={name: _narrow(value) for name, value in sample.keywords.items()},
    )
    try:
        found, _, _, _ = outcome(recipe, narrow, literals=literals)
    except Refused:
        assert not literals
        return
    if OLD_PROMOTION and (key_of(np.select) == recipe.key or _is_widened(found.result)):
        return  # `np.select` without default: arrays of the integer 0 come along
    kinds = [np.asarray(one).dtype.name for one in numbers(found.tangent)]
    for adjoint in found.adjoints.values():
        kinds += [np.asarray(one).dtype.name for one in numbers(adjoint)]
    assert set(kinds) == {"float32"}


def _is_widened(result: Any) -> bool:
    """Whether NumPy itself left float32, or will as soon as a number comes along."""
    return any(
        not isinstance(one, np.ndarray) or one.dtype != np.float32
        for one in numbers(result)
    )


def _only_arrays(recipe: Recipe, sample: Sample) -> bool:
    values = leaves(list(active(recipe, sample).values()))
    return all(np.ndim(value) > 0 for value in values)


def _narrow(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value.astype(np.float32)
    if type(value) in (list, tuple):
        return type(value)(_narrow(item) for item in value)
    return value


# The text of recipes.

DEFINITIONS = {recipe.definition: recipe for recipe in RECIPES}
MARKERS = set(
    """
    rank kind is_square is_scalar plain literal is_sequence known_length vanishes refuse
    """.split()
)


def _calls(recipe: Recipe) -> list[ast.Call]:
    lines = textwrap.dedent(inspect.getsource(recipe.definition))
    tree = ast.parse(lines)
    body = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.Lambda, ast.FunctionDef))
    )
    inside = body.body if isinstance(body.body, list) else [body.body]
    nodes = [node for part in inside for node in ast.walk(part)]
    return [node for node in nodes if isinstance(node, ast.Call)]


@pytest.mark.parametrize("recipe", DEFINITIONS.values(), ids=lambda r: describe(r.key))
def test_what_recipes_call_can_be_differentiated(recipe: Recipe) -> None:
    scope = {**vars(builtins), **recipe.definition.__globals__}
    for node in _calls(recipe):
        text = ast.unparse(node.func)
        if text in MARKERS or text in (
            "enumerate",
            "zip",
            "range",
            "list",
            "d[a].astype",
            "np.arange",  # of sizes, which have no derivative
        ):
            continue
        called = eval(text, scope)
        assert (
            notation.is_constant(called)
            or registry.lookup(called) is not None
            or registry.zero_derivative(called)
        ), text


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: describe(r.key))
def test_parameters_are_those_of_the_function(recipe: Recipe) -> None:
    function = callable_of(recipe)
    if isinstance(function, np.ufunc) or isinstance(recipe.key, tuple):
        return
    try:
        theirs = inspect.signature(function).parameters
    except ValueError:
        return
    positional = [
        name
        for name, one in theirs.items()
        if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]
    starred = any(one.kind is one.VAR_POSITIONAL for one in theirs.values())
    only_by_position = recipe.definition.__code__.co_posonlyargcount
    for place, name in enumerate(recipe.positional):
        if recipe.key is scipy.linalg.norm:  # shares the names of np.linalg.norm
            continue
        if only_by_position == 0 and not starred and place < len(positional):
            hidden = theirs[positional[place]].kind is inspect.Parameter.POSITIONAL_ONLY
            assert name == positional[place] or hidden
        elif not starred:
            assert place < len(positional)
