"""What follows an `if` that jumps moves into the arms that go on, so that nothing in a
block follows a jump; `continue` is then the end of the body and goes.
"""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.jumps import JUMPS, completes, has, replaced
from autograd_src.frontend.canonicalize.leftovers import tidy
from autograd_src.frontend.canonicalize.nodes import (
    assign,
    at,
    branch,
    clone,
    constant,
    load,
    negated,
)
from autograd_src.frontend.passive import escapes
from autograd_src.syntax.walking import walk

__all__ = ["run"]

_LOOPS = (gast.For, gast.While)
# A tail this short is written twice rather than guarded by a flag.
_SHORT = 2


def run(context: Context) -> None:
    """Puts every jump at the end of its arm, with nothing after the `if`.

    >>> from autograd_src.frontend.canonicalize.show import passed
    >>> print(passed('''for v in x:
    ...     if v < 0:
    ...         continue
    ...     if v > 9:
    ...         break
    ...     y = v''', run))
    for v in x:
        if not v < 0:
            if v > 9:
                break
            else:
                y = v

    Where several arms go on to a long tail, a flag says which.

    >>> print(passed('''for v in x:
    ...     if v > 0:
    ...         if v > 9:
    ...             break
    ...         v = 1
    ...     a = v
    ...     b = a
    ...     c = b''', run))
    for v in x:
        stop = False
        if v > 0:
            if v > 9:
                stop = True
            else:
                v = 1
        if stop:
            break
        else:
            a = v
            b = a
            c = b

    for v in x:
        stop = False
        if v > 0:
            if v > 9:
                stop = True
            else:
                v = 1
        if stop:
            break
        else:
            a = v
            b = a
            c = b
    """
    context.function.body = _settle(context, context.function.body)


def _settle(context: Context, statements: list[Any]) -> list[Any]:
    out: list[Any] = []
    for i, s in enumerate(statements):
        if context.whole(s):
            out.append(s)
        elif isinstance(s, (*JUMPS, gast.Raise)):
            return [*out, s]
        elif isinstance(s, _LOOPS):
            s.body = _without_continue(_settle(context, s.body))
            out.append(tidy(s))
        elif isinstance(s, gast.If):
            s.body = _settle(context, s.body)
            s.orelse = _settle(context, s.orelse)
            if escapes(s):
                rest = _settle(context, statements[i + 1 :])
                return out + _join(context, s, rest)
            out.append(s)
        else:
            out.append(s)
    return out


def _join(context: Context, s: Any, rest: list[Any]) -> list[Any]:
    """The `if`, which jumps in some arms, and what runs after it in the others."""
    ends = _ends([s])
    if not rest or not ends:
        return [s]
    short = len(rest) <= _SHORT and not any(_compound(r) for r in rest)
    if ends == 1 or short:
        _paste(s, rest)
        return [s]
    return _flagged(context, s, rest)


def _compound(s: Any) -> bool:
    return any(isinstance(n, gast.stmt) and n is not s for n in walk(s))


def _jumping(s: Any) -> bool:
    return isinstance(s, gast.If) and bool(escapes(s))


def _ends(block: list[Any]) -> int:
    """How many arms of a settled block reach its end."""
    if not completes(block):
        return 0
    if block and _jumping(block[-1]):
        return _ends(block[-1].body) + _ends(block[-1].orelse)
    return 1


def _paste(s: Any, rest: list[Any]) -> None:
    """Appends `rest` to every arm that reaches the end; each gets nodes of its own."""
    for field in ("body", "orelse"):
        arm = getattr(s, field)
        if not completes(arm):
            continue
        if arm and _jumping(arm[-1]):
            _paste(arm[-1], rest)
        else:
            setattr(s, field, [*arm, *(clone(r) for r in rest)])


def _flagged(context: Context, s: Any, rest: list[Any]) -> list[Any]:
    before: list[Any] = []

    def flag(base: str) -> str:
        name = context.name_like(base, None)
        before.append(assign(name, constant(False, s), s))
        return name

    def raised(name: str, jump: Any) -> list[Any]:
        return [assign(name, constant(True, jump), jump)]

    if has([s], "continue"):
        skip = flag("skip")
        [s] = replaced([s], gast.Continue, lambda jump: raised(skip, jump))
        rest = branch(negated(load(skip, s)), rest, [], s)
    if has([s], "break"):
        stop = flag("stop")
        [s] = replaced([s], gast.Break, lambda jump: raised(stop, jump))
        rest = branch(load(stop, s), [at(gast.Break(), s)], rest, s)
    if has([s], "return"):
        returned, result = flag("returned"), context.result()
        context.active.update(
            {result} if any(_returns_active(context, n) for n in walk(s)) else ()
        )

        def kept(jump: Any) -> list[Any]:
            value = jump.value or constant(None, jump)
            return [assign(result, value, jump), *raised(returned, jump)]

        [s] = replaced([s], gast.Return, kept)
        leave = at(gast.Return(load(result, s)), s)
        rest = branch(load(returned, s), [leave], rest, s)
    return [*before, s, *rest]


def _returns_active(context: Context, node: Any) -> bool:
    return isinstance(node, gast.Return) and context.is_active(node)


def _without_continue(block: list[Any]) -> list[Any]:
    """The body of a loop without the jumps to its end."""
    if not block:
        return block
    *before, last = block
    if isinstance(last, gast.Continue):
        return _without_continue(before)
    if _jumping(last):
        body, orelse = _without_continue(last.body), _without_continue(last.orelse)
        return before + branch(last.test, body, orelse, last)
    return block
