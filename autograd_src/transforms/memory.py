"""Memory that reverse code reads again: which stores have to be undone (S7, S10).

A store saves what it overwrites, and its reverse puts that back first of all, if the
reverse of a statement that may run before it reads the memory's content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from autograd_src import ir
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.writers import overwritten
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, List, Scalar
from autograd_src.lowering.operations import refused
from autograd_src.transforms.births import made_in
from autograd_src.transforms.facts import Facts, floating
from autograd_src.transforms.marks import Mirror, Restore, mutates
from autograd_src.transforms.settled import Walk, is_ahead, walk_of

__all__ = ["Block", "Memory", "Sources", "contents"]

Block = tuple[Stmt, ...]
Sources = dict[int, tuple[Stmt, Stmt]]


@dataclass
class _Place:
    """Where a forward statement stands: its position and the loops around it."""

    position: int
    loops: tuple[int, ...]


class Memory:
    """Where the statements of the forward sweep stand, and who reads what they
    write.
    """

    def __init__(
        self, body: Block, reverse: Block, facts: Facts, sources: Sources
    ) -> None:
        self.facts = facts
        self.sources = sources
        self.places: dict[int, _Place] = {}
        self.definers: dict[Var, Stmt] = {}
        self.walks: dict[int, Walk] = {}
        self.writers: list[Stmt] = []
        self._locate(body, ())
        self.primal = {v for s in ir.walk(body) for v in ir.defs(s)}
        self.counts = Counter(v for s in ir.walk(body) for v in ir.defs(s))
        self.definition = {
            s.target: s.value for s in ir.walk(body) if isinstance(s, ir.Let)
        }
        self.reads = list(self._reads(reverse))
        self.made: dict[Var, frozenset[int]] = {}
        self._read_back(body)

    def _read_back(self, body: Block) -> None:
        """What is stored where nothing overwrites it can be read from there again."""
        for before, s in pairwise(body):
            match before, s:
                case ir.Let(v), ir.Put(Var() as base, Expr() as index, Var() as w, ""):
                    element = ir.Index(base, index)
                    old = self.definition[v]
                    if v is not w or not self._is_same(element, v):
                        continue
                    self.definition[v], self.definers[v] = element, s
                    if not self.is_settled(v) or self._is_restored(base):
                        self.definition[v], self.definers[v] = old, before
        for s in body:
            for b in ir.blocks(s):
                self._read_back(b)

    def _is_restored(self, base: Var) -> bool:
        """Whether the reverse sweep writes into memory, where a view would see it."""
        find = self.facts.aliases.find
        return any(
            isinstance(s, ir.Put)
            and find(s.base) is find(base)
            and self.is_read_after(s.base, s)
            for s in self.writers
        )

    def _is_same(self, e: Expr, v: Var) -> bool:
        """Whether a store of `v` into `e` changes neither shape nor kind."""
        stored, own = self.facts.known.of(e), self.facts.known.of(v)
        if isinstance(stored, Array) and isinstance(own, Array):
            same = self.facts.same_shape(stored, own)
            return same and stored.dtype == own.dtype
        return isinstance(own, Scalar) and floating(own) == floating(stored)

    def record(self, v: Var) -> Var:
        """A list that keeps values of `v`."""
        raise NotImplementedError

    def _locate(self, body: Block, loops: tuple[int, ...]) -> None:
        for s in body:
            self.places[id(s)] = _Place(len(self.places), loops)
            self.definers.update((v, s) for v in ir.defs(s))
            walk = walk_of(s)
            if walk is not None:
                self.walks[id(s)] = walk
            if isinstance(s, ir.Put) or any(map(mutates, ir.exprs(s))):
                self.writers.append(s)
            inner = (*loops, id(s)) if isinstance(s, (ir.For, ir.While)) else loops
            for b in ir.blocks(s):
                self._locate(b, inner)

    def _reads(self, reverse: Block) -> Iterator[tuple[Var, Var, _Place]]:
        """The written memory whose content reverse code reads, through which name,
        and for which statement.
        """
        for s in reverse:
            if isinstance(s, Mirror):
                yield from self._contents(s.source, self.places[id(s.source)])
                for arm in s.arms:
                    yield from self._reads(arm)
            elif not isinstance(s, Restore):
                yield from self._contents(s, self._place(s))

    def _place(self, s: Stmt) -> _Place:
        """The place of the statement whose reverse `s` belongs to."""
        found = self.sources.get(id(s))
        return self.places[id(found[1])] if found else _Place(-1, ())

    def _contents(self, s: Stmt, here: _Place) -> Iterator[tuple[Var, Var, _Place]]:
        for e in ir.exprs(s):
            for v in contents(e, self.facts.known):
                for root in self.reached(v):
                    yield root, v, here

    def reached(self, v: Var) -> Iterator[Var]:
        """The classes of written memory that a read of `v` may see, inside it too."""
        aliases = self.facts.aliases
        yield from (
            r for r in (aliases.find(v), *aliases.held(v)) if aliases.written(r)
        )

    def is_read_after(self, base: Var, s: Stmt) -> bool:
        """Whether the reverse of `s`, or of what may run before it, reads the
        memory.
        """
        root, place = self.facts.aliases.find(base), self.places[id(s)]
        around = set(place.loops) - self.made_in(root)
        return any(
            root is read
            and (at.position <= place.position or around & set(at.loops))
            and not self.leaves(s, v)
            for read, v, at in self.reads
        )

    def made_in(self, root: Var) -> frozenset[int]:
        """The loops in each pass of which the memory is new."""
        if root not in self.made:
            definers = {
                v: (s, self.places[id(s)].loops)
                for v, s in self.definers.items()
                if self.counts[v] == 1
            }
            self.made[root] = made_in(root, self.facts.aliases, definers)
        return self.made[root]

    def is_settled(self, v: Var) -> bool:
        """Whether `v` is an element of local memory that still is what was read."""
        value = self.definition.get(v)
        if not isinstance(value, ir.Index) or not isinstance(value.value, Var):
            return False
        find, here = self.facts.aliases.find, self.places[id(self.definers[v])]
        root = find(value.value)
        if not isinstance(self.facts.known.of(value.value), Array):
            return False
        if self.facts.aliases.outside(value.value):
            return False
        for s in self.writers:
            place = self.places[id(s)]
            late = place.position > here.position or set(place.loops) & set(here.loops)
            touched = late and any(find(w) is root for w in ir.uses(s))
            if touched and not self.leaves(s, v):
                return False
        return True

    def leaves(self, s: Stmt, v: Var) -> bool:
        """Whether the store `s` never changes what `v` has been read from."""
        value, place = self.definition.get(v), self.places[id(s)]
        if not isinstance(s, ir.Put) or s.index is None or self.counts[v] != 1:
            return False
        match value:
            case ir.Index(Var() as base, index) if base is s.base:
                here = self.places[id(self.definers[v])]
                if here.loops != place.loops or len(here.loops) != 1:
                    return False
                made = self.places.get(id(self.definers.get(base)))
                if made is not None and here.loops[0] in made.loops:
                    return False  # in every pass another array, or a view
                walk = self.walks.get(here.loops[0])
                later = place.position > here.position
                return walk is not None and is_ahead(s.index, index, later, walk)
        return False

    def restore(self, s: Stmt, inside: bool) -> tuple[list[Stmt], list[Stmt]]:
        """Statements that save what `s` overwrites, and that put it back."""
        match s:
            case ir.Do(ir.Call(ir.Attr(Var() as base, "append"), (_,))):
                undone = ir.Call(ir.Attr(base, "pop"))
                return [], [ir.Do(undone)] if self.is_read_after(base, s) else []
            case ir.Let(target, ir.Call(ir.Attr(Var() as base, "pop"), ())):
                undone = ir.Call(ir.Attr(base, "append"), (target,))
                return [], [ir.Do(undone)] if self.is_read_after(base, s) else []
        if not isinstance(s, ir.Put):
            return self.undone(s, inside)
        if not self.is_read_after(s.base, s):
            return [], []
        index = Const(Ellipsis) if s.index is None else s.index
        return self.kept(s.base, index, s, inside)

    def kept(
        self, base: Var, index: Expr, s: Stmt, inside: bool
    ) -> tuple[list[Stmt], list[Stmt]]:
        """Statements that save elements that `s` overwrites, and put them back."""
        element: Expr = ir.Index(base, index)
        if not isinstance(self.facts.known.of(base), (List, ListOf)):
            element = self.facts.copied(element)
        if not inside:
            old = Var(base.base, "saved", base)
            self.facts.known.types[old] = self.facts.known.of(element)
            return [ir.Let(old, element)], [ir.Put(base, index, old, origin=s.origin)]
        saved = self.record(base)
        before = ir.Do(ir.Call(ir.Attr(saved, "append"), (element,)))
        taken = ir.Call(ir.Attr(saved, "pop"))
        return [before], [ir.Put(base, index, taken, origin=s.origin)]

    def undone(self, s: Stmt, inside: bool) -> tuple[list[Stmt], list[Stmt]]:
        """Copies of the arrays that a statement changes in whatever way."""
        before: list[Stmt] = []
        after: list[Stmt] = []
        for v in _changeable(s):
            if not any(self.is_read_after(root, s) for root in self.reached(v)):
                continue
            if not isinstance(self.facts.known.of(v), Array):
                raise refused(
                    "this statement changes an array that the derivative reads",
                    "work on a copy (`c = c.copy()`), or store with `c[...] = …`",
                    s.origin,
                )
            saves, restores = self.kept(v, Const(Ellipsis), s, inside)
            before += saves
            after += restores
        return before, after


def _changeable(s: Stmt) -> tuple[Var, ...]:
    """What a statement may change: all that it reads, unless it is known better."""
    match s:
        case ir.Do(ir.Call() as call) if isinstance(first := overwritten(call), Var):
            return (first,)
    return tuple(dict.fromkeys(ir.uses(s)))


def contents(e: Expr, known: Ranks) -> Iterator[Var]:
    """The variables of which evaluating `e` reads more than the shape."""
    match e:
        case Var():
            yield e
        case ir.Attr(_, "shape" | "ndim" | "size" | "dtype"):
            return
        case ir.Call(ir.Ref(value=function), args) if function in _SHAPES:
            for p in args:
                yield from _within_shape(p, known)
        case ir.Call(ir.Ref(value=function), (v,)) if function is len:
            if not isinstance(known.of(v), Array):
                yield from contents(v, known)
        case _:
            for p in ir.parts(e):
                yield from contents(p, known)


def _within_shape(e: Expr, known: Ranks) -> Iterator[Var]:
    """The variables whose contents the shape of `e` depends on: lists, and masks."""
    match e:
        case Var():
            if isinstance(known.of(e), (List, ListOf)):
                yield e
        case ir.Index(value, index):
            yield from _within_shape(value, known)
            yield from contents(index, known)
        case _:
            for p in ir.parts(e):
                yield from _within_shape(p, known)


_SHAPES = (np.shape, np.size, np.ndim, np.zeros_like, np.ones_like)
