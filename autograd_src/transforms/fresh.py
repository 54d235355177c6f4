"""Tangents that are handed out: fresh, writable, sharing memory with nothing (S4)."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Expr, Var
from autograd_src.live.values import Array, Scalar, Static, Unknown
from autograd_src.transforms.facts import is_read_only
from autograd_src.transforms.program import Program
from autograd_src.transforms.structure import children

__all__ = ["with_own_result"]


def with_own_result(program: Program, place: int | None) -> Program:
    """The program with the result at `place` copied where others may hold it.

    Parameters
    ----------
    program
        in single assignment
    place
        which item of the returned tuple; None for all that is returned
    """
    function = program.function
    *body, last = function.body
    assert isinstance(last, ir.Ret)
    known = program.known()
    owner = _Owner(function, known.types, known.aliases, list(_leaves(last.value)))
    value = last.value
    if place is None:
        value = owner.owned(value)
    else:
        assert isinstance(value, ir.Seq)
        items = list(value.items)
        items[place] = owner.owned(items[place])
        value = ir.Seq(value.kind, tuple(items))
    new = ir.replace(function, body=(*body, ir.Ret(value, origin=last.origin)))
    # What is copied on its way out binds nothing and writes nothing.
    return program._replace(function=new, latest=known._replace(function=new))


def _leaves(e: Expr) -> Iterator[Var]:
    for part in children(e) or ():
        yield from _leaves(part)
    if isinstance(e, Var):
        yield e


_NUMERIC = (Array, Scalar, Static, Unknown)


class _Owner:
    def __init__(
        self, function: ir.Function, known: Ranks, found: Aliases, returned: list[Var]
    ) -> None:
        self.known = known
        self.aliases = found
        self.returned = returned
        lets = (s for s in ir.walk(function.body) if isinstance(s, ir.Let))
        self.made = {s.target: s.value for s in lets}
        self.read_only = [v for v, value in self.made.items() if is_read_only(value)]

    def owned(self, e: Expr) -> Expr:
        parts = children(e)
        if parts is not None:
            mapping = {id(p): self.owned(p) for p in parts}
            return ir.rebuild(e, lambda p: mapping.get(id(p), p))
        if self.is_zero(e):
            return ir.Const(0.0)
        if isinstance(e, Var) and not isinstance(self.known.of(e), _NUMERIC):
            deep = ir.Ref("copy.deepcopy", "copy", "copy", copy.deepcopy)
            return ir.Call(deep, (e,)) if self.is_lent(e) else e
        if not isinstance(e, Var) or not self.is_held(e):
            return e
        if isinstance(self.known.of(e), Array):
            return ir.Call(numpy("copy"), (e,))
        return ir.Un("+", e)  # of a float or an array: a new one

    def is_zero(self, e: Expr) -> bool:
        """Whether `e` is the zero of a number, made like an array without axes."""
        if isinstance(e, Var) and self.aliases.written(e):
            return False  # it isn't zero any more
        value = self.made.get(e, e) if isinstance(e, Var) else e
        match value:
            case ir.Call(ir.Ref(value=np.zeros_like), (_,), ()):
                kinds = Scalar("float64"), Array("float64", ())
                return self.known.of(value) in kinds
        return False

    def is_lent(self, container: Var) -> bool:
        """Whether something else may have the memory of what a container holds."""
        return any(
            self.aliases.outside(v)
            or any(self.aliases.may_alias(v, w) for w in self.read_only)
            for v in (container, *self.aliases.held(container))
        )

    def is_held(self, v: Var) -> bool:
        """Whether something else may have the memory of `v`, or nobody may write it."""
        if isinstance(self.known.of(v), (Scalar, Static)):
            return False
        same = [w for w in self.returned if w is v or self.aliases.may_alias(v, w)]
        fixed = any(self.aliases.may_alias(v, w) for w in self.read_only)
        return len(same) > 1 or fixed or self.aliases.outside(v)
