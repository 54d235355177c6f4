"""`map` and `filter` become generator expressions; a loop over one becomes a loop."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.nodes import (
    assign,
    at,
    branch,
    clone,
    descend,
    load,
    store,
)
from autograd_src.frontend.canonicalize.scopes import bound, renamed

__all__ = ["run"]


def run(context: Context) -> None:
    """Items are computed one by one, when they are asked for.

    >>> from autograd_src.frontend.canonicalize.show import passed
    >>> print(passed("y = sum(map(g, x))", run))
    y = sum(g(v) for v in x)
    >>> print(passed("for a in filter(lambda v: v > 0, x): y = a", run))
    for v_1 in x:
        if (lambda v: v > 0)(v_1):
            a = v_1
            y = a

    y = sum(g(v) for v in x)

    for v_1 in x:
        if (lambda v: v > 0)(v_1):
            a = v_1
            y = a

    Unpacking asks for all of them:

    >>> print(passed("a, b = map(g, (x, 2 * x))", run))
    a, b = g(x), g(2 * x)
    >>> print(passed("a, b = map(g, x)", run))
    a, b = [g(v) for v in x]
    """
    calls = not _NAMES.isdisjoint(context.fresh.taken)
    context.function.body = _block(context, context.function.body, calls)


_NAMES = frozenset({"map", "filter"})


def _block(context: Context, statements: list[Any], calls: bool) -> list[Any]:
    """With `calls`, some of the functions are called somewhere."""
    out: list[Any] = []
    for s in statements:
        if context.whole(s):
            out.append(s)
            continue
        descend(s, lambda block: _block(context, block, calls))
        if calls:
            _unpacked(context, s)
            _expressions(context, s)
        _listed(s)
        out.append(_looped(context, s) if isinstance(s, gast.For) else s)
    return out


def _unpacked(context: Context, s: Any) -> None:
    """`a, b = map(f, (x, y))` calls `f` twice."""
    if not _is_unpacking(s) or not _maps(context, s.value):
        return
    [f, *items] = s.value.args
    whole = items[0]
    if len(items) > 1 or not isinstance(whole, (gast.Tuple, gast.List)):
        return
    if any(isinstance(i, gast.Starred) for i in whole.elts):
        return
    calls = [at(gast.Call(clone(f), [i], []), s.value) for i in whole.elts]
    s.value = at(gast.Tuple(calls, gast.Load()), s.value)


def _listed(s: Any) -> None:
    """What a generator gives to names is a list of it."""
    if _is_unpacking(s) and isinstance(s.value, gast.GeneratorExp):
        s.value = at(gast.ListComp(s.value.elt, s.value.generators), s.value)


def _is_unpacking(s: Any) -> bool:
    if not isinstance(s, gast.Assign) or len(s.targets) != 1:
        return False
    [target] = s.targets
    return isinstance(target, (gast.Tuple, gast.List)) and not any(
        isinstance(t, gast.Starred) for t in target.elts
    )


def _maps(context: Context, node: Any) -> bool:
    """Whether `node` maps a function that goes by a name over something active."""
    return (
        isinstance(node, gast.Call)
        and isinstance(node.func, gast.Name)
        and node.func.id == "map"
        and len(node.args) > 1
        and not node.keywords
        and isinstance(node.args[0], (gast.Name, gast.Attribute))
        and context.is_builtin("map")
        and context.is_active(node)
    )


def _expressions(context: Context, node: Any) -> None:
    """Replaces the calls in the expressions of one statement, in place."""
    for field, value in gast.iter_fields(node):
        if field in ("body", "orelse") and isinstance(node, gast.stmt):
            continue
        if isinstance(value, list):
            for item in value:
                if isinstance(item, gast.AST):
                    _expressions(context, item)
            value[:] = [_generator(context, item) for item in value]
        elif isinstance(value, gast.AST) and not isinstance(node, gast.Lambda):
            _expressions(context, value)
            setattr(node, field, _generator(context, value))


def _generator(context: Context, node: Any) -> Any:
    """`(f(v) for v in x)` for `map(f, x)` of something active."""
    if not (isinstance(node, gast.Call) and isinstance(node.func, gast.Name)):
        return node
    name, args = node.func.id, node.args
    starred = any(isinstance(a, gast.Starred) for a in args)
    if name not in _NAMES or node.keywords or starred or len(args) < 2:
        return node
    if not context.is_builtin(name) or not context.is_active(node):
        return node
    if not isinstance(args[0], (gast.Name, gast.Lambda, gast.Attribute, gast.Constant)):
        return node
    items = args[1:]
    names = [context.name_like("v", a) for a in items]
    context.active.update(names if context.is_active(node) else ())
    return _written(node, name, args[0], names, items)


def _written(node: Any, name: str, f: Any, names: list[str], items: list[Any]) -> Any:
    source, target = items[0], store(names[0], node)
    if len(items) > 1:
        source = at(gast.Call(load("zip", node), items, []), node)
        target = at(gast.Tuple([store(n, node) for n in names], gast.Store()), node)
    values = [load(n, node) for n in names]
    nothing = isinstance(f, gast.Constant) and f.value is None
    item = values[0] if nothing else at(gast.Call(f, values, []), node)
    if name == "map":
        each = gast.comprehension(target, source, [], 0)
        return at(gast.GeneratorExp(item, [each]), node)
    each = gast.comprehension(target, source, [item], 0)
    return at(gast.GeneratorExp(load(names[0], node), [each]), node)


def _looped(context: Context, s: Any) -> Any:
    """A loop over a generator expression runs what that does, item by item."""
    g = s.iter
    if not (isinstance(g, gast.GeneratorExp) and len(g.generators) == 1) or s.orelse:
        return s
    [each] = g.generators
    closure = any(isinstance(n, gast.Lambda) for n in gast.walk(s))
    named = any(isinstance(n, gast.NamedExpr) for n in gast.walk(g))
    fresh = set(bound(g.generators)) <= context.fresh.introduced
    if each.is_async or named or (closure and not fresh):
        return s
    names = {n: context.fresh(n) for n in bound(g.generators)} if not fresh else {}
    for old, new in names.items():
        context.local.add(new)
        context.active.update({new} if old in context.active else ())
    item = renamed(clone(g.elt), names)
    target = renamed(clone(each.target), names)
    rest = [inner for inner in s.body if not isinstance(inner, gast.Pass)]
    body = [assign(s.target, item, s), *rest]
    for test in reversed(each.ifs):
        body = branch(renamed(clone(test), names), body, [], s)
    return at(gast.For(target, each.iter, body, [], None), s)
