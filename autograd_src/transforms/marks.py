"""Marks in the reverse sweep that `records` replaces, and what writes memory."""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.sharing import MUTATORS, writes_arguments
from autograd_src.analyses.writers import outputs
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.ir.node import node

__all__ = ["Mirror", "Restore", "is_append", "mutates"]


@node()
class Restore(Stmt):
    """Here memory gets back what the statement `source` overwrote, if anyone asks."""

    source: Stmt


@node()
class Mirror(Stmt):
    """The reversed blocks of the compound statement `source`, one for each of
    its own.
    """

    source: ir.If | ir.For | ir.While
    arms: tuple[tuple[Stmt, ...], ...]


def mutates(e: Expr) -> bool:
    """Whether evaluating `e` may write memory."""
    inside = [p for p in ir.walk_expr(e) if type(p) in _MUTATING]
    return bool(inside) and any(map(_mutates, inside))


_MUTATING = frozenset({ir.Bin, ir.Call, ir.Raw})


def is_append(e: Expr) -> bool:
    match e:
        case ir.Call(ir.Attr(Var(), "append"), (_,)):
            return True
    return False


def _mutates(e: Expr) -> bool:
    match e:
        case ir.Bin(op):
            return len(op) > 1 and op.endswith("=")
        case ir.Call(ir.Attr(_, name)):
            return name in MUTATORS or bool(outputs(e))
        case ir.Call(ir.Ref(value=function)):
            return writes_arguments(function) or bool(outputs(e))
    return isinstance(e, ir.Raw)
