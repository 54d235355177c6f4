"""Active statements as single operations on names and constants.

Passive code keeps its nesting; a passive operand of an active operation gets a name,
except in an index.  Evaluation order is kept: what is taken out comes in order.
"""

from __future__ import annotations

import numpy as np

from autograd_src import ir
from autograd_src.analyses.activity import active_reads
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.methods import as_call, numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Origin, Stmt, Var
from autograd_src.live.values import Array, List, Scalar, Tuple
from autograd_src.lowering.operations import refused
from autograd_src.recipes import registry

__all__ = ["flatten"]

_TAKES_LISTS = (np.array, np.asarray, np.stack, sum, len)


def flatten(function: ir.Function, hot: frozenset[Var], known: Ranks) -> ir.Function:
    """`function` with every statement that reads a variable in `hot` taken apart."""
    flat = _Flattener(hot, known)
    return ir.replace(function, body=flat.block(function.body))


class _Flattener:
    def __init__(self, hot: frozenset[Var], known: Ranks) -> None:
        self.hot = set(hot)
        self.known = known
        self.out: list[Stmt] = []
        self.origin: Origin | None = None
        self.aggregates: dict[Var, tuple[Expr, ...]] = {}

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        outer, self.out = self.out, []
        for s in body:
            self.origin = s.origin
            self.stmt(s)
        made, self.out = tuple(self.out), outer
        return made

    def is_hot(self, e: Expr) -> bool:
        return any(v in self.hot for v in active_reads(e))

    def stmt(self, s: Stmt) -> None:
        match s:
            case ir.Let(_, ir.Bin(op) as value) if len(op) > 1 and op.endswith("="):
                self.in_place(s, value)
            case ir.Let(target, value) if self.is_hot(value):
                self.let(target, value)
            case ir.Put():
                self.put(s)
            case ir.Ret(value) if self.is_hot(value):
                self.out.append(ir.replace(s, value=self.structure(value)))
            case ir.Unpack(_, value) if self.is_hot(value):
                self.unpack(s)
            case ir.Do(value) if self.is_hot(value):
                self.out.append(ir.replace(s, value=self.operands(value)))
            case ir.If(test) if self.is_stirred(s):
                test = self.test(test)
                self.out.append(ir.map_blocks(ir.replace(s, test=test), self.block))
            case ir.For(_, iterable) if self.is_stirred(s):
                iterable = self.bounds(iterable)
                self.out.append(ir.map_blocks(ir.replace(s, iter=iterable), self.block))
            case ir.While() | ir.If() | ir.For():
                self.out.append(ir.map_blocks(s, self.block))
            case _:
                self.out.append(s)

    def is_stirred(self, s: Stmt) -> bool:
        """Whether a compound statement has a differentiated value in it."""
        return any(
            v in self.hot for b in ir.walk((s,)) for v in (*ir.defs(b), *ir.uses(b))
        )

    def test(self, e: Expr) -> Expr:
        """A test that reads memory gets a name: it may not be evaluated again (S11)."""
        if not _reads_memory(e):
            return e
        made = Var()
        self.emit(made, e)
        return made

    def bounds(self, e: Expr) -> Expr:
        """The iterable of a loop, its operands evaluated once."""
        match e:
            case ir.Call(ir.Ref(value=function), args, ()) if function is range:
                return ir.Call(e.func, tuple(self.bound(a) for a in args))
        return e

    def bound(self, e: Expr) -> Expr:
        """An argument of `range`: sizes of arrays stay where they are written."""
        match e:
            case ir.Call(ir.Ref(value=function), (Var() as v,)) if function is len:
                if isinstance(self.known.of(v), Array):
                    return e
            case ir.Index(ir.Attr(Var() as v, "shape"), Const()):
                if isinstance(self.known.of(v), Array):
                    return e
            case ir.Bin(op, left, right):
                return ir.Bin(op, self.bound(left), self.bound(right))
        return self.test(e)

    def let(self, target: Var, value: Expr) -> None:
        made = self.operation(value)
        if isinstance(made, ir.Seq) and isinstance(
            self.known.of(target), (Tuple, List)
        ):
            self.aggregates[target] = made.items
        elif isinstance(made, Var) and made in self.aggregates:
            self.aggregates[target] = self.aggregates[made]
        self.let_made(target, made)

    def take_apart(self, target: Var, kind: Tuple) -> None:
        """Names for the items of a function's result, right after the call."""
        items = tuple(Var() for _ in kind.items)
        for k, item in enumerate(items):
            self.emit(item, ir.Index(target, Const(k)))
        self.hot.update(items)
        self.aggregates[target] = items

    def emit(self, target: Var, value: Expr) -> None:
        self.out.append(ir.Let(target, value, origin=self.origin))
        self.known.types.setdefault(target, self.known.of(value))

    def unpack(self, s: ir.Unpack) -> None:
        """`a, b = pair` of known structure becomes two reads."""
        value = self.atom(s.value)
        kind = self.known.of(value)
        if isinstance(kind, (Array, Tuple, List)):
            for k, target in enumerate(s.targets):
                self.let(target, ir.Index(value, Const(k)))
        else:
            self.out.append(ir.replace(s, value=value))

    # ------------------------------------------------------------------ in place

    def in_place(self, s: ir.Let, value: ir.Bin) -> None:
        """`y += e` binds a new number, or writes into an array."""
        kind, op = self.known.of(value.left), value.op[:-1]
        if isinstance(kind, (Scalar, Tuple)) or not (
            self.is_hot(value) or isinstance(kind, Array)
        ):
            plain = ir.Bin(op, value.left, value.right)
            if self.is_hot(value):
                self.let(s.target, plain)
            elif isinstance(kind, (Scalar, Tuple)):
                self.out.append(ir.replace(s, value=plain))
            else:
                self.out.append(s)
            return
        if not isinstance(kind, Array):
            raise refused(
                f"whether `{op}=` writes into an array can't be told here",
                f"write `y = y {op} …`, or `y[...] {op}= …` for an array",
                s.origin,
            )
        assert isinstance(value.left, Var)
        self.store(value.left, None, value.right, op)
        self.out.append(ir.Copies((s.target,), (value.left,), origin=s.origin))

    def put(self, s: ir.Put) -> None:
        hot = self.is_hot(s.value) or s.base in self.hot
        if not hot:
            self.out.append(s)
        else:
            index = None if s.index is None else self.index(s.index)
            self.store(s.base, index, s.value, s.op)

    def store(self, base: Var, index: Expr | None, value: Expr, op: str) -> None:
        """A store or an accumulation; other augmented stores read first."""
        if op == "-" and isinstance(self.known.of(base), Array):
            value, op = ir.Un("-", value), "+"
        operand = self.atom(value)
        if op and (op != "+" or not isinstance(self.known.of(base), Array)):
            old = Var()
            self.emit(old, ir.Index(base, Const(Ellipsis) if index is None else index))
            new = Var()
            self.emit(new, ir.Bin(op, old, operand))
            operand, op, index = new, "", Const(Ellipsis) if index is None else index
        self.out.append(ir.Put(base, index, operand, op, origin=self.origin))

    # --------------------------------------------------------------- expressions

    def atom(self, e: Expr) -> Expr:
        """`e` as a name or constant."""
        if isinstance(e, (Var, Const)):
            return e
        if isinstance(e, ir.Seq) and self.is_hot(e):
            return ir.Seq(e.kind, tuple(self.atom(i) for i in e.items))
        if not self.is_hot(e) and _constant(e):
            return e
        made = Var()
        value = self.operation(e) if self.is_hot(e) else e
        if self.is_hot(e):
            self.hot.add(made)
            self.let_made(made, value)
        else:
            self.emit(made, value)
        return made

    def let_made(self, target: Var, made: Expr) -> None:
        """Bind an operation that is flat already."""
        self.emit(target, made)
        kind = self.known.of(target)
        if isinstance(kind, Tuple) and isinstance(made, ir.Call):
            self.take_apart(target, kind)

    def chosen(self, e: ir.Cond) -> Var:
        """`a if test else b` as a statement: only one of the two is evaluated."""
        made, test = Var(), self.test(e.test)
        arms = []
        for value in (e.body, e.orelse):
            outer, self.out = self.out, []
            atom = self.atom(value)
            self.out.append(ir.Copies((made,), (atom,), origin=self.origin))
            arms.append(tuple(self.out))
            self.out = outer
        self.out.append(ir.If(test, *arms, origin=self.origin))
        self.known.types[made] = self.known.of(e)
        self.hot.add(made)
        return made

    def operation(self, e: Expr) -> Expr:
        """`e` as one operation on atoms."""
        if isinstance(e, ir.Cond):
            return self.chosen(e)
        if isinstance(e, ir.Call):
            e = self.with_arrays(as_call(e, self.known))
        if isinstance(e, (Var, ir.Bool)):
            return e
        e = self.operands(e)
        match e:
            case ir.Index(Var() as base, Const(k)) if (
                base in self.aggregates and type(k) is int
            ):
                items = self.aggregates[base]
                if -len(items) <= k < len(items):
                    return items[k]
        return e

    def with_arrays(self, e: ir.Call) -> ir.Call:
        """NumPy's functions take a list of unknown length as an array."""
        match e:
            case ir.Call(ir.Ref(value=function), (Var() as first, *rest), keywords):
                is_list = isinstance(self.known.of(first), ListOf)
                if (
                    is_list
                    and function not in _TAKES_LISTS
                    and registry.lookup(function)
                ):
                    made = Var()
                    self.emit(made, ir.Call(numpy("array"), (first,)))
                    self.hot.add(made)
                    return ir.Call(e.func, (made, *rest), keywords)
        return e

    def operands(self, e: Expr) -> Expr:
        """`e` with its operands made atoms; names of functions and indices stay."""
        match e:
            case ir.Index(value, index):
                return ir.Index(self.atom(value), self.index(index))
            case ir.Call(ir.Attr(receiver, name), args, keywords):
                func: Expr = ir.Attr(self.atom(receiver), name)
                return self.call(func, args, keywords)
            case ir.Call(func, args, keywords):
                return self.call(func, args, keywords)
            case ir.Attr(value, name):
                return ir.Attr(self.atom(value), name)
            case ir.Raw():
                return e
        return ir.rebuild(e, self.atom)

    def call(
        self, func: Expr, args: tuple[Expr, ...], keywords: tuple[tuple[str, Expr], ...]
    ) -> Expr:
        return ir.Call(
            func,
            tuple(self.option(a) for a in args),
            tuple((k, self.option(v)) for k, v in keywords),
        )

    def option(self, e: Expr) -> Expr:
        """An argument: options such as `axis=(0, 1)` stay where they are written."""
        if isinstance(e, ir.Star):
            return ir.Star(self.atom(e.value))
        return e if _constant(e) and not self.is_hot(e) else self.atom(e)

    def index(self, e: Expr) -> Expr:
        """An index of integers and slices stays; arrays in it get names."""
        if isinstance(e, ir.Seq) and e.kind == "tuple":
            return ir.Seq(e.kind, tuple(self.index(i) for i in e.items))
        if isinstance(e, ir.Slice) or _constant(e):
            return e
        if isinstance(self.known.of(e), Scalar) and not _reads_memory(e):
            return e
        return self.atom(e)

    def structure(self, e: Expr) -> Expr:
        """A result: containers of atoms."""
        match e:
            case ir.Seq(kind, items):
                return ir.Seq(kind, tuple(self.structure(i) for i in items))
            case ir.Dict(keys, values):
                return ir.Dict(keys, tuple(self.structure(v) for v in values))
            case ir.Call(ir.Attr(Var(), "_replace") as func, (), keywords):
                return ir.Call(func, (), tuple((k, self.structure(v)) for k, v in keywords))
        return self.atom(e)


def _constant(e: Expr) -> bool:
    """Whether `e` is made of constants and global names alone."""
    match e:
        case Const() | ir.Ref():
            return True
        case ir.Seq() | ir.Un() | ir.Slice() | ir.Attr(ir.Ref()):
            return all(_constant(p) for p in ir.parts(e))
    return False


def _reads_memory(e: Expr) -> bool:
    return any(
        isinstance(p, (ir.Index, ir.Call, ir.Attr, ir.Raw)) for p in ir.walk_expr(e)
    )
