"""Derivatives that a function calls, put in the places of their calls.

They are routines (see `routines`), and stay functions where one derivative is taken.
Of their gradients no further derivatives are followed, so where more are wanted, the
statements take the place of the call.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograd_src import ir
from autograd_src.analyses.summaries import Calling, calling
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Let, Note, Stmt, Symbol, Var
from autograd_src.lowering.places import Place
from autograd_src.lowering.routines import Routine

__all__ = ["spliced"]

Block = tuple[Stmt, ...]


def spliced(function: ir.Function, routines: dict[Symbol, Routine]) -> ir.Function:
    """`function` without its calls of derivatives."""

    def block(body: Block) -> Block:
        return tuple(new for s in body for new in stmt(s))

    def stmt(s: Stmt) -> Iterator[Stmt]:
        call = calling(s)
        routine = None if call is None else routines.get(call.symbol)
        if call is None or routine is None or routine.derived is None:
            yield ir.map_blocks(s, block)
        else:
            yield from _copied(routine, call)

    body = block(function.body)
    if ir.same(body, function.body):
        return function
    # A derivative reads names of an arm in a later arm of the same test.
    return ssa(ir.replace(function, body=body))


def _copied(routine: Routine, call: Calling) -> Iterator[Stmt]:
    """The statements of a routine, and what they give bound to the call's targets."""
    *body, last = (s for s in routine.function.body if not isinstance(s, Note))
    assert isinstance(last, ir.Ret)
    place = Place(routine.function.body, (routine.key[0],), call.origin)
    for p, arg in zip(routine.function.params, call.args, strict=True):
        if isinstance(arg, Var):
            place.names[p.var] = arg
        else:
            yield Let(place.fresh(p.var), arg, origin=call.origin)
    yield from place.block(tuple(body))
    values = routine.results if len(call.targets) > 1 else (last.value,)
    for target, value in zip(call.targets, values, strict=True):
        yield Let(target, place.expr(value), origin=call.origin)
