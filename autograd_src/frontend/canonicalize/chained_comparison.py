"""Chained comparisons become conjunctions of plain ones."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.effects import is_leaf
from autograd_src.frontend.canonicalize.lift import Handler, Lifted, Lifter
from autograd_src.frontend.canonicalize.nodes import at
from autograd_src.frontend.canonicalize.order import Slot

__all__ = ["HANDLER"]


def _wants(node: Any, lifter: Lifter, truth: bool) -> bool:
    return len(node.ops) > 1 and lifter.context.is_active(node)


def _rewrite(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
    """An operand between two comparisons is evaluated once.

    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("if 0 < x < 1: y = x", gast.Compare, gast.BoolOp))
    if 0 < x and x < 1:
        y = x
    >>> print(lifted("if 0 < g(x) < 1: y = x", gast.Compare, gast.BoolOp))
    t = g(x)
    if 0 < t and t < 1:
        y = x

    t = g(x)
    if 0 < t and t < 1:
        y = x
    """
    slots = [Slot(node, "left"), Slot(node.comparators, 0)]
    first = lifter.sequence(slots)
    middle = node.comparators[0]
    if not is_leaf(middle):
        kept = slots[1].hold(lifter.context, lifter.place)
        first = first + lifter.sequence(slots[:1], kept)
        middle = node.comparators[0]
    plain = at(gast.Compare(node.left, node.ops[:1], [middle]), node)
    again = at(type(middle)(*[getattr(middle, f) for f in middle._fields]), middle)
    rest = at(gast.Compare(again, node.ops[1:], node.comparators[1:]), node)
    values = [plain, rest]
    if len(rest.ops) > 1 and all(is_leaf(c) for c in rest.comparators[:-1]):
        statements, conjunction = _rewrite(rest, lifter, None, truth)
        assert not statements
        values = [plain, *conjunction.values]
    both = at(gast.BoolOp(gast.And(), values), node)
    second, result = lifter.lift(both, want, truth)
    return first + second, result


HANDLER = Handler(
    _wants, _rewrite, lambda node: node.comparators[1:] if len(node.ops) > 1 else []
)
