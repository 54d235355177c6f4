"""The intermediate form written as Python text, and back: for tests of passes.

    f = function('''
        def f(x, n):
            copy(s=0.0)
            for i in range(n):
                s__2 = s + x[i]
                copy(s=s__2)
            return s
    ''')
    assert text(f) == ...

A name is one variable. `s__2` is a further version of `s`; `_`, `_1`, `_2` are
temporaries; `x_bar`, `x_dot`, `x_saved` (composed too) are the adjoint, tangent and
record of `x`. `copy(a=b, c=...)` is a parallel copy, where `...` is unbound;
`note("...")` a heading; `with origin("..."):` gives statements their origin. Other
names are builtins, `np`, `math`, or functions defined in the same text.
"""

from __future__ import annotations

import ast
import builtins
import math
import re
import textwrap
from typing import Any

import gast
import numpy as np

from autograd_src import ir
from autograd_src.ir import Origin, Stmt, Symbol, Var
from autograd_src.syntax.expressions import BINARY, Naming, expression
from autograd_src.syntax.scopes import hidden

_MODULES = {"np": ("numpy", np), "math": ("math", math)}
_BIN = {kind: op for op, kind in BINARY.items()}
_UN = {gast.USub: "-", gast.UAdd: "+", gast.Invert: "~", gast.Not: "not"}
_CMP = {
    gast.Lt: "<", gast.LtE: "<=", gast.Gt: ">", gast.GtE: ">=", gast.Eq: "==",
    gast.NotEq: "!=", gast.Is: "is", gast.IsNot: "is not", gast.In: "in",
    gast.NotIn: "not in",
}  # fmt: skip


def module(source: str) -> ir.Module:
    """Every function of `source`, the entry last."""
    tree = gast.parse(textwrap.dedent(source))
    symbols = {d.name: Symbol(d.name) for d in tree.body}
    return ir.Module("", tuple(_Reader(symbols).function(d) for d in tree.body))


def function(source: str) -> ir.Function:
    return module(source).functions[-1]


def var(f: ir.Function, token: str) -> Var:
    """The variable that `text` prints as `token`."""
    return next(v for v, name in _tokens(f).items() if name == token)


def text(f: ir.Function) -> str:
    """`f` in the notation that `function` reads."""
    return _Writer(f).text


class _Reader:
    def __init__(self, symbols: dict[str, Symbol]) -> None:
        self.symbols = symbols
        self.vars: dict[str, Var] = {}
        self.locals: set[str] = set()
        self.origin: Origin | None = None

    def function(self, node: Any) -> ir.Function:
        stored = (n for n in gast.walk(node) if isinstance(n, gast.Name))
        self.locals = {n.id for n in stored if not isinstance(n.ctx, gast.Load)}
        self.locals |= {
            k.arg
            for n in gast.walk(node)
            if isinstance(n, gast.Call) and self.called(n) == "copy"
            for k in n.keywords
        }
        params = [ir.Param(self.var(a.id)) for a in node.args.args]
        params += [ir.Param(self.var(a.id), "keyword") for a in node.args.kwonlyargs]
        symbol = self.symbols[node.name]
        return ir.Function(symbol, tuple(params), self.block(node.body))

    def called(self, node: Any) -> str:
        return getattr(node.func, "id", "")

    def var(self, name: str) -> Var:
        if name not in self.vars:
            self.vars[name] = self.new(name)
        return self.vars[name]

    def new(self, name: str) -> Var:
        if name.strip("_0123456789") == "":
            return Var()
        if composed := re.fullmatch(r"(.+)_(bar|dot|saved)(__\d+)?", name):
            return Var("", composed[2], self.var(composed[1]))
        return Var(name.partition("__")[0])

    def block(self, body: list[Any]) -> tuple[Stmt, ...]:
        return tuple(s for node in body for s in self.stmt(node))

    def stmt(self, node: Any) -> tuple[Stmt, ...]:
        if isinstance(node, gast.With):
            return self.under(node)
        built = getattr(self, type(node).__name__)(node)
        return (ir.replace(built, origin=self.origin),)

    def under(self, node: Any) -> tuple[Stmt, ...]:
        before = self.origin
        call = node.items[0].context_expr
        self.origin = Origin(call.args[0].value, 1)
        body = self.block(node.body)
        self.origin = before
        return body

    def Assign(self, node: Any) -> Stmt:
        (target,), value = node.targets, self.expr(node.value)
        if isinstance(target, gast.Tuple):
            return ir.Unpack(tuple(self.var(t.id) for t in target.elts), value)
        if isinstance(target, gast.Subscript):
            return ir.Put(self.var(target.value.id), self.expr(target.slice), value)
        return ir.Let(self.var(target.id), value)

    def AugAssign(self, node: Any) -> Stmt:
        op, value = _BIN[type(node.op)], self.expr(node.value)
        if isinstance(node.target, gast.Subscript):
            base = self.var(node.target.value.id)
            return ir.Put(base, self.expr(node.target.slice), value, op)
        return ir.Put(self.var(node.target.id), None, value, op)

    def Expr(self, node: Any) -> Stmt:
        value = node.value
        name = self.called(value) if isinstance(value, gast.Call) else ""
        if name == "note":
            return ir.Note(value.args[0].value)
        if name == "copy":
            targets = tuple(self.var(k.arg) for k in value.keywords)
            return ir.Copies(targets, tuple(self.expr(k.value) for k in value.keywords))
        return ir.Do(self.expr(value))

    def If(self, node: Any) -> Stmt:
        return ir.If(
            self.expr(node.test), self.block(node.body), self.block(node.orelse)
        )

    def For(self, node: Any) -> Stmt:
        target = self.var(node.target.id)
        return ir.For(target, self.expr(node.iter), self.block(node.body))

    def While(self, node: Any) -> Stmt:
        return ir.While(self.expr(node.test), self.block(node.body))

    def Break(self, node: Any) -> Stmt:
        return ir.Break()

    def Pass(self, node: Any) -> Stmt:
        return ir.Do(ir.Const(None))

    def Return(self, node: Any) -> Stmt:
        return ir.Ret(self.expr(node.value))

    def expr(self, e: Any) -> ir.Expr:
        match e:
            case gast.Name(id=name) if name in self.locals:
                return self.var(name)
            case gast.Name(id=name) if name in self.symbols:
                return ir.Own(self.symbols[name])
            case gast.Name(id=name):
                where, value = _MODULES.get(name, ("", getattr(builtins, name, None)))
                assert value is not None, name
                return ir.Ref(name, where, name if where else "", value)
            case gast.Constant(value=value):
                return ir.Const(value)
            case gast.Attribute(attr=attr):
                value = self.expr(e.value)
                if isinstance(value, ir.Ref):
                    path, live = f"{value.text}.{attr}", getattr(value.value, attr)
                    return ir.Ref(path, value.module, value.alias, live)
                return ir.Attr(value, attr)
            case gast.Call():
                named = tuple((k.arg or "", self.expr(k.value)) for k in e.keywords)
                return ir.Call(self.expr(e.func), tuple(map(self.expr, e.args)), named)
            case gast.BinOp():
                op = _BIN[type(e.op)]
                return ir.Bin(op, self.expr(e.left), self.expr(e.right))
            case gast.UnaryOp():
                return ir.Un(_UN[type(e.op)], self.expr(e.operand))
            case gast.Compare(ops=[op]):
                right = self.expr(e.comparators[0])
                return ir.Cmp(_CMP[type(op)], self.expr(e.left), right)
            case gast.BoolOp():
                op = "and" if isinstance(e.op, gast.And) else "or"
                return ir.Bool(op, tuple(map(self.expr, e.values)))
            case gast.IfExp():
                return ir.Cond(*map(self.expr, (e.test, e.body, e.orelse)))
            case gast.Subscript():
                return ir.Index(self.expr(e.value), self.expr(e.slice))
            case gast.Slice():
                edges = (e.lower, e.upper, e.step)
                return ir.Slice(*(None if p is None else self.expr(p) for p in edges))
            case gast.Tuple() | gast.List() | gast.Set():
                kind = type(e).__name__.lower()
                return ir.Seq(kind, tuple(map(self.expr, e.elts)))
            case gast.Starred():
                return ir.Star(self.expr(e.value))
        return self.raw(e)

    def raw(self, e: Any) -> ir.Expr:
        names = dict.fromkeys(n.id for n in gast.walk(e) if isinstance(n, gast.Name))
        inner = hidden(e)
        reads = ((n, self.expr(_load(n))) for n in names if n not in inner)
        return ir.Raw(e, tuple(reads))


def _load(name: str) -> Any:
    return gast.Name(name, gast.Load(), None, None)


def _tokens(f: ir.Function) -> dict[Var, str]:
    """Distinct names in order of occurrence, in the notation of this module."""
    seen: dict[Var, str] = {}
    found = [p.var for p in f.params]
    for s in ir.walk(f.body):
        found += [*ir.uses(s), *ir.defs(s)]
    count: dict[str, int] = {}
    todo = list(dict.fromkeys(found))
    for v in todo:
        _token(v, seen, count)
    return seen


def _token(v: Var, seen: dict[Var, str], count: dict[str, int]) -> str:
    if v in seen:
        return seen[v]
    of = _token(v.of, seen, count) if v.of else v.base or "_"
    base = f"{of}_{v.role}" if v.role else of
    n = count[base] = count.get(base, 0) + 1
    if base == "_":
        seen[v] = f"_{n}"
    else:
        seen[v] = base if n == 1 else f"{base}__{n}"
    return seen[v]


class _Writer:
    def __init__(self, f: ir.Function) -> None:
        self.names = _tokens(f)
        self.naming = Naming(self.names, _Symbols())
        self.lines: list[str] = []
        params = ", ".join(self.names[p.var] for p in f.params)
        self.lines.append(f"def {f.symbol.base}({params}):")
        self.block(f.body, 1)
        self.text = "\n".join(self.lines) + "\n"

    def expr(self, e: ir.Expr) -> str:
        return ast.unparse(gast.gast_to_ast(expression(e, self.naming)))

    def block(self, body: tuple[Stmt, ...], depth: int) -> None:
        for s in body:
            self.stmt(s, depth)
        if not body:
            self.line("pass", depth)

    def line(self, text: str, depth: int) -> None:
        self.lines.append("    " * depth + text)

    def stmt(self, s: Stmt, depth: int) -> None:
        self.line(self.header(s), depth)
        if isinstance(s, (ir.If, ir.For, ir.While)):
            self.block(s.body, depth + 1)
        if isinstance(s, ir.If) and s.orelse:
            self.line("else:", depth)
            self.block(s.orelse, depth + 1)

    def header(self, s: Stmt) -> str:
        name, expr = self.names, self.expr
        match s:
            case ir.Let(target, value):
                return f"{name[target]} = {expr(value)}"
            case ir.Copies(targets, values):
                pairs = zip(targets, values, strict=True)
                return f"copy({', '.join(f'{name[t]}={expr(v)}' for t, v in pairs)})"
            case ir.Put(base, None, value, op):
                return f"{name[base]} {op}= {expr(value)}"
            case ir.Put(base, index, value, op):
                return f"{expr(ir.Index(base, index))} {op}= {expr(value)}"
            case ir.Do(value):
                return expr(value)
            case ir.If(test):
                return f"if {expr(test)}:"
            case ir.For(target, iterable):
                return f"for {name[target]} in {expr(iterable)}:"
            case ir.While(test):
                return f"while {expr(test)}:"
            case ir.Break():
                return "break"
            case ir.Unpack(targets, value):
                return f"{', '.join(name[t] for t in targets)} = {expr(value)}"
            case ir.Ret(value):
                return f"return {expr(value)}"
            case ir.Note(words):
                return f"note({words!r})"
        raise TypeError(s)


class _Symbols(dict[Symbol, str]):
    def __missing__(self, symbol: Symbol) -> str:
        return symbol.base
