"""What a recipe may ask of its operands when it is inlined, and how its calls are put.

The notation's markers that look at one operand alone; `formulas` reads the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr
from autograd_src.live.values import MIXED, Scalar
from autograd_src.lowering import folding
from autograd_src.recipes import notation, registry, shapes

__all__ = ["ANSWERS", "without_defaults"]


def without_defaults(call: ir.Call) -> ir.Call:
    """The call without arguments at its end that say what holds anyway.

    A recipe hands on what the user may have left out: `np.diag(v, 0)` is `np.diag(v)`.
    """
    assert isinstance(call.func, ir.Ref)
    recipe = registry.lookup(call.func.value)
    if recipe is None or call.keywords:
        return call
    args, names, defaults = list(call.args), recipe.positional, recipe.defaults
    while args and len(args) <= len(names) and names[len(args) - 1] in defaults:
        if not _is(args[-1], defaults[names[len(args) - 1]]):
            break
        args.pop()
    return ir.Call(call.func, tuple(args))


def _is(e: Expr, value: object) -> bool:
    return isinstance(e, Const) and type(e.value) is type(value) and e.value == value


def _rank(e: Expr, known: Ranks) -> Expr:
    dims = shapes.dims_of(known.argument(e))
    return folding.UNKNOWN_RANK if dims is None else Const(len(dims))


def _square(e: Expr, known: Ranks) -> Expr:
    dims = shapes.dims_of(known.argument(e)) or ()
    return Const(len(dims) >= 2 and dims[-1] == dims[-2] not in ("?", "n"))


def _kind(e: Expr, known: Ranks) -> Expr:
    name = shapes.dtype_of(known.argument(e))
    return Const(name) if name and name != MIXED else folding.UNKNOWN_RANK


def _length_known(e: Expr, known: Ranks) -> Expr:
    return Const(folding.items_of(e, known) is not None)


ANSWERS: dict[Any, Callable[[Expr, Ranks], Expr]] = {
    notation.rank: _rank,
    notation.kind: _kind,
    notation.is_square: _square,
    notation.is_scalar: lambda e, known: Const(isinstance(known.of(e), Scalar)),
    notation.plain: lambda e, known: Const(folding.is_plain(e, known)),
    notation.literal: lambda e, known: Const(folding.known_value(e, known)[0]),
    notation.is_sequence: _length_known,
    notation.known_length: _length_known,
}
