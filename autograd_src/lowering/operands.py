"""Active expressions as operations on names and constants.

Evaluation order is kept: what is taken out of an expression comes in order.
"""

from __future__ import annotations

import functools
import itertools

import numpy as np

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.methods import as_call, numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Array, List, Scalar, Tuple, Unknown
from autograd_src.lowering.array_likes import of_numbers, puts_together, takes_arrays
from autograd_src.lowering.displays import object_items, with_items
from autograd_src.lowering.operations import refused
from autograd_src.lowering.rewriting import Rewriter
from autograd_src.lowering.several import along_axes, chosen, spelled
from autograd_src.recipes import registry

__all__ = ["Operands"]

_NUMBERS = (Scalar, Array, Unknown)
_OF_ARRAYS = ("-", "/", "@", "**", "//")  # lists have no such operators
_NO_LISTS = frozenset({Const, ir.Bin, ir.Un, ir.Cmp})
_TAKES_LISTS = (np.array, np.asarray, np.stack, sum, len)


class Operands(Rewriter):
    """Takes expressions apart; statements that this makes are appended to `out`."""

    def __init__(self, hot: frozenset[Var], known: Ranks, found: Aliases) -> None:
        super().__init__(known)
        self.hot = set(hot)
        self.found = found
        self.aggregates: dict[Var, tuple[Expr, ...]] = {}

    def is_hot(self, e: Expr) -> bool:
        if self.hot.isdisjoint(ir.names_in(e)):
            return False
        return enters(e, self.hot)

    def test(self, e: Expr) -> Expr:
        """A test that reads memory gets a name: it may not be evaluated again (S11)."""
        if not _reads_memory(e):
            return e
        made = Var()
        self.emit(made, e)
        return made

    def let(self, target: Var, value: Expr) -> None:
        made = self.operation(value)
        kind = self.known.of(target)
        # A list that is handed to whatever may write it has other items later.
        fixed = isinstance(kind, List) and not self.found.written(target)
        if isinstance(made, ir.Seq) and (fixed or isinstance(kind, Tuple)):
            self.aggregates[target] = made.items
        elif isinstance(made, Var) and made in self.aggregates:
            self.aggregates[target] = self.aggregates[made]
        self.let_made(target, made)

    def is_one(self, item: Expr, base: Var) -> bool:
        """Whether an item means the same again: a list that changes doesn't."""
        changes = any(map(self.found.written, self.found.held(base)))
        return not (changes and isinstance(item, (ir.Seq, ir.Dict)))

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

    def atom(self, e: Expr) -> Expr:
        """`e` as a name or constant."""
        if isinstance(e, (Var, Const)):
            return e
        if isinstance(e, ir.Star):
            why = "how many items `*` puts beside a differentiated one isn't known"
            raise refused(why, "write np.concatenate for arrays of them", self.origin)
        if isinstance(e, ir.Seq) and self.is_hot(e):
            return ir.Seq(e.kind, tuple(self.atom(i) for i in e.items))
        if not self.is_hot(e) and _constant(e):
            return e
        made = Var()
        if self.is_hot(e):
            value = self.operation(e)
            self.hot.add(made)
            self.let_made(made, value)
        else:
            self.emit(made, e)
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
            e = spelled(as_call(e, self.known), self.known)
        e = self.with_arrays(chosen(e, self.known))
        if isinstance(e, (Var, ir.Bool)):
            return e
        parts = along_axes(e, self.known)
        if parts is not None:
            return ir.Seq("list", tuple(map(self.atom, parts)))
        e = self.operands(e)
        match e:
            case ir.Index(Var() as base, Const(k)) if (
                base in self.aggregates and type(k) is int
            ):
                items = self.aggregates[base]
                if -len(items) <= k < len(items) and self.is_one(items[k], base):
                    return items[k]
            case ir.Attr(Var() as base, name) if base in self.aggregates:
                kind = self.known.of(base)
                if isinstance(kind, Tuple) and name in kind.fields:
                    return self.aggregates[base][kind.fields.index(name)]
        return e

    def with_arrays(self, e: Expr) -> Expr:
        """NumPy's functions take a list for an array: here it is made one."""
        match e:
            case ir.Call(ir.Ref(value=function), (ir.Seq(_, items),), ()) if (
                function is sum and items and not _starred(items)
            ):
                return functools.reduce(lambda a, b: ir.Bin("+", a, b), items)
            case ir.Call(
                ir.Ref(value=np.concatenate) as func,
                (ir.Seq(kind, items), *rest),
                options,
            ):
                parts = tuple(map(self.vector, items))
                return ir.Call(func, (ir.Seq(kind, parts), *rest), options)
            case ir.Call(ir.Ref(value=function) as func, args, keywords) if (
                function not in _TAKES_LISTS and takes_arrays(function)
            ):
                recipe = registry.lookup(function)
                assert recipe is not None
                places = itertools.zip_longest(args, recipe.parameters[: len(args)])
                new = tuple(self.operand(function, k, a) for a, k in places)
                named = ((k, self.operand(function, k, v)) for k, v in keywords)
                return ir.Call(func, new, tuple(named))
            case ir.Call(func, (ir.Seq() as rows, *rest), options) if isinstance(
                func, ir.Ref
            ) and puts_together(func.value):
                return ir.Call(func, (ir.rebuild(rows, self.row), *rest), options)
            case ir.Bin(op, left, right) if self.meets_list(left, right) and (
                op in _OF_ARRAYS
                or (
                    not op.endswith("=")
                    and any(isinstance(self.known.of(o), Array) for o in (left, right))
                )
            ):
                return ir.Bin(op, self.arrayed(left), self.arrayed(right))
        return e

    def vector(self, e: Expr) -> Expr:
        """`np.atleast_1d(x)` as what it is for an `x` of known rank."""
        match e:
            case ir.Call(ir.Ref(value=np.atleast_1d), (x,), ()):
                kind = self.known.of(x)
                if isinstance(kind, Scalar):
                    return ir.Seq("list", (x,))
                if isinstance(kind, Array) and kind.dims:
                    return x
        return self.row(e)

    def operand(self, function: object, name: str | None, e: Expr) -> Expr:
        """An argument: options such as `axis=(0, 1)` are no arrays."""
        recipe = registry.lookup(function)
        assert recipe is not None
        plain = recipe.linear_in or recipe.required
        option = isinstance(e, ir.Seq) and e.kind == "tuple" and _constant(e)
        fits = not option and (name is None or name in plain)
        return self.arrayed(e) if fits else e

    def meets_list(self, *operands: Expr) -> bool:
        return any(
            type(e) not in _NO_LISTS and of_numbers(self.known.of(e)) for e in operands
        )

    def row(self, e: Expr) -> Expr:
        """A list that the run makes as an array: one adjoint has to fit both."""
        is_long = isinstance(e, Var) and isinstance(self.known.of(e), ListOf)
        return self.arrayed(e) if is_long else e

    def arrayed(self, e: Expr) -> Expr:
        """What NumPy makes of a container of numbers, or of rows."""
        starred = isinstance(e, ir.Seq) and _starred(e.items)
        if starred or not of_numbers(self.known.of(e)):
            return e
        return self.atom(ir.Call(numpy("array"), (e,)))

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
        held = object_items(e)
        if held is not None:
            return with_items(e, tuple(self.structure(v) for _, v in held))
        return self.atom(e)


def _starred(items: tuple[Expr, ...]) -> bool:
    return any(isinstance(i, ir.Star) for i in items)


def _constant(e: Expr) -> bool:
    """Whether `e` is made of constants and global names alone."""
    match e:
        case Const() | ir.Ref():
            return True
        case ir.Seq() | ir.Un() | ir.Slice() | ir.Attr(ir.Ref()):
            return all(_constant(p) for p in ir.parts(e))
    return False


def _reads_memory(e: Expr) -> bool:
    kinds = (ir.Index, ir.Call, ir.Attr, ir.Raw)
    return any(isinstance(p, kinds) for p in ir.walk_expr(e))
