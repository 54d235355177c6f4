"""Recipes executed: a stand-in for the expander that shares no code with it.

A recipe is run once as the Python function that it is. Reading ``d[argument]`` gives
the argument's tangent, reading ``d[result]`` the result's adjoint, and writing records
the tangent of the result and the adjoints of the arguments. The ranks that a recipe may
ask for can be hidden, which takes it down its general path.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np

from autograd_src.recipes.notation import is_constant
from autograd_src.recipes.registry import Recipe, bind
from autograd_src.runtime import sum_to

UNKNOWN = math.nan  # every comparison with it is false


class Refused(Exception):
    """The recipe refuses the call."""


class Outcome(NamedTuple):
    result: Any
    tangent: Any
    adjoints: dict[str, Any]


class _Recorder:
    def __init__(self) -> None:
        self.read: dict[int, Any] = {}
        self.written: dict[int, Any] = {}

    def __getitem__(self, name: Any) -> Any:
        if id(name) not in self.read and isinstance(name, (list, tuple)):
            return type(name)(self[item] for item in name)
        if id(name) in self.read:
            return self.read[id(name)]
        return np.zeros_like(name, dtype=np.result_type(name, np.float32))

    def __setitem__(self, name: Any, value: Any) -> None:
        self.written[id(name)] = value


def callable_of(recipe: Recipe) -> Callable[..., Any]:
    """The function that a recipe is about."""
    if isinstance(recipe.key, tuple):
        return getattr(recipe.key[0], recipe.key[1])
    assert callable(recipe.key)
    return recipe.key


def distinct(value: Any) -> Any:
    """A copy that is no other object: adjoints are kept by identity."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (float, np.floating)):
        return type(value)(value * 1.0)
    if type(value) in (list, tuple):
        return type(value)(distinct(item) for item in value)
    return value


def run(
    recipe: Recipe,
    args: tuple[Any, ...],
    keywords: dict[str, Any],
    tangents: dict[str, Any],
    seed: Callable[[Any], Any],
    hide_ranks: bool = False,
    literals: bool = True,
) -> Outcome:
    """Evaluate a recipe in both modes."""
    arguments = _arguments(recipe, args, keywords)
    function = callable_of(recipe)
    result = distinct(function(*args, **keywords))
    weight = seed(result)
    known = {id(v) for k, v in arguments.items() if k not in tangents and literals}
    if recipe.tier == "elementwise":
        globals_ = _globals(recipe, None, hide_ranks, known)
        return _elementwise(recipe, globals_, arguments, result, weight, tangents)
    d = _Recorder()
    d.read[id(result)] = weight
    for name, tangent in tangents.items():
        _pair(d.read, arguments[name], tangent)
    globals_ = _globals(recipe, d, hide_ranks, known)
    _call(recipe, globals_, result, arguments)
    if recipe.tier == "linear":
        moved = {**arguments, **{k: tangents[k] for k in tangents}}
        tangent = function(
            *_positional(recipe, moved, args), **_by_name(moved, keywords)
        )
    else:
        tangent = d.written[id(result)]
    adjoints = {name: _collect(d.written, arguments[name]) for name in tangents}
    if recipe.broadcasts:
        adjoints = {k: sum_to(g, arguments[k]) for k, g in adjoints.items()}
    return Outcome(result, tangent, adjoints)


def _arguments(
    recipe: Recipe, args: tuple[Any, ...], keywords: dict[str, Any]
) -> dict[str, Any]:
    binding = bind(recipe, args, keywords)
    values = {**binding.defaults, **binding.given}
    if recipe.variadic is not None:
        values[recipe.variadic] = binding.starred
    return values


def _positional(recipe: Recipe, values: dict[str, Any], args: tuple[Any, ...]) -> Any:
    return [values[name] for name in recipe.positional[: len(args)]]


def _by_name(values: dict[str, Any], keywords: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in keywords}


def _call(recipe: Recipe, globals_: Any, result: Any, values: dict[str, Any]) -> Any:
    made = FunctionType(
        recipe.definition.__code__,
        globals_,
        closure=recipe.definition.__closure__,
    )
    star = values.get(recipe.variadic, ()) if recipe.variadic else ()
    by_name = {
        name: values[name]
        for name in recipe.parameters
        if name not in recipe.positional and name != recipe.variadic
    }
    return made(result, *(values[name] for name in recipe.positional), *star, **by_name)


def _pair(table: dict[int, Any], value: Any, tangent: Any) -> None:
    table[id(value)] = tangent
    if type(value) in (list, tuple):
        for item, part in zip(value, tangent, strict=True):
            _pair(table, item, part)


def _collect(written: dict[int, Any], value: Any) -> Any:
    if id(value) in written:
        return written[id(value)]
    if type(value) in (list, tuple):
        return type(value)(_collect(written, item) for item in value)
    raise LookupError("no adjoint of an argument that has a tangent")


def _elementwise(
    recipe: Recipe,
    globals_: Any,
    values: dict[str, Any],
    result: Any,
    weight: Any,
    tangents: dict[str, Any],
) -> Outcome:
    # All partials are evaluated here, those of arguments without tangents too.
    with np.errstate(all="ignore"):
        partials = _call(recipe, globals_, result, values)
    if not isinstance(partials, tuple):
        partials = (partials,)
    assert len(partials) == len(recipe.parameters)
    tangent, adjoints = np.zeros(np.shape(result)), {}
    tangent = tangent.astype(np.asarray(weight).dtype)
    for name, partial in zip(recipe.parameters, partials):
        if name in tangents and partial is None:
            partial = 0
        assert not (name in tangents and isinstance(partial, str)), partial
        if name in tangents:
            tangent = tangent + tangents[name] * partial
            full = np.broadcast_to(weight * partial, np.shape(result))
            adjoints[name] = sum_to(full, values[name])
    return Outcome(result, tangent, adjoints)


def _when_known(function: Callable[..., Any]) -> Callable[..., Any]:
    def called(*args: Any) -> Any:
        if any(arg is UNKNOWN for arg in args):
            raise Refused("an unknown rank")
        return function(*args)

    return called


def _globals(recipe: Recipe, d: Any, hide: bool, known: set[int]) -> dict[str, Any]:
    def refuse(advice: str) -> None:
        raise Refused(advice)

    def literal(x: Any) -> bool:
        return id(x) in known and not isinstance(x, (np.ndarray, np.generic))

    def is_sequence(x: Any) -> bool:
        return type(x) in (list, tuple)

    def rank(x: Any) -> Any:
        return UNKNOWN if hide else np.ndim(x)

    def square(x: Any) -> bool:
        return np.ndim(x) > 1 and len({*np.shape(x)[-2:]}) == 1 and not hide

    def scalar(x: Any) -> bool:
        return isinstance(x, (int, float, np.generic)) and not hide

    markers = {
        "d": d,
        "rank": rank,
        "kind": lambda x: UNKNOWN if hide else np.asarray(x).dtype.name,
        "is_square": square,
        "is_scalar": scalar,
        "plain": lambda x: type(x) in (int, float) and not hide,
        "literal": literal,
        "is_sequence": is_sequence,
        "known_length": lambda x: is_sequence(x) and not hide,
        "refuse": refuse,
        "vanishes": lambda bar: False,
        "operator": operator,
    }
    own = recipe.definition.__globals__
    constants = {k: _when_known(v) for k, v in own.items() if is_constant(v)}
    return {**own, **constants, **{k: v for k, v in markers.items() if k in own}}
