"""From the intermediate form to syntax trees that are ready to be printed.

Names come in as a table (`Naming`) that `optimize.names` has made.  Here parallel
copies become assignments in an order that is right, copies between variables of one
name disappear, and comments are placed.  How text looks is the business of `emit`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast

from autograd_src import ir
from autograd_src.ir import Expr, Origin, Stmt, Var
from autograd_src.syntax.emit import Blank, Comment
from autograd_src.syntax.expressions import (
    BINARY,
    Naming,
    constant,
    expression,
    name,
)
from autograd_src.syntax.ordering import ordered
from autograd_src.syntax.regions import put_together
from autograd_src.syntax.scopes import rename

__all__ = ["Naming", "build", "expression", "negated", "statements"]

_OPPOSITE = {"is": "is not", "is not": "is", "in": "not in", "not in": "in"}
_NAMES = 60  # characters of names that get one value together
TRACED = ("Reverse sweep.", "")  # sections whose statements name their origins


def build(module: ir.Module, naming: Naming) -> Any:
    """The syntax tree of a module."""
    body: list[Any] = _docstring(module.doc)
    for path, alias in naming.imports:
        body.append(_import(path, alias))
    for f in module.functions:
        body.append(_Builder(naming.within(f.symbol)).function(f))
    return gast.Module(body=body, type_ignores=[])


def statements(body: tuple[Stmt, ...], naming: Naming) -> list[Any]:
    """The syntax trees of a block."""
    return _Builder(naming).block(body)


def _docstring(text: str) -> list[Any]:
    return [gast.Expr(constant(text))] if text else []


def _import(path: str, alias: str) -> Any:
    asname = None if alias == path else alias
    return gast.Import(names=[gast.alias(name=path, asname=asname)])


class _Builder:
    """Builds one function; remembers whose comment was printed last."""

    def __init__(self, naming: Naming) -> None:
        self.naming = naming
        self.traced = False
        self.origin: Origin | None = None

    def function(self, f: ir.Function) -> Any:
        body = self.block(f.body)
        if body and isinstance(body[0], Blank):
            body = body[1:]
        return gast.FunctionDef(
            name=self.naming.symbols[f.symbol],
            args=self.params(f.params),
            body=[*_docstring(f.doc), *body] or [gast.Pass()],
            decorator_list=[],
            returns=None,
            type_comment=None,
            type_params=[],
        )

    def params(self, params: Sequence[ir.Param]) -> Any:
        def named(kind: str) -> list[Any]:
            return [
                name(self.naming.vars[p.var], gast.Param)
                for p in params
                if p.kind == kind
            ]

        def defaults(kind: str) -> list[Any]:
            found = [p.default for p in params if p.kind == kind]
            return [None if d is None else self.expr(d) for d in found]

        return gast.arguments(
            args=named("positional"),
            posonlyargs=[],
            vararg=next(iter(named("varargs")), None),
            kwonlyargs=named("keyword"),
            kw_defaults=defaults("keyword"),
            kwarg=next(iter(named("kwargs")), None),
            defaults=[d for d in defaults("positional") if d is not None],
        )

    # ---------------------------------------------------------------- statements

    def block(self, body: tuple[Stmt, ...]) -> list[Any]:
        out: list[Any] = []
        for i, s in enumerate(body):
            if isinstance(s, ir.Note):
                out += self.note(s, body[i + 1 :])
            else:
                built = self.stmt(s)
                out += self.comment(s) if built else []
                if i and _is_none(s) and _is_none(body[i - 1]) and _fits(out, built):
                    out[-1].targets += built[0].targets
                else:
                    out += built
        return put_together(out)

    def note(self, s: ir.Note, rest: tuple[Stmt, ...]) -> list[Any]:
        """The heading of a section, unless the section prints nothing."""
        self.traced, self.origin = s.text in TRACED, None
        following = next(
            (x for x in rest if isinstance(x, ir.Note) or self.prints(x)), None
        )
        if not s.text or following is None or isinstance(following, ir.Note):
            return []
        return [Blank(), Comment(s.text)]

    def prints(self, s: Stmt) -> bool:
        return bool(_Builder(self.naming).stmt(s))

    def comment(self, s: Stmt) -> list[Any]:
        """The user's statement, when it isn't the one named last.

        A compound statement repeats its own header, so it needs no comment.
        """
        compound = isinstance(s, (ir.If, ir.For, ir.While))
        if not self.traced or compound or s.origin is None or s.origin == self.origin:
            return []
        self.origin = s.origin
        if not s.origin.shown:
            return []
        return [Comment(line.strip()) for line in s.origin.text.splitlines()]

    def stmt(self, s: Stmt) -> list[Any]:
        match s:
            case ir.Let(target, value):
                return self.let(target, value)
            case ir.Copies(targets, values):
                return self.copies(targets, values)
            case ir.Put():
                return [self.put(s)]
            case ir.Do(value):
                return [gast.Expr(self.expr(value))]
            case ir.If():
                return self.branch(s)
            case ir.For(target, iterable, body):
                where, over = self.bind(target), self.expr(iterable)
                return [
                    gast.For(where, over, self.arm(body) or [gast.Pass()], [], None)
                ]
            case ir.While(test, body):
                inside = self.arm(body) or [gast.Pass()]
                return [gast.While(self.expr(test), inside, [])]
            case ir.Break():
                return [gast.Break()]
            case ir.Unpack(targets, value):
                names = gast.Tuple([self.bind(t) for t in targets], gast.Store())
                return [gast.Assign([names], self.expr(value), None)]
            case ir.Ret(value):
                return [gast.Return(self.expr(value))]
            case ir.Carry():
                return self.carry(s)
        raise TypeError(s)

    def bind(self, v: Var) -> Any:
        return name(self.naming.vars[v], gast.Store)

    def let(self, target: Var, value: Expr) -> list[Any]:
        if isinstance(value, ir.Bin) and value.op.endswith("="):
            first = self.let(target, value.left)
            op, right = BINARY[value.op[:-1]](), self.expr(value.right)
            return [*first, gast.AugAssign(self.bind(target), op, right)]
        if (
            isinstance(value, Var)
            and self.naming.vars[target] == self.naming.vars[value]
        ):
            return []
        return [gast.Assign([self.bind(target)], self.expr(value), None)]

    def put(self, s: ir.Put) -> Any:
        if s.index is None:
            where = self.bind(s.base)
        else:
            where = gast.Subscript(self.expr(s.base), self.expr(s.index), gast.Store())
        if s.op:
            return gast.AugAssign(where, BINARY[s.op](), self.expr(s.value))
        return gast.Assign([where], self.expr(s.value), None)

    def arm(self, body: tuple[Stmt, ...]) -> list[Any]:
        """A block on a path of its own: what it names last is not named after it."""
        before = self.origin
        out = self.block(body)
        if self.origin != before:
            self.origin = None
        return put_together(out)

    def branch(self, s: ir.If) -> list[Any]:
        before = self.origin
        body, after = self.arm(s.body), self.origin
        self.origin = before
        orelse = self.arm(s.orelse)
        if after != before:
            self.origin = None
        test = self.expr(s.test)
        if not body and not orelse:
            return [gast.Expr(test)]
        if not body:
            return [gast.If(self.expr(negated(s.test)), orelse, [])]
        return [gast.If(test, body, orelse)]

    def carry(self, s: ir.Carry) -> list[Any]:
        """A name that the statement reads and binds holds what it held before."""
        binds = {text: self.naming.vars[v] for text, v in s.writes}
        first = [(v, e) for t, v in s.writes for u, e in s.reads if t == u]
        before = self.copies(tuple(v for v, _ in first), tuple(e for _, e in first))
        reads = {text: self.expr(e) for text, e in s.reads}
        return [*before, rename(s.node, {**reads, **binds})]

    def copies(self, targets: tuple[Var, ...], values: tuple[Expr, ...]) -> list[Any]:
        names = self.naming.vars
        pairs = [
            (names[t], v)
            for t, v in zip(targets, values, strict=True)
            if v != ir.UNBOUND and not (isinstance(v, Var) and names[v] == names[t])
        ]
        reads = {t: {names[n] for n in ir.names_in(v)} - {t} for t, v in pairs}
        value = dict(pairs)
        return [self.assign([(t, value[t]) for t in group]) for group in ordered(reads)]

    def assign(self, pairs: list[tuple[str, Expr]]) -> Any:
        where = [name(t, gast.Store) for t, _ in pairs]
        values = [self.expr(v) for _, v in pairs]
        if len(pairs) == 1:
            return gast.Assign(where, values[0], None)
        target = gast.Tuple(where, gast.Store())
        return gast.Assign([target], gast.Tuple(values, gast.Load()), None)

    def expr(self, e: Expr) -> Any:
        return expression(e, self.naming)


def _is_none(s: Stmt) -> bool:
    """Whether `s` is ours and says that a name is bound to nothing so far."""
    return isinstance(s, ir.Let) and s.value == ir.Const(None) and s.origin is None


def _fits(out: list[Any], built: list[Any]) -> bool:
    """Whether one more name may stand before `= None`."""
    names = [target.id for a in (out[-1], *built) for target in a.targets]
    return sum(len(text) + 3 for text in names) <= _NAMES


def negated(e: Expr) -> Expr:
    """The opposite of a test; `not a < b` is kept, for a NaN is neither."""
    match e:
        case ir.Cmp(op, left, right) if op in _OPPOSITE:
            return ir.Cmp(_OPPOSITE[op], left, right)
        case ir.Un("not", operand):
            return operand
    return ir.Un("not", e)
