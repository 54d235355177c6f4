"""Elements that nothing overwrites once they have been read, and that need no record.

In `for i in range(1, n): y[i] = f(y[i - 1])` each pass writes the element after the one
that it reads: what `y[i - 1]` was then, it still is when the loop has ended.
"""

from __future__ import annotations

from typing import NamedTuple

from autograd_src import ir
from autograd_src.ir import Const, Expr, Stmt, Var

__all__ = ["Walk", "is_ahead", "walk_of"]


class Walk(NamedTuple):
    """A loop over consecutive integers from a known one, upwards."""

    counter: Var
    start: int


def walk_of(s: Stmt) -> Walk | None:
    """How `s` counts.

    >>> i, n = Var("i"), Var("n")
    >>> count = ir.Call(ir.Ref("range", value=range), (Const(1), n))
    >>> walk_of(ir.For(i, count, ())) == Walk(i, 1)
    True
    """
    match s:
        case ir.For(target, ir.Call(ir.Ref(value=function), args, ())) if (
            function is range
        ):
            first = args[0] if len(args) == 2 else Const(0)
            if len(args) <= 2 and isinstance(first, Const) and type(first.value) is int:
                return Walk(target, first.value)
    return None


def is_ahead(store: Expr, read: Expr, later: bool, walk: Walk) -> bool:
    """Whether no pass stores where it, or a pass before it, has read.

    Parameters
    ----------
    store, read
        the index of either
    later
        a pass reads before it stores
    walk
        the loop around both
    """
    c, d = _offset(store, walk.counter), _offset(read, walk.counter)
    if c is None or d is None or walk.start + min(c, d) < 0:
        return False  # a negative index counts from the end
    return d < c or (d == c and not later)


def _offset(index: Expr, counter: Var) -> int | None:
    """`k` of an index `i + k`; of the first axis, where there are several."""
    match index:
        case Var():
            return 0 if index is counter else None
        case ir.Bin("+", Var() as v, Const(int() as k)) if type(k) is int:
            return k if v is counter else None
        case ir.Bin("+", Const(int() as k), Var() as v) if type(k) is int:
            return k if v is counter else None
        case ir.Bin("-", Var() as v, Const(int() as k)) if type(k) is int:
            return -k if v is counter else None
        case ir.Seq("tuple", (first, *_)):
            return _offset(first, counter)
    return None
