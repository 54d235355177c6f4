"""Which defaults the parameters of an emitted function have.

Values of defaults are read where a derivative is called; those in the text are for who
calls the emitted function by itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograd_src import ir
from autograd_src.ir import Expr, Param

__all__ = ["defaults_last", "literal_defaults"]


def literal_defaults(params: Iterable[Param]) -> tuple[Param, ...]:
    """Parameters without the defaults that are more than literals.

    Those were evaluated where the function is defined: in the emitted module their
    names may mean something else, or nothing.
    """
    return defaults_last(
        ir.replace(p, default=None)
        if p.default is not None and not _is_literal(p.default)
        else p
        for p in params
    )


def _is_literal(e: Expr) -> bool:
    return all(isinstance(p, (ir.Const, ir.Seq, ir.Un)) for p in ir.walk_expr(e))


def defaults_last(params: Iterable[Param]) -> tuple[Param, ...]:
    """A default can't stand before a parameter that has none.

    >>> x, y = Param(ir.Var("x"), default=ir.Const(1)), Param(ir.Var("y"))
    >>> [p.default for p in defaults_last([x, y])]
    [None, None]
    """
    params = tuple(params)
    needed = [k for k, p in enumerate(params) if _is_required(p)]
    last = needed[-1] if needed else -1
    return tuple(
        ir.replace(p, default=None) if k < last and p.kind == "positional" else p
        for k, p in enumerate(params)
    )


def _is_required(p: Param) -> bool:
    return p.kind == "positional" and p.default is None
