"""Paths that an operation without derivative breaks: the user is told once, where."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

from autograd_src import ir
from autograd_src.analyses.activity import active_reads, varied
from autograd_src.errors import ZeroGradientWarning
from autograd_src.ir import Stmt, Var
from autograd_src.recipes import registry
from autograd_src.transforms.facts import Facts
from autograd_src.transforms.refusals import place

__all__ = ["warn_of_breaks"]


def warn_of_breaks(facts: Facts, arguments: Iterable[Var], name: str) -> None:
    """Warn of each argument whose every path to the result is cut by `int` and the
    like.
    """
    for p in arguments:
        if p not in facts.active:
            s = _break(facts, p)
            if s is not None:
                where = place(facts.function, s)
                at = f": {where.text.strip()}" if where else ""
                # Shown at the user's line, whoever called.
                warnings.warn_explicit(
                    f"the derivative of {name} with respect to {p.base} is zero: "
                    f"an operation without derivative stands on the way{at}",
                    ZeroGradientWarning,
                    where.filename if where else "<function>",
                    where.line if where else 1,
                )


def _break(facts: Facts, p: Var) -> Stmt | None:
    """The first statement that cuts off `p` from a result that depends on it."""
    function = facts.function
    reached = varied(function, [p], facts.aliases, through=True)
    last = function.body[-1]
    if not any(v in reached for e in ir.exprs(last) for v in active_reads(e, True)):
        return None
    for s in ir.walk(function.body):
        for e in ir.exprs(s):
            for call in ir.walk_expr(e):
                match call:
                    case ir.Call(ir.Ref(value=function_), args) if registry.broken(
                        function_
                    ):
                        if any(v in reached for a in args for v in ir.names_in(a)):
                            return s
    return None
