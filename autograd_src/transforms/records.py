"""What the forward sweep keeps for the reverse sweep (S7, S8, S13).

Names of blocks that run once are simply still there.  What is defined in a loop and
read by its reverse is taken back at the top of the reversed block: computed again
where that is cheap and pure, popped off a list otherwise.  Stores save what they
overwrite where reverse code reads that memory afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.subscripts import is_basic
from autograd_src.frontend.ssa import breaks
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, List, Scalar
from autograd_src.lowering.operations import refused
from autograd_src.transforms.facts import Facts
from autograd_src.transforms.reverse import Mirror, Restore

__all__ = ["keep"]

Block = tuple[Stmt, ...]
Sources = dict[int, tuple[Stmt, Stmt]]


def keep(body: Block, reverse: Block, facts: Facts, sources: Sources) -> tuple[Block, Block]:
    """The forward sweep with what it saves, and the reverse sweep with what it takes."""
    keeper = _Keeper(body, reverse, facts, sources)
    forward, backward, _ = keeper.block(body, reverse, None)
    return tuple(keeper.lists) + forward, backward


@dataclass
class _Place:
    """Where a forward statement stands: its position and the loops around it."""

    position: int
    loops: tuple[int, ...]


class _Keeper:
    def __init__(self, body: Block, reverse: Block, facts: Facts, sources: Sources) -> None:
        self.facts = facts
        self.sources = sources
        self.lists: list[Stmt] = []
        self.places: dict[int, _Place] = {}
        self._locate(body, ())
        self.primal = {v for s in ir.walk(body) for v in ir.defs(s)}
        self.counts = Counter(v for s in ir.walk(body) for v in ir.defs(s))
        self.definition = {
            s.target: s.value for s in ir.walk(body) if isinstance(s, ir.Let)
        }
        self.headers = {
            v
            for s in ir.walk(body)
            if isinstance(s, (ir.For, ir.While))
            for v in self.heads(s, s.body)
        }
        self.reads = list(self._reads(reverse))

    def _locate(self, body: Block, loops: tuple[int, ...]) -> None:
        for s in body:
            self.places[id(s)] = _Place(len(self.places), loops)
            inner = (*loops, id(s)) if isinstance(s, (ir.For, ir.While)) else loops
            for b in ir.blocks(s):
                self._locate(b, inner)

    # ------------------------------------------------------- memory that is read again

    def _reads(self, reverse: Block) -> Iterator[tuple[Var, _Place]]:
        """The written memory whose content reverse code reads, and for which statement."""
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

    def _contents(self, s: Stmt, here: _Place) -> Iterator[tuple[Var, _Place]]:
        for e in ir.exprs(s):
            for v in contents(e, self.facts.known):
                if self.facts.aliases.written(v):
                    yield self.facts.aliases.find(v), here

    def is_read_after(self, base: Var, s: Stmt) -> bool:
        """Whether the reverse of `s`, or of what may run before it, reads the memory."""
        root, place = self.facts.aliases.find(base), self.places[id(s)]
        return any(
            root is read and (at.position <= place.position or set(at.loops) & set(place.loops))
            for read, at in self.reads
        )

    # -------------------------------------------------------------------------- blocks

    def block(
        self, body: Block, reverse: Block, loop: ir.For | ir.While | None, inside: bool = False
    ) -> tuple[Block, Block, list[Var]]:
        """Both sides of one block, and what its reverse needs from around it.

        `loop` is the loop whose body this is; `inside`: the block runs many times.
        """
        inside = inside or loop is not None
        replaced: dict[int, list[Stmt]] = {}
        needs: list[Var] = []
        backward: list[Stmt] = []
        for r in reverse:
            if isinstance(r, Mirror):
                forward, mirrored, inner = self.mirror(r, inside)
                replaced[id(r.source)] = forward
                backward += mirrored
                needs += inner
            elif isinstance(r, Restore):
                before, after = self.restore(r.source, inside)
                if before or after:
                    replaced[id(r.source)] = [*before, r.source]
                for x in after:
                    needs += self.needed(x)
                backward += after
            else:
                backward.append(r)
                needs += self.needed(r)
        out = [n for s in body for n in replaced.get(id(s), [s])]
        if not inside:
            return tuple(out), tuple(backward), needs
        return self.take_back(body, out, backward, needs, loop)

    def needed(self, s: Stmt) -> list[Var]:
        """The primal variables that a statement of the reverse sweep reads."""
        return [v for v in ir.uses(s) if v in self.primal]

    def mirror(self, m: Mirror, inside: bool) -> tuple[list[Stmt], list[Stmt], list[Var]]:
        s = m.source
        if isinstance(s, ir.If):
            return self.branch(s, m, inside)
        body, arm, needs = self.block(s.body, m.arms[0], s)
        return self.loop(s, body, arm, needs)

    def branch(
        self, s: ir.If, m: Mirror, inside: bool
    ) -> tuple[list[Stmt], list[Stmt], list[Var]]:
        sides = [
            self.block(b, a, None, inside) for b, a in zip(ir.blocks(s), m.arms, strict=True)
        ]
        forward = ir.replace(s, body=sides[0][0], orelse=sides[1][0])
        backward = ir.If(s.test, sides[0][1], sides[1][1], origin=s.origin)
        needs = self.needed(ir.Do(s.test)) + sides[0][2] + sides[1][2]
        return [forward], [backward], needs

    # --------------------------------------------------------------------------- loops

    def loop(
        self, s: ir.For | ir.While, body: Block, arm: Block, needs: list[Var]
    ) -> tuple[list[Stmt], list[Stmt], list[Var]]:
        counted = loop_range(s)
        if counted is not None and not breaks(s.body):
            assert isinstance(s, ir.For)
            iterable = ir.Call(_builtin(reversed), (counted,))
            needs = self.needed(ir.Do(counted)) + [v for v in needs if v is not s.target]
            back = ir.For(s.target, iterable, arm, origin=s.origin)
            return [ir.replace(s, body=body)], [back], needs
        return self.count_trips(s, body, arm, needs, counted)

    def count_trips(
        self,
        s: ir.For | ir.While,
        body: Block,
        arm: Block,
        needs: list[Var],
        counted: Expr | None,
    ) -> tuple[list[Stmt], list[Stmt], list[Var]]:
        """A loop whose number of iterations is known only after it has run (S14)."""
        trips, left = Var("trips"), Var("trips")
        self.primal.add(left)
        for v in (trips, left):
            self.facts.known.types[v] = Scalar("int")
        step = ir.Let(trips, ir.Bin("+", trips, Const(1)))
        body = (step, *body) if breaks(s.body) else (*body, step)
        forward: list[Stmt] = [
            ir.Let(trips, Const(0)),
            ir.replace(s, body=body),
            ir.Let(left, trips),
        ]
        if counted is not None:
            assert isinstance(s, ir.For)
            taken = ir.Index(counted, ir.Slice(None, left))
            iterable = ir.Call(_builtin(reversed), (taken,))
            needs = self.needed(ir.Do(counted)) + [v for v in needs if v is not s.target]
            back = ir.For(s.target, iterable, arm, origin=s.origin)
        else:
            iterable = ir.Call(_builtin(range), (left,))
            back = ir.For(Var("_"), iterable, arm, origin=s.origin)
        return forward, [back], [left, *needs]

    # ------------------------------------------------------------------------- records

    def take_back(
        self,
        body: Block,
        out: list[Stmt],
        backward: list[Stmt],
        needs: list[Var],
        loop: ir.For | ir.While | None,
    ) -> tuple[Block, Block, list[Var]]:
        """Bring what the block defines and its reverse needs to the top of the reverse."""
        heads = self.heads(loop, body) if loop is not None else []
        own = dict.fromkeys([*heads, *self.defined(out)])
        free = loop.target if isinstance(loop, ir.For) and loop_range(loop) else None
        recorded, again, outer = self.choose(needs, own, free)
        saves = {v: self.record(v) for v in recorded}
        forward = self.with_saves(out, heads, saves)
        top: list[Stmt] = [
            ir.Let(v, ir.Call(ir.Attr(saved, "pop"))) for v, saved in reversed(saves.items())
        ]
        top += [ir.Let(v, self.definition[v]) for v in own if v in again]
        return forward, (*top, *backward), outer

    def heads(self, loop: ir.For | ir.While, body: Block) -> list[Var]:
        """The variables that have their values at the top of a body: carried ones, the target."""
        inner = Counter(v for s in ir.walk(body) for v in ir.defs(s))
        carried = [v for s in ir.walk(body) if isinstance(s, ir.Copies) for v in s.targets]
        found = [v for v in carried if self.counts[v] > inner[v]]
        return list(dict.fromkeys([*found, *ir.defs(loop)]))

    def defined(self, out: Iterable[Stmt]) -> list[Var]:
        """The variables whose value is fixed by the statements of one block."""
        found: list[Var] = []
        for s in out:
            found += self.fixed_by(s)
        return found

    def fixed_by(self, s: Stmt) -> list[Var]:
        """What is defined once `s` has run: joins of an `if`, not the heads of loops."""
        if isinstance(s, ir.If):
            arms = [{v for x in b if isinstance(x, ir.Copies) for v in x.targets} for b in ir.blocks(s)]
            both = [v for v in ir_order(s) if v in arms[0] and v in arms[1]]
            return [v for v in both if v not in self.headers]
        if isinstance(s, (ir.For, ir.While)):
            return []
        return [v for v in ir.defs(s) if self.counts[v] <= 1]

    def choose(
        self, needs: list[Var], own: dict[Var, None], free: Var | None
    ) -> tuple[list[Var], set[Var], list[Var]]:
        """What to record, what to compute again, and what is needed from outside."""
        wanted = list(dict.fromkeys(needs))
        recorded = {v for v in wanted if v in own and v is not free and not self.is_cheap(v)}
        again: set[Var] = set()
        todo = [v for v in wanted if v in own and v is not free and v not in recorded]
        outer = [v for v in wanted if v not in own or v is free]
        for v in todo:
            leaves, chain, around = self.closure(v, own, free)
            if len(set(leaves) - recorded) <= 1:
                recorded |= set(leaves)
                again |= chain
                outer += around
            else:
                recorded.add(v)
        again -= recorded
        return [v for v in own if v in recorded], again, list(dict.fromkeys(outer))

    def closure(
        self, v: Var, own: dict[Var, None], free: Var | None
    ) -> tuple[list[Var], set[Var], list[Var]]:
        """What computing `v` again reads: records, cheap names, names from outside."""
        leaves, chain, around, todo = [], {v}, [], [v]
        while todo:
            for n in ir.names_in(self.definition[todo.pop()]):
                if n not in self.primal:
                    continue
                if n not in own or n is free:
                    around.append(n)
                elif self.is_cheap(n):
                    if n not in chain:
                        chain.add(n)
                        todo.append(n)
                else:
                    leaves.append(n)
        return leaves, chain, around

    def is_cheap(self, v: Var) -> bool:
        """Whether `v` may be, and is better, computed again (S13)."""
        value = self.definition.get(v)
        return value is not None and self.counts[v] == 1 and self.cheap(value)

    def cheap(self, e: Expr) -> bool:
        known, aliases = self.facts.known, self.facts.aliases
        match e:
            case Var():
                return True
            case Const():
                return True
            case ir.Ref(value=value):
                return callable(value)
            case ir.Index(Var() as base, index):
                return (
                    isinstance(known.of(base), Array)
                    and (not aliases.written(base) or isinstance(known.of(e), Array))
                    and is_basic(index, known)
                    and self.cheap(index)
                )
            case ir.Index(ir.Attr(_, "shape") as shape, Const()):
                return self.cheap(shape)
            case ir.Bin("+" | "-" | "*" | "/" | "//" | "%") | ir.Un() | ir.Cmp() | ir.Bool():
                scalar = isinstance(known.of(e), Scalar)
                return scalar and all(map(self.cheap, ir.parts(e)))
            case ir.Slice() | ir.Seq("tuple"):
                return all(map(self.cheap, ir.parts(e)))
            case ir.Attr(Var() as base, "T"):
                return isinstance(known.of(base), Array) and not aliases.written(base)
            case ir.Attr(Var() as base, "shape" | "ndim" | "size"):
                return isinstance(known.of(base), Array)
            case ir.Call(ir.Ref(value=function), (Var() as base,), ()):
                sized = function in (len, np.shape, np.size, np.ndim)
                return sized and isinstance(known.of(base), Array)
        return False

    def record(self, v: Var) -> Var:
        """The list that keeps the values of `v`."""
        saved = Var(v.base, "saved", v)
        self.lists.append(ir.Let(saved, ir.Seq("list", ())))
        return saved

    def with_saves(
        self, out: list[Stmt], heads: list[Var], saves: dict[Var, Var]
    ) -> Block:
        forward: list[Stmt] = [self.save(v, saves[v]) for v in heads if v in saves]
        for s in out:
            forward.append(s)
            forward += [self.save(v, saves[v]) for v in self.fixed_by(s) if v in saves and v not in heads]
        return tuple(forward)

    def save(self, v: Var, saved: Var) -> Stmt:
        return ir.Do(ir.Call(ir.Attr(saved, "append"), (v,)))

    # -------------------------------------------------------------------------- stores

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
            self.check_effect(s)
            return [], []
        if not self.is_read_after(s.base, s):
            return [], []
        index = Const(Ellipsis) if s.index is None else s.index
        element: Expr = ir.Index(s.base, index)
        if not isinstance(self.facts.known.of(s.base), (List, ListOf)):
            element = self.facts.copied(element)
        if not inside:
            old = Var(s.base.base, "saved", s.base)
            self.facts.known.types[old] = self.facts.known.of(element)
            return [ir.Let(old, element)], [ir.Put(s.base, index, old, origin=s.origin)]
        saved = self.record(s.base)
        before = ir.Do(ir.Call(ir.Attr(saved, "append"), (element,)))
        taken = ir.Call(ir.Attr(saved, "pop"))
        return [before], [ir.Put(s.base, index, taken, origin=s.origin)]

    def check_effect(self, s: Stmt) -> None:
        """An effect on memory that reverse code reads afterwards is refused."""
        for v in ir.uses(s):
            if self.facts.aliases.written(v) and self.is_read_after(v, s):
                raise refused(
                    "this statement changes an array that the derivative reads",
                    "work on a copy (`c = c.copy()`), or store with `c[...] = …`",
                    s.origin,
                )


def ir_order(s: ir.If) -> list[Var]:
    """The targets of the copies of both arms, in order."""
    return list(
        dict.fromkeys(
            v for b in ir.blocks(s) for x in b if isinstance(x, ir.Copies) for v in x.targets
        )
    )


def contents(e: Expr, known: Ranks) -> Iterator[Var]:
    """The variables of which evaluating `e` reads more than the shape."""
    match e:
        case Var():
            yield e
        case ir.Attr(_, "shape" | "ndim" | "size" | "dtype"):
            return
        case ir.Call(ir.Ref(value=function)) if function in _SHAPES:
            return
        case ir.Call(ir.Ref(value=function), (v,)) if function is len:
            if not isinstance(known.of(v), Array):
                yield from contents(v, known)
        case _:
            for p in ir.parts(e):
                yield from contents(p, known)


_SHAPES = (np.shape, np.size, np.ndim, np.zeros_like, np.ones_like)


def loop_range(s: ir.For | ir.While) -> Expr | None:
    """The `range(...)` over which a loop runs."""
    match s:
        case ir.For(_, ir.Call(ir.Ref(value=function)) as iterable) if function is range:
            return iterable
    return None


def _builtin(function: Any) -> ir.Ref:
    return ir.Ref(function.__name__, value=function)
