"""Annotations of variables, which Python does not evaluate in functions, go."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.nodes import assign, at, descend

__all__ = ["run"]


def run(context: Context) -> None:
    """Plain assignments instead of annotated ones.

    >>> from autograd_src.frontend.canonicalize.show import passed
    >>> print(passed("a: float\\ny: float = x", run))
    y = x
    """
    context.function.body = _block(context, context.function.body)


def _block(context: Context, statements: list[Any]) -> list[Any]:
    out: list[Any] = []
    for s in statements:
        if isinstance(s, gast.AnnAssign):
            out += _plain(s)
            continue
        if not context.whole(s):
            descend(s, lambda block: _block(context, block))
        out.append(s)
    return out


def _plain(s: Any) -> list[Any]:
    if s.value is not None:
        return [assign(s.target, s.value, s)]
    if isinstance(s.target, gast.Name):
        return []
    # The object that a bare `g().a: int` names is evaluated.
    fields = ("value", "slice") if isinstance(s.target, gast.Subscript) else ("value",)
    return [at(gast.Expr(getattr(s.target, f)), s) for f in fields]
