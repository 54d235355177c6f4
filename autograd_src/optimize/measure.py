"""How much work and how much room an expression takes: estimates, for readability.

Names aren't chosen yet when these are asked for, so widths are approximate.
"""

from __future__ import annotations

import numpy as np

from autograd_src import ir
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.optimize.coalesce import label, roles
from autograd_src.recipes import registry

__all__ = ["is_multiple", "is_size", "is_view", "operators", "width", "work"]


def operators(e: Expr) -> int:
    """How many operators and calls a reader has to take in."""
    return sum([type(p) in _OPERATORS for p in ir.walk_expr(e)])


_OPERATORS = frozenset({ir.Bin, ir.Cmp, ir.Bool, ir.Cond, ir.Call, ir.Raw})


def work(e: Expr) -> int:
    """Roughly how many passes over an array computing `e` takes."""
    return sum([_own_work(p) for p in ir.walk_expr(e) if type(p) in _OPERATORS])


def _own_work(e: Expr) -> int:
    if type(e) is ir.Bin:
        return 2 if e.op == "@" else 1
    match e:
        case ir.Cmp():
            return 1
        case ir.Call(ir.Ref(value=f)):
            return 0 if f is not None and registry.cheap(f) else 2
        case ir.Call() | ir.Raw():
            return 2
    return 0


def is_view(e: Expr) -> bool:
    """Whether `e` only names, negates, transposes or takes a part of something.

    >>> x, i = ir.Var("x"), ir.Var("i")
    >>> is_view(ir.Index(ir.Attr(x, "T"), ir.Bin("-", i, ir.Const(1))))
    True
    >>> is_view(ir.Bin("*", x, i))
    False
    """
    match e:
        case Var() | ir.Const() | ir.Ref():
            return True
        case ir.Attr(value, name):
            return name in ("T", "shape", "ndim", "size", "dtype") and is_view(value)
        case ir.Un("-", operand):
            return isinstance(operand, (Var, ir.Const))
        case ir.Index(value, index):
            return is_view(value) and operators(index) <= 1
    return False


def is_multiple(e: Expr) -> bool:
    """Whether `e` is a variable times a constant, or that much more or less.

    >>> h = ir.Var("h")
    >>> is_multiple(ir.Bin("*", ir.Const(0.5), h)), is_multiple(ir.Bin("*", h, h))
    (True, False)
    """
    match e:
        case ir.Bin("+" | "-" | "*", Var(), ir.Const(value)):
            return type(value) in (int, float)
        case ir.Bin("+" | "-" | "*", ir.Const(value), Var()):
            return type(value) in (int, float)
    return False


def is_size(e: Expr) -> bool:
    """Whether `e` is a short expression of constants and sizes, such as `2 / len(x)`.

    >>> n = ir.Call(ir.Ref("len", value=len), (ir.Var("x"),))
    >>> is_size(ir.Bin("/", ir.Const(2), n)), is_size(ir.Bin("/", n, ir.Var("y")))
    (True, False)
    """
    return operators(e) <= 2 and _sized(e)


def _sized(e: Expr) -> bool:
    match e:
        case ir.Const(value):
            return type(value) in (int, float)
        case ir.Call(ir.Ref(value=function), (Var(),), ()):
            return function in (len, np.size)
        case ir.Index(ir.Attr(Var(), "shape"), ir.Const()):
            return True
        case ir.Bin() | ir.Un():
            return all(map(_sized, ir.parts(e)))
    return False


def width(x: Expr | Stmt) -> int:
    """About how many columns `x` takes."""
    match x:
        case Var():
            return len(label(x)) or 1 + sum(1 + len(r) for r in roles(x))
        case ir.Const(value):
            return len(repr(value))
        case ir.Ref(text):
            return len(text)
        case ir.Own(symbol):
            return len(symbol.base)
        case ir.Let(target, value):
            return width(target) + 3 + width(value)
        case ir.Put(base, index, value):
            inside = 0 if index is None else width(index) + 2
            return width(base) + inside + 4 + width(value)
        case ir.Ret(value):
            return 7 + width(value)
        case ir.Stmt():
            return 4 + sum(width(e) + 2 for e in ir.exprs(x))
        case ir.Bin(op, left, right):
            around = 0 if op == "**" else 2
            inner = sum(2 for p in (left, right) if isinstance(p, ir.Bin))
            return width(left) + width(right) + len(op) + around + inner
    return _brackets(x) + sum(width(p) + 2 for p in ir.parts(x))


def _brackets(e: Expr) -> int:
    match e:
        case ir.Attr(_, name):
            return len(name) - 1
        case ir.Call(_, _, keywords):
            return sum(len(k) + 1 for k, _ in keywords)
        case ir.Un():
            return -1
        case ir.Raw():
            return 40
    return 2
