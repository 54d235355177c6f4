"""The variables of comprehensions, which move into the function's scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gast

from autograd_src.syntax.walking import children, walk

__all__ = ["bound", "outside", "renamed"]

_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
_SCOPES = (*_COMPREHENSIONS, gast.Lambda)


def bound(generators: list[Any]) -> list[str]:
    """The variables that the `for` clauses bind, in order."""
    names = [
        n.id
        for g in generators
        for n in walk(g.target)
        if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)
    ]
    return list(dict.fromkeys(names))


def _inner(node: Any) -> frozenset[str]:
    """The names that the scope of `node` binds."""
    if isinstance(node, _COMPREHENSIONS):
        return frozenset(bound(node.generators))
    if isinstance(node, gast.Lambda):
        return frozenset(n.id for n in walk(node.args) if isinstance(n, gast.Name))
    return frozenset()


def outside(tree: Any) -> frozenset[str]:
    """The names in `tree` that are no comprehension's or lambda's own.

    >>> sorted(outside(gast.parse("[v + a for v in v_s]; lambda w: w + b")))
    ['a', 'b', 'v_s']
    """
    every = walk(tree)
    if not any(isinstance(n, _SCOPES) for n in every):
        return frozenset(n.id for n in every if isinstance(n, gast.Name))
    found: set[str] = set()
    _outside(tree, frozenset(), found)
    return frozenset(found)


def _outside(node: Any, own: frozenset[str], found: set[str]) -> None:
    if isinstance(node, gast.Name):
        if node.id not in own:
            found.add(node.id)
        return
    if isinstance(node, gast.NamedExpr):
        # It binds in the function, wherever it stands.
        found.add(node.target.id)
    if isinstance(node, _COMPREHENSIONS):
        _outside(node.generators[0].iter, own, found)
    own = own | _inner(node)
    for child in children(node):
        _outside(child, own, found)


def renamed(node: Any, names: Mapping[str, str]) -> Any:
    """`node` with free names replaced, in place.

    >>> from autograd_src.syntax.emit import emit
    >>> tree = gast.parse("v + sum([v for v in v]) + w").body[0].value
    >>> emit([gast.Expr(renamed(tree, {"v": "u"}))]).strip()
    'u + sum([v for v in u]) + w'
    """
    if not names:
        return node
    if isinstance(node, gast.Name):
        node.id = names.get(node.id, node.id)
    first = None
    if isinstance(node, _COMPREHENSIONS):
        first = node.generators[0].iter
        renamed(first, names)
    hidden = _inner(node)
    names = {old: new for old, new in names.items() if old not in hidden}
    for child in children(node):
        if isinstance(child, gast.comprehension) and child.iter is first:
            for part in (child.target, *child.ifs):
                renamed(part, names)
        else:
            renamed(child, names)
    return node
