"""Imports that stand in a function: their names are resolved like those of modules.

Only those that run whenever the function does, of names that nothing else binds.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Collection
from types import FunctionType
from typing import Any, NamedTuple

import gast

from autograd_src.frontend import scoping
from autograd_src.frontend.canonicalize.nodes import clone
from autograd_src.live import access

__all__ = ["Imported", "imports", "without_imports"]

_IMPORTS = (gast.Import, gast.ImportFrom)


class Imported(NamedTuple):
    """What an import binds a name to: a module, or something in it."""

    module: str
    attribute: str = ""


def imports(node: Any, function: FunctionType) -> dict[str, Imported]:
    """The names that imports at the top of a function's body bind.

    >>> tree = gast.parse('''
    ... def f(x):
    ...     import os.path, math as m
    ...     from cmath import exp
    ...     if x: import json
    ... ''').body[0]
    >>> for name, found in imports(tree, imports).items():
    ...     print(name, found.module, found.attribute or '-')
    os os -
    m math -
    exp cmath exp
    """
    if not isinstance(node.body, list):
        return {}
    statements = [s for s in node.body if isinstance(s, _IMPORTS)]
    if not statements:
        return {}
    found: dict[str, Imported] = {}
    for s in statements:
        found.update(_names(s, function))
    bound = Counter(name for s in node.body for name, _ in scoping.bindings(s))
    bound.update(scoping.parameters(node.args))
    declared = scoping.declared(node)
    return {
        name: f
        for name, f in found.items()
        if bound[name] == 1 and name not in declared
    }


def without_imports(node: Any, names: Collection[str]) -> Any:
    """The function without the imports that bind these names alone."""
    made = clone(node)
    made.body = [s for s in made.body if not _is_of(s, names)] or [gast.Pass()]
    return made


def _is_of(s: Any, names: Collection[str]) -> bool:
    if not isinstance(s, _IMPORTS):
        return False
    return all((a.asname or a.name).partition(".")[0] in names for a in s.names)


def _names(s: Any, function: FunctionType) -> dict[str, Imported]:
    found = {}
    for alias in s.names:
        if isinstance(s, gast.Import):
            if not _is_there(alias.name):
                continue
            name = alias.asname or alias.name.partition(".")[0]
            found[name] = Imported(alias.name if alias.asname else name)
            continue
        module = _absolute(s, function)
        if module and alias.name != "*" and _is_there(module):
            inner = f"{module}.{alias.name}"
            name = alias.asname or alias.name
            if hasattr(access.imported(module), alias.name):
                found[name] = Imported(module, alias.name)
            elif _is_there(inner):
                found[name] = Imported(inner)
    return found


def _absolute(s: Any, function: FunctionType) -> str:
    """The module that `from ... import` names, relative to that of the function."""
    if not s.level:
        return str(s.module)
    package = function.__globals__.get("__package__") or ""
    try:
        return importlib.util.resolve_name("." * s.level + (s.module or ""), package)
    except ImportError:
        return ""


def _is_there(module: str) -> bool:
    """Whether the module can be imported, as running the function would do."""
    try:
        access.imported(module)
    except access.Unreachable:
        return False
    return True
