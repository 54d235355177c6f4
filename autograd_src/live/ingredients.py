"""Ingredients: what generation consulted, and whether it is still so.

They stand in the header of a cached module. The digests are of live objects only; no
text is parsed to check one.
"""

from __future__ import annotations
import __future__

import functools
import types
from collections.abc import Callable, Mapping
from typing import NamedTuple

from autograd_src.errors import NotDifferentiable
from autograd_src.live import identity, proof
from autograd_src.live.access import Binding, Unreachable, find_name, resolve, steps
from autograd_src.live.digests import Field, digest_of
from autograd_src.live.objects import members_of
from autograd_src.live.signature import abstract, text
from autograd_src.live.source import Source, source_of

__all__ = [
    "Ingredient",
    "abstract_digest",
    "class_digest",
    "defaults_digest",
    "holds",
    "identity_digest",
    "recipe_digest",
    "source_digest",
]

_Arguments = Mapping[str, object] | None
_Recipes = Callable[[str], str | None]


class Ingredient(NamedTuple):
    """One thing that the emitted text depends on.

    Attributes
    ----------
    kind : str
        "source", "defaults", "identity", "abstract", "class", "missing" or "recipe".
    path : str
        Access path from the entry function ("" is itself); of a recipe its name.
    digest : str
        What was there, as hex.
    lines : int
        Of a source, its number of lines: saves looking for its end; else 0.
    """

    kind: str
    path: str
    digest: str
    lines: int = 0


def holds(
    ingredient: Ingredient,
    function: types.FunctionType,
    arguments: _Arguments = None,
    recipes: _Recipes | None = None,
) -> bool:
    """Tell whether what was consulted is still the same.

    Parameters
    ----------
    ingredient : Ingredient
        What was consulted.
    function : function
        The entry function: paths begin at it.
    arguments : mapping, optional
        The arguments by name. Without them, no path that begins at one holds.
    recipes : callable, optional
        Gives the digest of the user's recipe of a name, None where there is none.
        Without it, no ingredient about a recipe holds.
    """
    if ingredient.kind == "recipe":
        return recipes is not None and ingredient.digest == recipe_digest(
            recipes(ingredient.path)
        )
    try:
        return _now(ingredient, function, arguments) == ingredient.digest
    except (Unreachable, NotDifferentiable):
        return False


def _now(
    ingredient: Ingredient, function: types.FunctionType, arguments: _Arguments
) -> str:
    if ingredient.kind == "missing":
        return missing_digest(ingredient.path, function, arguments)
    binding = resolve(ingredient.path, function, arguments)
    if ingredient.kind == "abstract":
        return abstract_digest(binding)
    if ingredient.kind == "identity":
        return identity_digest(binding)
    if ingredient.kind == "class":
        return class_digest(binding)
    value = binding.value
    if type(value) is not types.FunctionType:
        raise Unreachable(ingredient.path)
    if ingredient.kind == "source":
        return source_digest(value, source_of(value, ingredient.lines))
    if ingredient.kind == "defaults":
        return defaults_digest(value)
    raise Unreachable(ingredient.kind)


def abstract_digest(binding: Binding) -> str:
    """Digest of the abstract value of what is bound."""
    return digest_of("abstract", text(abstract(binding.value)))


def identity_digest(binding: Binding) -> str:
    """Digest of what is bound and of how it was found, not of the path."""
    described = identity.describe(binding.value)
    return digest_of("identity", binding.kind, binding.owner, described)


def class_digest(binding: Binding) -> str:
    """Digest of what a class and its bases hold; of an object, of its class."""
    return digest_of("class", members_of(binding.value))


def source_digest(function: types.FunctionType, source: Source) -> str:
    """Digest of a function's text, its module and its future flags."""
    flags = function.__code__.co_flags & proof.FUTURE_FLAGS
    module = identity.module_of(function)
    return digest_of("source", source.digest(), module, _future_names(flags))


@functools.cache
def _future_names(flags: int) -> tuple[str, ...]:
    # By name: the bits differ between Pythons.
    return tuple(
        name
        for name in __future__.all_feature_names
        if flags & getattr(__future__, name).compiler_flag
    )


def defaults_digest(function: types.FunctionType) -> str:
    """Digest of the defaults: constants by value, the others by what they are."""
    keywords = function.__kwdefaults__ or {}
    return digest_of(
        "defaults",
        tuple(map(_default, function.__defaults__ or ())),
        tuple((name, _default(value)) for name, value in keywords.items()),
    )


def _default(value: object) -> Field:
    if _is_constant(value):
        return "constant", proof.constant_field(value)
    return "value", text(abstract(value))


def _is_constant(value: object) -> bool:
    if type(value) is tuple:
        return all(map(_is_constant, value))
    return type(value) in (type(None), bool, int, float, complex, str, bytes)


def missing_digest(
    path: str, function: types.FunctionType, arguments: _Arguments
) -> str:
    """Digest of a name's absence, seen from the function that lacks it."""
    *_, (_, name) = steps(path)
    outer = path[: -len(f"globals:{name}")].rstrip("/")
    value = resolve(outer, function, arguments).value
    if type(value) is not types.FunctionType:
        raise Unreachable(path)
    return digest_of("missing", find_name(value, name).kind)


def recipe_digest(recipe: str | None) -> str:
    """Digest of a recipe that was used, or of there being none."""
    return digest_of("recipe", recipe)
