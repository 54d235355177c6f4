"""Coarse activity: which names may hold something that depends on active parameters.

It looks at names alone, before anything is known about types, and errs on the active
side: whatever is passive here can be carried over as it stands. What is really active
is found later, on the intermediate form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import gast

from autograd_src.frontend.names import own_identifiers
from autograd_src.frontend.spreading import Facts, Search
from autograd_src.syntax.walking import children, fields_below

__all__ = ["Facts", "coarse", "escapes", "is_active", "whole"]

_DEFINITIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda, gast.ClassDef)
_LOOPS = (gast.For, gast.AsyncFor, gast.While)
# Besides names, these hold identifiers.
_NAMING = (gast.stmt, gast.alias, gast.pattern, gast.type_param)


def is_active(node: Any, names: Collection[str]) -> bool:
    """Whether `node` reads or binds one of `names`, nested scopes included.

    >>> is_active(gast.parse("n = len(x)"), {"x"}), is_active(gast.parse("n"), {"x"})
    (True, False)
    """
    todo = [node]
    while todo:
        n = todo.pop()
        if isinstance(n, gast.Name):
            if n.id in names:
                return True
            continue
        if isinstance(n, _NAMING) and any(i in names for i in own_identifiers(n)):
            return True
        # Targets come first, and what is bound to something active is active.
        for field in reversed(fields_below(type(n))):
            value = getattr(n, field, None)
            if isinstance(value, gast.AST):
                todo.append(value)
            elif isinstance(value, list):
                todo += [item for item in reversed(value) if isinstance(item, gast.AST)]
    return False


def escapes(node: Any) -> frozenset[str]:
    """The jumps by which control may leave the statement for elsewhere in its function.

    >>> loop = gast.parse("for v in x:\\n    if v: break\\n    else: return v").body[0]
    >>> sorted(escapes(loop)), sorted(escapes(loop.body[0]))
    (['return'], ['break', 'return'])
    """
    found: set[str] = set()
    _escapes(node, found, inside=False)
    return frozenset(found)


def _escapes(node: Any, found: set[str], inside: bool) -> None:
    if isinstance(node, gast.Return):
        found.add("return")
    elif isinstance(node, (gast.Break, gast.Continue)) and not inside:
        found.add(type(node).__name__.lower())
    elif isinstance(node, _LOOPS):
        for child in node.body:
            _escapes(child, found, inside=True)
        for child in node.orelse:
            _escapes(child, found, inside)
    elif not isinstance(node, (*_DEFINITIONS, gast.expr)):
        for child in children(node):
            _escapes(child, found, inside)


def whole(statement: Any, names: Collection[str]) -> bool:
    """Whether the statement is passive code, which stays as it is."""
    return not is_active(statement, names) and not escapes(statement)


def coarse(
    function_def: Any, active_parameters: Iterable[str], facts: Facts | None = None
) -> frozenset[str]:
    """Names that may hold, contain or share memory with something active.

    >>> f = gast.parse('''
    ... def f(x, n):
    ...     y = [0.0] * n
    ...     z = y
    ...     y[0] = x
    ...     k = n + 1
    ...     return z[0] * k
    ... ''').body[0]
    >>> sorted(coarse(f, ["x"]))
    ['x', 'y', 'z']
    """
    search = Search(function_def, facts or Facts())
    return frozenset(search.run(active_parameters))
