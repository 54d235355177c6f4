"""What does nothing goes: `pass`, docstrings, and `del` of a name."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.nodes import at, branch

__all__ = ["run", "tidy"]


def run(context: Context) -> None:
    """Removes statements without an effect on any value.

    >>> from autograd_src.frontend.canonicalize.show import passed
    >>> print(passed("'doc'\\nif x > 0: pass\\nelse: y = x\\ndel y", run))
    if not x > 0:
        y = x
    """
    context.function.body = _block(context, context.function.body)


def tidy(loop: Any) -> Any:
    """A loop keeps a `pass` if there is nothing else in it."""
    loop.body = loop.body or [at(gast.Pass(), loop)]
    return loop


def _block(context: Context, statements: list[Any]) -> list[Any]:
    return [new for s in statements for new in _statement(context, s)]


def _statement(context: Context, s: Any) -> list[Any]:
    if isinstance(s, gast.Pass):
        return []
    if isinstance(s, gast.Expr) and isinstance(s.value, gast.Constant):
        return []
    if context.whole(s):
        return [s]
    if isinstance(s, gast.Delete):
        return _delete(context, s)
    if isinstance(s, gast.If):
        body, orelse = _block(context, s.body), _block(context, s.orelse)
        return branch(s.test, body, orelse, s)
    if isinstance(s, (gast.For, gast.While)):
        s.body, s.orelse = _block(context, s.body), _block(context, s.orelse)
        return [tidy(s)]
    return [s]


def _delete(context: Context, s: Any) -> list[Any]:
    """`del items[k]` is `items.__delitem__(k)`."""
    out: list[Any] = []
    for target in s.targets:
        if isinstance(target, gast.Name):
            continue
        if not isinstance(target, gast.Subscript) or _is_part(target):
            why = "deleting a part of something that is differentiated"
            raise context.error(target, why, "write .pop(...) or build a new container")
        method = at(gast.Attribute(target.value, "__delitem__", gast.Load()), target)
        call = at(gast.Call(method, [target.slice], []), target)
        out.append(at(gast.Expr(call), s))
    return out


def _is_part(target: Any) -> bool:
    return isinstance(target.slice, (gast.Slice, gast.Tuple))
