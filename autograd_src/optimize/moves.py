"""Copies of adjoints and tangents that nobody needs: the original is used no more.

What goes from one name to another may be written by its new name, as long as nothing
reads it by an older one afterwards, and nobody outside holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from autograd_src import ir
from autograd_src.analyses.effects import Effects
from autograd_src.analyses.ownership import live_after
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.optimize.coalesce import is_adjoint
from autograd_src.optimize.flows import exposed, kept_variables

__all__ = ["moved"]


def moved(f: ir.Function, effects: Effects) -> ir.Function:
    """`f` without copies of what is dead once it has been copied."""
    if not any(map(_copied, ir.walk(f.body))):
        return f
    moves = _Moves(f, effects)
    chosen = {id(s): e for s, e in moves.found()}

    def block(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(map(stmt, body))

    def stmt(s: Stmt) -> Stmt:
        if id(s) in chosen:
            return ir.replace(s, value=chosen[id(s)])
        return ir.map_blocks(s, block)

    return ir.replace(f, body=block(f.body)) if chosen else f


def _copied(s: Stmt) -> Expr | None:
    """The array, or the part of one, that an adjoint or a tangent is a copy of."""
    match s:
        case ir.Let(target, ir.Call(ir.Attr(e, "copy"), (), ())):
            return e if is_adjoint(target) and _source(e) is not None else None
    return None


def _source(e: Expr) -> Var | None:
    while isinstance(e, ir.Index):
        e = e.value
    return e if isinstance(e, Var) else None


class _Moves:
    """Decides about the copies of one function."""

    def __init__(self, f: ir.Function, effects: Effects) -> None:
        self.function = f
        self.aliases = effects.aliases
        self.effects = effects
        self.after = live_after(f)

    @cached_property
    def exposed(self) -> list[Var]:
        return exposed(self.function, self.effects)

    @cached_property
    def kept(self) -> frozenset[Var]:
        return kept_variables(self.function)

    @cached_property
    def definitions(self) -> list[tuple[Var, Expr]]:
        return list(_bound(self.function))

    def found(self) -> Iterator[tuple[Stmt, Expr]]:
        """The copies that are none, each with what stands for it."""
        taken: list[Var] = []
        for s in ir.walk(self.function.body):
            e = _copied(s)
            if e is None or not isinstance(s, ir.Let):
                continue
            source = _source(e)
            assert source is not None
            apart = not any(self.meet(v, w) for v in taken for w in (source, s.target))
            if apart and self.is_move(s, e, source):
                taken += [source, s.target]
                yield s, e

    def meet(self, v: Var, w: Var) -> bool:
        """Whether one may be the memory of the other, or hold it."""
        return self.aliases.may_alias(v, w) or self.aliases.may_alias(w, v)

    def is_move(self, s: ir.Let, e: Expr, source: Var) -> bool:
        """Whether the memory of `source` has no other use from here on.

        A part of an array isn't kept for the sake of a result.
        """
        if e is not source and s.target in self.kept:
            return False
        left = self.after[id(s)] - {s.target}
        if any(self.meet(v, source) for v in left):
            return False
        if any(self.meet(v, source) for v in self.exposed):
            return False
        return all(
            _is_made(value)
            for v, value in self.definitions
            if v is not s.target and self.aliases.may_alias(source, v)
        )


def _bound(f: ir.Function) -> Iterator[tuple[Var, Expr]]:
    for s in ir.walk(f.body):
        yield from ir.bindings(s) or ((v, ir.UNBOUND) for v in ir.defs(s))


def _is_made(e: Expr) -> bool:
    """Whether `e` is memory that may be written: made by arithmetic, or for adjoints.

    What NumPy broadcasts can't be.
    """
    match e:
        case Var():
            return True
        case ir.Bin(op):
            return not op.endswith("=")
        case ir.Un("-"):
            return True
        case ir.Call(ir.Ref(value=f)):
            return f in (np.zeros_like, np.zeros, np.copy)
        case ir.Call(ir.Attr(_, "copy"), (), ()):
            return True
    return False
