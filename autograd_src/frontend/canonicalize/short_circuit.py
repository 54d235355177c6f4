"""`and` and `or` over active values, or with operands that have an effect, become `if`
statements. Where only the truth value matters and all operands are pure, they stay.
"""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.effects import pure
from autograd_src.frontend.canonicalize.lift import Handler, Lifted, Lifter
from autograd_src.frontend.canonicalize.nodes import assign, branch, load, negated

__all__ = ["HANDLER", "carries"]


def carries(node: Any) -> bool:
    """Whether the value of `node` may be more than a truth value."""
    if isinstance(node, gast.BoolOp):
        return any(carries(value) for value in node.values)
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
        return False
    return not isinstance(node, (gast.Compare, gast.Constant))


def _wants(node: Any, lifter: Lifter, truth: bool) -> bool:
    if not lifter.context.is_active(node):
        return False
    if not truth and carries(node):
        return True
    return not all(pure(value, lifter.context) for value in node.values[1:])


def _rewrite(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
    """Each operand is evaluated in an arm of its own.

    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("y = x or g(x)", gast.BoolOp))
    y = x
    if not y:
        y = g(x)
    >>> print(lifted("if x > 0 and g(x): y = x", gast.BoolOp))
    if x > 0:
        if g(x):
            y = x

    if x > 0:
        if g(x):
            y = x
    >>> print(lifted("if x > 0 and x < 1: y = x", gast.BoolOp))
    if x > 0 and x < 1:
        y = x

    if x > 0:
        if g(x):
            y = x

    if x > 0 and x < 1:
        y = x
    """
    name = want or lifter.context.name_like("t", node)
    place = lifter.place
    conjunction = isinstance(node.op, gast.And)
    arms = [
        lifter.into(value, lambda v: [assign(name, v, place)]) for value in node.values
    ]
    statements = arms.pop()
    while arms:
        test = load(name, node)
        test = test if conjunction else negated(test)
        statements = arms.pop() + branch(test, statements, [], place)
    return statements, load(name, node)


HANDLER = Handler(_wants, _rewrite, lambda node: node.values[1:])
