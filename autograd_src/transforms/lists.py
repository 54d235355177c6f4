"""Adjoints of lists that grow: lists of adjoints, made in the reverse sweep (S7).

A list of values needs no shadow in the forward sweep.  Its adjoint list is made at the
length that the list has there; `append` reverses to `pop`, `pop` to `append`, and an
element accumulates as `L_bar[i] = L_bar[i] + e`.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable

import numpy as np

from autograd_src import algebra, ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.lists import ListOf
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, Scalar, Unknown
from autograd_src.lowering.operations import refused
from autograd_src.recipes import shapes
from autograd_src.recipes.moved_shapes import dtype_name
from autograd_src.transforms.adjoints import Adjoint, Adjoints
from autograd_src.transforms.facts import Facts, floating, helper

__all__ = ["Lists"]

_WHOLE = (np.array, np.asarray, np.stack, builtins.sum)


class Lists(Adjoints):
    """The part of the reverse sweep that knows lists."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        # Adjoints of the items of a tuple, such as a result, until what made it.
        self.parts: dict[Var, dict[int, Expr]] = {}

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
        if isinstance(kind, ListOf) and isinstance(kind.item, (Array, Scalar, Unknown)):
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
            if enters(item, self.facts.active):
                element = self.temporary(ir.Index(adjoint.value, Const(k)))
                self.handed(item, element)

    def rows(self, base: Var, target: Var, adjoint: Adjoint) -> None:
        """The reverse of `L = list(x)`: the items are views of an array."""
        if target in self.facts.shadows:
            raise refused(
                "an array of which a list is made is written",
                "make the list of a copy (`list(x.copy())`)",
                self.origin,
            )
        array = ir.Ref("np.array", "numpy", "np", np.array)
        self.contribute(base, ir.Call(array, (adjoint.value,)), "owned")

    def element(self, base: Var, index: Expr, value: Expr) -> None:
        """The reverse of reading `L[i]`."""
        bar = self.own(base)
        total = algebra.add(ir.Index(bar, index), value)
        self.emit(ir.Put(bar, index, total, origin=self.origin))

    def appended(self, base: Var, item: Expr) -> None:
        """The reverse of `L.append(item)`."""
        if base not in self.state:
            return
        self.handed(item, self.temporary(ir.Call(ir.Attr(self.bar(base), "pop"))))

    def handed(self, item: Expr, value: Expr) -> None:
        """The adjoint of an item, or of the numbers of a row that is written out."""
        if isinstance(item, ir.Seq):
            for k, inner in enumerate(item.items):
                self.handed(inner, ir.Index(value, Const(k)))
        elif isinstance(item, Var) and item in self.facts.active:
            self.contribute(item, value, "shared")
        elif enters(item, self.facts.active):
            raise self.not_followed()

    def not_followed(self) -> Exception:
        return refused(
            "an element of this container can't be followed",
            "unpack the container into names",
            self.origin,
        )

    def check_parts(self) -> None:
        """No adjoint of an item is left that nothing has taken."""
        if self.parts:
            raise self.not_followed()

    def popped(self, base: Var, target: Var) -> None:
        """The reverse of `target = L.pop()`: the list is one longer again."""
        adjoint = self.take(target)
        if target in self.parts:
            raise refused(
                "a tuple is taken out of a list",
                "keep each of its numbers in a list of its own",
                self.origin,
            )
        if adjoint is not None:
            adjoint = self.full(target, adjoint)
        if base in self.state:
            value = self.facts.zeros(target) if adjoint is None else adjoint.value
            append = ir.Call(ir.Attr(self.bar(base), "append"), (value,))
            self.emit(ir.Do(append, origin=self.origin))
        elif adjoint is not None:
            self.element(base, Const(-1), adjoint.value)

    def whole(self, base: Var, target: Var, call: ir.Call, adjoint: Adjoint) -> None:
        """The reverse of `np.array(L)` and of `sum(L)`: every item gets its part."""
        whole = self.full(target, adjoint).value
        index = Var("i")
        self.known.types[index] = Scalar("int")
        part = self.part(call, base, whole, index)
        # A second derivative follows the list if it is known to be one of an array.
        rows = shapes.dims_of(self.known.of(whole))
        first = rows and self.is_list(base) and base not in self.state
        if first and part == ir.Index(whole, index):
            bar = self.bar(base)
            self.let(bar, ir.Call(ir.Ref("list", value=list), (whole,)), traced=False)
            self.state[base] = Adjoint(bar, "owned")
            return
        bar = self.own(base)
        if part is None:
            raise refused(
                "a list of unknown length isn't followed here",
                "make an array of it first (`np.array(items)`)",
                self.origin,
            )
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

    def part(self, call: ir.Call, base: Var, whole: Expr, index: Var) -> Expr | None:
        """What the item at `index` of the list `base` gets of the adjoint `whole`."""
        assert isinstance(call.func, ir.Ref)
        function, kind = call.func.value, self.known.of(base)
        dims = shapes.dims_of(kind.item) if isinstance(kind, ListOf) else None
        if (len(call.args) > 1 or call.keywords) and not self.is_cast(call):
            axis = _axis_of(call)
            if axis is not None and function is np.stack:
                return ir.Index(whole, _along(axis, index))
            joined = axis is not None and function is np.concatenate
            return self.piece(base, whole, index, axis or 0) if joined else None
        if any(function is f for f in _WHOLE):
            return whole if function is sum else ir.Index(whole, index)
        if dims is None or function not in _JOINED:
            return None
        found = _JOINED[function](len(dims))
        if isinstance(found, int):
            return self.piece(base, whole, index, found)
        if found == (None, _ALL):
            return ir.Index(whole, index)
        each = (index if e is None else e for e in found)
        return ir.Index(whole, ir.Seq("tuple", tuple(each)))

    def is_cast(self, call: ir.Call) -> bool:
        """Whether all that a call is told is a floating kind."""
        assert isinstance(call.func, ir.Ref)
        given = [*call.args[1:], *(v for k, v in call.keywords if k == "dtype")]
        if call.func.value not in (np.array, np.asarray) or len(given) != 1:
            return False
        kind = dtype_name(self.known.argument(given[0]))
        return len(call.args) + len(call.keywords) == 2 and kind.startswith("float")

    def piece(self, base: Var, whole: Expr, index: Var, axis: int) -> Expr:
        """Along `axis`, items may have lengths of their own."""
        last = (Const(axis),) if axis else ()
        pieces = ir.Call(helper("split_like"), (whole, base, *last))
        return ir.Index(self.temporary(pieces), index)

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
        zero = self.cleared(base, index, taken)
        self.emit(ir.Put(bar, index, zero, origin=self.origin))
        self.handed(value, taken)


def _axis_of(call: ir.Call) -> int | None:
    """The axis along which arrays are put together, if it is a constant."""
    found = [*call.args[1:], *(v for k, v in call.keywords if k == "axis")]
    if len(found) == 1 and len(call.args) + len(call.keywords) == 2:
        axis = found[0].value if isinstance(found[0], Const) else None
        return axis if type(axis) is int else None
    return None


def _along(axis: int, index: Var) -> Expr:
    """The subscript of what stands at `index` along an axis."""
    if axis >= 0:
        return ir.Seq("tuple", (*(_ALL,) * axis, index)) if axis else index
    return ir.Seq("tuple", (Const(...), index, *(_ALL,) * (-axis - 1)))


def _layers(rank: int) -> tuple[Expr | None, ...]:
    return (_ALL, _ALL, None) if rank == 2 else (Const(0), _ALL, None)


def _rows(rank: int) -> int | tuple[Expr | None, ...]:
    if rank > 1:
        return 0
    return (None, Const(0)) if not rank else (None, _ALL)


# For items of so many axes: the axis along which they stand one after the other, or
# where each is found; None stands for its number.
_ALL = ir.Slice()
_JOINED: dict[object, Callable[[int], int | tuple[Expr | None, ...]]] = {
    np.concatenate: lambda rank: 0,
    np.vstack: lambda rank: _rows(rank),
    np.hstack: lambda rank: (None,) if not rank else int(rank > 1),
    np.dstack: lambda rank: _layers(rank) if 0 < rank < 3 else 2,
    np.column_stack: lambda rank: (_ALL, None) if rank < 2 else 1,
}
