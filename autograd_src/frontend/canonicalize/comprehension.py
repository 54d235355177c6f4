"""Active comprehensions become loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from autograd_src.frontend.canonicalize.lift import Handler, Lifted, Lifter
from autograd_src.frontend.canonicalize.nodes import assign, at, load
from autograd_src.frontend.canonicalize.order import Slot
from autograd_src.frontend.canonicalize.scopes import bound, renamed
from autograd_src.frontend.canonicalize.targets import loop_target
from autograd_src.syntax.walking import walk

__all__ = ["DICT", "LIST", "SET", "loops", "wants"]


def wants(node: Any, lifter: Lifter, truth: bool) -> bool:
    """Active, or with an assignment expression inside, which binds in the function."""
    inside = any(isinstance(n, gast.NamedExpr) for n in walk(node))
    return inside or lifter.context.is_active(node)


def loops(
    lifter: Lifter,
    generators: list[Any],
    parts: list[Any],
    innermost: Callable[[list[Any]], list[Any]],
    after: Callable[[], list[Any]] = list,
) -> list[Any]:
    """Nested loops over `generators`; `innermost` makes the body from `parts`, and
    `after` what follows each loop that stands inside another."""
    names = _own(lifter, generators, parts)
    parts = [renamed(part, names) for part in parts]
    for k, g in enumerate(generators):
        if g.is_async:
            why = "an asynchronous comprehension has no derivative"
            raise lifter.context.error(g.iter, why, "write an ordinary loop")
        renamed(g.target, names)
        g.ifs = [renamed(test, names) for test in g.ifs]
        g.iter = renamed(g.iter, names) if k else g.iter
    count = len(lifter.open)
    first, iterable = lifter.lift(generators[0].iter)
    lifter.open += bound(generators)
    body = _nest(lifter, generators, iterable, lambda: innermost(parts), after)
    del lifter.open[count:]
    return first + body


def _nest(
    lifter: Lifter,
    generators: list[Any],
    iterable: Any,
    innermost: Callable[[], list[Any]],
    after: Callable[[], list[Any]],
) -> list[Any]:
    g, rest = generators[0], generators[1:]
    if rest:
        body, inner = lifter.lift(rest[0].iter)
        body = body + _nest(lifter, rest, inner, innermost, after) + after()
    else:
        body = innermost()
    for test in reversed(g.ifs):
        body = lifter.test(test, body, [])
    target, unpacking = loop_target(lifter.context, g.target, lifter.place)
    loop = gast.For(target, iterable, unpacking + body, [], None)
    return [at(loop, lifter.place)]


def _own(lifter: Lifter, generators: list[Any], parts: list[Any]) -> dict[str, str]:
    """New names for variables whose names mean something else in the function."""
    context = lifter.context
    nodes = [*parts, *generators]
    scopes = [n for part in nodes for n in walk(part)]
    closure = any(isinstance(n, (gast.Lambda, gast.GeneratorExp)) for n in scopes)
    taken = lifter.outside | set(lifter.open)
    found = {}
    for name in bound(generators):
        if name in taken or closure:
            found[name] = context.fresh(name)
            context.local.add(found[name])
            context.active.update({found[name]} if name in context.active else ())
    return found


def _list(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
    """A list is filled by `append`.

    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("y = [v * x for v in x if v > 0]", gast.ListComp))
    y = []
    for v in x:
        if v > 0:
            y.append(v * x)
    >>> print(lifted("v = 2; y = g([v * x for v in x])", gast.ListComp))
    v = 2
    t = []
    for v_1 in x:
        t.append(v_1 * x)
    y = g(t)

    v = 2
    t = []
    for v_1 in x:
        t.append(v_1 * x)
    y = g(t)
    """
    name, place = want or lifter.context.name_like("t", node), lifter.place

    def body(parts: list[Any]) -> list[Any]:
        first, value = lifter.lift(parts[0])
        method = at(gast.Attribute(load(name, node), "append", gast.Load()), node)
        call = at(gast.Call(method, [value], []), node)
        return [*first, at(gast.Expr(call), place)]

    inside = loops(lifter, node.generators, [node.elt], body)
    empty = assign(name, at(gast.List([], gast.Load()), node), place)
    return _start(inside, empty), load(name, node)


def _dict(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
    """A dictionary is filled by key.

    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("y = {k: x * k for k in 'ab'}", gast.DictComp))
    y = {}
    for k in "ab":
        y[k] = x * k
    """
    name, place = want or lifter.context.name_like("t", node), lifter.place

    def body(parts: list[Any]) -> list[Any]:
        pair = at(gast.Tuple(parts, gast.Load()), node)
        slots = [Slot(pair.elts, 0), Slot(pair.elts, 1)]
        # The key is evaluated first; a store evaluates it last.
        first = lifter.sequence(slots, [])
        probe = [at(gast.Expr(pair.elts[1]), place)]
        if not lifter.settled(slots[0], probe):
            kept = slots[0].hold(lifter.context, place)
            first = first + kept
        target = gast.Subscript(load(name, node), pair.elts[0], gast.Store())
        return [*first, assign(at(target, node), pair.elts[1], place)]

    inside = loops(lifter, node.generators, [node.key, node.value], body)
    empty = assign(name, at(gast.Dict([], []), node), place)
    return _start(inside, empty), load(name, node)


def _start(statements: list[Any], empty: Any) -> list[Any]:
    """The empty container is made right before the loop, the last statement."""
    return [*statements[:-1], empty, statements[-1]]


def _set(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
    why = "a set of values that are differentiated has no order to follow"
    raise lifter.context.error(node, why, "write a list")


LIST = Handler(wants, _list)
DICT = Handler(wants, _dict)
SET = Handler(wants, _set)
