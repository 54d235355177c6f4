"""The first that is added to an adjoint full of zeros is stored: `y_bar[0] = v`.

So is what is added to elements that nothing has been added to yet.
"""

from __future__ import annotations

import numpy as np

from autograd_src import algebra, ir
from autograd_src.analyses.effects import Effects
from autograd_src.analyses.subscripts import items
from autograd_src.ir import Const, Expr, Stmt, Var

__all__ = ["are_apart", "first_stores"]

Block = tuple[Stmt, ...]


def first_stores(body: Block, effects: Effects) -> Block:
    """`body`, with stores for additions to elements that are still zero."""
    zeros: dict[Var, list[Expr]] = {}  # the places that have been stored into
    out = []
    for s in body:
        base = s.base if isinstance(s, ir.Put) else None
        _forget(zeros, s, effects)
        if base in zeros and isinstance(s, ir.Put) and s.index:
            apart = all(are_apart(s.index, place) for place in zeros[base])
            zeros[base].append(s.index)
            s = _stored(s) if apart else s
        if (
            isinstance(s, ir.Let)
            and s.target.role in ("bar", "dot")
            and _is_zeros(s.value)
        ):
            zeros[s.target] = []
        out.append(s)
    return tuple(out)


def _forget(zeros: dict[Var, list[Expr]], s: Stmt, effects: Effects) -> None:
    """Drop what `s` may write, or give another name, other than by adding to it."""
    added = isinstance(s, ir.Put) and s.op in ("+", "-") and s.index is not None
    read = [v for x in ir.walk((s,)) for v in ir.uses(x)]
    for base in list(zeros):
        seen = [v for v in read if v is base or effects.aliases.may_alias(base, v)]
        own = [v for v in seen if v is base]
        only = added and isinstance(s, ir.Put) and s.base is base and len(own) == 1
        if seen and not (only and len(seen) == 1):
            del zeros[base]


def _stored(s: ir.Put) -> ir.Put:
    value = algebra.leading(algebra.negate(s.value)) if s.op == "-" else s.value
    return ir.replace(s, op="", value=value)


def _is_zeros(e: Expr) -> bool:
    match e:
        case ir.Call(ir.Ref(value=function), (Var(),)):
            return function is np.zeros_like
    return False


def are_apart(a: Expr, b: Expr) -> bool:
    """Whether two indices are of different elements, whatever they index.

    >>> first, rest = Const(0), ir.Slice(Const(1))
    >>> are_apart(first, rest), are_apart(first, first), are_apart(first, Const(-1))
    (True, False, False)
    >>> are_apart(Const(-1), Const(-2)), are_apart(Const(-1), rest)
    (True, False)
    >>> n = ir.Var("n")
    >>> are_apart(ir.Slice(None, n), ir.Slice(n)), are_apart(ir.Slice(None, n), first)
    (True, False)
    >>> are_apart(ir.Seq("list", (first, Const(1))), ir.Seq("list", (Const(1), first)))
    False
    """
    left, right = _axes(a), _axes(b)
    return any(map(_axis_apart, left, right))


def _axes(index: Expr) -> list[Expr]:
    """The axes that `index` goes along, as far as they can be told."""
    found = []
    for p in items(index):
        if not isinstance(p, ir.Slice) and _range(p) is None:
            break
        found.append(p)
    return found


def _axis_apart(a: Expr, b: Expr) -> bool:
    if _are_halves(a, b) or _are_halves(b, a):
        return True
    first, second = _range(a), _range(b)
    if first is None or second is None or (first[0] < 0) != (second[0] < 0):
        return False
    return first[1] <= second[0] or second[1] <= first[0]


def _are_halves(a: Expr, b: Expr) -> bool:
    """Whether they are `:n` and `n:`."""
    match a, b:
        case ir.Slice(None, Expr() as end, None), ir.Slice(start, None, None):
            return end == start
    return False


def _range(e: Expr) -> tuple[float, float] | None:
    """The elements from the start, or from the end (below zero), that `e` is of."""
    match e:
        case Const(int() as k) if type(k) is int:
            return k, k + 1
        case ir.Un("-", Const(int() as k)) if type(k) is int and k > 0:
            return -k, -k + 1
        case ir.Slice(lower, upper, None):
            low = 0 if lower is None else _place(lower)
            high = float("inf") if upper is None else _place(upper)
            return None if low is None or high is None else (low, high)
    return None


def _place(e: Expr) -> int | None:
    match e:
        case Const(int() as k) if type(k) is int and k >= 0:
            return k
    return None
