"""All handlers of expressions that become statements, applied to a function."""

from __future__ import annotations

import gast

from autograd_src.frontend.canonicalize import (
    chained_comparison,
    comprehension,
    conditional,
    generator,
    short_circuit,
    walrus,
)
from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.lift import Handler, Lifter

__all__ = ["HANDLERS", "run"]

HANDLERS: dict[type, Handler] = {
    gast.IfExp: conditional.HANDLER,
    gast.BoolOp: short_circuit.HANDLER,
    gast.Compare: chained_comparison.HANDLER,
    gast.NamedExpr: walrus.HANDLER,
    gast.ListComp: comprehension.LIST,
    gast.DictComp: comprehension.DICT,
    gast.SetComp: comprehension.SET,
    gast.Call: generator.CONSUMED,
    gast.GeneratorExp: generator.ALONE,
}


def run(context: Context) -> None:
    """Takes statements out of expressions, their order of evaluation kept."""
    function = context.function
    function.body = Lifter(context, HANDLERS).block(function.body)
