"""Aliases on trust: before the functions that are called have been read.

They are taken for ones that write nothing and return something new; whoever relies on
that finds out afterwards whether it is so.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.sharing import writes_arguments
from autograd_src.ir import Expr, Var

__all__ = ["Trusting", "waiting"]


class Trusting(Aliases):
    """The classes of one function whose callees are harmless."""

    def shares(self, e: Expr) -> list[Var]:
        return [] if _is_unread(e) else super().shares(e)

    def written_by(self, e: Expr) -> list[Var]:
        return [] if _is_unread(e) else super().written_by(e)


def waiting(calls: frozenset[Expr]) -> type[Aliases]:
    """The classes of a function in which `calls` make generators: these run later."""

    class Waiting(Aliases):
        def shares(self, e: Expr) -> list[Var]:
            return [] if e in calls else super().shares(e)

        def written_by(self, e: Expr) -> list[Var]:
            return [] if e in calls else super().written_by(e)

    return Waiting


def _is_unread(e: Expr) -> bool:
    """Whether `e` calls a function of which nothing is known yet."""
    match e:
        case ir.Call(ir.Ref(value=function)):
            return writes_arguments(function)
        case ir.Call(Var()):
            return True
    return False
