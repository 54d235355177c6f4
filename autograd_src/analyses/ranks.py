"""Ranks, kinds and lengths: the abstract value of every variable.

A forward analysis over structured code, with a fixpoint in loops.  What is passive and
strange is `ANYTHING`; `Unknown` is a float or a float array of unknown rank (S18).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

from autograd_src import ir
from autograd_src.analyses.kinds import (
    OPERATORS,
    UNARY,
    Kinds,
    Outside,
    element,
    join_all,
)
from autograd_src.analyses.lists import FILLERS, ListOf, general, growing
from autograd_src.analyses.sizes import Size, joined, renamed
from autograd_src.analyses.summaries import is_unresolved
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.joins import join
from autograd_src.live.values import (
    ANYTHING,
    Abstract,
    Array,
    Dict,
    List,
    Scalar,
    Tuple,
    Unknown,
)  # fmt: skip

__all__ = ["OPERATORS", "UNARY", "Outside", "Ranks", "element", "entry", "ranks"]

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


class Ranks(Kinds):
    """Abstract values of the variables of one function, as they are found."""

    unread: frozenset[int] = frozenset()
    unbound: frozenset[Var] = frozenset()

    def block(self, body: tuple[Stmt, ...]) -> None:
        for s in body:
            self.stmt(s)

    def stmt(self, s: Stmt) -> None:
        if isinstance(s, ir.Let):
            if not self.pending(s):
                self.let(s.target, s.value)
            return
        match s:
            case ir.Unpack() | ir.Do() if self.pending(s):
                return
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
                for target, item in zip(
                    targets, _unpacked(self.of(value), len(targets), self)
                ):
                    self.bind(target, item)
            case ir.If(_, body, orelse):
                self.block(body)
                self.block(orelse)
            case ir.For() | ir.While():
                self.loop(s)
            case ir.Carry(_, _, writes):
                for _, target in writes:
                    self.bind(target, ANYTHING)

    def let(self, target: Var, value: Expr) -> None:
        kind = self._own(target, self.of(value))
        if type(value) is ir.Seq:
            if value.kind == "list" and target in self.growing:
                kind = ListOf(None)
                for i in value.items:
                    kind = kind.with_item(self.of(i))
        elif type(value) is ir.Bin and value.op == "+=":
            kind = self.extended(value) or kind
        if isinstance(kind, ListOf):
            self.merge(target, kind)
        else:
            self.bind(target, kind)

    def extended(self, value: Expr) -> Abstract | None:
        """The list that `items += more` fills."""
        match value:
            case ir.Bin("+=", Var() as items, more) if isinstance(
                self.types.get(items), ListOf
            ):
                for item in _held(self.of(more)):
                    self.fill(items, item)
                return self.types[items]
        return None

    def missing(self, e: Expr) -> bool:
        """Whether nothing has been found yet of something that `e` reads.

        In a loop that is so until the definition has been reached once.
        """
        return not all(map(self.types.__contains__, ir.names_in(e)))

    def pending(self, s: Stmt) -> bool:
        """Whether what `s` reads has not been found yet."""
        return (
            id(s) in self.unread
            or is_unresolved(s)
            or not all(map(self.types.__contains__, ir.uses(s)))
            or (bool(self.growing) and any(map(self.takes_first, ir.exprs(s))))
        )

    def empty(self, e: Expr) -> bool:
        """Whether `e` is a list into which nothing has been seen to be put yet."""
        kind = self.types.get(e) if isinstance(e, Var) else None
        return isinstance(kind, ListOf) and kind.item is None

    def takes_first(self, e: Expr) -> bool:
        """Whether `e` has an item of such a list: what it is shows later."""
        if self.growing.isdisjoint(ir.names_in(e)):
            return False
        items = (p for p in ir.walk_expr(e) if isinstance(p, ir.Index))
        return any(self.empty(p.value) for p in items)

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
            if isinstance(s, ir.For) and not self.empty(s.iter):
                self.bind(s.target, self._own(s.target, self.item(s.iter)))
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
                    return join_all([Scalar("int"), *(self.of(a) for a in args)])
            case ir.Index(value, ir.Slice()):
                return self.item(value)
        return element(self.of(iterable))

    def _own(self, target: Var, kind: Abstract) -> Abstract:
        """A size of which nothing else is known is one of its own.

        So is the length of such an axis: what is computed from `target` element by
        element has the same one then.
        """
        if type(kind) is Scalar:
            return Size(self._symbol(target)) if kind.kind == "int" else kind
        if type(kind) is Array and "?" in kind.dims:
            owner = self._symbol(target).removeprefix("?")
            return Array(kind.dtype, renamed(kind.dims, owner))
        return kind

    def bind(self, target: Var, value: Abstract) -> None:
        old = self.types.get(target)
        if old is value or (old is not None and old == value):
            return
        if self.widening and old is not None:
            value = Unknown() if isinstance(value, _NUMBERS) else ANYTHING
            if old in (Unknown(), ANYTHING):
                return
        self.types[target] = value
        self.changed = True

    def merge(self, target: Var, value: Abstract) -> None:
        """Join what `target` holds on another path.

        Where that is nothing, `target` may hold what an earlier iteration has left.
        """
        if target in self.unbound:
            value = general(value)
            value = self._own(target, value) if isinstance(value, Array) else value
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
        if (
            isinstance(old, Array)
            and isinstance(value, Array)
            and isinstance(new, Array)
        ):
            owner = self._symbol(target).removeprefix("?")
            new = Array(new.dtype, joined(old.dims, value.dims, owner))
        if not (isinstance(old, Size) and old == value):
            self.bind(target, new)


def ranks(
    function: ir.Function,
    values: Mapping[Var, Abstract],
    outside: Callable[[ir.Ref], Abstract] = lambda ref: ANYTHING,
    result: Callable[[ir.Call, Kinds], Abstract] = lambda call, kinds: Unknown(),
    unread: frozenset[int] = frozenset(),
) -> Ranks:
    """The abstract values in `function`, called with the given ones.

    `unread` are (the ids of) statements that call what has not been read: what they
    bind has no abstract value, and joins go by their other paths.
    """
    found = Ranks(outside, result)
    found.unread = unread
    found.types.update(values)
    found.growing = growing(function)
    found.unbound = _unbound(function)
    found.block(function.body)
    return found


def _unbound(function: ir.Function) -> frozenset[Var]:
    """The variables that a path leaves without a value."""
    return frozenset(
        target
        for s in ir.walk(function.body)
        if isinstance(s, ir.Copies)
        for target, value in zip(s.targets, s.values, strict=True)
        if value == ir.UNBOUND
    )


def _unpacked(value: Abstract, count: int, known: Ranks) -> list[Abstract]:
    if isinstance(value, (Tuple, List)) and len(value.items) == count:
        return list(value.items)
    return [element(value)] * count


def _held(kind: Abstract) -> tuple[Abstract, ...]:
    """The items of a list that is put into another."""
    if isinstance(kind, ListOf):
        return () if kind.item is None else (kind.item,)
    return kind.items if isinstance(kind, (List, Tuple)) else (ANYTHING,)
