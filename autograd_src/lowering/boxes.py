"""Arrays without axes that are written: a number in a box that several names may hold.

NumPy gives numbers for most of what has no axes, so that `y += v` binds `y` anew; of an
array it changes the memory, which other names may see. Which of both happens shows only
in how the value was made: what may be such an array isn't written.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import is_any, is_in_place
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Array, Scalar
from autograd_src.lowering.operations import refused

__all__ = ["boxes", "check_boxes"]

_MAKERS = (
    np.array, np.asarray, np.asanyarray, np.zeros, np.ones, np.empty, np.full,
    np.zeros_like, np.ones_like, np.empty_like, np.full_like, np.where, np.copy,
    np.reshape, np.squeeze, np.broadcast_to, np.transpose, np.real,
)  # fmt: skip
_VIEWING = (np.reshape, np.squeeze, np.asarray, np.transpose)
_METHODS = ("copy", "reshape", "squeeze", "transpose", "view", "astype")


def boxes(function: ir.Function, known: Ranks) -> frozenset[Var]:
    """Names of what may be an array without axes that has another name, too."""
    made = {p.var for p in function.params if _is_box(known, p.var)}
    bound = [pair for s in ir.walk(function.body) for pair in ir.bindings(s)]
    named: dict[Var, set[Var]] = {}
    views: set[Var] = set()
    changed = True
    while changed:
        before = len(made), len(views)
        for v, e in bound:
            if isinstance(e, Var) and e in made:
                made.add(v)
                named.setdefault(e, {e}).add(v)
                named[v] = named[e]
            elif is_in_place(e) and isinstance(e.left, Var) and e.left in made:
                made.add(v)
                if v.base != e.left.base:
                    views.add(e.left)  # by another name
            elif isinstance(known.of(v), Scalar | Array) and _makes_box(e, known):
                made.add(v)
                if _is_view(e, known):
                    views.add(v)
        changed = (len(made), len(views)) > before
    shared = {v for v, group in named.items() if len({w.base for w in group}) > 1}
    return frozenset(v for v in made if v in shared or v in views or _is_box(known, v))


def check_boxes(function: ir.Function, hot: Container[Var], known: Ranks) -> None:
    """Refuse a differentiated write into what may be an array without axes."""
    writes = []
    for s in ir.walk(function.body):
        match s:
            case ir.Let(_, ir.Bin(op, Var() as base, value) as e) if is_in_place(e):
                op = op[:-1]
            case ir.Put(Var() as base, _, value, op):
                pass
            case _:
                continue
        small = isinstance(known.of(base), Scalar) or _is_box(known, base)
        if small and (base in hot or enters(value, hot)):
            writes.append((base, op, s.origin))
    found = boxes(function, known) if writes else ()
    for base, op, origin in writes:
        if base in found:
            change = f"y = y {op} …" if op else "y = …"
            raise refused(
                "a differentiated value is written into what may be an array without "
                "axes",
                f"bind the name anew (`{change}`), or keep the value in an array of "
                "one element",
                origin,
            )


def _is_box(known: Ranks, e: Expr) -> bool:
    kind = known.of(e)
    return isinstance(kind, Array) and not kind.dims


def _makes_box(e: Expr, known: Ranks) -> bool:
    if not isinstance(known.of(e), Scalar) and not _is_box(known, e):
        return False
    match e:
        case ir.Call(ir.Ref(value=function)):
            return is_any(function, _MAKERS)
        case ir.Call(ir.Attr(_, name)):
            return name in _METHODS
    return _is_view(e, known)


def _is_view(e: Expr, known: Ranks) -> bool:
    """Whether `e` is a part of an array that is a view of it, without axes."""
    match e:
        case ir.Index(value, index):
            parts = index.items if isinstance(index, ir.Seq) else (index,)
            dotted = any(p == Const(Ellipsis) for p in parts)
            return dotted and isinstance(known.of(value), Array)
        case ir.Call(ir.Ref(value=function), (value, *_)):
            view = is_any(function, _VIEWING)
            return view and isinstance(known.of(value), Array)
        case ir.Call(ir.Attr(value, "reshape" | "squeeze" | "view")):
            return isinstance(known.of(value), Array)
    return False
