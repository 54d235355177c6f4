"""Decisions that are made while a recipe is inlined, or a branch pruned.

An expression is folded to a constant where that is proved by literals and types.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.ranks import OPERATORS, UNARY, Ranks
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import ANYTHING, List, Scalar, Static, Tuple, Unknown
from autograd_src.recipes import shapes

__all__ = ["UNKNOWN_RANK", "decide", "fold", "items_of", "known_value", "to_expr"]

UNKNOWN_RANK = ir.Ref("<unknown rank>")
_ATOMS = frozenset({Var, Const, ir.Ref})

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne, "is": operator.is_, "is not": operator.is_not,
    "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
}  # fmt: skip


def known_value(e: Expr, known: Ranks) -> tuple[bool, Any]:
    """Whether `e` is a constant, and which."""
    value = known.argument(e)
    return shapes.is_known(value), value


def to_expr(value: Any) -> Expr:
    """A Python constant, containers included, as an expression."""
    if isinstance(value, (tuple, list)):
        return ir.Seq(type(value).__name__, tuple(to_expr(v) for v in value))
    return Const(value)


def decide(test: Expr, known: Ranks) -> bool | None:
    """The truth of `test` where it is proved, else None."""
    return decide_const(fold(test, known), known)


def fold(e: Expr, known: Ranks) -> Expr:
    """`e` with what is proved replaced by constants and items."""
    if type(e) in _ATOMS:
        return e
    e = ir.rebuild(e, lambda p: fold(p, known))
    if type(e) is ir.Bin and not isinstance(e.right, (Const, ir.Index)):
        return e
    match e:
        case ir.Cmp():
            return _compare(e, known)
        case ir.Un("not", operand):
            value = decide_const(operand, known)
            return e if value is None else Const(not value)
        case ir.Un(op, Const(value)) if type(value) in (int, float):
            return Const(UNARY[op](value))
        case ir.Bin(op, Const(a), Const(b)) if type(a) is int and type(b) is int:
            return _integer(e, op, a, b)
        case ir.Bool(op, values):
            return _connective(op, values, known)
        case ir.Cond(test, body, orelse):
            value = decide_const(test, known)
            return e if value is None else (body if value else orelse)
        case ir.Index(ir.Seq() as seq, index):
            return _item(e, seq, index, known)
        case ir.Index(ir.Call(func, (a,)), Const(k)) if _is_shape(func):
            return _length(e, a, k, known)
        case ir.Bin("+", Const(0), ir.Index(ir.Call(func)) as size) if _is_shape(func):
            return size
        case ir.Seq(kind, items) if any(isinstance(i, ir.Star) for i in items):
            return ir.Seq(kind, _spliced(items))
        case ir.Call(func, args, keywords) if any(isinstance(a, ir.Star) for a in args):
            return ir.Call(func, _spliced(args), keywords)
    return e


def decide_const(e: Expr, known: Ranks) -> bool | None:
    is_const, value = known_value(e, known)
    if is_const:
        return bool(value)
    kind = known.of(e)
    if isinstance(kind, Static) and (kind.value == "None" or kind.value[0] in "'\""):
        return kind.value not in ("None", "''")
    return None


def _integer(e: Expr, op: str, a: int, b: int) -> Expr:
    if op not in ("+", "-", "*", "//", "%") or (op in ("//", "%") and b == 0):
        return e
    return Const(OPERATORS[op](a, b))


def _compare(e: ir.Cmp, known: Ranks) -> Expr:
    if UNKNOWN_RANK in (e.left, e.right):
        return Const(False)
    left, right = known_value(e.left, known), known_value(e.right, known)
    if left[0] and right[0]:
        try:
            return Const(bool(_COMPARE[e.op](left[1], right[1])))
        except TypeError:
            return e
    if e.op in ("is", "is not") and right == (True, None):
        value = known.of(e.left)
        if value == Static("None") or value == Static(repr(None)):
            return Const(e.op == "is")
        if value != ANYTHING and not isinstance(value, Unknown):
            return Const(e.op == "is not")
    return e


def _connective(op: str, values: tuple[Expr, ...], known: Ranks) -> Expr:
    """`and` and `or` without the operands that are decided."""
    ends = op == "or"
    left: list[Expr] = []
    for e in values:
        value = decide_const(e, known)
        if value is None:
            left.append(e)
        elif value is ends:
            return ir.Bool(op, (*left, Const(ends))) if left else Const(ends)
    if not left:
        return Const(not ends)
    return left[0] if len(left) == 1 else ir.Bool(op, tuple(left))


def _item(e: Expr, seq: ir.Seq, index: Expr, known: Ranks) -> Expr:
    is_const, which = known_value(index, known)
    if not is_const:
        return e
    if isinstance(which, slice):
        return ir.Seq(seq.kind, seq.items[which])
    return seq.items[which] if type(which) is int else e


def _is_shape(func: Expr) -> bool:
    return isinstance(func, ir.Ref) and func.value is np.shape


def _length(e: Expr, a: Expr, k: object, known: Ranks) -> Expr:
    """The length of one axis of `a`, where it is written out."""
    dims = shapes.dims_of(known.argument(a))
    if dims is None or type(k) is not int or not -len(dims) <= k < len(dims):
        return e
    return Const(int(dims[k])) if dims[k].isdecimal() else e


def _spliced(items: tuple[Expr, ...]) -> tuple[Expr, ...]:
    out: list[Expr] = []
    for i in items:
        if isinstance(i, ir.Star) and isinstance(i.value, ir.Seq):
            out += i.value.items
        else:
            out.append(i)
    return tuple(out)


def items_of(e: Expr, known: Ranks) -> tuple[Expr, ...] | None:
    """The items of a sequence whose number is known."""
    if isinstance(e, ir.Seq):
        return e.items
    value = known.of(e)
    if isinstance(value, (List, Tuple)):
        return tuple(ir.Index(e, Const(k)) for k in range(len(value.items)))
    return None


def is_plain(e: Expr, known: Ranks) -> bool:
    """Whether `e` is known to be a plain Python number."""
    value = known.of(e)
    return isinstance(value, Scalar) and value.kind in ("bool", "int", "float")
