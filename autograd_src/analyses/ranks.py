"""Ranks, kinds and lengths: the abstract value of every variable.

A forward analysis over structured code, with a fixpoint in loops.  What is passive and
strange is `ANYTHING`; `Unknown` is a float or a float array of unknown rank (S18).
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses import subscripts
from autograd_src.analyses.creators import created
from autograd_src.analyses.lists import FILLERS, ListOf, growing
from autograd_src.analyses.methods import as_call
from autograd_src.analyses.objects import Object
from autograd_src.analyses.sizes import Size, combined, joined, renamed, symbol
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.joins import join
from autograd_src.live.values import (
    ANYTHING,
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Scalar,
    Static,
    Tuple,
    Unknown,
)  # fmt: skip
from autograd_src.recipes import registry, shapes
from autograd_src.runtime import grad_hook

__all__ = ["OPERATORS", "Ranks", "entry", "ranks"]

OPERATORS: dict[str, Any] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "//": operator.floordiv, "%": operator.mod, "**": operator.pow,
    "@": operator.matmul, "&": operator.and_, "|": operator.or_, "^": operator.xor,
    "<<": operator.lshift, ">>": operator.rshift,
}  # fmt: skip
UNARY: dict[str, Any] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}

_NUMBERS = (Scalar, Array, Unknown)
_ROUNDS = 20  # of a loop's fixpoint, then what still changes counts as unknown


def entry(name: str, value: Abstract) -> Abstract:
    """The abstract value of an argument, its axes as symbols of its own."""
    if isinstance(value, Array):
        return Array(value.dtype, renamed(value.dims, name))
    if isinstance(value, (Tuple, List, Dict)):
        items = tuple(entry(f"{name}/{k}", item) for k, item in enumerate(value.items))
        return value._replace(items=items)
    if value == Scalar("int"):
        return Size(f"?{name}")
    return value


class Ranks:
    """Abstract values of variables and of expressions over them.

    `outside` tells the abstract value of a global, `result` that of a call which has
    no recipe.
    """

    def __init__(
        self,
        outside: Callable[[ir.Ref], Abstract] = lambda ref: ANYTHING,
        result: Callable[[ir.Call, Ranks], Abstract] = lambda call, ranks: Unknown(),
    ) -> None:
        self.types: dict[Var, Abstract] = {}
        self.outside = outside
        self.result = result
        self.changed = False
        self.widening = False
        self._found: dict[int, tuple[Abstract, Expr]] = {}
        self._count = 0
        self.growing: frozenset[Var] = frozenset()
        self._symbols: dict[Any, str] = {}

    # --------------------------------------------------------------- expressions

    def of(self, e: Expr) -> Abstract:
        if isinstance(e, Var):
            return self.types.get(e, ANYTHING)
        if isinstance(e, ir.Const):
            return _constant(e.value)
        # Expressions are looked at again and again; what they mean changes with types.
        if self._count != len(self.types):
            self._found.clear()
            self._count = len(self.types)
        found = self._found.get(id(e))
        if found is None:
            # The expression is kept alive: its id is the key.
            found = self._found[id(e)] = (self._of(e), e)
        return found[0]

    def _of(self, e: Expr) -> Abstract:
        match e:
            case ir.Ref():
                value = self.outside(e)
                return Size(f"?{e.text}") if value == Scalar("int") else value
            case ir.Seq("tuple", items) if not _starred(items):
                return Tuple(tuple(map(self.of, items)))
            case ir.Seq("list", items) if not _starred(items):
                return List(tuple(map(self.of, items)))
            case ir.Dict(keys, values) if all(isinstance(k, ir.Const) for k in keys):
                names = tuple(k.value for k in keys)  # type: ignore[attr-defined]
                return Dict(names, tuple(map(self.of, values)))
            case ir.Bin(op, left, right):
                return self._binary(op.removesuffix("=") if len(op) > 1 else op, left, right)
            case ir.Un("not", _):
                return Scalar("bool")
            case ir.Un(op, operand):
                return self._apply(UNARY[op], (operand,), {})
            case ir.Cmp():
                return self._compare(e)
            case ir.Bool(_, values):
                return _join_all([self.of(v) for v in values])
            case ir.Cond(_, body, orelse):
                return _join_all([self.of(body), self.of(orelse)])
            case ir.Attr(value, name):
                return self._attribute(self.of(value), name)
            case ir.Index(value, index):
                return subscripts.result(self.of(value), index, self)
            case ir.Call():
                return self._call(e)
        return ANYTHING

    def _compare(self, e: ir.Cmp) -> Abstract:
        if e.op in ("is", "is not", "in", "not in"):
            return Scalar("bool")
        both = self._apply(operator.add, (e.left, e.right), {})
        if isinstance(both, Array):
            return Array("bool", both.dims)
        return Scalar("bool") if isinstance(both, Scalar) else ANYTHING

    def _binary(self, op: str, left: Expr, right: Expr) -> Abstract:
        a, b = self.argument(left), self.argument(right)
        sizes = symbol(a), symbol(b)
        if sizes[0] is not None and sizes[1] is not None:
            found = combined(op, sizes[0], sizes[1])
            if found is not None:
                return Size(found)
        kinds = (self.of(left), self.of(right))
        if op == "*" and isinstance(kinds[0], (List, ListOf)):
            return ListOf(None).with_item(element(kinds[0]))
        if op == "+" and type(kinds[0]) is type(kinds[1]) and isinstance(kinds[0], (Tuple, List)):
            return type(kinds[0])(kinds[0].items + kinds[1].items)  # type: ignore[union-attr]
        if not all(isinstance(k, _NUMBERS) for k in kinds) and not any(
            isinstance(k, Array) for k in kinds
        ):
            return ANYTHING
        return self._apply(OPERATORS[op], (left, right), {})

    def argument(self, e: Expr) -> Any:
        """What a shape rule is told of an argument: a constant where it is known."""
        match e:
            case ir.Const(value):
                return value
            case ir.Ref(value=type() as cls):
                return cls
            case ir.Attr(value, "dtype") if isinstance(self.of(value), Array):
                name = shapes.dtype_of(self.of(value))
                if name in np.sctypeDict:
                    return np.dtype(name).type
            case ir.Seq(kind, items) if kind != "set" and not _starred(items):
                inner = [self.argument(i) for i in items]
                if all(shapes.is_known(i) for i in inner):
                    return tuple(inner) if kind == "tuple" else inner
            case ir.Slice(lower, upper, step):
                edges = [None if p is None else self.argument(p) for p in (lower, upper, step)]
                if all(shapes.is_known(p) for p in edges):
                    return slice(*edges)
        return self.of(e)

    def _apply(
        self, function: Any, args: tuple[Expr, ...], keywords: Mapping[str, Expr]
    ) -> Abstract:
        """The result of a function that NumPy or a recipe knows."""
        values = tuple(self.argument(a) for a in args)
        named = {k: self.argument(v) for k, v in keywords.items()}
        made = created(function, values, named, self)
        if made is not None:
            return made
        recipe = registry.lookup(function)
        if recipe is not None:
            try:
                binding = registry.bind(recipe, values, named)
            except TypeError:
                return Unknown()
            found: Abstract = shapes.result_shape(recipe, binding, self.fresh)
            return found
        if registry.zero_derivative(function):
            return self._tried(function, values, named)
        return ANYTHING

    def _tried(self, function: Any, values: tuple[Any, ...], named: dict[str, Any]) -> Abstract:
        """The kind of a passive result, by trying the function on a sample."""
        samples = [v if shapes.is_known(v) else shapes.sample(v) for v in values]
        if any(s is None for s, v in zip(samples, values, strict=True) if v is not None):
            return ANYTHING
        if not all(shapes.is_known(v) for v in named.values()):
            return ANYTHING
        try:
            with np.errstate(all="ignore"):
                result = function(*samples, **named)
        except Exception:  # whatever it objects to in a sample, the kind is not known
            return ANYTHING
        if isinstance(result, (bool, int, float)):
            return Scalar(type(result).__name__)
        if isinstance(result, np.generic) or isinstance(result, np.ndarray) and not result.ndim:
            return shapes.array(result.dtype.name, ())  # type: ignore[no-any-return]
        if isinstance(result, np.ndarray):
            operands = [d for d in map(shapes.dims_of, values) if d is not None]
            if isinstance(function, np.ufunc):
                return Array(result.dtype.name, shapes.broadcast(operands, self.fresh))
            return Array(result.dtype.name, tuple(self.fresh() for _ in result.shape))
        return ANYTHING

    def _call(self, call: ir.Call) -> Abstract:
        match call:
            case ir.Call(ir.Attr(Var() as receiver, "pop")):
                return element(self.of(receiver))
        call = as_call(call, self)
        if isinstance(call.func, ir.Ref) and call.args:
            listed = self.of(call.args[0])
            if isinstance(listed, ListOf) and not call.keywords:
                return self._of_list(call.func.value, listed)
        if any(isinstance(a, ir.Star) for a in call.args) or any(
            not k for k, _ in call.keywords
        ):
            return Unknown()
        function = call.func.value if isinstance(call.func, ir.Ref) else None
        if function is None:
            return self.result(call, self)
        if function is grad_hook and call.args:
            return self.of(call.args[0])
        if function is len and len(call.args) == 1:
            return self._length(self.of(call.args[0]))
        known = registry.lookup(function) or registry.zero_derivative(function)
        if known or created(function, (), {}, self, ask=True):
            return self._apply(function, call.args, dict(call.keywords))
        return self.result(call, self)

    def _of_list(self, function: Any, listed: ListOf) -> Abstract:
        """What a function makes of a list of unknown length."""
        from autograd_src import runtime

        item = ANYTHING if listed.item is None else listed.item
        dims = shapes.dims_of(item)
        if function is len:
            return Scalar("int")
        if function is runtime.zeros_of:
            return ListOf(item)
        if function is sum:
            return self._joined_sum(item)
        if function in (np.array, np.asarray, np.stack) and dims is not None:
            return Array(shapes.dtype_of(item) or "unknown", ("?", *dims))
        if registry.zero_derivative(function) and not isinstance(function, np.ufunc):
            return ANYTHING
        return Unknown()

    def _joined_sum(self, item: Abstract) -> Abstract:
        """Python's sum: of nothing it is the integer 0."""
        return join(Scalar("float"), item) if isinstance(item, Scalar) else item

    def _length(self, value: Abstract) -> Abstract:
        if isinstance(value, Array) and value.dims:
            return Size(value.dims[0])
        if isinstance(value, (Tuple, List, Dict)):
            return Size(str(len(value.items)))
        return Scalar("int")

    def _attribute(self, value: Abstract, name: str) -> Abstract:
        if isinstance(value, Object) and name in value.attributes:
            return value.attributes[name]
        if isinstance(value, (Scalar, Array)):
            dims = value.dims if isinstance(value, Array) else ()
            if name == "shape":
                return Tuple(tuple(Size(d) for d in dims))
            if name == "ndim":
                return Size(str(len(dims)))
            if name == "size":
                return Size(dims[0]) if len(dims) == 1 else Scalar("int")
            if name in ("T", "mT"):
                return Array(value.dtype, dims[::-1]) if isinstance(value, Array) else value
            if name == "real":
                return value
        if isinstance(value, Tuple) and name in value.fields:
            return value.items[value.fields.index(name)]
        return Unknown() if name in ("T", "real") else ANYTHING

    def dim(self, e: Expr) -> str:
        """The length that an integer expression stands for."""
        found = symbol(self.argument(e))
        if found is not None:
            return found
        return self._symbol(e) if isinstance(e, Var) else self.fresh()

    def fresh(self) -> str:
        return "?"

    def _symbol(self, key: Any) -> str:
        return self._symbols.setdefault(key, f"?#{len(self._symbols)}")

    # ---------------------------------------------------------------- statements

    def block(self, body: tuple[Stmt, ...]) -> None:
        for s in body:
            self.stmt(s)

    def stmt(self, s: Stmt) -> None:
        match s:
            case ir.Let() | ir.Unpack() | ir.Do() if self.pending(s):
                return
            case ir.Let(target, ir.Seq("list", items)) if target in self.growing:
                made = ListOf(None)
                for i in items:
                    made = made.with_item(self.of(i))
                self.merge(target, made)
            case ir.Let(target, value):
                kind = self._own_size(target, self.of(value))
                if isinstance(kind, ListOf):
                    self.merge(target, kind)
                else:
                    self.bind(target, kind)
            case ir.Do(ir.Call(ir.Attr(Var() as receiver, name), args)) if args:
                if name in FILLERS:
                    item = self.of(args[-1])
                    self.fill(receiver, element(item) if name == "extend" else item)
            case ir.Put(base, _, value) if base in self.growing and not self.pending(s):
                self.fill(base, self.of(value))
            case ir.Copies(targets, values):
                for target, value in zip(targets, values, strict=True):
                    if value != ir.UNBOUND and not self.missing(value):
                        self.merge(target, self.of(value))
            case ir.Unpack(targets, value):
                for target, item in zip(targets, _unpacked(self.of(value), len(targets), self)):
                    self.bind(target, item)
            case ir.If(_, body, orelse):
                self.block(body)
                self.block(orelse)
            case ir.For() | ir.While():
                self.loop(s)
            case ir.Carry(_, _, writes):
                for _, target in writes:
                    self.bind(target, ANYTHING)

    def missing(self, e: Expr) -> bool:
        """Whether nothing has been found yet of something that `e` reads.

        In a loop that is so until the definition has been reached once.
        """
        return any(v not in self.types for v in ir.names_in(e))

    def pending(self, s: Stmt) -> bool:
        return any(self.missing(e) for e in ir.exprs(s))

    def fill(self, receiver: Var, item: Abstract) -> None:
        """A list gets an item."""
        old = self.types[receiver]
        if isinstance(old, ListOf):
            self.bind(receiver, old.with_item(item))

    def loop(self, s: ir.For | ir.While) -> None:
        """The fixpoint of a loop: joins only grow, and each is bounded."""
        outer, self.changed, rounds = self.changed, True, 0
        while self.changed:
            rounds += 1
            self.widening = rounds > _ROUNDS
            self.changed = False
            if isinstance(s, ir.For):
                self.bind(s.target, self._own_size(s.target, self.item(s.iter)))
            self.block(s.body)
            outer |= self.changed
        self.changed, self.widening = outer, False

    def item(self, iterable: Expr) -> Abstract:
        """The abstract value of what iterating over `iterable` gives."""
        match iterable:
            case ir.Call(ir.Ref(value=function), args):
                if function is range:
                    return Scalar("int")
                if function is enumerate and args:
                    return Tuple((Scalar("int"), self.item(args[0])))
                if function is zip:
                    return Tuple(tuple(self.item(a) for a in args))
                if function is reversed and args:
                    return self.item(args[0])
                if function is itertools.count:
                    return _join_all([Scalar("int"), *(self.of(a) for a in args)])
            case ir.Index(value, ir.Slice()):
                return self.item(value)
        return element(self.of(iterable))

    def _own_size(self, target: Var, value: Abstract) -> Abstract:
        """An integer of which nothing else is known is a length of its own."""
        return Size(self._symbol(target)) if value == Scalar("int") else value

    def bind(self, target: Var, value: Abstract) -> None:
        old = self.types.get(target)
        if old == value:
            return
        if self.widening and old is not None:
            value = Unknown() if isinstance(value, _NUMBERS) else ANYTHING
            if old in (Unknown(), ANYTHING):
                return
        self.types[target] = value
        self._found.clear()
        self.changed = True

    def merge(self, target: Var, value: Abstract) -> None:
        """Join what `target` holds on another path."""
        old = self.types.get(target)
        if old is None:
            self.bind(target, value)
            return
        if isinstance(old, Size) and old != value and isinstance(value, Scalar):
            self.bind(target, join(Scalar("int"), Scalar(value.kind)))
            return
        if isinstance(old, ListOf) and isinstance(value, ListOf):
            self.bind(target, old if value.item is None else old.with_item(value.item))
            return
        new = join(old, Scalar(value.kind) if isinstance(value, Size) else value)
        if isinstance(old, Array) and isinstance(value, Array) and isinstance(new, Array):
            owner = self._symbol(target).removeprefix("?")
            new = Array(new.dtype, joined(old.dims, value.dims, owner))
        if not (isinstance(old, Size) and old == value):
            self.bind(target, new)


def ranks(
    function: ir.Function,
    values: Mapping[Var, Abstract],
    outside: Callable[[ir.Ref], Abstract] = lambda ref: ANYTHING,
    result: Callable[[ir.Call, Ranks], Abstract] = lambda call, ranks: Unknown(),
) -> Ranks:
    """The abstract values in `function`, called with the given ones."""
    found = Ranks(outside, result)
    found.types.update(values)
    found.growing = growing(function)
    found.block(function.body)
    return found


def element(value: Abstract) -> Abstract:
    """What an item of a container is."""
    if isinstance(value, Array):
        return shapes.array(value.dtype, value.dims[1:]) if value.dims else ANYTHING  # type: ignore[no-any-return]
    if isinstance(value, (Tuple, List)):
        return _join_all(list(value.items))
    if isinstance(value, ListOf):
        return ANYTHING if value.item is None else value.item
    return Unknown() if isinstance(value, Unknown) else ANYTHING


def _constant(value: object) -> Abstract:
    if type(value) in (bool, float, complex):
        return Scalar(type(value).__name__)
    if type(value) is int:
        return Size(str(value)) if value >= 0 else Scalar("int")
    return Static(repr(value)) if value is None or isinstance(value, (str, bytes)) else ANYTHING


def _starred(items: tuple[Expr, ...]) -> bool:
    return any(isinstance(i, ir.Star) for i in items)


def _join_all(values: list[Abstract]) -> Abstract:
    if not values:
        return ANYTHING
    found = values[0]
    for value in values[1:]:
        found = join(found, value)
    return Scalar("int") if isinstance(found, Size) and len(set(values)) > 1 else found


def _unpacked(value: Abstract, count: int, known: Ranks) -> list[Abstract]:
    if isinstance(value, (Tuple, List)) and len(value.items) == count:
        return list(value.items)
    return [element(value)] * count


def is_object(value: Abstract) -> bool:
    """Whether nothing numeric is known of a value."""
    return isinstance(value, (Instance, Static))
