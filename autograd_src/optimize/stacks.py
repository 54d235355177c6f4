"""Lists that a function only appends to and pops: records, mostly.

Nobody else sees such a list, so its statements have an effect on one another alone.
"""

from __future__ import annotations

from collections import Counter

from autograd_src import ir
from autograd_src.analyses.effects import Effects, method
from autograd_src.ir import Expr, Stmt, Var

__all__ = ["Stacks"]


class Stacks:
    """The lists of `f` that nothing but `append` and `pop` touches."""

    def __init__(self, f: ir.Function, effects: Effects) -> None:
        self.effects = effects
        self.lists: set[Var] = set()
        statements = list(ir.walk(f.body))
        made = [
            s.target
            for s in statements
            if isinstance(s, ir.Let) and s.value == ir.Seq("list", ())
        ]
        if not made:
            return
        mentions = Counter(v for s in statements for v in ir.uses(s))
        proper = Counter(
            v for s in statements for v in (self._pushed(s), self._popped(s)) if v
        )
        self.lists = {v for v in made if mentions[v] == proper[v]}

    def pushed(self, s: Stmt) -> Var | None:
        """The list that `s` appends to."""
        found = self._pushed(s) if self.lists else None
        return found if found in self.lists else None

    def popped(self, s: Stmt) -> Var | None:
        """The list that the value of `s` is popped from."""
        found = self._popped(s) if self.lists else None
        return found if found in self.lists else None

    def _pushed(self, s: Stmt) -> Var | None:
        match s:
            case ir.Do(ir.Call(_, (value,), ()) as call):
                called = method(call)
                if called and called[1] == "append" and self.effects.pure(value):
                    return called[0]
        return None

    def _popped(self, s: Stmt) -> Var | None:
        match s:
            case ir.Let(_, value) | ir.Unpack(_, value) | ir.Do(value):
                return _pop(value)
            case ir.Put(base, index, value):
                pure = index is None or self.effects.pure(index)
                found = _pop(value)
                return found if pure and found is not base else None
        return None


def _pop(e: Expr) -> Var | None:
    called = method(e)
    if called and called[1] == "pop" and isinstance(e, ir.Call):
        return called[0] if not e.args and not e.keywords else None
    return None
