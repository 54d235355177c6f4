"""Guards: which ingredients are checked at each call, and how.

Only what a user can rebind: names in modules of the user's own (module aliases
included) and the code and defaults of functions. What a library's module holds is
checked when an entry is loaded.
"""

from __future__ import annotations

import functools
import os
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from autograd_src.live.access import parent, resolve, steps
from autograd_src.live.ingredients import Ingredient
from autograd_src.live.objects import members_of
from autograd_src.live.signature import Instance, Static, abstract, key

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Guard(NamedTuple):
    """One condition: what is at the path is still what was expected.

    Attributes
    ----------
    path : str
        Access path from the entry function.
    expected : object
        What to compare with.
    by : str
        "is": identity; "key": `signature.key` of the value; "type": its type;
        "class": what it holds, or its class; "absent": nothing is there.
    """

    path: str
    expected: object
    by: str


def guards(
    ingredients: Iterable[Ingredient],
    function: types.FunctionType,
    arguments: Mapping[str, object] | None = None,
) -> tuple[Guard, ...]:
    """Return what has to be checked at each call, as things stand now.

    Parameters
    ----------
    ingredients : iterable of Ingredient
        All of them; those that hold for as long as a process runs give no guard.
    function : function
        The entry function.
    arguments : mapping, optional
        The arguments by name, where paths begin at them.
    """
    found: dict[tuple[str, str], Guard] = {}
    for ingredient in ingredients:
        for guard in _guards_of(ingredient, function, arguments):
            found.setdefault((guard.path, guard.by), guard)
    return tuple(found.values())


def _guards_of(
    ingredient: Ingredient,
    function: types.FunctionType,
    arguments: Mapping[str, object] | None,
) -> Iterator[Guard]:
    kind, path = ingredient.kind, ingredient.path
    if kind == "recipe":
        return
    reached = _users_part(path, function, arguments)
    if reached != path:
        # A library's: whether the user's name still leads there is all that counts.
        if reached:
            yield Guard(reached, resolve(reached, function, arguments).value, "is")
        return
    if kind == "missing" or (path and steps(path)[-1][0] == "builtins"):
        yield Guard(_as_global(path), None, "absent")
        return
    value = resolve(path, function, arguments).value
    if kind == "abstract":
        yield from _abstract_guards(path, value)
    elif kind == "class":
        yield Guard(path, members_of(value), "class")
    elif kind == "identity":
        yield Guard(path, value, "is")
    else:
        yield from _function_guards(path, value)


def _abstract_guards(path: str, value: object) -> Iterator[Guard]:
    described = abstract(value)
    if isinstance(described, Instance):
        yield Guard(path, type(value), "type")
    elif isinstance(described, Static) and type(value) is not str:
        yield from _function_guards(path, value)
    else:
        yield Guard(path, key(value), "key")


def _function_guards(path: str, value: object) -> Iterator[Guard]:
    if path:
        yield Guard(path, value, "is")
    if type(value) is types.FunctionType and (not path or is_users(value)):
        # Reloading in place puts another code object into the same function.
        yield Guard(f"{path}.__code__", value.__code__, "is")
        yield Guard(f"{path}.__defaults__", value.__defaults__, "is")
        yield Guard(f"{path}.__kwdefaults__", value.__kwdefaults__, "is")


def _users_part(
    path: str, function: types.FunctionType, arguments: Mapping[str, object] | None
) -> str:
    """Return the path up to the last step that the user can rebind."""
    while path and steps(path)[-1][0] not in ("closure", "argument"):
        # A function stands for its module: it is where its globals are.
        if is_users(resolve(parent(path), function, arguments).value):
            break
        path = parent(path)
    return path


def _as_global(path: str) -> str:
    head = parent(path)
    name = steps(path)[-1][1]
    return f"{head}/globals:{name}" if head else f"globals:{name}"


# Whose a thing is.


def is_users(value: object) -> bool:
    """Tell whether a value belongs to the user rather than to a library."""
    if type(value) is types.FunctionType:
        return _is_users_file(value.__globals__.get("__file__"))
    if issubclass(type(value), types.ModuleType):
        return _is_users_module(value)  # type: ignore[arg-type]
    if issubclass(type(value), type):
        module = sys.modules.get(value.__module__)
        return module is None or _is_users_module(module)
    # An object holds what its user puts there, whoever wrote its class.
    return type(value) is not np.ufunc


def _is_users_module(module: types.ModuleType) -> bool:
    namespace = vars(module)
    if "__file__" not in namespace:
        # Built-in and frozen modules; an interactive session has no spec.
        return namespace.get("__spec__") is None
    return _is_users_file(namespace["__file__"])


@functools.cache
def _is_users_file(file: object) -> bool:
    if not isinstance(file, str):
        return True
    path = os.path.abspath(file)
    folders = path.split(os.sep)
    if "site-packages" in folders or "dist-packages" in folders:
        return False
    # This package is a library wherever it lies, also in its own checkout.
    homes = os.path.dirname(os.path.abspath(os.__file__)), _PACKAGE
    return not path.startswith(tuple(home + os.sep for home in homes))
