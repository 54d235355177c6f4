"""What the forward sweep keeps for the reverse sweep (S7, S8, S13).

Names of blocks that run once are simply still there.  What is defined in a loop and
read by its reverse is taken back at the top of the reversed block: computed again
where that is cheap and pure, popped off a list otherwise.  Stores save what they
overwrite where reverse code reads that memory afterwards.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from autograd_src import ir
from autograd_src.frontend.ssa import breaks
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Scalar
from autograd_src.transforms.facts import Facts
from autograd_src.transforms.handing import Handing
from autograd_src.transforms.marks import Mirror, Restore
from autograd_src.transforms.memory import Block, Sources

__all__ = ["keep", "kept_lists"]


def keep(
    body: Block, reverse: Block, facts: Facts, sources: Sources
) -> tuple[Block, Block]:
    """The forward sweep with what it saves, and the reverse sweep with what it
    takes.
    """
    keeper = _Keeper(body, reverse, facts, sources)
    forward, backward, _ = keeper.block(body, reverse, None)
    return tuple(keeper.lists) + forward, backward


class _Keeper(Handing):
    def __init__(
        self, body: Block, reverse: Block, facts: Facts, sources: Sources
    ) -> None:
        super().__init__(body, reverse, facts, sources)
        self.lists: list[Stmt] = []
        self.headers = {
            v
            for s in ir.walk(body)
            if isinstance(s, (ir.For, ir.While))
            for v in self.heads(s, s.body)
        }

    # -------------------------------------------------------------------------- blocks

    def block(
        self,
        body: Block,
        reverse: Block,
        loop: ir.For | ir.While | None,
        inside: bool = False,
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

    def mirror(
        self, m: Mirror, inside: bool
    ) -> tuple[list[Stmt], list[Stmt], list[Var]]:
        s = m.source
        if isinstance(s, ir.If):
            return self.branch(s, m, inside)
        body, arm, needs = self.block(s.body, m.arms[0], s)
        forward, backward, needs = self.loop(s, body, arm, needs)
        return self.handed_over(s, forward, backward, needs)

    def branch(
        self, s: ir.If, m: Mirror, inside: bool
    ) -> tuple[list[Stmt], list[Stmt], list[Var]]:
        sides = [
            self.block(b, a, None, inside)
            for b, a in zip(ir.blocks(s), m.arms, strict=True)
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
            needs = self.needed(ir.Do(counted)) + [
                v for v in needs if v is not s.target
            ]
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
            needs = self.needed(ir.Do(counted)) + [
                v for v in needs if v is not s.target
            ]
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
        """Bring what the block defines and its reverse needs to the top of the
        reverse.
        """
        heads = self.heads(loop, body) if loop is not None else []
        own = dict.fromkeys([*heads, *self.defined(out)])
        free = loop.target if isinstance(loop, ir.For) and loop_range(loop) else None
        recorded, again, outer = self.choose(needs, own, free)
        ends: dict[Var, Var] = {}
        if loop is not None and body:
            recorded, ends = self.without_ends(loop, recorded, heads)
            backward = [*backward, *(ir.Let(end, head) for head, end in ends.items())]
        saves = {v: self.record(ends.get(v, v)) for v in recorded}
        forward = self.with_saves(out, heads, saves)
        top: list[Stmt] = [
            ir.Let(v, ir.Call(ir.Attr(saved, "pop")))
            for v, saved in reversed(saves.items())
        ]
        top += [self.repeated(v) for v in own if v in again]
        return forward, (*top, *backward), outer

    def repeated(self, v: Var) -> Stmt:
        """The definition of `v`, once more: of a line that no comment names."""
        origin = self.definers[v].origin
        if origin is not None:
            origin = dataclasses.replace(origin, shown=False)
        return ir.Let(v, self.definition[v], origin=origin)

    def heads(self, loop: ir.For | ir.While, body: Block) -> list[Var]:
        """The variables that have their values at the top of a body: carried ones, the
        target.
        """
        inner = Counter(v for s in ir.walk(body) for v in ir.defs(s))
        carried = [
            v for s in ir.walk(body) if isinstance(s, ir.Copies) for v in s.targets
        ]
        found = [v for v in carried if self.counts[v] > inner[v]]
        return list(dict.fromkeys([*found, *ir.defs(loop)]))

    def defined(self, out: Iterable[Stmt]) -> list[Var]:
        """The variables whose value is fixed by the statements of one block."""
        found: list[Var] = []
        for s in out:
            found += self.fixed_by(s)
        return found

    def fixed_by(self, s: Stmt) -> list[Var]:
        """What is defined once `s` has run: joins of an `if`, and what a loop carries,
        which after the loop is what the last pass has left.
        """
        if isinstance(s, ir.If):
            arms = [
                {v for x in b if isinstance(x, ir.Copies) for v in x.targets}
                for b in ir.blocks(s)
            ]
            both = [v for v in ir_order(s) if v in arms[0] and v in arms[1]]
            return [v for v in both if v not in self.headers]
        if isinstance(s, (ir.For, ir.While)):
            targets = ir.defs(s)
            return [v for v in self.heads(s, s.body) if v not in targets]
        return [v for v in ir.defs(s) if self.counts[v] <= 1]

    def record(self, v: Var) -> Var:
        """The list that keeps the values of `v`."""
        is_tuple = v.base.endswith("saved") and not v.role  # what a forward has saved
        saved = Var("records") if is_tuple else Var(v.base, "saved", v)
        self.lists.append(ir.Let(saved, ir.Seq("list", ())))
        return saved

    def with_saves(
        self, out: list[Stmt], heads: list[Var], saves: dict[Var, Var]
    ) -> Block:
        forward: list[Stmt] = [self.save(v, saves[v]) for v in heads if v in saves]
        for s in out:
            forward.append(s)
            forward += [
                self.save(v, saves[v])
                for v in self.fixed_by(s)
                if v in saves and v not in heads
            ]
        return tuple(forward)

    def save(self, v: Var, saved: Var) -> Stmt:
        return ir.Do(ir.Call(ir.Attr(saved, "append"), (v,)))


def ir_order(s: ir.If) -> list[Var]:
    """The targets of the copies of both arms, in order."""
    return list(
        dict.fromkeys(
            v
            for b in ir.blocks(s)
            for x in b
            if isinstance(x, ir.Copies)
            for v in x.targets
        )
    )


def loop_range(s: ir.For | ir.While) -> Expr | None:
    """The `range(...)` over which a loop runs."""
    match s:
        case ir.For(_, ir.Call(ir.Ref(value=function)) as iterable) if (
            function is range
        ):
            return iterable
    return None


def _builtin(function: Any) -> ir.Ref:
    return ir.Ref(function.__name__, value=function)


def kept_lists(body: Block) -> Iterator[Var]:
    """The lists that keep something of every iteration."""
    for s in ir.walk(body):
        match s:
            case ir.Let(Var(role="saved") as v, ir.Seq("list", ())):
                yield v
