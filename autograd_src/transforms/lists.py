"""Adjoints of lists that grow: lists of adjoints, made in the reverse sweep (S7).

A list of values needs no shadow in the forward sweep.  Its adjoint list is made at the
length that the list has there; `append` reverses to `pop`, `pop` to `append`, and an
element accumulates as `L_bar[i] = L_bar[i] + e`.
"""

from __future__ import annotations

import builtins

import numpy as np

from autograd_src import algebra, ir
from autograd_src.analyses.lists import ListOf
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, Scalar
from autograd_src.lowering.operations import refused
from autograd_src.transforms.adjoints import Adjoint, Adjoints
from autograd_src.transforms.facts import floating

__all__ = ["Lists"]

_WHOLE = (np.array, np.asarray, np.stack, builtins.sum)


class Lists(Adjoints):
    """The part of the reverse sweep that knows lists."""

    def is_list(self, v: Var) -> bool:
        return isinstance(self.known.of(v), ListOf) and v not in self.facts.shadows

    def own(self, v: Var) -> Var:
        if not self.is_list(v):
            return super().own(v)
        old, bar = self.state.get(v), self.bar(v)
        if old is None:
            self.let(bar, self.zero_items(v), traced=False)
            self.state[v] = Adjoint(bar, "owned")
        else:
            self.let(bar, old.value)
            self.state[v] = Adjoint(bar, "owned")
        return bar

    def bar(self, v: Var) -> Var:
        made = super().bar(v)
        kind = self.known.of(v)
        if isinstance(kind, ListOf):
            item = None if kind.item is None else floating(kind.item)
            self.known.types[made] = ListOf(item)
        return made

    def zero_items(self, v: Var) -> Expr:
        """A list of zeros, one for each item."""
        kind = self.known.of(v)
        if isinstance(kind, ListOf) and isinstance(kind.item, (Array, Scalar)):
            return self.facts.zeros(v)
        raise refused(
            "the items of this list are of several kinds",
            "keep numbers of one kind in it, or arrays of one rank",
            self.origin,
        )

    # ----------------------------------------------------------------- statements

    def made(self, target: Var, items: tuple[Expr, ...], adjoint: Adjoint) -> None:
        """The reverse of `L = [a, b]`."""
        for k, item in enumerate(items):
            if isinstance(item, Var) and item in self.facts.active:
                element = self.temporary(ir.Index(adjoint.value, Const(k)))
                self.contribute(item, element, "shared")

    def element(self, base: Var, index: Expr, value: Expr) -> None:
        """The reverse of reading `L[i]`."""
        bar = self.own(base)
        total = algebra.add(ir.Index(bar, index), value)
        self.emit(ir.Put(bar, index, total, origin=self.origin))

    def appended(self, base: Var, item: Expr) -> None:
        """The reverse of `L.append(item)`."""
        if base not in self.state:
            return
        taken = self.temporary(ir.Call(ir.Attr(self.bar(base), "pop")))
        if isinstance(item, Var) and item in self.facts.active:
            self.contribute(item, taken, "shared")

    def popped(self, base: Var, target: Var) -> None:
        """The reverse of `target = L.pop()`: the list is one longer again."""
        adjoint = self.take(target)
        if adjoint is not None:
            adjoint = self.full(target, adjoint)
        if base in self.state:
            value = self.facts.zeros(target) if adjoint is None else adjoint.value
            append = ir.Call(ir.Attr(self.bar(base), "append"), (value,))
            self.emit(ir.Do(append, origin=self.origin))
        elif adjoint is not None:
            self.element(base, Const(-1), adjoint.value)

    def whole(self, base: Var, target: Var, function: object, adjoint: Adjoint) -> None:
        """The reverse of `np.array(L)` and of `sum(L)`: every item gets its part."""
        if not any(function is f for f in _WHOLE):
            raise refused(
                "a list of unknown length isn't followed here",
                "make an array of it first (`np.array(items)`)",
                self.origin,
            )
        whole = self.full(target, adjoint).value
        bar, index = self.own(base), Var("i")
        self.known.types[index] = Scalar("int")
        part = whole if function is sum else ir.Index(whole, index)
        body: tuple[Stmt, ...]
        if base in self.facts.shadows:
            item = Var()
            self.known.types[item] = self.known.of(ir.Index(bar, index))
            body = (
                ir.Let(item, ir.Index(bar, index)),
                ir.Put(item, None, part, "+", origin=self.origin),
            )
        else:
            total = algebra.add(ir.Index(bar, index), part)
            body = (ir.Put(bar, index, total, origin=self.origin),)
        length = ir.Call(ir.Ref("len", value=len), (base,))
        count = ir.Call(ir.Ref("range", value=range), (length,))
        self.emit(ir.For(index, count, body, origin=self.origin))

    def list_statement(self, s: Stmt) -> bool:
        """Reverse a statement on an active list; False for any other."""
        match s:
            case ir.Do(ir.Call(ir.Attr(Var() as base, "append"), (item,))) if (
                self.is_list(base)
            ):
                if base not in self.facts.active:
                    return False
                self.appended(base, item)
                return True
            case ir.Let(target, ir.Call(ir.Attr(Var() as base, "pop"), ())) if (
                self.is_list(base)
            ):
                if base not in self.facts.active:
                    return False
                self.popped(base, target)
                return True
            case ir.Put(Var() as base, Expr() as index, value) if self.is_list(base):
                self.stored(base, index, value)
                return True
        return False

    def cleared(self, base: Var, index: Expr, taken: Var) -> Expr:
        """Zeros of the shape of the item that a store has overwritten (S5)."""
        kind = self.known.of(taken)
        if isinstance(kind, Scalar):
            return Const(0.0)
        alike = isinstance(kind, Array) and not any(d[0] == "?" for d in kind.dims)
        return self.facts.zeros(taken) if alike else self.facts.zeros_of(
            ir.Index(base, index)
        )  # fmt: skip

    def stored(self, base: Var, index: Expr, value: Expr) -> None:
        """The reverse of `L[i] = v`."""
        if base not in self.state:
            return
        bar = self.own(base)
        taken = self.temporary(ir.Index(bar, index))
        wanted = isinstance(value, Var) and value in self.facts.active
        zero = self.cleared(base, index, taken)
        self.emit(ir.Put(bar, index, zero, origin=self.origin))
        if wanted:
            assert isinstance(value, Var)
            self.contribute(value, taken, "shared")
