"""From syntax trees of expressions to the intermediate form.

What has no form of its own is carried whole (`Raw`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import gast

from autograd_src import ir
from autograd_src.errors import NotDifferentiable
from autograd_src.frontend import scoping
from autograd_src.frontend.joining import joined
from autograd_src.frontend.resolve import Resolver
from autograd_src.ir import Expr, Origin, Var

__all__ = ["BINARY", "Closure", "Expressions"]

BINARY = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%",
    "Pow": "**", "MatMult": "@", "BitAnd": "&", "BitOr": "|", "BitXor": "^",
    "LShift": "<<", "RShift": ">>",
}  # fmt: skip
_UNARY = {"USub": "-", "UAdd": "+", "Invert": "~", "Not": "not"}
_COMPARE = {
    "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Eq": "==", "NotEq": "!=",
    "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}  # fmt: skip


class Closure(NamedTuple):
    """A function defined inside another one.

    `rebound` are the names that the outer function binds after the definition.
    """

    node: Any
    rebound: frozenset[str]


class Expressions:
    """Builds the expressions of one function."""

    def __init__(
        self,
        resolver: Resolver,
        filename: str,
        origins: dict[int, str],
        hidden: frozenset[str] = frozenset(),
        active: frozenset[str] = frozenset(),
        outer: Mapping[str, Expr] | None = None,
    ) -> None:
        self.resolver = resolver
        self.filename = filename
        self.origins = origins
        self.hidden = hidden
        self.active = active
        self.scope: dict[str, Var] = {}
        self.outer = outer or {}
        self.captured: dict[str, Var] = {}
        self.closures: dict[int, Closure] = {}
        self.locals: frozenset[str] = frozenset()
        self._later: dict[int, frozenset[str]] = {}

    def var(self, name: str) -> Var:
        if name not in self.scope:
            self.scope[name] = Var("" if name in self.hidden else name)
        return self.scope[name]

    def origin(self, node: Any) -> Origin:
        text = self.origins.get(node.lineno, "")
        return Origin(text, node.lineno, node.col_offset, self.filename)

    def expr(self, node: Any) -> Expr:
        build: Callable[[Any], Expr | None] | None = getattr(
            self, f"_expr_{type(node).__name__}", None
        )
        built = build(node) if build else None
        return self.raw(node) if built is None else built

    def raw(self, node: Any) -> Expr:
        """An expression of a kind that is not looked into."""
        self._define(node)
        return ir.Raw(node, tuple((n, self._leaf(n)) for n in scoping.read(node)))

    def _define(self, node: Any) -> None:
        if (
            isinstance(node, (gast.FunctionDef, gast.Lambda))
            and id(node) in self._later
        ):
            self.closures[id(node)] = Closure(node, self._later[id(node)])

    def _leaf(self, name: str) -> Expr:
        if name in self.locals:
            return self.var(name)
        if name in self.outer:
            return self.outer[name]
        if name in self.captured:
            return self.captured[name]
        ref = self.resolver.name(name)
        if ref is None:
            self.captured[name] = Var(name)
            return self.captured[name]
        return ref

    def _expr_Name(self, node: gast.Name) -> Expr:
        return self._leaf(node.id)

    def _expr_Constant(self, node: gast.Constant) -> Expr | None:
        if isinstance(node.value, float) and not math.isfinite(node.value):
            return None
        return ir.Const(node.value)

    def _expr_Attribute(self, node: gast.Attribute) -> Expr:
        value = self.expr(node.value)
        if isinstance(value, ir.Ref):
            static = self.resolver.attribute(value, node.attr)
            if static is not None:
                return static
        return ir.Attr(value, node.attr)

    def _expr_Call(self, node: gast.Call) -> Expr:
        func = self.expr(node.func)
        args = tuple(self.expr(a) for a in node.args)
        keywords = tuple((k.arg or "", self.expr(k.value)) for k in node.keywords)
        if isinstance(func, ir.Ref) and func.value is sum:
            match (*args, *(v for k, v in keywords if k == "start")):
                case (items, ir.Const(int() | float()) as start):
                    return ir.Bin("+", start, ir.Call(func, (items,)))
        if isinstance(func, ir.Ref) and func.value is getattr and not keywords:
            match args:
                case (value, ir.Const(str() as name)) if name.isidentifier():
                    return ir.Attr(value, name)
        return ir.Call(func, args, keywords)

    def _expr_BinOp(self, node: gast.BinOp) -> Expr:
        op = BINARY[type(node.op).__name__]
        return ir.Bin(op, self.expr(node.left), self.expr(node.right))

    def _expr_UnaryOp(self, node: gast.UnaryOp) -> Expr:
        operand, op = self.expr(node.operand), _UNARY[type(node.op).__name__]
        if (
            op == "-"
            and isinstance(operand, ir.Const)
            and type(operand.value) in (int, float)
        ):
            return ir.Const(-operand.value)
        return ir.Un(op, operand)

    def _expr_Compare(self, node: gast.Compare) -> Expr | None:
        if len(node.ops) != 1:
            return None
        op = _COMPARE[type(node.ops[0]).__name__]
        return ir.Cmp(op, self.expr(node.left), self.expr(node.comparators[0]))

    def _expr_BoolOp(self, node: gast.BoolOp) -> Expr:
        op = "and" if isinstance(node.op, gast.And) else "or"
        return ir.Bool(op, tuple(self.expr(v) for v in node.values))

    def _expr_IfExp(self, node: gast.IfExp) -> Expr:
        return ir.Cond(
            self.expr(node.test), self.expr(node.body), self.expr(node.orelse)
        )

    def _expr_Subscript(self, node: gast.Subscript) -> Expr:
        value = self.expr(node.value)
        if isinstance(value, ir.Ref):
            made = joined(value.value, node.slice, self.expr, self.resolver.numpy)
            if made is not None:
                return made
        return ir.Index(value, self.expr(node.slice))

    def _expr_Slice(self, node: gast.Slice) -> Expr:
        edges = (node.lower, node.upper, node.step)
        return ir.Slice(*(None if e is None else self.expr(e) for e in edges))

    def _expr_Tuple(self, node: gast.Tuple) -> Expr:
        return ir.Seq("tuple", tuple(self.expr(e) for e in node.elts))

    def _expr_List(self, node: gast.List) -> Expr:
        return ir.Seq("list", tuple(self.expr(e) for e in node.elts))

    def _expr_Dict(self, node: gast.Dict) -> Expr | None:
        if any(k is None for k in node.keys):
            return None
        return ir.Dict(
            tuple(self.expr(k) for k in node.keys),
            tuple(self.expr(v) for v in node.values),
        )

    def _expr_Starred(self, node: gast.Starred) -> Expr:
        return ir.Star(self.expr(node.value))

    def refuse(self, why: str, instead: str, node: Any) -> NotDifferentiable:
        origin = self.origin(node)
        return NotDifferentiable(
            f"{why}: {instead}",
            filename=self.filename,
            lineno=node.lineno,
            offset=node.col_offset + 1,
            text=origin.text,
        )
