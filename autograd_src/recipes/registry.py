"""The registry of derivative recipes: what is known about which callable.

Here live the record of one recipe, the two tables (the library's own, loaded from the
topic files on first use, and the user's, which wins) and the questions that the
passes ask. How a recipe is written is in `notation`, the formulas are in the topic
files, functions without a derivative are in `passive`. Cheap to import.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import FunctionType, MethodType
from typing import Any, NamedTuple

import numpy as np

from autograd_src.recipes.spelling import describe as describe
from autograd_src.recipes.spelling import name_of as name_of


class Recipe(NamedTuple):
    """One recipe: a formula for the derivative of one callable, in both modes.

    Attributes
    ----------
    key : object
        The callable, or a pair (ufunc, method name) such as ``(np.add, "at")``.
    tier : str
        ``"elementwise"``, ``"linear"`` or ``"recipe"``.
    definition : FunctionType
        The lambda or function whose source is the formula; first parameter: result.
    shape : callable or None
        Rule for the abstract value of the result (see `shapes`); None: unknown, or
        broadcasting for elementwise recipes.
    broadcasts : bool
        The arguments broadcast against each other: an adjoint line of an argument
        has the shape of the result and is summed to the argument's shape.
    dtype : str
        ``"float"``: integers give float64; ``"promote"``: as in arithmetic.
    linear_in : tuple of str
        Parameters in which a linear recipe is linear.
    """

    key: object
    tier: str
    definition: Any
    shape: Callable[..., Any] | None
    broadcasts: bool
    dtype: str
    linear_in: tuple[str, ...]

    @property
    def result(self) -> str:
        """Name of the first parameter, which stands for the result."""
        return str(self.definition.__code__.co_varnames[0])

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the arguments, keyword-only ones and ``*args`` last."""
        code = self.definition.__code__
        count = code.co_argcount + code.co_kwonlyargcount
        starred = 1 if self.variadic else 0
        return tuple(code.co_varnames[1 : count + starred])

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the arguments without default: options are not among them."""
        given = len(self.positional) - len(self.definition.__defaults__ or ())
        options = (*self.positional[given:], *(self.definition.__kwdefaults__ or ()))
        return tuple(name for name in self.parameters if name not in options)

    @property
    def positional(self) -> tuple[str, ...]:
        """Names of the arguments that may be passed by position."""
        code = self.definition.__code__
        return tuple(code.co_varnames[1 : code.co_argcount])

    @property
    def variadic(self) -> str | None:
        """Name of the parameter ``*args``, if there is one."""
        code = self.definition.__code__
        if not code.co_flags & 0x04:  # CO_VARARGS
            return None
        return str(code.co_varnames[code.co_argcount + code.co_kwonlyargcount])

    @property
    def defaults(self) -> dict[str, object]:
        """Default values by parameter name."""
        values = self.definition.__defaults__ or ()
        names = self.positional[len(self.positional) - len(values) :]
        found = dict(zip(names, values, strict=True))
        found.update(self.definition.__kwdefaults__ or {})
        return found


class Binding(NamedTuple):
    """Arguments of a call by parameter name; defaults are given as constants."""

    given: dict[str, Any]
    starred: tuple[Any, ...]
    defaults: dict[str, object]


def bind(recipe: Recipe, args: Sequence[Any], keywords: Mapping[str, Any]) -> Binding:
    """Bind a call's arguments to a recipe's parameters.

    Raises
    ------
    TypeError
        For an argument that the recipe does not list, which has to be refused:
        its effect on the derivative is not known.
    """
    positional = recipe.positional
    if len(args) > len(positional) and recipe.variadic is None:
        raise TypeError(
            f"the recipe of {describe(recipe.key)} takes {len(positional)}"
            f" positional arguments ({', '.join(positional)}), not {len(args)}"
        )
    given = dict(zip(positional, args, strict=False))
    for keyword, value in keywords.items():
        _check_keyword(recipe, keyword, given)
        given[keyword] = value
    defaults = {k: v for k, v in recipe.defaults.items() if k not in given}
    for parameter in positional:
        if parameter not in given and parameter not in defaults:
            name = describe(recipe.key)
            raise TypeError(f"{name}() misses its argument {parameter!r}")
    return Binding(given, tuple(args[len(positional) :]), defaults)


def _check_keyword(recipe: Recipe, keyword: str, given: Mapping[str, object]) -> None:
    name = describe(recipe.key)
    by_position_only = (
        recipe.definition.__code__.co_posonlyargcount - 1
    )  # the result is one
    positional = recipe.positional
    ufunc = isinstance(recipe.key, np.ufunc)
    hidden = positional if ufunc else positional[: max(by_position_only, 0)]
    known = set(recipe.parameters) - set(hidden) - {recipe.variadic}
    if keyword not in known:
        raise TypeError(
            f"the derivative of {name} with the keyword {keyword!r} is not known"
        )
    if keyword in given:
        raise TypeError(f"{name}() got two values for its argument {keyword!r}")


# Tables are keyed by identity: callables may define __eq__, and `np.add.at` is a
# new object at every access. The key object is kept in the recipe, so ids stay valid.
_Identity = tuple[int, str]
_library: dict[_Identity, Recipe] = {}
_user: dict[_Identity, Recipe] = {}


# Kinds of callables that are their own key, and the most frequent ones.
_PLAIN = frozenset({np.ufunc, FunctionType, type, type(np.sum)})


def _identity(obj: object) -> _Identity:
    if type(obj) in _PLAIN:
        return id(obj), ""
    key = key_of(obj)
    if isinstance(key, tuple):
        return id(key[0]), str(key[1])
    return id(key), ""


def key_of(obj: object) -> object:
    """Give the key of a callable: itself, or (ufunc or distribution, method name).

    >>> key_of(np.add.at)
    (<ufunc 'add'>, 'at')
    """
    owner = getattr(obj, "__self__", None)
    if isinstance(owner, np.ufunc) and isinstance(obj, type(np.add.at)):
        return owner, obj.__name__
    if isinstance(obj, MethodType) and is_distribution(owner):
        return owner, obj.__name__
    return obj


def is_distribution(obj: object) -> bool:
    """Whether `obj` is one of the distributions that `scipy.stats` has under a name."""
    stats = sys.modules.get("scipy.stats")
    return stats is not None and isinstance(obj, getattr(stats, "rv_continuous", ()))


def register(recipe: Recipe) -> None:
    """Enter a recipe: the library's own in its table, every other in the user's."""
    own = recipe.definition.__globals__.get("__package__") == __package__
    table = _library if own else _user
    table[_identity(recipe.key)] = recipe


def unregister(obj: object) -> None:
    """Remove the user's recipe of a callable, if there is one."""
    _user.pop(_identity(obj), None)


def user_recipe(obj: object) -> Recipe | None:
    """The recipe that the user has registered for a callable."""
    return _user.get(_identity(obj))


_asked: dict[int, dict[_Identity, object]] = {}


@contextmanager
def asking() -> Iterator[dict[_Identity, object]]:
    """Collect the callables whose recipes are looked up meanwhile."""
    try:
        yield _asked.setdefault(len(_asked), {})
    finally:
        _asked.popitem()


def lookup(obj: object) -> Recipe | None:
    """The recipe of a callable; the user's wins over the library's."""
    identity = _identity(obj)
    for asked in _asked.values():
        asked[identity] = obj
    known = _user.get(identity) or _library.get(identity)
    return known or _library_table().get(identity)  # a topic may not be there yet


def user_recipes() -> tuple[Recipe, ...]:
    """All recipes that the user has registered, in that order."""
    return tuple(_user.values())


def recipes() -> tuple[Recipe, ...]:
    """All recipes of the library, in the order of the topic files."""
    return tuple(_library_table().values())


# Topics about modules that a program may do without: their functions can only be met
# once the module has been imported, so that is when the topic is.
_optional = {
    "scipy.special": "scipy_special",
    "scipy.linalg": "scipy_linalg",
    "scipy.stats": "scipy_stats",
}


def _library_table() -> dict[_Identity, Recipe]:
    if not hasattr(_table(), "complete"):  # a topic looks up what those before it know
        return _library
    if _optional.keys().isdisjoint(sys.modules.keys()):
        return _library
    for module in [name for name in _optional if name in sys.modules]:
        # Importing one may ask for recipes, and so come here again.
        topic = _optional.pop(module, None)
        if topic is not None:
            import_module(f"{__package__}.{topic}")
    return _library


@cache
def _table() -> Any:
    from autograd_src.recipes import table  # importing it fills _library

    return table


@cache
def _passive() -> Any:
    from autograd_src.recipes import passive

    return passive


def zero_derivative(obj: object) -> bool:
    """Whether a callable's result has derivative zero, whatever its arguments."""
    identity = _identity(obj)
    return identity in _passive().zeros() and identity not in _user


def broken(obj: object) -> bool:
    """Whether a zero derivative is a surprise worth a warning (``int``, ``argmax``)."""
    identity = _identity(obj)
    return identity in _passive().surprises() and identity not in _user


def pure(obj: object) -> bool:
    """Whether a call may be evaluated again or left out."""
    identity = _identity(obj)
    if identity in _passive().pure_functions():
        return True
    impure = _passive().impure_functions()
    return identity in _library_table() and identity not in impure


def harmless(obj: object) -> bool:
    """Whether a call that is not pure leaves its arguments as they are, all the
    same.
    """
    return _identity(obj) in _passive().harmless_functions()


def cheap(obj: object) -> bool:
    """Whether evaluating a call again costs no more than keeping its result."""
    return _identity(obj) in _passive().cheap_functions()


def advice(obj: object) -> str:
    """What to write instead of a function that has no recipe; "" if there is none."""
    from autograd_src.recipes.advice import advice_of

    return advice_of(describe(key_of(obj)))


def nearest(name: str) -> list[str]:
    """Names of recipes that resemble a name, best first, for error messages."""
    from difflib import get_close_matches

    module, _, last = name.rpartition(".")
    known: dict[str, list[str]] = {}
    for recipe in (*recipes(), *_user.values()):
        full = describe(recipe.key)
        known.setdefault(full.rpartition(".")[2], []).append(full)
    close = get_close_matches(last, sorted(known), n=3, cutoff=0.7)
    found = [full for short in close for full in sorted(set(known[short]))]
    return sorted(found, key=lambda full: full.rpartition(".")[0] != module)
