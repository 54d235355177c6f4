"""Calls of user functions, replaced by the bodies of what they call.

Canonical functions end in their only return, so this is a renaming of variables.  Only
calls that hold something differentiated are replaced; others stay calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import FunctionType
from typing import NamedTuple

import gast

from autograd_src import ir
from autograd_src.analyses.activity import active_reads, varied
from autograd_src.analyses.aliases import aliases
from autograd_src.analyses.ranks import Ranks, entry, ranks
from autograd_src.errors import NotDifferentiable
from autograd_src.frontend import scoping
from autograd_src.frontend.read import Definition
from autograd_src.ir import Const, Copies, Expr, Let, Origin, Stmt, Var
from autograd_src.live.values import Abstract
from autograd_src.lowering.arguments import Mismatch, bind, spread
from autograd_src.lowering.callees import Callee, Callees, Inner, is_atom
from autograd_src.lowering.operations import refused
from autograd_src.lowering.phis import without_trivial_joins
from autograd_src.lowering.prune import pruned

__all__ = ["Inlined", "Plan", "inlined"]

Outside = Callable[[ir.Ref], Abstract]


@dataclass(frozen=True, slots=True)
class Inlined(Origin):
    """The place of a statement that comes from a callee, and where that was called."""

    chain: tuple[int, ...] = ()  # the callees being inlined, outermost first


class Plan(NamedTuple):
    """A function whose calls have been replaced, and its parameters' types."""

    function: ir.Function
    values: dict[Var, Abstract]
    reasons: tuple[NotDifferentiable, ...] = ()


def inlined(
    function: ir.Function,
    values: dict[Var, Abstract],
    outside: Outside,
    seeds: Iterable[Var],
    callees: Callees,
) -> Plan:
    """`function` with the calls replaced that hold something that depends on `seeds`."""
    seeds, values = list(seeds), dict(values)
    while True:
        function = pruned(function, ranks(function, values, outside))
        function = without_unused_closures(without_trivial_joins(function))
        known = ranks(function, values, outside)
        hot = varied(function, seeds, aliases(function, known))
        inliner = _Inliner(hot, known, callees, function)
        body = inliner.block(function.body)
        if not inliner.changed:
            return Plan(function, values)
        for v, value in inliner.added.items():
            values[v] = entry(v.base, value)
        params = function.params + tuple(ir.Param(v, "keyword") for v in inliner.added)
        function = ir.replace(function, params=params, body=body)


def without_unused_closures(function: ir.Function) -> ir.Function:
    """`function` without definitions of functions that nothing uses any more."""
    while True:
        used = {v for s in ir.walk(function.body) for v in ir.uses(s)}
        body = _without(function.body, used)
        if body == function.body:
            return function
        function = ir.replace(function, body=body)


def _without(body: tuple[Stmt, ...], used: set[Var]) -> tuple[Stmt, ...]:
    kept = (s for s in body if not (_is_closure(s) and not used & set(ir.defs(s))))
    return tuple(ir.map_blocks(s, lambda b: _without(b, used)) for s in kept)


def _is_closure(s: Stmt) -> bool:
    """Whether a statement does nothing but define, or rename, functions."""
    match s:
        case ir.Carry(gast.FunctionDef() as node):
            return not node.decorator_list
        case Let(_, value):
            return _is_function(value)
    return False


def _is_function(e: Expr) -> bool:
    match e:
        case ir.Raw(gast.Lambda()):
            return True
        case ir.Ref(value=value):
            return callable(value)
        case ir.Seq("tuple", items):
            return any(map(_is_function, items)) and all(
                isinstance(i, (Var, Const)) or _is_function(i) for i in items
            )
        case ir.Call(ir.Ref(text="functools.partial" | "partial"), args):
            return all(map(is_atom, args))
    return False


class _Inliner:
    """One round over a function: what was inlined is looked at in the next."""

    def __init__(
        self, hot: frozenset[Var], known: Ranks, callees: Callees, function: ir.Function
    ) -> None:
        self.hot = hot
        self.known = known
        self.callees = callees
        self.out: list[Stmt] = []
        self.origin: Origin | None = None
        self.changed = False
        self.added: dict[Var, Abstract] = {}
        self.params = {p.var.base: p.var for p in function.params}
        callees.look_at(function)

    # ---------------------------------------------------------------- statements

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        outer, self.out = self.out, []
        for s in body:
            self.origin = s.origin
            self.stmt(s)
        made, self.out = tuple(self.out), outer
        return made

    def stmt(self, s: Stmt) -> None:
        if not any(map(self.calls, ir.exprs(s))):
            self.out.append(ir.map_blocks(s, self.block))
            return
        match s:
            case ir.While():
                self.loop(s)
            case ir.Put(base, index, value, op):
                self.put(s)
            case Copies(targets, values):
                self.out.append(ir.replace(s, values=tuple(self.sequence(values))))
            case ir.Unpack(targets, value):
                self.unpack(s)
            case _:
                (value,) = self.sequence(ir.exprs(s))
                kept = ir.map_exprs(s, lambda e: value)
                self.out.append(ir.map_blocks(kept, self.block))

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
        base, op = s.base, s.op
        if not op:
            parts = (s.value,) if s.index is None else (s.value, s.index)
            value, *index = self.sequence(parts)
            self.out.append(ir.replace(s, value=value, index=index[0] if index else None))
            return
        assert s.index is not None
        place, value = self.sequence((s.index, s.value), hold=self.calls(s.value))
        start = len(self.out)
        if not _writes(tuple(self.out[:start])):
            self.out.append(ir.replace(s, index=place, value=value))
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

    def calls(self, e: Expr) -> bool:
        """Whether `e` contains a call to be replaced."""
        if isinstance(e, ir.Raw):
            return False
        if isinstance(e, ir.Call) and self.callee(e) is not None:
            return True
        return any(map(self.calls, ir.parts(e)))

    def callee(self, call: ir.Call) -> Callee | None:
        if not any(v in self.hot for p in ir.parts(call) for v in active_reads(p)):
            return None
        return self.callees.resolve(call.func, self.known.of)

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
            case ir.Ref(value=value) if callable(value):
                return e
            case ir.Slice() | ir.Star() | ir.Seq() | ir.Dict():
                return ir.rebuild(e, self.held)
        name = Var()
        self.known.types[name] = self.known.of(e)
        self.out.append(Let(name, e, origin=self.origin))
        return name

    def expr(self, e: Expr) -> Expr:
        """`e` with its calls replaced by their results."""
        if not self.calls(e):
            return e
        match e:
            case ir.Call():
                callee = self.callee(e)
                if callee is not None:
                    return self.inline(e, callee)
                return self.call(e)
            case ir.Cond(test, body, orelse) if self.calls(body) or self.calls(orelse):
                return self.choice(self.expr(test), body, orelse)
            case ir.Bool(op, (first, *rest)) if any(map(self.calls, rest)):
                return self.connective(op, first, tuple(rest))
        parts = iter(self.sequence(ir.parts(e)))
        return ir.rebuild(e, lambda p: next(parts))

    def call(self, e: ir.Call) -> Expr:
        """A call that stays; a method is looked up on its receiver as it is."""
        parts = list(ir.parts(e))
        if isinstance(e.func, ir.Attr):
            parts[0] = e.func.value
        new = self.sequence(parts)
        if isinstance(e.func, ir.Attr):
            new[0] = ir.Attr(new[0], e.func.name)
        found = iter(new)
        return ir.rebuild(e, lambda p: next(found))

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

    # ------------------------------------------------------------------ inlining

    def inline(self, e: ir.Call, callee: Callee) -> Expr:
        """The body of `callee` put here; its result."""
        origin = self.origin
        chain = origin.chain if isinstance(origin, Inlined) else ()
        if callee.key in chain:
            raise refused(
                f"{callee.name} calls itself with a differentiated argument",
                "write a loop instead",
                origin,
            )
        found = self.sequence((*e.args, *(v for _, v in e.keywords)))
        names = (k for k, _ in e.keywords)
        keywords = tuple(zip(names, found[len(e.args) :], strict=True))
        try:
            args, named = spread(tuple(found[: len(e.args)]), keywords, self.known.of)
            args = [*callee.args, *args]
            named = {**dict(callee.keywords), **named}
            definition = self.read(callee, args, named)
            live = callee.function if isinstance(callee.function, FunctionType) else None
            bound = bind(definition, args, named, live)
        except Mismatch as error:
            raise refused(f"in the call of {callee.name}, {error.args[0]}", error.args[1], origin)
        self.changed = True
        place = _Place(definition, (*chain, callee.key))
        self.enter(place, bound)
        self.captured(definition, place)
        *body, last = definition.function.body
        assert isinstance(last, ir.Ret), "canonical code ends in a return"
        self.out += place.block(tuple(body))
        self.origin = origin
        result = place.expr(last.value)
        if is_atom(result) or isinstance(result, ir.Seq):
            return result
        name = Var()
        self.out.append(Let(name, result, origin=place.origin(last.origin)))
        return name

    def read(self, callee: Callee, args: list[Expr], named: dict[str, Expr]) -> Definition:
        """The definition, canonical where its hot arguments and captures need it."""
        self.check_late_binding(callee)
        # Which parameter is which is known only once it is read: all of them, then.
        return self.callees.read(callee, self.active_names(callee, args, named))

    def active_names(
        self, callee: Callee, args: list[Expr], named: dict[str, Expr]
    ) -> frozenset[str]:
        function = callee.function
        if isinstance(function, Inner):
            node = function.closure.node.args
            names = scoping.parameters(node)
            plain = [a.id for a in (*node.posonlyargs, *node.args)]
            reads = {n for n, v in function.reads.items() if self.is_hot(v)}
        else:
            code = function.__code__
            count = code.co_argcount + code.co_kwonlyargcount
            count += bool(code.co_flags & 4) + bool(code.co_flags & 8)
            names, plain = list(code.co_varnames[:count]), list(code.co_varnames[: code.co_argcount])
            reads = set()
        passive = {n for n, a in zip(plain, args, strict=False) if not self.is_hot(a)}
        passive |= {n for n, a in named.items() if not self.is_hot(a)}
        given = {*plain[: len(args)], *named}
        starred = set(names) - set(plain) - given
        hot = {n for n in names if n in given and n not in passive}
        return frozenset(hot | reads | starred)

    def is_hot(self, e: Expr) -> bool:
        return any(v in self.hot for v in active_reads(e))

    def check_late_binding(self, callee: Callee) -> None:
        """A name that is rebound after the definition would be read too early (S15)."""
        if not isinstance(callee.function, Inner):
            return
        closure = callee.function.closure
        for name in scoping.late(closure.node):
            if name in closure.rebound:
                raise refused(
                    f"{callee.name} reads {name!r}, which is rebound after its definition",
                    f"pass {name!r} as an argument",
                    self.origin,
                )

    def enter(self, place: _Place, bound: dict[Var, Expr]) -> None:
        """Bind the parameters: what is a name already needs no other."""
        stored = {s.base for s in ir.walk(place.definition.function.body) if isinstance(s, ir.Put)}
        for v, value in bound.items():
            same = isinstance(value, (Var, ir.Raw)) or (
                isinstance(value, ir.Ref) and callable(value.value)
            )
            if v not in stored and (same or isinstance(value, Const)) or isinstance(value, Var):
                place.names[v] = value
            else:
                self.out.append(Let(place.fresh(v), value, origin=self.origin))

    def captured(self, definition: Definition, place: _Place) -> None:
        """Variables of a live closure become parameters of the function being made."""
        for name, v in definition.captured.items():
            binding = self.callees.captured(v)
            assert binding is not None
            for known in (*self.params.values(), *self.added):
                other = self.callees.captured(known)
                if other is not None and other.path == binding.path:
                    place.names[v] = known
                    break
            else:
                if name in self.params or any(w.base == name for w in self.added):
                    raise refused(
                        f"{name!r} is a captured variable here and another name elsewhere",
                        "give one of them another name",
                        self.origin,
                    )
                new = place.fresh(v)
                self.callees.capture(new, binding)
                self.added[new] = self.callees.ledger.abstract_of(binding)


def _writes(body: tuple[Stmt, ...]) -> bool:
    return any(isinstance(s, (ir.Put, ir.Do, ir.Carry)) for s in ir.walk(body))


class _Place:
    """A copy of a definition's body with variables and origins of its own."""

    def __init__(self, definition: Definition, chain: tuple[int, ...]) -> None:
        self.definition = definition
        self.chain = chain
        self.names: dict[Var, Expr] = {}
        self.own = {v for s in ir.walk(definition.function.body) for v in ir.defs(s)}

    def fresh(self, v: Var) -> Var:
        new = Var(v.base, v.role, v.of)
        self.names[v] = new
        return new

    def origin(self, origin: Origin | None) -> Origin | None:
        if origin is None:
            return None
        return Inlined(origin.text, origin.line, origin.column, origin.filename, self.chain)

    def expr(self, e: Expr) -> Expr:
        if isinstance(e, Var):
            if e in self.names:
                return self.names[e]
            return self.fresh(e) if e in self.own else e
        return ir.rebuild(e, self.expr)

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(map(self.stmt, body))

    def stmt(self, s: Stmt) -> Stmt:
        new = ir.map_exprs(s, self.expr)
        new = ir.map_blocks(self.retarget(new), self.block)
        return ir.replace(new, origin=self.origin(s.origin))

    def retarget(self, s: Stmt) -> Stmt:
        match s:
            case Let() | ir.For():
                return ir.replace(s, target=self.bound(s.target))
            case Copies() | ir.Unpack():
                return ir.replace(s, targets=tuple(map(self.bound, s.targets)))
            case ir.Carry():
                writes = tuple((n, self.bound(v)) for n, v in s.writes)
                return ir.replace(s, writes=writes)
        return s

    def bound(self, v: Var) -> Var:
        new = self.names.get(v)
        return new if isinstance(new, Var) else self.fresh(v)
