"""Active conditional expressions become `if` statements."""

from __future__ import annotations

from typing import Any

from autograd_src.frontend.canonicalize.lift import Handler, Lifted, Lifter
from autograd_src.frontend.canonicalize.nodes import assign, load

__all__ = ["HANDLER"]


def _wants(node: Any, lifter: Lifter, truth: bool) -> bool:
    return lifter.context.is_active(node)


def _rewrite(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
    """Both arms assign one temporary.

    Where the whole value of a statement is conditional, the statement itself moves
    into the arms.

    >>> import gast
    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("y = 1 + (x if x > 0 else 0.1 * x)", gast.IfExp))
    if x > 0:
        t = x
    else:
        t = 0.1 * x
    y = 1 + t
    >>> print(lifted("y[i] = x if x > 0 else 0.0", gast.IfExp))
    if x > 0:
        y[i] = x
    else:
        y[i] = 0.0

    if x > 0:
        y[i] = x
    else:
        y[i] = 0.0
    >>> print(lifted("y = x * (1 if flag else 2)", gast.IfExp))
    y = x * (1 if flag else 2)

    if x > 0:
        y[i] = x
    else:
        y[i] = 0.0

    y = x * (1 if flag else 2)
    """
    name = want or lifter.context.name_like("t", node)
    place = lifter.place
    statements = lifter.into(node, lambda value: [assign(name, value, place)], want)
    return statements, load(name, node)


HANDLER = Handler(_wants, _rewrite, lambda node: [node.body, node.orelse])
