"""`with` and `try` around active code, where their bodies run straight through.

The body of a `with` does if its context manager lets exceptions pass; that of a `try`
if every handler raises.  Then it stands in place, between marks; what follows it runs
only when all of it has run.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.nodes import at, descend, load
from autograd_src.frontend.passive import escapes
from autograd_src.syntax.regions import Begin, End
from autograd_src.syntax.walking import walk

__all__ = ["run"]


def run(context: Context) -> None:
    """Takes apart the statements that run straight through; others stay.

    >>> source = "def f(x):\\n    try: y = x\\n    except ValueError: raise\\n"
    >>> function = gast.parse(source).body[0]
    >>> run(Context(function, ["x"]))
    >>> [type(s).__name__ for s in function.body]
    ['Begin', 'Assign', 'End']
    """
    context.function.body = _block(context, context.function.body)


def _block(context: Context, statements: list[Any]) -> list[Any]:
    return [new for s in statements for new in _statement(context, s)]


def _statement(context: Context, s: Any) -> list[Any]:
    if not context.is_active(s):
        return [s]
    descend(s, lambda block: _block(context, block))
    if isinstance(s, gast.With):
        return _with(context, s)
    if isinstance(s, gast.Try):
        return _try(context, s)
    return [s]


def _with(context: Context, s: Any) -> list[Any]:
    managers = [i.context_expr for i in s.items]
    if any(i.optional_vars is not None or context.is_active(i) for i in s.items):
        return [s]
    if not all(map(context.facts.transparent, managers)):
        return [s]
    return _marked(context, s, gast.With(s.items, [at(gast.Pass(), s)]), None)


def _try(context: Context, s: Any) -> list[Any]:
    if not all(_fits(context, h) for h in s.handlers) or not _is_passive(context, s):
        return [s]
    body = s.body
    if s.handlers:
        trailer = gast.Try([at(gast.Pass(), s)], s.handlers, [], [])
        body = [*_marked(context, s, None, trailer), *_block(context, s.orelse)]
    if not s.finalbody:
        return list(body)
    inner = at(gast.Try(body, [], [], []), s)
    trailer = gast.Try([at(gast.Pass(), s)], [], [], s.finalbody)
    return _marked(context, inner, None, trailer)


def _is_passive(context: Context, s: Any) -> bool:
    """Whether what `finally` runs is carried over as it stands."""
    return not any(context.is_active(n) or escapes(n) for n in s.finalbody)


def _fits(context: Context, handler: Any) -> bool:
    """Whether a handler only raises; it may bind names that nothing else knows."""
    if not isinstance(handler.body[-1], gast.Raise) or escapes(handler):
        return False
    names = [n for n in walk(handler) if isinstance(n, gast.Name)]
    stored = {n.id for n in names if not isinstance(n.ctx, gast.Load)}
    inside = Counter(n.id for n in names)
    everywhere = Counter(
        n.id for n in walk(context.function) if isinstance(n, gast.Name)
    )
    if any(everywhere[name] > inside[name] for name in stored):
        return False
    if any(context.is_active(n) for n in names if n.id not in stored):
        return False
    context.active -= stored  # what was raised goes nowhere but up
    return True


def _marked(context: Context, s: Any, header: Any, trailer: Any) -> list[Any]:
    """The body of `s` between marks; a value that it returns is returned after it."""
    body = _block(context, s.body)
    last: list[Any] = []
    if body and isinstance(body[-1], gast.Return) and body[-1].value is not None:
        ending = body.pop()
        held, name = context.hold(ending.value, ending, "value")
        body += held
        last = [at(gast.Return(load(name.id, ending)), ending)]
    if any(map(escapes, body)):
        word = "with" if isinstance(s, gast.With) else "try"
        why = f"a jump out of `{word}` around active code"
        raise context.error(s, why, "assign to a name in it, and jump after it")
    begin, end = Begin(header and at(header, s)), End(trailer and at(trailer, s))
    return [at(begin, s), *body, at(end, body[-1] if body else s), *last]
