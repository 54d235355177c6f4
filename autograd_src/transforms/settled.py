"""Elements that nothing overwrites once they have been read, and that need no record.

In `for i in range(1, n): y[i] = f(y[i - 1])` each pass writes the element after the one
that it reads: what `y[i - 1]` was then, it still is when the loop has ended.  And
numbers that mean later in the reverse sweep what they mean where they are made.
"""

from __future__ import annotations

from typing import NamedTuple

from autograd_src import ir
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array
from autograd_src.transforms.facts import Facts

__all__ = ["Walk", "is_ahead", "lasts", "reads_box", "rebound_in", "walk_of"]


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


def rebound_in(function: ir.Function) -> frozenset[Var]:
    """The variables that passes or paths leave with different values."""
    copies = (s for s in ir.walk(function.body) if isinstance(s, ir.Copies))
    return frozenset(t for s in copies for t in s.targets)


def lasts(value: Expr, rebound: frozenset[Var]) -> bool:
    """Whether a number means the same later in the reverse sweep.

    It doesn't if it holds a name of which a loop's reverse restores an earlier value,
    or reads an element of an array that may be restored, or cleared.
    """
    if not rebound.isdisjoint(ir.names_in(value)):
        return False
    elements = (p for p in ir.walk_expr(value) if isinstance(p, ir.Index))
    return all(isinstance(p.value, ir.Attr) for p in elements)


def reads_box(value: Expr, facts: Facts) -> bool:
    """Whether a number is made of an array without axes that is written."""
    kinds = ((v, facts.known.of(v)) for v in ir.names_in(value))
    arrays = (v for v, k in kinds if isinstance(k, Array) and not k.dims)
    return any(map(facts.aliases.written, arrays))
