"""Records or recomputation: what the top of a reversed block takes back (S13).

Views, elements of arrays and lists that nothing writes, sizes, constants and scalar
arithmetic are computed again; anything else is kept.
"""

from __future__ import annotations

import numpy as np

from autograd_src import ir
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Scalar
from autograd_src.transforms.cheap import is_cheap
from autograd_src.transforms.memory import Memory

__all__ = ["Choice"]


class Choice(Memory):
    """Chooses for each name between a record and its definition."""

    def choose(
        self, needs: list[Var], own: dict[Var, None], free: Var | None
    ) -> tuple[list[Var], set[Var], list[Var]]:
        """What to record, what to compute again, and what is needed from outside."""
        wanted = list(dict.fromkeys(needs))
        recorded = {
            v
            for v in wanted
            if v in own and v is not free and not self.is_again(v, own, free)
        }
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
                elif self.is_again(n, own, free):
                    if n not in chain:
                        chain.add(n)
                        todo.append(n)
                else:
                    leaves.append(n)
        return leaves, chain, around

    def is_again(self, v: Var, own: dict[Var, None], free: Var | None) -> bool:
        """Whether `v` may be, and is better, computed again (S13)."""
        return self.is_cheap(v) or self.is_steady(v, own, free)

    def is_steady(self, e: Expr, own: dict[Var, None], free: Var | None) -> bool:
        """Whether `e` is a number made of numbers that a loop does not change, its
        index aside.
        """
        if not isinstance(self.facts.known.of(e), Scalar):
            return False
        match e:
            case Var() if e in own and e is not free:
                value = self.definition.get(e)
                once = value is not None and self.counts[e] == 1
                return once and self.is_steady(value, own, free)  # type: ignore[arg-type]
            case Var() | Const():
                return True
            case ir.Ref(value=value):
                return type(value) in (int, float)
            case ir.Bin(op) if op.endswith("="):
                return False
            case ir.Bin() | ir.Un("-"):
                return all(self.is_steady(p, own, free) for p in ir.parts(e))
            case ir.Call(ir.Ref(value=function), args, ()) if _is_function(function):
                return all(self.is_steady(p, own, free) for p in args)
        return False

    def is_cheap(self, v: Var) -> bool:
        """Whether `v` is a view, an element or arithmetic on numbers."""
        value = self.definition.get(v)
        if value is None or self.counts[v] != 1:
            return False
        match value:
            case ir.Index(Var() as base, index) if self.facts.aliases.written(base):
                if self.is_settled(v):
                    return self.cheap(index)
        return self.cheap(value)

    def cheap(self, e: Expr) -> bool:
        return is_cheap(e, self.facts.known, self.facts.aliases)


def _is_function(value: object) -> bool:
    """Whether a callable does nothing but compute a number from numbers."""
    return isinstance(value, np.ufunc) or getattr(value, "__module__", "") == "math"
