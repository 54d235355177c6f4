"""The nodes of a syntax tree, at once: passes ask for them again and again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import gast

__all__ = ["children", "fields_below", "walk"]


def children(node: Any) -> list[Any]:
    """The nodes right below `node`, in order.

    >>> [type(n).__name__ for n in children(gast.parse("f(x, 1)").body[0].value)]
    ['Name', 'Name', 'Constant']
    """
    found: list[Any] = []
    held = vars(node)
    for field in fields_below(type(node)):
        value = held.get(field)
        if value is None:
            continue
        if isinstance(value, gast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [item for item in value if isinstance(item, gast.AST)]
    return found


def _fields_below(cls: Any) -> tuple[str, ...]:
    """The fields in which nodes of a class may hold nodes that say something."""
    return tuple(field for field in cls._fields if field not in _PLAIN)


fields_below: Callable[[Any], tuple[str, ...]] = functools.cache(_fields_below)

# Texts and numbers; and the context of a name, a node that is known from its place.
_PLAIN = frozenset(
    """
    arg asname attr conversion ctx id is_async kind level lineno module simple
    type_comment
    """.split()
)


def walk(node: Any) -> list[Any]:
    """`node` and all nodes below it, those nearer to it first.

    What is done to the tree afterwards does not change the list.

    >>> [n.id for n in walk(gast.parse("f(g(x), y)")) if isinstance(n, gast.Name)]
    ['f', 'y', 'g', 'x']
    """
    found = [node]
    for n in found:  # it grows
        cls = type(n)
        if cls is gast.Constant or (cls is gast.Name and n.annotation is None):
            continue  # most nodes
        held = vars(n)
        for field in fields_below(cls):
            value = held.get(field)
            if type(value) is list:
                found += [item for item in value if isinstance(item, gast.AST)]
            elif isinstance(value, gast.AST):
                found.append(value)
    return found
