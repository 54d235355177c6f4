"""What is computed again rather than kept: elements, views, numbers (S13)."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Container

import numpy as np

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.foreign import is_variable
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.subscripts import is_basic
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Array, List, Scalar, Tuple

__all__ = ["is_cheap", "made_again"]


def made_again(
    body: tuple[ir.Stmt, ...], kept: Container[Var], known: Ranks, aliases: Aliases
) -> list[ir.Let]:
    """The definitions of what need not be among `kept`: the others give it cheaply."""
    counts = Counter(v for s in ir.walk(body) for v in ir.defs(s))
    found = []
    for s in body:
        if not isinstance(s, ir.Let) or s.target not in kept or counts[s.target] != 1:
            continue
        if isinstance(s.value, (Var, Const)) or not is_cheap(s.value, known, aliases):
            continue
        parts = list(ir.walk_expr(s.value))
        names = [p for p in parts if isinstance(p, Var)]
        live = any(isinstance(p, ir.Ref) and is_variable(p.value) for p in parts)
        if not live and all(v in kept and not aliases.written(v) for v in names):
            found.append(s)
    return found


def is_cheap(e: Expr, known: Ranks, aliases: Aliases) -> bool:
    """Whether `e` is a view, an element or arithmetic on numbers."""

    def again(e: Expr) -> bool:
        return is_cheap(e, known, aliases)

    match e:
        case Var():
            return True
        case Const():
            return True
        case ir.Ref(value=value):
            return callable(value) or isinstance(value, (int, float))
        case ir.Index(Var() as base, index) if isinstance(known.of(base), Array):
            return (
                (not aliases.written(base) or isinstance(known.of(e), Array))
                and is_basic(index, known)
                and again(index)
            )
        case ir.Index(Var() as base, index) if isinstance(known.of(e), Scalar):
            listed = isinstance(known.of(base), (List, Tuple))
            return listed and not aliases.written(base) and again(index)
        case ir.Index(ir.Attr(_, "shape") as shape, Const()):
            return again(shape)
        case (
            ir.Bin("+" | "-" | "*" | "/" | "//" | "%") | ir.Un() | ir.Cmp() | ir.Bool()
        ):
            scalar = isinstance(known.of(e), Scalar)
            return scalar and all(map(again, ir.parts(e)))
        case ir.Bin("**", base, Const(int())) | ir.Call(
            ir.Ref(value=builtins.abs), (base,), ()
        ):
            return isinstance(known.of(e), Scalar) and again(base)
        case ir.Slice() | ir.Seq("tuple"):
            return all(map(again, ir.parts(e)))
        case ir.Attr(Var() as base, "T"):
            return isinstance(known.of(base), Array) and not aliases.written(base)
        case ir.Attr(Var() as base, "shape" | "ndim" | "size"):
            return isinstance(known.of(base), Array)
        case ir.Call(ir.Ref(value=function), (Var() as base,), ()):
            sized = function in (len, np.shape, np.size, np.ndim)
            return sized and isinstance(known.of(base), Array)
        case ir.Call(ir.Ref(module="math"), args, ()):
            constant = not any(True for _ in ir.names_in(e))
            return constant and all(map(again, args))
    return False
