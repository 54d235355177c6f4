"""Expressions taken out of statements, in the order in which Python evaluates them.

What is taken out is decided by the subclass; whatever was evaluated before it, and is
no name, gets one.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Copies, Expr, Let, Stmt, Var
from autograd_src.lowering.callee import is_atom, is_static
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.operations import refused
from autograd_src.lowering.rewriting import Rewriter

__all__ = ["Hoister"]


class Hoister(Rewriter):
    """Rebuilds a body; `out` are the statements of the block made so far."""

    def __init__(self, hot: frozenset[Var], known: Ranks, callees: Callees) -> None:
        super().__init__(known)
        self.hot = hot
        self.callees = callees
        self.changed = False

    def calls(self, e: Expr) -> bool:
        """Whether `e` contains something to be replaced."""
        raise NotImplementedError

    def replaced(self, e: Expr) -> Expr | None:
        """What stands for `e` itself, its statements put out; None to look inside."""
        raise NotImplementedError

    def is_hot(self, e: Expr) -> bool:
        return enters(e, self.hot)

    # ---------------------------------------------------------------- statements

    def stmt(self, s: Stmt) -> None:
        if isinstance(s, Let) and self.is_computed_structure(s.value):
            value = ir.rebuild(s.value, lambda e: self.named(self.expr(e)))
            self.callees.definitions[s.target] = value
            self.out.append(ir.replace(s, value=value))
            return
        if not any(map(self.calls, ir.exprs(s))):
            self.out.append(ir.map_blocks(s, self.block))
            return
        match s:
            case ir.While():
                self.loop(s)
            case ir.Put():
                self.put(s)
            case Copies(_, values):
                self.out.append(ir.replace(s, values=tuple(self.sequence(values))))
            case ir.Unpack():
                self.unpack(s)
            case ir.Do(value):
                value = self.effect(value)
                if not isinstance(value, (Var, Const, ir.Ref)):
                    self.out.append(ir.replace(s, value=value))
            case _:
                (value,) = self.sequence(ir.exprs(s))
                if isinstance(s, Let):
                    self.callees.definitions[s.target] = value
                kept = ir.map_exprs(s, lambda e: value)
                self.out.append(ir.map_blocks(kept, self.block))

    def is_computed_structure(self, e: Expr) -> bool:
        """Whether `e` is a tuple or dict whose items ought to have names.

        Its elements are then those names.
        """
        is_tuple = isinstance(e, ir.Seq) and e.kind == "tuple"
        is_dict = isinstance(e, ir.Dict) and all(isinstance(k, Const) for k in e.keys)
        if not (is_tuple or is_dict) or not self.is_hot(e):
            return False
        starred = any(isinstance(p, ir.Star) for p in ir.parts(e))
        return not starred and not all(map(is_atom, ir.parts(e)))

    def unpack(self, s: ir.Unpack) -> None:
        """A tuple that is returned and unpacked is never built."""
        value = self.expr(s.value)
        match value:
            case ir.Seq(_, items) if len(items) == len(s.targets) and not any(
                isinstance(i, ir.Star) for i in items
            ):
                for target, item in zip(s.targets, items, strict=True):
                    self.out.append(Let(target, item, origin=self.origin))
            case _:
                self.out.append(ir.replace(s, value=value))

    def put(self, s: ir.Put) -> None:
        """The value comes before the place; `y[i] += f(x)` reads `y[i]` before both."""
        if not s.op:
            parts = (s.value,) if s.index is None else (s.value, s.index)
            value, *rest = self.sequence(parts)
            place = rest[0] if rest else None
            self.out.append(ir.replace(s, value=value, index=place))
            return
        assert s.index is not None
        start = len(self.out)
        index, value = self.sequence((s.index, s.value))
        if not _writes(tuple(self.out[start:])):
            self.out.append(ir.replace(s, index=index, value=value))
            return
        raise refused(
            "a call in an augmented assignment writes into memory",
            "call the function in a statement before it",
            s.origin,
        )

    def loop(self, s: ir.While) -> None:
        """`while f(x) > 0` evaluates its test as the first part of each iteration."""
        outer, self.out = self.out, []
        test = self.expr(s.test)
        first, self.out = tuple(self.out), outer
        origin = s.origin
        body = self.block(s.body)
        turn = ir.If(test, body, (ir.Break(origin=origin),), origin=origin)
        self.out.append(ir.While(Const(True), (*first, turn), origin=origin))

    # --------------------------------------------------------------- expressions

    def sequence(self, parts: Iterable[Expr], hold: bool = False) -> list[Expr]:
        """The parts with their calls replaced, evaluated in the order given."""
        parts = list(parts)
        last = max((k for k, p in enumerate(parts) if self.calls(p)), default=-1)
        found = []
        for k, p in enumerate(parts):
            new = self.expr(p)
            found.append(self.held(new) if k < last or hold else new)
        return found

    def held(self, e: Expr) -> Expr:
        """`e` evaluated now, whatever comes after."""
        match e:
            case Var() | Const() | ir.Raw():
                return e
            case ir.Ref() if is_static(e):
                return e
            case ir.Slice() | ir.Star() | ir.Seq() | ir.Dict():
                return ir.rebuild(e, self.held)
        name = Var()
        self.known.types[name] = self.known.of(e)
        self.out.append(Let(name, e, origin=self.origin))
        return name

    def named(self, e: Expr) -> Expr:
        """`e` as a name, the items of tuples and dicts too."""
        if not isinstance(e, (ir.Seq, ir.Dict)):
            return self.held(e)
        name, value = Var(), ir.rebuild(e, self.named)
        self.known.types[name] = self.known.of(value)
        self.callees.definitions[name] = value
        self.out.append(Let(name, value, origin=self.origin))
        return name

    def expr(self, e: Expr) -> Expr:
        """`e` with its calls replaced by their results."""
        if not self.calls(e):
            return e
        found = self.replaced(e)
        if found is not None:
            self.changed = True
            return found
        match e:
            case ir.Call():
                return self.call(e)
            case ir.Cond(test, body, orelse) if self.calls(body) or self.calls(orelse):
                return self.choice(self.expr(test), body, orelse)
            case ir.Bool(op, (first, *rest)) if any(map(self.calls, rest)):
                return self.connective(op, first, tuple(rest))
        parts = iter(self.sequence(ir.parts(e)))
        return ir.rebuild(e, lambda p: next(parts))

    def effect(self, e: Expr) -> Expr:
        """An expression that is a statement."""
        return self.expr(e)

    def call(self, e: ir.Call) -> Expr:
        """A call that stays; a method is looked up on its receiver as it is."""
        parts = list(ir.parts(e))
        func = e.func
        is_method = isinstance(func, ir.Attr) and not self.is_member(func)
        if isinstance(func, ir.Attr) and is_method:
            parts[0] = func.value
        new = self.sequence(parts)
        if isinstance(func, ir.Attr) and is_method:
            new[0] = ir.Attr(new[0], func.name)
        found = iter(new)
        return ir.rebuild(e, lambda p: next(found))

    def is_member(self, e: ir.Attr) -> bool:
        """Whether `e` is a name in a module."""
        return self.callees.member(e.value, e.name) is not None

    def choice(self, test: Expr, body: Expr, orelse: Expr) -> Expr:
        """A conditional expression as an `if` that assigns its value."""
        result = Var()
        arms = tuple(self.arm(e, result) for e in (body, orelse))
        self.out.append(ir.If(test, *arms, origin=self.origin))
        return result

    def connective(self, op: str, first: Expr, rest: tuple[Expr, ...]) -> Expr:
        value = self.held(self.expr(first))
        others = rest[0] if len(rest) == 1 else ir.Bool(op, rest)
        pair = (others, value) if op == "and" else (value, others)
        return self.choice(value, *pair)

    def arm(self, e: Expr, result: Var) -> tuple[Stmt, ...]:
        outer, self.out = self.out, []
        value = self.held(self.expr(e))
        self.out.append(Copies((result,), (value,)))
        made, self.out = tuple(self.out), outer
        return made


def _writes(body: tuple[Stmt, ...]) -> bool:
    return any(isinstance(s, (ir.Put, ir.Do, ir.Carry)) for s in ir.walk(body))
