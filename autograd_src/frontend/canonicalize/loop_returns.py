"""`return` inside loops becomes `break`, with the result kept in a variable."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.jumps import endless, has
from autograd_src.frontend.canonicalize.nodes import (
    assign,
    at,
    constant,
    header,
    load,
)
from autograd_src.syntax.walking import walk

__all__ = ["run"]

_LOOPS = (gast.For, gast.While)


def run(context: Context) -> None:
    """The function is left after the loop.

    >>> from autograd_src.frontend.canonicalize.show import passed
    >>> print(passed("for v in x:\\n    if v > 0: return v\\nreturn x", run))
    returned = False
    for v in x:
        if v > 0:
            result = v
            returned = True
            break
    if returned:
        return result
    return x
    >>> print(passed("while True:\\n    x = g(x)\\n    if x > 0: return x", run))
    while True:
        x = g(x)
        if x > 0:
            result = x
            break
    return result

    while True:
        x = g(x)
        if x > 0:
            result = x
            break
    return result
    """
    context.function.body = _Returns(context).block(context.function.body)


class _Returns:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.flag = ""

    def block(self, statements: list[Any]) -> list[Any]:
        out: list[Any] = []
        for s in statements:
            if isinstance(s, _LOOPS) and has([s], "return"):
                out += self.outermost(s)
                continue
            if isinstance(s, gast.If):
                s.body, s.orelse = self.block(s.body), self.block(s.orelse)
            out.append(s)
        return out

    def outermost(self, loop: Any) -> list[Any]:
        place = header(loop, loop.iter if isinstance(loop, gast.For) else loop.test)
        left = gast.Return(load(self.context.result(), loop))
        nested = [n for n in walk(loop) if isinstance(n, _LOOPS)]
        flagged = any(has([n], "return") and not endless(n) for n in nested)
        if flagged and not self.flag:
            self.flag = self.context.name_like("returned", None)
        after = self.after(loop, at(left, place), place)
        self.inside(loop, flagged)
        begin = assign(self.flag, constant(False, place), place) if flagged else None
        return [*([begin] if begin else []), loop, *after]

    def after(self, loop: Any, jump: Any, place: Any) -> list[Any]:
        """What leaves the block around the loop."""
        if endless(loop):
            return [jump]
        test = load(self.flag, place)
        return [at(gast.If(test, [jump], []), place)]

    def inside(self, loop: Any, flagged: bool) -> None:
        loop.body = self.body(loop.body, flagged)

    def body(self, statements: list[Any], flagged: bool) -> list[Any]:
        out: list[Any] = []
        for s in statements:
            if isinstance(s, gast.Return):
                out += self.leave(s, flagged)
            elif isinstance(s, _LOOPS) and has([s], "return"):
                place = header(s, s.iter if isinstance(s, gast.For) else s.test)
                after = self.after(s, at(gast.Break(), place), place)
                self.inside(s, flagged)
                out += [s, *after]
            else:
                if isinstance(s, gast.If):
                    s.body = self.body(s.body, flagged)
                    s.orelse = self.body(s.orelse, flagged)
                out.append(s)
        return out

    def leave(self, s: Any, flagged: bool) -> list[Any]:
        value = constant(None, s) if s.value is None else s.value
        if self.context.is_active(value):
            self.context.active.add(self.context.result())
        out = [assign(self.context.result(), value, s)]
        if flagged:
            out.append(assign(self.flag, constant(True, s), s))
        return [*out, at(gast.Break(), s)]
