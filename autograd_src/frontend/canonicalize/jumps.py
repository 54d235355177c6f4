"""Where control goes in structured code: what jumps, what completes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from autograd_src.frontend.passive import escapes

__all__ = ["JUMPS", "completes", "endless", "has", "replaced"]

JUMPS = (gast.Break, gast.Continue, gast.Return)
_LOOPS = (gast.For, gast.While)


def has(statements: list[Any], jump: str) -> bool:
    """Whether "break", "continue" or "return" leaves the statements."""
    return any(jump in escapes(s) for s in statements)


def endless(loop: Any) -> bool:
    """Whether a loop ends only by leaving the function."""
    if not isinstance(loop, gast.While) or not isinstance(loop.test, gast.Constant):
        return False
    return bool(loop.test.value) and not has(loop.body, "break")


def completes(statements: list[Any]) -> bool:
    """Whether control may reach the end of a block.

    >>> def ends(text):
    ...     return completes(gast.parse(text).body)
    >>> ends("if a: raise b"), ends("while 1: f()")
    (True, False)
    """
    return all(_completes(s) for s in statements)


def _completes(s: Any) -> bool:
    if isinstance(s, (*JUMPS, gast.Raise)):
        return False
    if isinstance(s, gast.If):
        return completes(s.body) or completes(s.orelse)
    return not endless(s)


def replaced(
    statements: list[Any], kind: type, change: Callable[[Any], list[Any]]
) -> list[Any]:
    """The block with each jump of one kind that leaves it changed."""
    out: list[Any] = []
    for s in statements:
        if isinstance(s, kind):
            out += change(s)
            continue
        if isinstance(s, gast.If):
            s.body = replaced(s.body, kind, change)
            s.orelse = replaced(s.orelse, kind, change)
        elif isinstance(s, _LOOPS) and kind is not gast.Return:
            s.orelse = replaced(s.orelse, kind, change)
        out.append(s)
    return out
