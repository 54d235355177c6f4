"""Which variables are alive together, so that they can't go by one name.

Sets of variables are integers used as bit sets: fast, and in no accidental order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograd_src import ir
from autograd_src.ir import Stmt, Var

__all__ = ["Interference", "members", "mentioned", "occurring"]


def mentioned(f: ir.Function) -> list[Var]:
    """Every variable that `f` reads or binds, in order of its first mention."""
    found = dict.fromkeys(p.var for p in f.params)
    for s in ir.walk(f.body):
        found.update(dict.fromkeys((*ir.uses(s), *ir.defs(s))))
    return list(found)


def occurring(f: ir.Function) -> list[Var]:
    """The variables of `f`, each after the one that it is the adjoint or tangent of."""
    return list(dict.fromkeys(v for m in mentioned(f) for v in _chain(m)))


def _chain(v: Var) -> list[Var]:
    return [*_chain(v.of), v] if v.of else [v]


def members(bits: int) -> Iterator[int]:
    """The numbers in a bit set, ascending."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


class Interference:
    """For each variable of a function, those alive where it is assigned.

    A copy does not separate its two sides: they hold one value.

    Attributes
    ----------
    vars
        the variables, in order of occurrence; a variable's number is its place here
    with_
        for each number the bit set of those alive where it is assigned
    """

    def __init__(self, f: ir.Function) -> None:
        self.vars = occurring(f)
        self.number = {v: i for i, v in enumerate(self.vars)}
        self.with_ = [0] * len(self.vars)
        params = [p.var for p in f.params]
        self._assign(params, self.block(f.body, 0, 0) | self.bits(params))

    def bits(self, variables: Iterable[Var]) -> int:
        found = 0
        for v in variables:
            found |= 1 << self.number[v]
        return found

    def _assign(self, targets: Iterable[Var], alive: int, spare: int = 0) -> None:
        """Note that `targets` are assigned where `alive` are."""
        for t in targets:
            own = 1 << self.number[t]
            self.with_[self.number[t]] |= alive & ~own & ~spare

    def block(self, body: tuple[Stmt, ...], after: int, at_break: int) -> int:
        """What is alive before `body`, given what is alive after it."""
        for s in reversed(body):
            after = self.stmt(s, after, at_break)
        return after

    def stmt(self, s: Stmt, after: int, at_break: int) -> int:
        reads = self.bits(ir.uses(s))
        match s:
            case ir.Ret():
                return reads
            case ir.Break():
                return at_break
            case ir.If(_, body, orelse):
                arms = (self.block(b, after, at_break) for b in (body, orelse))
                return reads | next(arms) | next(arms)
            case ir.For():
                return reads | self.loop(s, after)
            case ir.While():
                return self.loop(s, after | reads)
        self.define(s, after, reads)
        return (after & ~self.bits(ir.defs(s))) | reads

    def loop(self, s: ir.For | ir.While, after: int) -> int:
        """What is alive at the head: a fixpoint over the iterations."""
        head, leave, target = after, after, self.bits(ir.defs(s))
        while True:
            inside = self.block(s.body, head, leave)
            self._assign(ir.defs(s), inside)
            grown = head | (inside & ~target)
            if isinstance(s, ir.While):
                grown |= self.bits(ir.uses(s))
            if grown == head:
                return head
            head = grown

    def define(self, s: Stmt, after: int, reads: int) -> None:
        match s:
            case ir.Copies(targets, values):
                for t, v in zip(targets, values, strict=True):
                    self._assign((t,), after, self._source(v))
            case ir.Let(target, ir.Bin(op, left, right)) if op.endswith("="):
                # Printed as a copy and an augmented assignment to it.
                late = self.bits(ir.names_in(right))
                self._assign((target,), after, self._source(left))
                self._assign((target,), late)
            case ir.Let(target, value):
                self._assign((target,), after, self._source(value))
            case ir.Carry():
                # Whatever it binds may be bound before the last of its reads.
                self._assign(ir.defs(s), after | reads | self.bits(ir.defs(s)))
            case _:
                self._assign(ir.defs(s), after | self.bits(ir.defs(s)))

    def _source(self, value: ir.Expr) -> int:
        return 1 << self.number[value] if isinstance(value, Var) else 0
