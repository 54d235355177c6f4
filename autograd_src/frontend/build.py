"""From the syntax tree in core form to the intermediate form.

One variable stands for one local name; `ssa` splits it into versions.  Expressions
keep their nesting.  What has no form of its own is carried whole (`Raw`, `Carry`):
that is right for passive code, and refused later if it turns out to be active.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from autograd_src import ir
from autograd_src.frontend import scoping
from autograd_src.frontend.expressions import BINARY, Closure, Expressions
from autograd_src.frontend.grammar import fits
from autograd_src.frontend.passive import whole
from autograd_src.ir import Expr, Origin, Stmt, Var
from autograd_src.syntax.walking import children, walk

__all__ = ["Builder", "Closure"]


# What they bind, they may also leave as it was.
_SKIPPING = (gast.For, gast.While, gast.If, gast.Try, gast.With, gast.Match)
_SETATTR = ir.Ref("setattr", value=setattr)


class Builder(Expressions):
    """Builds one function.

    Parameters
    ----------
    resolver
        tells what free names stand for
    filename, origins
        the file, and the text of the user's statement that starts at a line
    hidden
        names that canonicalization introduced: variables without a name of the user's
    active
        names that may hold differentiated values: the rest is carried over as it is
    outer
        what the variables of enclosing functions stand for

    Attributes
    ----------
    captured
        variables of a live closure, by name
    closures
        the functions defined in this one, by the id of their node
    """

    def function(self, node: gast.FunctionDef, symbol: ir.Symbol) -> ir.Function:
        self.locals = scoping.bound(node)
        self._later = scoping.rebound_later(node)
        self._check_declared(node)
        params = self._params(node.args)
        body = self.block(node.body)
        captured = tuple(
            ir.Param(v, "keyword") for _, v in sorted(self.captured.items())
        )
        return ir.Function(symbol, params + captured, body)

    def _check_declared(self, node: Any) -> None:
        """Names bound in another scope than they are written in have no versions."""
        parts = walk(node)
        if not any(isinstance(part, (gast.Global, gast.Nonlocal)) for part in parts):
            return
        for part in parts:
            if isinstance(part, (gast.FunctionDef, gast.Lambda)):
                declared = scoping.declared(part)
                if not declared:
                    continue
                stored = {name for s in _body(part) for name, _ in scoping.bindings(s)}
                names = sorted(stored & declared)
                if names:
                    raise self.refuse(
                        f"{names[0]!r} is written in another scope than its own",
                        "return the value instead",
                        part,
                    )

    def _params(self, args: gast.arguments) -> tuple[ir.Param, ...]:
        plain = [*args.posonlyargs, *args.args]
        defaults = [None] * (len(plain) - len(args.defaults)) + list(args.defaults)
        pairs = [(a, "positional", d) for a, d in zip(plain, defaults, strict=True)]
        if args.vararg is not None:
            pairs.append((args.vararg, "varargs", None))
        pairs += [
            (a, "keyword", d)
            for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True)
        ]
        if args.kwarg is not None:
            pairs.append((args.kwarg, "kwargs", None))
        return tuple(
            ir.Param(self.var(a.id), kind, None if d is None else self._default(d))
            for a, kind, d in pairs
        )

    def _default(self, node: Any) -> Expr:
        """A default is evaluated outside: `k=k` means another `k`."""
        own, self.locals = self.locals, frozenset()
        found = self.expr(node)
        self.locals = own
        return found

    # ---------------------------------------------------------------- statements

    def block(self, body: list[Any]) -> tuple[Stmt, ...]:
        return tuple(s for node in body for s in self.stmt(node))

    def stmt(self, node: Any) -> list[Stmt]:
        if whole(node, self.active) and (not fits(node) or _sets(node)):
            return [self.carry(node)]
        build: Callable[[Any], list[Stmt] | None] | None = getattr(
            self, f"_{type(node).__name__}", None
        )
        built = build(node) if build else None
        return [self.carry(node)] if built is None else built

    def carry(self, node: Any) -> Stmt:
        """A statement of a kind that is not looked into."""
        if not isinstance(node, gast.FunctionDef) and _leaves(node):
            raise self.refuse(
                "this statement leaves the function", "move the return out", node
            )
        self._define(node)
        bound = dict.fromkeys(n for n, _ in scoping.bindings(node))
        read = dict.fromkeys(scoping.read(node))
        if isinstance(node, _SKIPPING):
            read |= bound  # what isn't bound anew stays as it was
        reads = tuple((n, self._leaf(n)) for n in read)
        writes = tuple((n, self.var(n)) for n in bound)
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
            case gast.Attribute(value=owner, attr=name):
                return [self._set(self.expr(owner), name, value, origin)]
            case gast.Tuple() if all(isinstance(t, gast.Name) for t in target.elts):
                names = tuple(self.var(t.id) for t in target.elts)
                return self._unpack(names, value, origin)
        return None

    def _set(self, owner: Expr, name: str, value: Expr, origin: Origin) -> Stmt:
        """`owner.name = value`, as the function call that it stands for."""
        call = ir.Call(_SETATTR, (owner, ir.Const(name), value))
        return ir.Do(call, origin=origin)

    def _unpack(
        self, names: tuple[Var, ...], value: Expr, origin: Origin
    ) -> list[Stmt]:
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
        op, value = BINARY[type(node.op).__name__], self.expr(node.value)
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
            case gast.Attribute(attr=name):
                owner = self.expr(node.target.value)
                t = Var()
                step = ir.Bin(op + "=", ir.Attr(owner, name), value)
                first = ir.Let(t, step, origin=origin)
                return [first, self._set(owner, name, t, origin)]
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
        return [
            ir.For(target, iterable, (*first, *self.block(node.body)), origin=origin)
        ]

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


def _body(node: Any) -> list[Any]:
    return node.body if isinstance(node.body, list) else [node.body]


def _sets(node: Any) -> bool:
    """Whether a statement binds an attribute: passive ones stay as they are written."""
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return any(isinstance(t, gast.Attribute) for t in targets)


def _leaves(node: Any) -> bool:
    """Whether a statement may leave its function, or wait in it."""
    if isinstance(node, (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda)):
        return False
    if isinstance(node, (gast.Return, gast.Yield, gast.YieldFrom)):
        return True
    return any(map(_leaves, children(node)))
