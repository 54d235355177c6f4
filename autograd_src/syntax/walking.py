"""The nodes of a syntax tree, at once: passes ask for them again and again."""

from __future__ import annotations

from typing import Any

import gast

__all__ = ["children", "walk"]


def children(node: Any) -> list[Any]:
    """The nodes right below `node`, in order.

    >>> [type(n).__name__ for n in children(gast.parse("f(x, 1)").body[0].value)]
    ['Name', 'Name', 'Constant']
    """
    found: list[Any] = []
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, gast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [item for item in value if isinstance(item, gast.AST)]
    return found


def walk(node: Any) -> list[Any]:
    """`node` and all nodes below it, those nearer to it first.

    What is done to the tree afterwards does not change the list.

    >>> [n.id for n in walk(gast.parse("f(g(x), y)")) if isinstance(n, gast.Name)]
    ['f', 'y', 'g', 'x']
    """
    found = [node]
    for n in found:  # it grows
        if n._fields:
            found += children(n)
    return found
