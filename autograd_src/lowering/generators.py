"""Loops over what a generator function yields: its body, with that of the loop in the
places where it yields.

So both run in turn, as Python has it.  What takes all items at once is given a list.
"""

from __future__ import annotations

import collections
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases, aliases
from autograd_src.analyses.trusting import waiting
from autograd_src.frontend.generators import is_generator
from autograd_src.ir import Const, Expr, Let, Stmt, Var
from autograd_src.lowering.callee import Callee, Inner
from autograd_src.lowering.derived import Derived
from autograd_src.lowering.instances import Instances

__all__ = ["Generators", "generates"]

_GENERATOR = 0x20  # among the flags of code
_CONSUMING = (
    list, tuple, sum, max, min, sorted, dict, set, math.fsum, math.prod,
    collections.deque,
)  # fmt: skip


def generates(callee: Callee) -> bool:
    """Whether a call makes a generator."""
    function = callee.function
    if isinstance(function, Inner):
        return is_generator(function.closure.node)
    if isinstance(function, Derived):
        return False
    return bool(function.__code__.co_flags & _GENERATOR)


class Generators(Instances):
    """The part of inlining that goes through generators.

    Attributes
    ----------
    woven
        a loop has been put into a generator: variables are bound in several places
    spent
        the names of generators that a loop has gone through
    """

    woven = False
    function: ir.Function

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.spent: set[Var] = set()
        self.single: dict[Var, Expr] = {}
        self.later: Aliases | None = None

    # ------------------------------------------------------------ what makes one

    def lazy(self, e: Expr) -> ir.Call | None:
        """The call by which what a loop goes through is made, if that is a generator,
        or `zip` or `enumerate` of one.

        It is the call itself, or a name that is used here alone.
        """
        call = self.single.get(e, e) if isinstance(e, Var) else e
        if isinstance(call, (Var, ir.Ref, ir.Attr)):
            call = ir.Call(ir.Attr(call, "__iter__"))
        match call:
            case ir.Call(ir.Ref(value=f), args) if f in (zip, enumerate):
                found = any(self.lazy(a) is not None for a in args)
            case ir.Call():
                found = self.generator(call) is not None
            case _:
                return None
        assert isinstance(call, ir.Call)
        if not found or (call is not e and self.may_change(call)):
            return None
        return call

    def generator(self, e: Expr) -> Callee | None:
        """The generator function that `e` calls."""
        if not isinstance(e, ir.Call):
            return None
        callee = self.callees.resolve(e.func, self.known.of)
        if callee is None or callee.key in self.callees.unread:
            return None
        return callee if generates(callee) else None

    def may_change(self, call: ir.Call) -> bool:
        """Whether memory that a generator sees may be written before it runs.

        That is known once all other calls have been replaced.
        """
        if self.sites:
            return True
        if self.later is None:
            made = (p for e in self.single.values() for p in ir.walk_expr(e))
            calls = frozenset(filter(self.generator, made))
            self.later = aliases(self.function, self.known, waiting(calls))
        seen: list[Expr] = [call]
        for e in ir.walk_expr(call):
            callee = self.generator(e)
            if callee is not None and isinstance(callee.function, Inner):
                seen += callee.function.reads.values()
        return any(self.later.written(v) for e in seen for v in ir.names_in(e))

    def consumes(self, e: Expr) -> bool:
        """Whether `e` uses up a generator at once."""
        match e:
            case ir.Call(ir.Ref(value=f), args) if f in _CONSUMING:
                return any(self.lazy(a) is not None for a in args)
            case ir.Star(value):
                return self.lazy(value) is not None
        return False

    def consumed(self, e: Expr) -> Expr:
        """`e` with lists for generators."""
        if isinstance(e, ir.Star):
            return ir.Star(self.collected(e.value))
        assert isinstance(e, ir.Call)
        assert isinstance(e.func, ir.Ref)
        if e.func.value is sum and not e.keywords:
            return self.summed(e)
        args = [
            self.held(self.expr(a)) if self.lazy(a) is None else self.collected(a)
            for a in e.args
        ]
        if e.func.value is list:
            return args[0]
        return self.expr(ir.Call(e.func, tuple(args), e.keywords))

    def collected(self, e: Expr) -> Var:
        """A list of what a generator yields."""
        items, v = Var(), Var()
        append = ir.Call(ir.Attr(items, "append"), (v,))
        self.out.append(Let(items, ir.Seq("list", ()), origin=self.origin))
        body = (ir.Do(append, origin=self.origin),)
        self.stmt(ir.For(v, e, body, origin=self.origin))
        return items

    def summed(self, e: ir.Call) -> Var:
        total, v = Var(), Var()
        start = self.held(self.expr(e.args[1])) if len(e.args) > 1 else Const(0)
        self.out.append(Let(total, start, origin=self.origin))
        body = (Let(total, ir.Bin("+", total, v), origin=self.origin),)
        self.stmt(ir.For(v, e.args[0], body, origin=self.origin))
        self.woven = True
        return total


def single_uses(function: ir.Function) -> dict[Var, Expr]:
    """What the variables are that are used once, in the loop that defines them."""
    uses: Counter[Var] = Counter()
    places: dict[Var, set[tuple[int, ...]]] = {}
    given: dict[Var, Expr] = {}
    for s, loops in _placed(function.body, ()):
        for v in ir.uses(s):
            uses[v] += 1
            places.setdefault(v, set()).add(loops)
        if isinstance(s, Let):
            given[s.target] = s.value
            places.setdefault(s.target, set()).add(loops)
    once = (v for v, found in places.items() if uses[v] == 1 and len(found) == 1)
    return {v: given[v] for v in once if v in given}


def _placed(
    body: tuple[Stmt, ...], loops: tuple[int, ...]
) -> Iterator[tuple[Stmt, tuple[int, ...]]]:
    for s in body:
        yield s, loops
        inner = (*loops, id(s)) if isinstance(s, (ir.For, ir.While)) else loops
        for b in ir.blocks(s):
            yield from _placed(b, inner)
