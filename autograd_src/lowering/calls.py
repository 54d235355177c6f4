"""Calls of user functions, replaced by the bodies of what they call.

Canonical functions end in their only return, so this is a renaming of variables.  Only
calls that hold something differentiated are replaced; others stay calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import NamedTuple

import gast

from autograd_src import ir
from autograd_src.analyses.activity import active, active_reads, varied
from autograd_src.analyses.aliases import Aliases, aliases
from autograd_src.analyses.ranks import Ranks, entry, ranks
from autograd_src.errors import NotDifferentiable
from autograd_src.frontend import scoping
from autograd_src.frontend.read import Definition
from autograd_src.ir import Const, Copies, Expr, Let, Origin, Stmt, Var
from autograd_src.live.values import Abstract
from autograd_src.lowering.arguments import Mismatch, bind, spread
from autograd_src.lowering.attributes import with_attributes
from autograd_src.lowering.callees import Callee, Callees, Inner, is_atom, is_ours
from autograd_src.lowering.evaluated import evaluated, required
from autograd_src.lowering.kinds import without_idle_kinds
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
        values = with_attributes(function, values, callees)
        function = pruned(function, ranks(function, values, outside))
        function = without_unused_closures(without_trivial_joins(function))
        known = ranks(function, values, outside)
        found = aliases(function, known)
        hot = varied(function, seeds, found)
        inliner = _Inliner(hot, known, found, callees, function)
        body = inliner.block(function.body)
        if not inliner.changed:
            _check(function, seeds, found, known, callees)
            function = without_idle_kinds(function, known)
            return Plan(without_unused_captures(function, callees), values)
        for v, value in inliner.added.items():
            values[v] = entry(v.base, value)
        params = function.params + tuple(ir.Param(v, "keyword") for v in inliner.added)
        function = ir.replace(function, params=params, body=body)


def _check(
    function: ir.Function, seeds: list[Var], found: Aliases, known: Ranks, callees: Callees
) -> None:
    """Refuse a callee that could not be read, if what it gives is differentiated."""
    needed = active(function, seeds, found)
    for s in ir.walk(function.body):
        gives = needed & set(ir.defs(s)) or isinstance(s, (ir.Ret, ir.Put))
        for e in (p for top in ir.exprs(s) for p in ir.walk_expr(top)):
            if isinstance(e, ir.Call) and any(v in needed for v in active_reads(e)):
                callee = callees.resolve(e.func, known.of)
                if gives and callee is None and isinstance(e.func, (Var, ir.Index, ir.Call)):
                    raise refused(
                        "which function is called here can't be told",
                        "call the function by its name, in each branch",
                        s.origin,
                    )
                if gives and callee is not None and callee.key in callees.unread:
                    raise callees.unread[callee.key]


def without_unused_captures(function: ir.Function, callees: Callees) -> ir.Function:
    """`function` without parameters for functions that were captured and inlined."""
    used = {v for s in ir.walk(function.body) for v in ir.uses(s)}
    params = tuple(
        p for p in function.params if p.var in used or callees.captured(p.var) is None
    )
    return ir.replace(function, params=params)


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
    """Whether a statement only defines a function, or holds what has names already."""
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
            return callable(value) or isinstance(value, ModuleType)
        case ir.Seq("tuple") | ir.Dict():
            return all(map(is_atom, ir.parts(e)))
        case ir.Call(ir.Ref(text="functools.partial" | "partial"), args):
            return all(map(is_atom, args))
    return False


class _Inliner:
    """One round over a function: what was inlined is looked at in the next."""

    def __init__(
        self,
        hot: frozenset[Var],
        known: Ranks,
        found: Aliases,
        callees: Callees,
        function: ir.Function,
    ) -> None:
        self.hot = hot
        self.known = known
        self.found = found
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
            case ir.Put(base, index, value, op):
                self.put(s)
            case Copies(targets, values):
                self.out.append(ir.replace(s, values=tuple(self.sequence(values))))
            case ir.Unpack(targets, value):
                self.unpack(s)
            case ir.Do(value):
                value = self.expr(value)
                if not isinstance(value, (Var, Const, ir.Ref)):
                    self.out.append(ir.replace(s, value=value))
            case _:
                (value,) = self.sequence(ir.exprs(s))
                if isinstance(s, Let):
                    self.callees.definitions[s.target] = value
                kept = ir.map_exprs(s, lambda e: value)
                self.out.append(ir.map_blocks(kept, self.block))

    def is_computed_structure(self, e: Expr) -> bool:
        """Whether `e` is a tuple or dict whose items ought to have names (their elements
        are then those names)."""
        is_tuple = isinstance(e, ir.Seq) and e.kind == "tuple"
        is_dict = isinstance(e, ir.Dict) and all(isinstance(k, Const) for k in e.keys)
        if not (is_tuple or is_dict) or not self.is_hot(e):
            return False
        starred = any(isinstance(p, ir.Star) for p in ir.parts(e))
        return not starred and not all(map(is_atom, ir.parts(e)))

    def element(self, e: Expr) -> Expr | None:
        """What an element of a tuple or dict was when that was made, if it is a name."""
        match e:
            case ir.Index(value, Const(which)) if self.is_hot(value):
                inner = self.element(value) or value
                if isinstance(inner, Var) and not self.found.written(inner):
                    found = self.callees.item(inner, which)
                    return found if found is not None and is_atom(found) else None
        return None

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
        if isinstance(e, ir.Call) and (self.renamed(e) or self.derivative(e) or self.callee(e) is not None):
            return True
        if isinstance(e, ir.Attr) and self.callees.member(e.value, e.name):
            return True
        if self.element(e) is not None:
            return True
        return any(map(self.calls, ir.parts(e)))

    def renamed(self, call: ir.Call) -> ir.Ref | None:
        """The function that a local name stands for in a call."""
        if isinstance(call.func, (ir.Ref, ir.Attr)):
            return None
        return self.callees.reference(call.func)

    def derivative(self, call: ir.Call) -> str:
        """The name of the derivative of a function that is called, if it is one."""
        match call.func:
            case ir.Attr(ir.Ref(text=text, value=value), name) if is_ours(value):
                hot = any(v in self.hot for a in call.args for v in active_reads(a))
                return f"{text}.{name}" if hot else ""
        return ""

    def check_derivative(self, call: ir.Call) -> None:
        name = self.derivative(call)
        if name:
            raise refused(
                f"{name} isn't followed inside a function that is differentiated",
                f"differentiate {name} itself: it has derivatives, too",
                self.origin,
            )

    def callee(self, call: ir.Call) -> Callee | None:
        if not any(v in self.hot for p in ir.parts(call) for v in active_reads(p)):
            return None
        found = self.callees.resolve(call.func, self.known.of)
        return None if found is None or found.key in self.callees.unread else found

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
            case ir.Ref(value=value) if callable(value) or isinstance(value, ModuleType):
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
        match e:
            case ir.Call():
                self.check_derivative(e)
                found = self.renamed(e)
                if found is not None:
                    self.changed = True
                    return self.expr(ir.Call(found, e.args, e.keywords))
                callee = self.callee(e)
                if callee is not None:
                    return self.inline(e, callee)
                return self.call(e)
            case ir.Index() if (found := self.element(e)) is not None:
                self.changed = True
                return found
            case ir.Attr(value, name) if (member := self.callees.member(value, name)):
                self.changed = True
                return member
            case ir.Cond(test, body, orelse) if self.calls(body) or self.calls(orelse):
                return self.choice(self.expr(test), body, orelse)
            case ir.Bool(op, (first, *rest)) if any(map(self.calls, rest)):
                return self.connective(op, first, tuple(rest))
        parts = iter(self.sequence(ir.parts(e)))
        return ir.rebuild(e, lambda p: next(parts))

    def call(self, e: ir.Call) -> Expr:
        """A call that stays; a method is looked up on its receiver as it is."""
        parts = list(ir.parts(e))
        is_method = isinstance(e.func, ir.Attr) and not self.callees.member(
            e.func.value, e.func.name
        )
        if is_method:
            parts[0] = e.func.value
        new = self.sequence(parts)
        if is_method:
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
        args = tuple(found[: len(e.args)])
        same = self.evaluated(ir.Call(e.func, args, keywords), callee)
        if same is not None:
            return same
        try:
            args, named = spread(args, keywords, self.known.of, self.unwritten)
            args = [*callee.args, *args]
            named = {**dict(callee.keywords), **named}
            definition = self.read(callee, args, named)
            if definition is None:
                return self.left(e, found)
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

    def evaluated(self, call: ir.Call, callee: Callee) -> Expr | None:
        """The result of a call that is evaluated now, and checked when it runs."""
        if not isinstance(callee.function, FunctionType) or not isinstance(call.func, ir.Ref):
            return None
        result = evaluated(call, callee.function, self.known.of, self.callees)
        if result is not None:
            self.changed = True
            self.out.append(ir.Do(required(call, result, self.callees), origin=self.origin))
        return result

    def unwritten(self, e: Expr) -> Expr:
        """A tuple or dict as it was written, if nothing writes into it."""
        if isinstance(e, Var) and self.found.written(e):
            return e
        return self.callees.literal(e)

    def read(
        self, callee: Callee, args: list[Expr], named: dict[str, Expr]
    ) -> Definition | None:
        """The definition, canonical where its hot arguments and captures need it.

        None if it can't be read: that counts only if the result is differentiated.
        """
        self.check_late_binding(callee)
        try:
            return self.callees.read(callee, self.active_names(callee, args, named))
        except NotDifferentiable as error:
            if error.lineno is None:
                error = refused(str(error.msg), "", self.origin)
            self.callees.unread[callee.key] = error
            return None

    def left(self, e: ir.Call, operands: list[Expr]) -> Expr:
        """A call whose operands have been evaluated."""
        names = (k for k, _ in e.keywords)
        keywords = tuple(zip(names, operands[len(e.args) :], strict=True))
        self.changed = True
        return ir.Call(e.func, tuple(operands[: len(e.args)]), keywords)

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
            same = same or isinstance(value, ir.Ref) and isinstance(value.value, ModuleType)
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
