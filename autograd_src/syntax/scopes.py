"""Names inside a syntax tree that is kept whole: which it binds, and how to rename.

Renaming knows the scopes of Python: a lambda's parameter or the variable of a
comprehension hides a variable of the same name outside.  What a function as a whole
binds is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import gast

from autograd_src.syntax.walking import walk

__all__ = ["hidden", "rename"]

_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
_DEFINITIONS = (gast.FunctionDef, gast.AsyncFunctionDef)
_FUNCTIONS = (gast.Lambda, *_DEFINITIONS)


def hidden(node: Any) -> frozenset[str]:
    """Every identifier that a scope inside `node` binds for itself.

    >>> import gast
    >>> sorted(hidden(gast.parse("[k + x for k in r]\\nf(lambda v: v)")))
    ['k', 'v']
    """
    return frozenset(n for part in walk(node) for n in _own_names(part))


def rename(node: Any, mapping: Mapping[str, Any]) -> Any:
    """A copy of `node` in which the names of `mapping` are replaced.

    A value is an expression to put in the place of a name that is read, or a string,
    which also renames what is bound.

    >>> import gast
    >>> tree = gast.parse("y = x + [x for x in x][0]")
    >>> print(gast.unparse(rename(tree, {"x": "u", "y": "v"})))
    v = u + [x for x in u][0]
    """
    if isinstance(node, list):
        return [rename(item, mapping) for item in node]
    if not isinstance(node, gast.AST):
        return node
    if isinstance(node, gast.Name):
        return _name(node, mapping)
    if isinstance(node, _COMPREHENSIONS):
        return _comprehension(node, mapping)
    if isinstance(node, _FUNCTIONS):
        return _definition(node, mapping)
    if isinstance(node, gast.alias):
        return _alias(node, mapping)
    if type(node).__name__ in _CAPTURING:
        return _capture(node, mapping)
    return _fields(node, mapping)


def _fields(node: Any, mapping: Mapping[str, Any], skip: tuple[str, ...] = ()) -> Any:
    new = {k: v if k in skip else rename(v, mapping) for k, v in gast.iter_fields(node)}
    return gast.copy_location(type(node)(**new), node)


# What binds a name that stands there as a string: patterns, and `except ... as e`.
_CAPTURING = {
    "MatchAs": "name", "MatchStar": "name", "MatchMapping": "rest",
    "ExceptHandler": "name",
}  # fmt: skip


def _capture(node: Any, mapping: Mapping[str, Any]) -> Any:
    new, field = _fields(node, mapping), _CAPTURING[type(node).__name__]
    name = mapping.get(getattr(node, field))
    if isinstance(name, str):
        setattr(new, field, name)
    return new


def _name(node: Any, mapping: Mapping[str, Any]) -> Any:
    new = mapping.get(node.id)
    if new is None:
        new = node.id
    if not isinstance(new, str):
        return new
    return gast.copy_location(
        gast.Name(id=new, ctx=node.ctx, annotation=None, type_comment=None), node
    )


def _without(mapping: Mapping[str, Any], names: Iterator[str]) -> dict[str, Any]:
    gone = set(names)
    return {k: v for k, v in mapping.items() if k not in gone}


def _comprehension(node: Any, mapping: Mapping[str, Any]) -> Any:
    """The first iterable belongs to the scope outside; all else to the one inside."""
    inner = _without(mapping, _own_names(node))
    new = _fields(node, inner)
    new.generators[0].iter = rename(node.generators[0].iter, mapping)
    return new


def _definition(node: Any, mapping: Mapping[str, Any]) -> Any:
    """Defaults and decorators belong to the scope outside, the body to its own."""
    inner = _without(mapping, _own_names(node))
    new = _fields(node, inner)
    new.args.defaults = rename(node.args.defaults, mapping)
    new.args.kw_defaults = rename(node.args.kw_defaults, mapping)
    if isinstance(node, _DEFINITIONS):
        new.decorator_list = rename(node.decorator_list, mapping)
        renamed = mapping.get(node.name)
        new.name = renamed if isinstance(renamed, str) else node.name
    return new


def _alias(node: Any, mapping: Mapping[str, Any]) -> Any:
    """`import a.b` binds `a`, and has no other name for it."""
    bound = node.asname or node.name
    new = mapping.get(bound)
    if not isinstance(new, str) or new == bound:
        return node
    return gast.alias(name=node.name, asname=new)


def _own_names(node: Any) -> Iterator[str]:
    """The names that the scope which `node` opens binds; none if it opens none."""
    if isinstance(node, _COMPREHENSIONS):
        for g in node.generators:
            yield from _stored(g.target)
    elif isinstance(node, _FUNCTIONS):
        a = node.args
        for p in (*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg):
            if p is not None:
                yield p.id
        if isinstance(node, _DEFINITIONS):
            yield from (n for s in node.body for n in _stored(s))


def _stored(node: Any) -> Iterator[str]:
    for part in walk(node):
        if isinstance(part, gast.Name) and isinstance(part.ctx, gast.Store):
            yield part.id
