"""Which names belong to which scope of a function, as Python's own rules have it.

A nested function, a lambda or a comprehension has a scope of its own; what a tree
reads or binds means here: in the scope in which the tree stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gast

from autograd_src.syntax.walking import children, walk

__all__ = [
    "bindings",
    "bound",
    "bound_anywhere",
    "declared",
    "late",
    "read",
    "rebound_later",
]

_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
_DEFINITIONS = (gast.FunctionDef, gast.AsyncFunctionDef)
_FUNCTIONS = (gast.Lambda, *_DEFINITIONS)
_SCOPES = frozenset({*_FUNCTIONS, *_COMPREHENSIONS})
_CAPTURES = ("name", "rest")
# There is nothing in them that binds, or has a scope.
_LEAVES = frozenset({gast.Name, gast.Constant, gast.Load, gast.Store})
_CAPTURING = (gast.ExceptHandler, gast.MatchAs, gast.MatchStar, gast.MatchMapping)
_IMPORTS = (gast.Import, gast.ImportFrom)
_BINDING = frozenset({gast.Name, gast.ClassDef, *_DEFINITIONS, *_IMPORTS, *_CAPTURING})


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
    own = _own_unordered(body)
    for node in _binding(own):
        names.update(_bound_by(node))
    return frozenset(names - _declared_by(own))


def declared(function: Any) -> frozenset[str]:
    """The names that a function declares `global` or `nonlocal`."""
    body = function.body if isinstance(function.body, list) else [function.body]
    return _declared_by(_own_unordered(body))


def _declared_by(nodes: list[Any]) -> frozenset[str]:
    statements = (n for n in nodes if isinstance(n, (gast.Global, gast.Nonlocal)))
    return frozenset(name for n in statements for name in n.names)


def bound_anywhere(tree: Any) -> frozenset[str]:
    """Every name that `tree` binds, in nested scopes too."""
    found: set[str] = set()
    nodes = walk(tree)
    for node in _binding(nodes):
        found.update(_bound_by(node))
    for node in nodes:
        if isinstance(node, _FUNCTIONS):
            found.update(parameters(node.args))
    return frozenset(found)


def _binding(nodes: list[Any]) -> list[Any]:
    """Those that may bind a name."""
    return [
        n
        for n in nodes
        if type(n) in _BINDING
        and not (type(n) is gast.Name and type(n.ctx) is gast.Load)
    ]


def bindings(tree: Any) -> Iterator[tuple[str, Any]]:
    """The names that `tree` binds in its own scope, in order, with the node of each.

    >>> [name for name, _ in bindings(gast.parse("a, b = [c := k for k in r]"))]
    ['c', 'a', 'b']
    """
    for node in _own([tree]):
        for name in _bound_by(node):
            yield name, node


def _bound_by(node: Any) -> list[str]:
    """The names that this one node binds."""
    if type(node) not in _BINDING:
        return []
    if isinstance(node, gast.Name):
        return [node.id] if isinstance(node.ctx, (gast.Store, gast.Del)) else []
    if isinstance(node, (*_DEFINITIONS, gast.ClassDef)):
        return [node.name]
    if isinstance(node, _IMPORTS):
        return [(a.asname or a.name).partition(".")[0] for a in node.names]
    if isinstance(node, _CAPTURING):
        names = [getattr(node, field, None) for field in _CAPTURES]
        return [name for name in names if isinstance(name, str)]
    return []


def _own(nodes: list[Any]) -> list[Any]:
    """The nodes of one scope; targets come after what is bound to them.

    Of a nested scope there is what belongs outside: defaults, decorators, the first
    iterable, and the targets of assignment expressions in a comprehension.
    """
    found: list[Any] = []
    _collect(nodes, found)
    return found


def _own_unordered(nodes: list[Any]) -> list[Any]:
    """What `_own` gives, in any order: all nodes, as long as none is a scope."""
    every = [n for node in nodes for n in walk(node)]
    return _own(nodes) if any(type(n) in _SCOPES for n in every) else every


def _collect(nodes: list[Any], found: list[Any]) -> None:
    for node in nodes:
        if not isinstance(node, gast.AST):
            continue
        if isinstance(node, _FUNCTIONS):
            _collect(outside(node), found)
        elif isinstance(node, _COMPREHENSIONS):
            _collect([node.generators[0].iter], found)
            found += (n.target for n in walk(node) if isinstance(n, gast.NamedExpr))
        elif type(node) not in _LEAVES:
            _collect(_ordered(node), found)
        found.append(node)


def outside(node: Any) -> list[Any]:
    """The parts of a definition that are evaluated where it stands."""
    found = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
    return [*getattr(node, "decorator_list", []), *found]


def _ordered(node: Any) -> list[Any]:
    if isinstance(node, gast.Assign):
        return [node.value, *node.targets]
    if isinstance(node, (gast.AugAssign, gast.AnnAssign, gast.NamedExpr)):
        return children(node)[::-1]
    if isinstance(node, (gast.For, gast.AsyncFor)):
        return [node.iter, node.target, *node.body, *node.orelse]
    return children(node)


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
            for n in walk(g.target)
            if isinstance(n, gast.Name)
        )
        inner = [c for c in children(node) if not isinstance(c, gast.comprehension)]
        for k, g in enumerate(node.generators):
            inner += [*([g.iter] if k else []), *g.ifs]
        yield from (n for part in inner for n in _read(part) if n not in own)
    else:
        if isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
            yield node.target.id
        for child in _ordered(node):
            yield from _read(child)


def late(node: Any) -> list[str]:
    """The names that the body of a function reads from outside, when it is called.

    >>> late(gast.parse("lambda v, k=k: v * k * c").body[0].value)
    ['c']
    """
    own = bound(node)
    body = node.body if isinstance(node.body, list) else [node.body]
    return list(dict.fromkeys(n for part in body for n in _read(part) if n not in own))


def rebound_later(function: Any) -> dict[int, frozenset[str]]:
    """For each nested function or lambda of a scope, by the id of its node, the names
    that the scope binds after the place of the definition.

    >>> f = gast.parse("def f(x):\\n    g = lambda v: v * x * c\\n    c = 2").body[0]
    >>> [sorted(names) for names in rebound_later(f).values()]
    [['c', 'g']]
    """
    body = function.body if isinstance(function.body, list) else [function.body]
    found: dict[int, frozenset[str]] = {}
    later: set[str] = set()
    if not any(type(n) in _SCOPES for part in body for n in walk(part)):
        return found
    for node in reversed(_own(body)):
        if isinstance(node, _FUNCTIONS):
            found[id(node)] = frozenset(later)
        later.update(_bound_by(node))
    return found
