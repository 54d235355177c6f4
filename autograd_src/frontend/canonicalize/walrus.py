"""Assignment expressions become assignments."""

from __future__ import annotations

from typing import Any

from autograd_src.frontend.canonicalize.lift import Handler, Lifted, Lifter
from autograd_src.frontend.canonicalize.nodes import assign, load

__all__ = ["HANDLER"]


def _rewrite(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
    """What is evaluated before the assignment stays before it.

    >>> import gast
    >>> from autograd_src.frontend.canonicalize.show import lifted
    >>> print(lifted("y = x + (x := 2 * x)", gast.NamedExpr))
    t = x
    x = 2 * x
    y = t + x
    """
    name, place = node.target.id, lifter.place
    statements = lifter.into(node.value, lambda v: [assign(name, v, place)])
    return statements, load(name, node)


HANDLER = Handler(lambda node, lifter, truth: True, _rewrite)
