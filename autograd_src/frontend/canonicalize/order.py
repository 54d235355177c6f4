"""The operands of an expression in the order in which Python evaluates them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.effects import dotted
from autograd_src.frontend.canonicalize.nodes import at

__all__ = ["Slot", "operands"]

_FIELDS = {
    gast.BinOp: ("left", "right"),
    gast.UnaryOp: ("operand",),
    gast.Compare: ("left", "comparators"),
    gast.Attribute: ("value",),
    gast.Subscript: ("value", "slice"),
    gast.Slice: ("lower", "upper", "step"),
    gast.Tuple: ("elts",),
    gast.List: ("elts",),
    gast.Set: ("elts",),
    gast.JoinedStr: ("values",),
    gast.FormattedValue: ("value",),
    gast.Starred: ("value",),
    gast.keyword: ("value",),
    gast.NamedExpr: ("value",),
    # Of these only the first operand is evaluated whatever its value.
    gast.IfExp: ("test",),
    gast.BoolOp: ("values",),
}
# They are parts of the expression around them, not values of their own.
_PARTS = (gast.Slice, gast.FormattedValue, gast.keyword)


class Slot(NamedTuple):
    """A place in a tree that holds an operand.

    `spread` is "*" or "**" where the operand is unpacked into the expression.
    """

    owner: Any
    key: Any
    spread: str = ""
    truth: bool = False

    @property
    def node(self) -> Any:
        if isinstance(self.owner, list):
            return self.owner[self.key]
        return getattr(self.owner, self.key)

    def put(self, node: Any) -> None:
        if isinstance(self.owner, list):
            self.owner[self.key] = node
        else:
            setattr(self.owner, self.key, node)

    def hold(self, context: Context, place: Any) -> list[Any]:
        """Keeps the value in a temporary; what is unpacked is unpacked now."""
        value = self.node
        if self.spread == "*":
            spread = at(gast.Starred(value, gast.Load()), value)
            value = at(gast.List([spread], gast.Load()), value)
        elif self.spread:
            value = at(gast.Dict([None], [value]), value)
        statements, name = context.hold(value, place)
        self.put(name)
        return statements


def operands(node: Any, context: Context) -> list[Slot]:
    """The operands of `node` that are evaluated whatever happens.

    >>> context = Context(gast.parse("def f(x): pass").body[0], ["x"])
    >>> from autograd_src.syntax.emit import emit
    >>> def show(text):
    ...     slots = operands(gast.parse(text).body[0].value, context)
    ...     return [emit([gast.Expr(s.node)]).strip() for s in slots]
    >>> show("g(x)[i:j, 0](a, *b, k=c)")
    ['g(x)[i:j, 0]', 'a', 'b', 'c']
    >>> show("z[i:j, 0]"), show("a and b"), show("np.dot(x, y)")
    (['z', 'i', 'j', '0'], ['a'], ['x', 'y'])
    """
    if isinstance(node, gast.Call):
        return list(_call(node, context))
    if isinstance(node, gast.Dict):
        return list(_dict(node, context))
    if isinstance(node, gast.BoolOp):
        return list(_value(node.values, 0, context))
    truth = isinstance(node, gast.IfExp) or (
        isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not)
    )
    found: list[Slot] = []
    for field in _FIELDS.get(type(node), ()):
        held = getattr(node, field)
        if isinstance(held, list):
            for i in range(len(held)):
                found += _value(held, i, context)
        elif held is not None:
            found += _value(node, field, context)
    return [s._replace(truth=True) for s in found] if truth else found


def _value(owner: Any, key: Any, context: Context) -> Iterator[Slot]:
    node = Slot(owner, key).node
    if isinstance(node, gast.Starred):
        yield Slot(node, "value", "*")
    elif isinstance(node, _PARTS):
        yield from operands(node, context)
        if isinstance(node, gast.FormattedValue) and node.format_spec is not None:
            yield from operands(node.format_spec, context)
    elif isinstance(node, gast.Tuple) and any(
        isinstance(e, gast.Slice) for e in node.elts
    ):
        yield from operands(node, context)
    else:
        yield Slot(owner, key)


def _call(node: Any, context: Context) -> Iterator[Slot]:
    """A method is looked up on its receiver, a function of a module by its path."""
    if isinstance(node.func, gast.Attribute):
        if not dotted(node.func, context):
            yield Slot(node.func, "value")
    elif not dotted(node.func, context):
        yield Slot(node, "func")
    for i in range(len(node.args)):
        yield from _value(node.args, i, context)
    for k in node.keywords:
        yield Slot(k, "value", "" if k.arg else "**")


def _dict(node: Any, context: Context) -> Iterator[Slot]:
    for i, key in enumerate(node.keys):
        if key is None:
            yield Slot(node.values, i, "**")
        else:
            yield Slot(node.keys, i)
            yield Slot(node.values, i)
