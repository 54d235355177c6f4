"""Elements of arrays that each pass of a loop has to itself.

`y[i]` of `for i in range(n)` is another one in every pass; `y[i - 1]` is, too, but what
one pass stores as `y[i]` another one may read by that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograd_src import ir
from autograd_src.analyses.subscripts import items
from autograd_src.ir import Const, Expr, Stmt, Var

__all__ = ["is_own", "reads_only"]


def is_own(index: Expr, loops: Sequence[Stmt], around: Iterable[Stmt] = ()) -> bool:
    """Whether `index` is of another element in every pass of all of `loops`.

    `around` are loops that these are in.

    >>> i, n = Var("i"), Var("n")
    >>> loop = ir.For(i, ir.Call(ir.Ref("range", value=range), (n,)), ())
    >>> is_own(ir.Seq("tuple", (i, n)), [loop])
    True
    >>> is_own(ir.Bin("-", i, Const(1)), [loop])
    False
    """
    counters: set[Var] = set()
    for loop in (*around, *loops):
        if isinstance(loop, ir.For) and _counts(loop.iter, counters):
            counters.add(loop.target)
    return all(
        isinstance(loop, ir.For)
        and loop.target in counters
        and any(p is loop.target for p in items(index))
        for loop in loops
    )


def _counts(e: Expr, counters: set[Var]) -> bool:
    """Whether `e` gives different numbers, none of them negative: those count from
    the end.
    """
    match e:
        case ir.Call(ir.Ref(value=function), (inner,), ()) if function is reversed:
            return _counts(inner, counters)
        case ir.Call(ir.Ref(value=function), args, ()) if function is range:
            first, last, step = _edges(args)
            if not isinstance(step, Const) or type(step.value) is not int:
                return False
            down = isinstance(last, Const) and last.value >= -1
            return down if step.value < 0 else _is_positive(first, counters)
    return False


def _edges(args: tuple[Expr, ...]) -> tuple[Expr, Expr, Expr]:
    if len(args) == 1:
        return Const(0), args[0], Const(1)
    first, last, *step = args
    return first, last, step[0] if step else Const(1)


def _is_positive(e: Expr, counters: set[Var]) -> bool:
    """Whether `e` is no negative number, for all that is known."""
    match e:
        case Const(value):
            return type(value) is int and value >= 0
        case Var():
            return e in counters
        case ir.Bin("+" | "*", left, right):
            return _is_positive(left, counters) and _is_positive(right, counters)
    return False


def reads_only(s: Stmt, base: Var, index: Expr) -> bool:
    """Whether `s` reads nothing of `base` but `base[index]`."""
    return not any(ir.blocks(s)) and all(_only(e, base, index) for e in ir.exprs(s))


def _only(e: Expr, base: Var, index: Expr) -> bool:
    if isinstance(e, ir.Raw):
        return base not in ir.names_in(e)
    if isinstance(e, ir.Index) and e.value is base:
        return e.index == index and base not in ir.names_in(index)
    return e is not base and all(_only(p, base, index) for p in ir.parts(e))
