"""Active generator expressions that are consumed at once become loops."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.comprehension import loops, wants
from autograd_src.frontend.canonicalize.lift import Handler, Lifted, Lifter
from autograd_src.frontend.canonicalize.nodes import (
    assign,
    at,
    branch,
    constant,
    load,
    negated,
)
from autograd_src.frontend.canonicalize.order import Slot
from autograd_src.syntax.walking import walk

__all__ = ["ALONE", "CONSUMED"]

_WHOLE = frozenset("list tuple sorted max min dict".split())


def _consumed(node: Any, lifter: Lifter, truth: bool) -> bool:
    if not (node.args and isinstance(node.args[0], gast.GeneratorExp)):
        return False
    if not wants(node.args[0], lifter, truth) or not isinstance(node.func, gast.Name):
        return False
    name = node.func.id
    known = name in _WHOLE or name in ("sum", "any", "all")
    return known and lifter.context.is_builtin(name)


def _rewrite(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
    if node.func.id == "sum":
        return _sum(node, lifter, want)
    if node.func.id in ("any", "all"):
        return _search(node, lifter, want)
    return _collect(node, lifter, want)


def _sum(node: Any, lifter: Lifter, want: str | None) -> Lifted:
    """`sum` accumulates.

    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("y = sum(v * x for v in x)", gast.Call))
    y = 0
    for v in x:
        y = y + v * x
    """
    generator, place = node.args[0], lifter.place
    starts = [*node.args[1:], *(k.value for k in node.keywords)]
    start = starts[0] if starts else constant(0, node)
    name = want or lifter.context.name_like("t", node)

    def body(parts: list[Any]) -> list[Any]:
        first, value = lifter.lift(parts[0])
        total = load(name, node)
        # The total cannot change while the element is evaluated.
        step = at(gast.BinOp(total, gast.Add(), value), value)
        return [*first, assign(name, step, place)]

    ahead = gast.Tuple([generator.generators[0].iter, start], gast.Load())
    before = lifter.sequence([Slot(ahead.elts, 0), Slot(ahead.elts, 1)])
    begin = assign(name, ahead.elts[1], place)
    iterable = Slot(ahead.elts, 0)
    if not lifter.settled(iterable, [begin]):
        before = before + iterable.hold(lifter.context, place)
    generator.generators[0].iter = ahead.elts[0]
    inside = loops(lifter, generator.generators, [generator.elt], body)
    return [*before, *inside[:-1], begin, inside[-1]], load(name, node)


def _search(node: Any, lifter: Lifter, want: str | None) -> Lifted:
    """`any` and `all` stop at the first element that decides.

    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("y = all(v > 0 for v in x)", gast.Call))
    y = True
    for v in x:
        if not v > 0:
            y = False
            break
    """
    generator, place = node.args[0], lifter.place
    some = node.func.id == "any"
    name = want or lifter.context.name_like("t", node)

    def decided() -> list[Any]:
        return [
            assign(name, constant(some, node), place),
            at(gast.Break(), place),
        ]

    def body(parts: list[Any]) -> list[Any]:
        if some:
            return lifter.test(parts[0], decided(), [])
        first, test = lifter.lift(parts[0], truth=True)
        return first + branch(negated(test), decided(), [], place)

    def after() -> list[Any]:
        test = load(name, node)
        test = test if some else negated(test)
        return branch(test, [at(gast.Break(), place)], [], place)

    inside = loops(lifter, generator.generators, [generator.elt], body, after)
    begin = assign(name, constant(not some, node), place)
    return [*inside[:-1], begin, inside[-1]], load(name, node)


def _collect(node: Any, lifter: Lifter, want: str | None) -> Lifted:
    """Other functions that use up an iterable at once are given a list.

    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("y = max(v * x for v in x)", gast.Call, gast.ListComp))
    t = []
    for v in x:
        t.append(v * x)
    y = max(t)
    """
    generator = node.args[0]
    listed = at(gast.ListComp(generator.elt, generator.generators), generator)
    if node.func.id == "list" and len(node.args) == 1 and not node.keywords:
        return lifter.lift(listed, want)
    node.args[0] = listed
    return lifter.lift(node, want)


def _alone(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
    """A generator expression that is kept is a generator function, called at once.

    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("y = g(v * x for v in x)", gast.GeneratorExp))
    def items(iterable):
        for v in iterable:
            yield v * x
    <BLANKLINE>
    <BLANKLINE>
    y = g(items(x))
    """
    context, place = lifter.context, lifter.place
    named = any(isinstance(n, gast.NamedExpr) for n in walk(node))
    if named or any(g.is_async for g in node.generators):
        why = "a generator expression is evaluated piece by piece, whenever it is asked"
        raise context.error(node, why, "write a list comprehension in brackets")
    name, parameter = context.name_like("items", node), context.fresh("iterable")
    first, iterable = lifter.lift(node.generators[0].iter)
    node.generators[0].iter = load(parameter, node)
    body: list[Any] = [at(gast.Expr(at(gast.Yield(node.elt), node)), node)]
    for g in reversed(node.generators):
        for test in reversed(g.ifs):
            body = branch(test, body, [], node)
        body = [at(gast.For(g.target, g.iter, body, [], None), node)]
    given = at(gast.Name(parameter, gast.Param(), None, None), node)
    takes = gast.arguments([given], [], None, [], [], None, [])
    definition = at(gast.FunctionDef(name, takes, body, [], None, None, []), place)
    call = at(gast.Call(load(name, node), [iterable], []), node)
    return [*first, definition], call


CONSUMED = Handler(_consumed, _rewrite)
ALONE = Handler(wants, _alone)
