"""Which names belong to which scope of a function, as Python's own rules have it.

A nested function, a lambda or a comprehension has a scope of its own; what a tree
reads or binds means here: in the scope in which the tree stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gast

__all__ = ["bindings", "bound", "declared", "mentioned", "read"]

_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
_DEFINITIONS = (gast.FunctionDef, gast.AsyncFunctionDef)
_FUNCTIONS = (gast.Lambda, *_DEFINITIONS)
_CAPTURES = ("name", "rest")


def parameters(args: Any) -> list[str]:
    """The names of the parameters, in order.

    >>> parameters(gast.parse("lambda a, /, b, *c, d=1, **e: 0").body[0].value.args)
    ['a', 'b', 'c', 'd', 'e']
    """
    nodes = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
    return [p.id for p in nodes if p is not None]


def bound(function: Any) -> frozenset[str]:
    """The local names of a function or lambda: parameters, and all that it binds.

    >>> f = gast.parse('''
    ... def f(x):
    ...     y = [k for k in x]
    ...     def g(u):
    ...         v = u
    ...         return v
    ...     return (w := g(y))
    ... ''').body[0]
    >>> sorted(bound(f))
    ['g', 'w', 'x', 'y']
    """
    names = set(parameters(function.args))
    body = function.body if isinstance(function.body, list) else [function.body]
    for node in body:
        names.update(name for name, _ in bindings(node))
    return frozenset(names - declared(function))


def declared(function: Any) -> frozenset[str]:
    """The names that a function declares `global` or `nonlocal`."""
    found: set[str] = set()
    body = function.body if isinstance(function.body, list) else [function.body]
    for node in _own(body):
        if isinstance(node, (gast.Global, gast.Nonlocal)):
            found.update(node.names)
    return frozenset(found)


def mentioned(tree: Any) -> frozenset[str]:
    """Every name in `tree`, those of nested scopes included."""
    found = {n.id for n in gast.walk(tree) if isinstance(n, gast.Name)}
    found.update(n.name for n in gast.walk(tree) if isinstance(n, _DEFINITIONS))
    return frozenset(found)


def bindings(tree: Any) -> Iterator[tuple[str, Any]]:
    """The names that `tree` binds in its own scope, in order, with the node of each.

    >>> [name for name, _ in bindings(gast.parse("a, b = [c := k for k in r]"))]
    ['c', 'a', 'b']
    """
    for node in _own([tree]):
        if isinstance(node, gast.Name):
            if isinstance(node.ctx, (gast.Store, gast.Del)):
                yield node.id, node
        elif isinstance(node, (*_DEFINITIONS, gast.ClassDef)):
            yield node.name, node
        elif isinstance(node, (gast.Import, gast.ImportFrom)):
            for alias in node.names:
                yield (alias.asname or alias.name).partition(".")[0], node
        elif isinstance(node, (gast.ExceptHandler, gast.MatchAs, gast.MatchStar, gast.MatchMapping)):
            for field in _CAPTURES:
                name = getattr(node, field, None)
                if isinstance(name, str):
                    yield name, node


def _own(nodes: list[Any]) -> Iterator[Any]:
    """The nodes of one scope, in the order of evaluation where that matters: targets last.

    Of a nested scope there is what belongs outside: defaults, decorators, the first
    iterable, and the targets of assignment expressions in a comprehension.
    """
    for node in nodes:
        if not isinstance(node, gast.AST):
            continue
        if isinstance(node, _FUNCTIONS):
            yield from _own(outside(node))
            yield node
        elif isinstance(node, _COMPREHENSIONS):
            yield from _own([node.generators[0].iter])
            yield from (
                n.target for n in gast.walk(node) if isinstance(n, gast.NamedExpr)
            )
            yield node
        else:
            yield from _own(_ordered(node))
            yield node


def outside(node: Any) -> list[Any]:
    """The parts of a definition that are evaluated where it stands."""
    found = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
    return [*getattr(node, "decorator_list", []), *found]


def _ordered(node: Any) -> list[Any]:
    children = list(gast.iter_child_nodes(node))
    if isinstance(node, (gast.Assign, gast.AugAssign, gast.AnnAssign, gast.NamedExpr)):
        return children[::-1] if not isinstance(node, gast.Assign) else _value_first(node)
    if isinstance(node, (gast.For, gast.AsyncFor)):
        return [node.iter, node.target, *node.body, *node.orelse]
    return children


def _value_first(node: Any) -> list[Any]:
    return [node.value, *node.targets]


def read(tree: Any) -> list[str]:
    """The names that `tree` reads from its scope or beyond, in order.

    >>> tree = gast.parse("lambda a, b=c: a + d + [k * e for k in a][0]")
    >>> read(tree)
    ['c', 'd', 'e']
    """
    return list(dict.fromkeys(_read(tree)))


def _read(node: Any) -> Iterator[str]:
    if isinstance(node, gast.Name):
        if isinstance(node.ctx, gast.Load):
            yield node.id
    elif isinstance(node, _FUNCTIONS):
        for part in outside(node):
            yield from _read(part)
        own = bound(node)
        body = node.body if isinstance(node.body, list) else [node.body]
        yield from (n for part in body for n in _read(part) if n not in own)
    elif isinstance(node, _COMPREHENSIONS):
        yield from _read(node.generators[0].iter)
        own = frozenset(
            n.id
            for g in node.generators
            for n in gast.walk(g.target)
            if isinstance(n, gast.Name)
        )
        inner = [c for c in gast.iter_child_nodes(node) if not isinstance(c, gast.comprehension)]
        for k, g in enumerate(node.generators):
            inner += [*([g.iter] if k else []), *g.ifs]
        yield from (n for part in inner for n in _read(part) if n not in own)
    else:
        if isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
            yield node.target.id
        for child in _ordered(node):
            yield from _read(child)
