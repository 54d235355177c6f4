"""Syntax nodes made anew, each at the place of the node that it comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from autograd_src.syntax.walking import fields_below

__all__ = [
    "assign", "at", "branch", "clone", "constant", "descend", "header", "load",
    "negated", "store",
]  # fmt: skip

_PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")
_OPPOSITE = {
    gast.Is: gast.IsNot, gast.IsNot: gast.Is, gast.In: gast.NotIn, gast.NotIn: gast.In,
}  # fmt: skip


def at(node: Any, place: Any) -> Any:
    """`node`, located where `place` is."""
    for field in _PLACE:
        setattr(node, field, getattr(place, field, None))
    return node


def header(statement: Any, expression: Any) -> Any:
    """The place of a compound statement's first line, up to the end of `expression`."""
    place = at(gast.Pass(), statement)
    place.end_lineno = expression.end_lineno
    place.end_col_offset = expression.end_col_offset
    return place


def clone(node: Any) -> Any:
    """A tree of nodes of its own; values of constants are shared."""
    if isinstance(node, list):
        return [clone(item) for item in node]
    if not isinstance(node, gast.AST):
        return node
    cls: Any = type(node)
    made = cls.__new__(cls)
    held = vars(made)
    held.update(vars(node))
    for field in fields_below(cls):
        value = held.get(field)
        if isinstance(value, (gast.AST, list)):
            held[field] = clone(value)
    return made


def load(name: str, place: Any) -> Any:
    return at(gast.Name(name, gast.Load(), None, None), place)


def store(name: str, place: Any) -> Any:
    return at(gast.Name(name, gast.Store(), None, None), place)


def constant(value: Any, place: Any) -> Any:
    return at(gast.Constant(value, None), place)


def assign(target: Any, value: Any, place: Any) -> Any:
    """`target = value`; the target may be given as a name."""
    if isinstance(target, str):
        target = store(target, value if hasattr(value, "lineno") else place)
    return at(gast.Assign([target], value, None), place)


def negated(test: Any) -> Any:
    """The opposite truth value.

    >>> from autograd_src.syntax.emit import emit
    >>> def show(text):
    ...     return emit([gast.Expr(negated(gast.parse(text).body[0].value))]).strip()
    >>> show("not v"), show("v is None"), show("v < 0")
    ('v', 'v is not None', 'not v < 0')

    The last stays as it is: of a NaN, neither `v < 0` nor `v >= 0` holds.
    """
    if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
        return test.operand
    if isinstance(test, gast.Compare) and len(test.ops) == 1:
        opposite = _OPPOSITE.get(type(test.ops[0]))
        if opposite is not None:
            return at(gast.Compare(test.left, [opposite()], test.comparators), test)
    return at(gast.UnaryOp(gast.Not(), test), test)


def branch(test: Any, body: list[Any], orelse: list[Any], place: Any) -> list[Any]:
    """`if test: body else: orelse`, without arms that are empty.

    A test whose arms are both empty stays as an expression: it may raise.
    """
    if not body and not orelse:
        return [at(gast.Expr(test), place)]
    if not body:
        return [at(gast.If(negated(test), orelse, []), place)]
    return [at(gast.If(test, body, orelse), place)]


def descend(statement: Any, rewrite: Callable[[list[Any]], list[Any]]) -> None:
    """Applies `rewrite` to each block of an `if` or a loop, in place."""
    if isinstance(statement, (gast.If, gast.For, gast.While)):
        statement.body = rewrite(statement.body)
        statement.orelse = rewrite(statement.orelse)
