"""Fresh names, and which identifiers a tree holds. How names are chosen for the emitted
module is decided elsewhere, once the whole text is known.
"""

from __future__ import annotations

import keyword
from typing import Any

import gast

from autograd_src.syntax.walking import walk

__all__ = ["Fresh", "identifiers"]

_STRINGS = ("name", "asname", "rest")


def identifiers(tree: Any) -> frozenset[str]:
    """Every name that occurs in `tree`, those of nested scopes and patterns included.

    >>> sorted(identifiers(gast.parse("import os as o\\nx = o.path")))
    ['o', 'os', 'x']
    """
    if isinstance(tree, gast.expr):
        return frozenset([n.id for n in walk(tree) if type(n) is gast.Name])
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, gast.Name):
            found.add(node.id)
        elif not isinstance(node, gast.expr) and node._fields:
            found.update(own_identifiers(node))
    return frozenset(found)


def own_identifiers(node: Any) -> list[str]:
    """The names that stand in this one node."""
    if isinstance(node, gast.Name):
        return [node.id]
    if isinstance(node, (gast.Global, gast.Nonlocal)):
        return list(node.names)
    if isinstance(node, gast.expr) or not node._fields:
        return []
    held = [getattr(node, field, None) for field in _STRINGS]
    return [name for name in held if isinstance(name, str)]


class Fresh:
    """Supplies names that occur nowhere in a function.

    >>> fresh = Fresh(gast.parse("t = 1"))
    >>> fresh("t"), fresh("t"), fresh("broke"), sorted(fresh.introduced)
    ('t_1', 't_2', 'broke', ['broke', 't_1', 't_2'])
    """

    def __init__(self, tree: Any) -> None:
        self.taken = set(identifiers(tree)) | set(keyword.kwlist)
        self.introduced: set[str] = set()

    def __call__(self, base: str) -> str:
        name, count = base, 0
        while name in self.taken:
            count += 1
            name = f"{base}_{count}"
        self.taken.add(name)
        self.introduced.add(name)
        return name
