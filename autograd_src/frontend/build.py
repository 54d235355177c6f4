"""From the syntax tree in core form to the intermediate form.

One variable stands for one local name; `ssa` splits it into versions.  Expressions
keep their nesting.  What has no form of its own is carried whole (`Raw`, `Carry`):
that is right for passive code, and refused later if it turns out to be active.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import gast

from autograd_src import ir
from autograd_src.errors import NotDifferentiable
from autograd_src.frontend.resolve import Resolver
from autograd_src.ir import Expr, Origin, Stmt, Var

__all__ = ["Builder", "local_names"]

_BINARY = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%",
    "Pow": "**", "MatMult": "@", "BitAnd": "&", "BitOr": "|", "BitXor": "^",
    "LShift": "<<", "RShift": ">>",
}  # fmt: skip
_UNARY = {"USub": "-", "UAdd": "+", "Invert": "~", "Not": "not"}
_COMPARE = {
    "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Eq": "==", "NotEq": "!=",
    "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}  # fmt: skip


def local_names(node: gast.FunctionDef) -> frozenset[str]:
    """Every name that the function binds, those of nested scopes included."""
    stored = {
        n.id
        for n in gast.walk(node)
        if isinstance(n, gast.Name) and isinstance(n.ctx, (gast.Store, gast.Del, gast.Param))
    }
    nested = {n.name for n in gast.walk(node) if isinstance(n, gast.FunctionDef)} - {node.name}
    handlers = {n.name for n in gast.walk(node) if isinstance(n, gast.ExceptHandler)}
    imports = {
        (a.asname or a.name).partition(".")[0]
        for n in gast.walk(node)
        if isinstance(n, (gast.Import, gast.ImportFrom))
        for a in n.names
    }
    return frozenset(n for n in stored | nested | handlers | imports if isinstance(n, str))


class Builder:
    """Builds one function.

    Parameters
    ----------
    resolver
        tells what free names stand for
    filename, origins
        the file, and the text of the user's statement that starts at a line
    hidden
        names that canonicalization introduced: variables without a name of the user's
    """

    def __init__(
        self,
        resolver: Resolver,
        filename: str,
        origins: dict[int, str],
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        self.resolver = resolver
        self.filename = filename
        self.origins = origins
        self.hidden = hidden
        self.scope: dict[str, Var] = {}
        self.captured: dict[str, Var] = {}
        self.locals: frozenset[str] = frozenset()

    def function(self, node: gast.FunctionDef, symbol: ir.Symbol) -> ir.Function:
        self.locals = local_names(node)
        params = self._params(node.args)
        body = self.block(node.body)
        captured = tuple(ir.Param(v, "keyword") for _, v in sorted(self.captured.items()))
        return ir.Function(symbol, params + captured, body)

    def _params(self, args: gast.arguments) -> tuple[ir.Param, ...]:
        plain = [*args.posonlyargs, *args.args]
        defaults = [None] * (len(plain) - len(args.defaults)) + list(args.defaults)
        pairs = [(a, "positional", d) for a, d in zip(plain, defaults, strict=True)]
        if args.vararg is not None:
            pairs.append((args.vararg, "varargs", None))
        pairs += [
            (a, "keyword", d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True)
        ]
        if args.kwarg is not None:
            pairs.append((args.kwarg, "kwargs", None))
        return tuple(
            ir.Param(self.var(a.id), kind, None if d is None else self.expr(d))
            for a, kind, d in pairs
        )

    def var(self, name: str) -> Var:
        if name not in self.scope:
            self.scope[name] = Var("" if name in self.hidden else name)
        return self.scope[name]

    # ---------------------------------------------------------------- statements

    def block(self, body: list[Any]) -> tuple[Stmt, ...]:
        return tuple(s for node in body for s in self.stmt(node))

    def origin(self, node: Any) -> Origin:
        text = self.origins.get(node.lineno, "")
        return Origin(text, node.lineno, node.col_offset, self.filename)

    def stmt(self, node: Any) -> list[Stmt]:
        build: Callable[[Any], list[Stmt] | None] | None = getattr(
            self, f"_{type(node).__name__}", None
        )
        built = build(node) if build else None
        return [self.carry(node)] if built is None else built

    def carry(self, node: Any) -> Stmt:
        """A statement of a kind that is not looked into."""
        if any(isinstance(n, (gast.Return, gast.Yield, gast.YieldFrom)) for n in gast.walk(node)):
            raise self.refuse("this statement leaves the function", "move the return out", node)
        reads = tuple((n, self._leaf(n)) for n in _loaded(node))
        writes = tuple((n, self.var(n)) for n in _stored(node))
        return ir.Carry(node, reads, writes, origin=self.origin(node))

    def _Pass(self, node: gast.Pass) -> list[Stmt]:
        return []

    def _Expr(self, node: gast.Expr) -> list[Stmt]:
        if isinstance(node.value, gast.Constant):
            return []
        return [ir.Do(self.expr(node.value), origin=self.origin(node))]

    def _Assign(self, node: gast.Assign) -> list[Stmt] | None:
        if len(node.targets) != 1:
            return None
        return self._assign(node.targets[0], self.expr(node.value), self.origin(node))

    def _assign(self, target: Any, value: Expr, origin: Origin) -> list[Stmt] | None:
        match target:
            case gast.Name():
                return [ir.Let(self.var(target.id), value, origin=origin)]
            case gast.Subscript(value=gast.Name()):
                base, index = self._leaf(target.value.id), self.expr(target.slice)
                if isinstance(base, Var):
                    return [ir.Put(base, index, value, origin=origin)]
            case gast.Subscript():
                base = Var()
                first = ir.Let(base, self.expr(target.value), origin=origin)
                index = self.expr(target.slice)
                return [first, ir.Put(base, index, value, origin=origin)]
            case gast.Tuple() if all(isinstance(t, gast.Name) for t in target.elts):
                names = tuple(self.var(t.id) for t in target.elts)
                return self._unpack(names, value, origin)
        return None

    def _unpack(self, names: tuple[Var, ...], value: Expr, origin: Origin) -> list[Stmt]:
        """`a, b = b, a` is a parallel copy; other tuples are unpacked one by one."""
        if not isinstance(value, ir.Seq) or len(value.items) != len(names):
            return [ir.Unpack(names, value, origin=origin)]
        if all(isinstance(v, (Var, ir.Const)) for v in value.items):
            return [ir.Copies(names, value.items, origin=origin)]
        fresh = tuple(Var(n.base) for n in names)
        lets: list[Stmt] = [
            ir.Let(t, v, origin=origin) for t, v in zip(fresh, value.items, strict=True)
        ]
        return [*lets, ir.Copies(names, fresh, origin=origin)]

    def _AugAssign(self, node: gast.AugAssign) -> list[Stmt] | None:
        op, value = _BINARY[type(node.op).__name__], self.expr(node.value)
        origin = self.origin(node)
        match node.target:
            case gast.Name(id=name):
                target = self.var(name)
                return [ir.Let(target, ir.Bin(op + "=", target, value), origin=origin)]
            case gast.Subscript(value=gast.Name(id=name)):
                base = self._leaf(name)
                if isinstance(base, Var):
                    index = self.expr(node.target.slice)
                    return [ir.Put(base, index, value, op, origin=origin)]
        return None

    def _If(self, node: gast.If) -> list[Stmt]:
        test = self.expr(node.test)
        body, orelse = self.block(node.body), self.block(node.orelse)
        return [ir.If(test, body, orelse, origin=self.origin(node))]

    def _For(self, node: gast.For) -> list[Stmt] | None:
        if node.orelse:
            return None
        origin, iterable = self.origin(node), self.expr(node.iter)
        if isinstance(node.target, gast.Name):
            target, first = self.var(node.target.id), []
        else:
            target = Var()
            made = self._assign(node.target, target, origin)
            if made is None:
                return None
            first = made
        return [ir.For(target, iterable, (*first, *self.block(node.body)), origin=origin)]

    def _While(self, node: gast.While) -> list[Stmt] | None:
        if node.orelse:
            return None
        test = self.expr(node.test)
        return [ir.While(test, self.block(node.body), origin=self.origin(node))]

    def _Break(self, node: gast.Break) -> list[Stmt]:
        return [ir.Break(origin=self.origin(node))]

    def _Return(self, node: gast.Return) -> list[Stmt]:
        value = ir.Const(None) if node.value is None else self.expr(node.value)
        return [ir.Ret(value, origin=self.origin(node))]

    # --------------------------------------------------------------- expressions

    def expr(self, node: Any) -> Expr:
        build: Callable[[Any], Expr | None] | None = getattr(
            self, f"_expr_{type(node).__name__}", None
        )
        built = build(node) if build else None
        return self.raw(node) if built is None else built

    def raw(self, node: Any) -> Expr:
        """An expression of a kind that is not looked into."""
        return ir.Raw(node, tuple((n, self._leaf(n)) for n in _loaded(node)))

    def _leaf(self, name: str) -> Expr:
        if name in self.locals:
            return self.var(name)
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
        return ir.Call(
            self.expr(node.func),
            tuple(self.expr(a) for a in node.args),
            tuple((k.arg or "", self.expr(k.value)) for k in node.keywords),
        )

    def _expr_BinOp(self, node: gast.BinOp) -> Expr:
        op = _BINARY[type(node.op).__name__]
        return ir.Bin(op, self.expr(node.left), self.expr(node.right))

    def _expr_UnaryOp(self, node: gast.UnaryOp) -> Expr:
        operand, op = self.expr(node.operand), _UNARY[type(node.op).__name__]
        if op == "-" and isinstance(operand, ir.Const) and type(operand.value) in (int, float):
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
        return ir.Cond(self.expr(node.test), self.expr(node.body), self.expr(node.orelse))

    def _expr_Subscript(self, node: gast.Subscript) -> Expr:
        return ir.Index(self.expr(node.value), self.expr(node.slice))

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
            tuple(self.expr(k) for k in node.keys), tuple(self.expr(v) for v in node.values)
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


def _loaded(node: Any) -> list[str]:
    """Names read in a carried tree that are not bound by a scope inside it."""
    inner = {
        n.id
        for scope in gast.walk(node)
        if isinstance(scope, (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp))
        for generator in scope.generators
        for n in gast.walk(generator.target)
        if isinstance(n, gast.Name)
    }
    inner |= {
        n.id
        for scope in gast.walk(node)
        if isinstance(scope, (gast.Lambda, gast.FunctionDef))
        for n in gast.walk(scope.args)
        if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Param)
    }
    names = dict.fromkeys(
        n.id
        for n in gast.walk(node)
        if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load) and n.id not in inner
    )
    return list(names)


def _stored(node: Any) -> list[str]:
    """Names bound by a carried statement in the function's own scope."""
    names = dict.fromkeys(
        n.id
        for n in gast.walk(node)
        if isinstance(n, gast.Name) and isinstance(n.ctx, (gast.Store, gast.Del))
    )
    for n in gast.walk(node):
        if isinstance(n, (gast.Import, gast.ImportFrom)):
            names.update((( a.asname or a.name).partition(".")[0], None) for a in n.names)
        elif isinstance(n, gast.FunctionDef):
            names[n.name] = None
    return list(names)
