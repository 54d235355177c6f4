"""Statements and expressions that are refused where they are active."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.syntax.walking import children

__all__ = ["run"]

_ALWAYS = {
    gast.Yield: ("a generator has no derivative", "return a list"),
    gast.YieldFrom: ("a generator has no derivative", "return a list"),
    gast.Await: ("`await` has no derivative", "write an ordinary function"),
    gast.AsyncFor: ("`async for` has no derivative", "write an ordinary loop"),
    gast.AsyncWith: ("`async with` has no derivative", "write an ordinary function"),
}
_ACTIVE = {
    gast.Try: ("`try` around active code", "test for the condition with `if`"),
    gast.With: ("`with` around active code", "enter it around the call instead"),
    gast.Match: ("`match` in active code", "write `if` and `elif`"),
    gast.ClassDef: ("a class that captures active values", "define it at module level"),
    gast.AsyncFunctionDef: ("an asynchronous function", "write an ordinary one"),
    gast.Global: ("an active value bound to a global name", "return it instead"),
    gast.Nonlocal: ("an active value bound in an outer scope", "return it instead"),
    gast.Set: ("a set of active values has no order", "write a list or a tuple"),
}
if hasattr(gast, "TryStar"):
    _ACTIVE[gast.TryStar] = _ACTIVE[gast.Try]


def run(context: Context) -> None:
    """Raises NotDifferentiable for the first construct without a derivative.

    >>> from autograd_src.frontend.canonicalize.show import passed
    >>> passed("with g(x): y = x", run)
    Traceback (most recent call last):
        ...
      File "<source>", line 2
        with g(x): y = x
        ^
    autograd_src.errors.NotDifferentiable: `with` around active code: enter it around \
the call instead
    """
    if isinstance(context.function, gast.AsyncFunctionDef):
        why, instead = "an asynchronous function", "write an ordinary one"
        raise context.error(context.function, why, instead)
    for s in context.function.body:
        _always(context, s)
    _block(context, context.function.body)


def _always(context: Context, node: Any) -> None:
    """These change what kind of function it is, whatever they touch."""
    if isinstance(node, (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda)):
        return
    if type(node) in _ALWAYS:
        raise context.error(node, *_ALWAYS[type(node)])
    for child in children(node):
        _always(context, child)


def _block(context: Context, statements: list[Any]) -> None:
    for s in statements:
        if not context.whole(s):
            _statement(context, s)


def _statement(context: Context, s: Any) -> None:
    if type(s) in _ACTIVE:
        raise context.error(s, *_ACTIVE[type(s)])
    if isinstance(s, gast.FunctionDef):
        return
    for field, value in gast.iter_fields(s):
        if field in ("body", "orelse"):
            _block(context, value)
            continue
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, gast.AST):
                _expression(context, node)


def _expression(context: Context, node: Any) -> None:
    if isinstance(node, gast.Lambda):
        return
    if type(node) in _ACTIVE and context.is_active(node):
        raise context.error(node, *_ACTIVE[type(node)])
    for child in children(node):
        _expression(context, child)
