"""One `return`, the last statement of the function."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize import tails
from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.jumps import completes, replaced
from autograd_src.frontend.canonicalize.nodes import assign, at, branch, constant, load
from autograd_src.frontend.passive import escapes

__all__ = ["run"]


def run(context: Context) -> None:
    """Every arm assigns one variable, which is returned at the end.

    >>> from autograd_src.frontend.canonicalize.show import passed
    >>> print(passed("if x > 0: return x\\ny = g(x)\\nreturn y", run))
    if x > 0:
        result = x
    else:
        y = g(x)
        result = y
    return result
    >>> print(passed("y = x", run))
    y = x
    return None

    y = x
    return None
    """
    function = context.function
    place = function.body[-1] if function.body else function
    if completes(function.body):
        function.body.append(at(gast.Return(constant(None, place)), place))
    tails.run(context)
    returns = [n for s in function.body for n in _returns(s)]
    if len(returns) == 1 and function.body[-1] is returns[0]:
        if returns[0].value is None:
            returns[0].value = constant(None, returns[0])
        return
    last = returns[-1] if returns else place
    if any(context.is_active(r) for r in returns):
        context.active.add(context.result())
    body = replaced(function.body, gast.Return, lambda r: _keep(context, r))
    body = [new for s in body for new in _filled(s)]
    function.body = [*body, at(gast.Return(load(context.result(), last)), last)]


def _returns(s: Any) -> list[Any]:
    if "return" not in escapes(s):
        return []
    if isinstance(s, gast.Return):
        return [s]
    return [n for child in (*s.body, *s.orelse) for n in _returns(child)]


def _keep(context: Context, s: Any) -> list[Any]:
    value = constant(None, s) if s.value is None else s.value
    if isinstance(value, gast.Name) and value.id == context.result():
        return []
    return [assign(context.result(), value, s)]


def _filled(s: Any) -> list[Any]:
    """The statement without arms that have become empty."""
    if not isinstance(s, gast.If):
        return [s]
    body = [new for child in s.body for new in _filled(child)]
    orelse = [new for child in s.orelse for new in _filled(child)]
    return branch(s.test, body, orelse, s)
