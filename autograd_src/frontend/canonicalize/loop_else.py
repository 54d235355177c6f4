"""`else` of loops becomes an `if` after the loop."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.jumps import has, replaced
from autograd_src.frontend.canonicalize.nodes import (
    assign,
    branch,
    constant,
    descend,
    header,
    load,
    negated,
)

__all__ = ["run"]


def run(context: Context) -> None:
    """A flag tells whether the loop was left by `break`.

    >>> from autograd_src.frontend.canonicalize.show import passed
    >>> print(passed('''for v in x:
    ...     if v > 0:
    ...         break
    ... else:
    ...     v = x''', run))
    broke = False
    for v in x:
        if v > 0:
            broke = True
            break
    if not broke:
        v = x
    >>> print(passed("for v in x: y = v\\nelse: y = x", run))
    for v in x:
        y = v
    y = x

    for v in x:
        y = v
    y = x
    """
    context.function.body = _block(context, context.function.body)


def _block(context: Context, statements: list[Any]) -> list[Any]:
    out: list[Any] = []
    for s in statements:
        if context.whole(s):
            out.append(s)
            continue
        descend(s, lambda block: _block(context, block))
        loop = isinstance(s, (gast.For, gast.While))
        out += _split(context, s) if loop and s.orelse else [s]
    return out


def _split(context: Context, loop: Any) -> list[Any]:
    orelse, loop.orelse = loop.orelse, []
    if not has(loop.body, "break"):
        return [loop, *orelse]
    flag = context.name_like("broke", None)
    place = header(loop, loop.iter if isinstance(loop, gast.For) else loop.test)

    def leave(jump: Any) -> list[Any]:
        return [assign(flag, constant(True, jump), jump), jump]

    loop.body = replaced(loop.body, gast.Break, leave)
    begin = assign(flag, constant(False, place), place)
    after = branch(negated(load(flag, place)), orelse, [], place)
    return [begin, loop, *after]
