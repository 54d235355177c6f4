"""All handlers of expressions that become statements, applied to a function."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize import (
    chained_comparison,
    comprehension,
    conditional,
    generator,
    receivers,
    short_circuit,
    walrus,
)
from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.lift import Handler, Lifted, Lifter

__all__ = ["HANDLERS", "run"]


def _either(*handlers: Handler) -> Handler:
    """The first of several handlers that has a reason to."""

    def wants(node: Any, lifter: Lifter, truth: bool) -> bool:
        return any(h.wants(node, lifter, truth) for h in handlers)

    def rewrite(node: Any, lifter: Lifter, want: str | None, truth: bool) -> Lifted:
        wanting = next(h for h in handlers if h.wants(node, lifter, truth))
        return wanting.rewrite(node, lifter, want, truth)

    return Handler(wants, rewrite)


HANDLERS: dict[type, Handler] = {
    gast.IfExp: conditional.HANDLER,
    gast.BoolOp: short_circuit.HANDLER,
    gast.Compare: chained_comparison.HANDLER,
    gast.NamedExpr: walrus.HANDLER,
    gast.ListComp: comprehension.LIST,
    gast.DictComp: comprehension.DICT,
    gast.SetComp: comprehension.SET,
    gast.Call: _either(generator.CONSUMED, receivers.HANDLER),
    gast.GeneratorExp: generator.ALONE,
}


def run(context: Context) -> None:
    """Takes statements out of expressions, their order of evaluation kept."""
    function = context.function
    function.body = Lifter(context, HANDLERS).block(function.body)
