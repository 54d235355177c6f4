"""Values without a name, in the words of the line that they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_src import ir
from autograd_src.ir import Expr, Var
from autograd_src.syntax.emit import emit_expression
from autograd_src.syntax.expressions import Naming, expression

__all__ = ["EMPTY", "spelled"]

EMPTY = ir.Seq("list", ())

_LONGEST = 36

Values = Mapping[Var, Sequence[tuple[Any, Expr]]]


def spelled(e: Expr, values: Values) -> str:
    """The text of `e` in the user's names; "" if it has none, or is a long one.

    `values` tells what names are bound to.
    """
    whole = _expanded(e, values, 4)
    names = {v: v.base for v in ir.names_in(whole)}
    inside = (*ir.walk_expr(whole), whole)
    if not all(names.values()) or any(isinstance(p, ir.Own) for p in inside):
        return ""
    plain = isinstance(whole, (Var, ir.Const)) or whole == EMPTY
    if plain or any(v.role for v in names):
        return ""
    text = emit_expression(expression(whole, Naming(names)))
    return f"`{text}`" if len(text) <= _LONGEST and "\n" not in text else ""


def _expanded(e: Expr, values: Values, depth: int) -> Expr:
    """`e` with what is bound to temporaries in their places."""
    if isinstance(e, Var):
        found = values.get(e, ())
        if e.base or e.role or len(found) != 1 or not depth:
            return e
        value = found[0][1]
        return e if value is e else _expanded(value, values, depth - 1)
    return ir.rebuild(e, lambda p: _expanded(p, values, depth))
