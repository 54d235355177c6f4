"""From expressions of the intermediate form to syntax trees.

Statements are built in `build`; how much space and how many parentheses an expression
takes is decided in `emit`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import gast

from autograd_src import ir
from autograd_src.ir import Expr, Ref, Symbol, Var
from autograd_src.syntax.scopes import rename

__all__ = ["BINARY", "Naming", "constant", "expression", "name"]

BINARY = {
    "+": gast.Add, "-": gast.Sub, "*": gast.Mult, "/": gast.Div, "//": gast.FloorDiv,
    "%": gast.Mod, "**": gast.Pow, "@": gast.MatMult, "&": gast.BitAnd, "|": gast.BitOr,
    "^": gast.BitXor, "<<": gast.LShift, ">>": gast.RShift,
}  # fmt: skip
_UNARY = {"-": gast.USub, "+": gast.UAdd, "~": gast.Invert, "not": gast.Not}
_COMPARE = {
    "<": gast.Lt, "<=": gast.LtE, ">": gast.Gt, ">=": gast.GtE, "==": gast.Eq,
    "!=": gast.NotEq, "is": gast.Is, "is not": gast.IsNot, "in": gast.In,
    "not in": gast.NotIn,
}  # fmt: skip


@dataclass(frozen=True)
class Naming:
    """What everything is called in the emitted module.

    `refs` has the references whose path isn't printed as it stands, because another
    name is in the way; `imports` are pairs of a module and the alias it goes by.
    `local` has the names of each function: two may have a variable in common.
    """

    vars: Mapping[Var, str]
    symbols: Mapping[Symbol, str] = field(default_factory=dict)
    refs: Mapping[Ref, str] = field(default_factory=dict)
    imports: tuple[tuple[str, str], ...] = ()
    local: Mapping[Symbol, Mapping[Var, str]] = field(default_factory=dict)

    def within(self, symbol: Symbol) -> Naming:
        """What everything is called in one function of the module."""
        return replace(self, vars=self.local.get(symbol, self.vars))


def name(text: str, ctx: type = gast.Load) -> Any:
    return gast.Name(text, ctx(), None, None)


def _dotted(text: str) -> Any:
    first, *rest = text.split(".")
    node = name(first)
    for part in rest:
        node = gast.Attribute(value=node, attr=part, ctx=gast.Load())
    return node


def constant(value: Any) -> Any:
    """A constant as it can be written: there is no literal below zero, nor for NaN."""
    if isinstance(value, tuple):
        return gast.Tuple([constant(v) for v in value], gast.Load())
    if isinstance(value, float) and not math.isfinite(value):
        text = gast.Constant(str(value), None)
        return gast.Call(name("float"), [text], [])
    if isinstance(value, complex) and (value.real or not math.isfinite(value.imag)):
        parts = [constant(value.real), constant(value.imag)]
        return gast.Call(name("complex"), parts, [])
    if isinstance(value, (int, float)) and math.copysign(1, value) < 0:
        return gast.UnaryOp(gast.USub(), gast.Constant(-value, None))
    return gast.Constant(value, None)


def expression(e: Expr, naming: Naming) -> Any:
    """The syntax tree of an expression."""

    if type(e) is Var:
        return name(naming.vars[e])
    if type(e) is ir.Const:
        return constant(e.value)

    def build(part: Expr) -> Any:
        return expression(part, naming)

    if type(e) is ir.Bin:
        return gast.BinOp(build(e.left), BINARY[e.op](), build(e.right))
    match e:
        case Ref(text):
            return _dotted(naming.refs.get(e, text))
        case ir.Own(symbol):
            return name(naming.symbols[symbol])
        case ir.Call(func, args, keywords):
            named = [gast.keyword(k or None, build(v)) for k, v in keywords]
            return gast.Call(build(func), [build(a) for a in args], named)
        case ir.Raw(node, reads):
            return rename(node, {text: build(v) for text, v in reads})
    return _operator(e, build) or _display(e, build)


def _operator(e: Expr, build: Callable[[Expr], Any]) -> Any:
    match e:
        case ir.Un(op, operand):
            return gast.UnaryOp(_UNARY[op](), build(operand))
        case ir.Cmp(op, left, right):
            return gast.Compare(build(left), [_COMPARE[op]()], [build(right)])
        case ir.Bool(op, values):
            kind = gast.And() if op == "and" else gast.Or()
            return gast.BoolOp(kind, [build(v) for v in values])
        case ir.Cond(test, body, orelse):
            return gast.IfExp(build(test), build(body), build(orelse))
        case ir.Attr(value, attribute):
            return gast.Attribute(build(value), attribute, gast.Load())
        case ir.Index(value, index):
            return gast.Subscript(build(value), build(index), gast.Load())
    return None


def _display(e: Expr, build: Callable[[Expr], Any]) -> Any:
    match e:
        case ir.Seq("tuple", items):
            return gast.Tuple([build(i) for i in items], gast.Load())
        case ir.Seq("list", items):
            return gast.List([build(i) for i in items], gast.Load())
        case ir.Seq("set", ()):
            return gast.Call(name("set"), [], [])
        case ir.Seq("set", items):
            return gast.Set([build(i) for i in items])
        case ir.Dict(keys, values):
            return gast.Dict([build(k) for k in keys], [build(v) for v in values])
        case ir.Slice():
            edges = (e.lower, e.upper, e.step)
            return gast.Slice(*(None if p is None else build(p) for p in edges))
        case ir.Star(value):
            return gast.Starred(build(value), gast.Load())
    raise TypeError(e)
