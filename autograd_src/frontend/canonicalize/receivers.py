"""Names for what a method is called on, where an expression puts that together.

What such a method changes can only be followed under a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gast

from autograd_src.frontend.canonicalize.effects import is_leaf
from autograd_src.frontend.canonicalize.lift import Handler, Lifted, Lifter
from autograd_src.frontend.canonicalize.order import operands
from autograd_src.frontend.spreading import MUTATORS

__all__ = ["HANDLER", "is_made_here"]

_DISPLAYS = (gast.List, gast.Tuple, gast.Dict)


def is_made_here(node: Any) -> bool:
    """Whether the receiver of a call is a part of what the expression makes.

    >>> def made(text):
    ...     return is_made_here(gast.parse(text).body[0].value)
    >>> made("[a, b][0].sort()"), made("(a * 2)[0].append(x)"), made("(x * 2).sum()")
    (True, True, False)
    """
    if not isinstance(node.func, gast.Attribute) or is_leaf(node.func.value):
        return False
    sources = list(_sources(node.func.value))
    if any(isinstance(s, _DISPLAYS) for s in sources):
        return True
    changes = node.func.attr in MUTATORS and isinstance(node.func.value, gast.Subscript)
    return changes and any(isinstance(s, gast.BinOp) for s in sources)


def _sources(node: Any) -> Iterator[Any]:
    """What the value of `node` may be, or be a part of."""
    yield node
    match node:
        case gast.Subscript(value=value):
            yield from _sources(value)
        case gast.BinOp(left=left, right=right):
            yield from _sources(left)
            yield from _sources(right)
        case gast.IfExp(body=body, orelse=orelse):
            yield from _sources(body)
            yield from _sources(orelse)


def _rewrite(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
    """The receiver gets a name before the arguments are evaluated.

    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("[a, b][0].append(x)", gast.Call))
    t = [a, b][0]
    t.append(x)
    """
    receiver, *given = operands(node, lifter.context)
    first, held = lifter.lift(receiver.node)
    receiver.put(held)
    kept = receiver.hold(lifter.context, lifter.place)
    return [*first, *kept, *lifter.sequence(given)], node


HANDLER = Handler(lambda node, lifter, truth: is_made_here(node), _rewrite)
