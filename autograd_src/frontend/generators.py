"""Generator functions: what they yield is handed to a mark, which is a plain call.

So they are read like other functions; `lowering.generators` puts the body of the loop
that goes through one in the place of the mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gast

from autograd_src import ir
from autograd_src.errors import NotDifferentiable
from autograd_src.frontend.canonicalize.nodes import at, clone, load, store
from autograd_src.syntax.walking import children

__all__ = ["MARK", "YIELD", "is_generator", "marked"]

MARK = "__yield__"


def _handed(value: object) -> None:
    """Stands for `yield value`; it is never called."""


YIELD = ir.Ref(MARK, value=_handed)

_SCOPES = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda, gast.ClassDef)
_YIELDS = (gast.Yield, gast.YieldFrom)


def is_generator(function: Any) -> bool:
    """Whether calling the function that is defined here makes a generator.

    >>> is_generator(gast.parse("def f(x):\\n    yield x").body[0])
    True
    >>> is_generator(gast.parse("def f(x): return lambda: (yield x)").body[0])
    False
    """
    body = function.body if isinstance(function.body, list) else []
    return any(isinstance(n, _YIELDS) for s in body for n in _own(s))


def marked(function: Any, filename: str) -> Any:
    """The function with calls of the mark for its `yield` statements.

    >>> from autograd_src.syntax.emit import emit
    >>> tree = gast.parse("def f(x):\\n    yield x\\n    yield from g(x)").body[0]
    >>> print(emit([marked(tree, "m.py")]).strip())
    def f(x):
        __yield__(x)
        for __yield___item in g(x):
            __yield__(__yield___item)
    """
    made = clone(function)
    made.body = _block(made.body, filename)
    return made


def _own(node: Any) -> Iterator[Any]:
    if not isinstance(node, _SCOPES):
        yield node
        for child in children(node):
            yield from _own(child)


def _block(statements: list[Any], filename: str) -> list[Any]:
    return [_statement(s, filename) for s in statements]


def _statement(s: Any, filename: str) -> Any:
    if isinstance(s, _SCOPES):
        return s
    if isinstance(s, gast.Expr) and isinstance(s.value, gast.Yield):
        value = s.value.value or at(gast.Constant(None, None), s)
        return _handing(value, s)
    if isinstance(s, gast.Expr) and isinstance(s.value, gast.YieldFrom):
        name = f"{MARK}_item"
        body = [_handing(load(name, s), s)]
        return at(gast.For(store(name, s), s.value.value, body, [], None), s)
    for field, value in gast.iter_fields(s):
        if field in ("body", "orelse", "finalbody") and isinstance(value, list):
            setattr(s, field, _block(value, filename))
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, gast.expr):
                _check(node, filename)
            elif isinstance(node, (gast.excepthandler, gast.match_case)):
                node.body = _block(node.body, filename)
    if isinstance(s, gast.Return) and s.value is not None:
        raise _refused(s, filename, "a generator that returns a value")
    return s


def _handing(value: Any, place: Any) -> Any:
    call = at(gast.Call(load(MARK, place), [value], []), place)
    return at(gast.Expr(call), place)


def _check(node: Any, filename: str) -> None:
    if any(isinstance(n, _YIELDS) for n in _own(node)):
        raise _refused(node, filename, "a generator that is sent values")


def _refused(node: Any, filename: str, what: str) -> NotDifferentiable:
    message = f"{what} isn't followed: return a list"
    return NotDifferentiable(message, filename, node.lineno, node.col_offset + 1, None)
