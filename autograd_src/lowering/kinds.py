"""Keywords that ask for the kind that a result has: `np.sum(x, dtype=x.dtype)`."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Expr, Stmt
from autograd_src.live.values import Array

__all__ = ["without_idle_kinds"]

# With floating arguments the result of these is of the kind of the first.
_KEEPING = (np.sum, np.prod, np.mean, np.cumsum, np.cumprod, np.var, np.std, np.trace)


def without_idle_kinds(function: ir.Function, known: Ranks) -> ir.Function:
    """`function` without keywords `dtype` that change nothing."""

    def expr(e: Expr) -> Expr:
        e = ir.rebuild(e, expr)
        match e:
            case ir.Call(ir.Ref(value=f), (first, *_), keywords) if _is_any(
                f, _KEEPING
            ):
                kept = tuple(
                    (k, v) for k, v in keywords if not _is_idle(k, v, first, known)
                )
                return (
                    e if len(kept) == len(keywords) else ir.Call(e.func, e.args, kept)
                )
        return e

    def told(e: Expr) -> Expr:
        calls = [p for p in ir.walk_expr(e) if isinstance(p, ir.Call) and p.keywords]
        return expr(e) if calls else e

    def block(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(ir.map_blocks(ir.map_exprs(s, told), block) for s in body)

    return ir.replace(function, body=block(function.body))


def _is_any(value: Any, those: tuple[Any, ...]) -> bool:
    return any(value is f for f in those)


def _is_idle(name: str, value: Expr, first: Expr, known: Ranks) -> bool:
    of = known.of(first)
    if name != "dtype" or not isinstance(of, Array) or not of.dtype.startswith("float"):
        return False
    return _kind(value, known) == of.dtype


def _kind(e: Expr, known: Ranks) -> str | None:
    match e:
        case ir.Const(None):
            return None
        case ir.Attr(value, "dtype"):
            of = known.of(value)
            return of.dtype if isinstance(of, Array) else None
        case ir.Ref(value=type() as cls) if cls is float or issubclass(
            cls, np.floating
        ):
            return np.dtype(cls).name
    return None
