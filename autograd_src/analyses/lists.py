"""Lists that grow: abstract values of lists whose length is not known.

A symbol of an axis lives one iteration of a loop (S18), so an item loses those symbols
when it enters a list.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.sizes import Size
from autograd_src.ir import Var
from autograd_src.live.joins import join
from autograd_src.live.values import (
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Scalar,
    Tuple,
)

__all__ = ["FILLERS", "ListOf", "general", "growing"]

# Methods that put their last argument into the list.
FILLERS = frozenset("append insert extend".split())
_MUTATORS = FILLERS | frozenset("pop remove clear sort reverse __delitem__".split())


class ListOf(Instance):
    """A list of unknown length; `item` is what its items have in common, None if
    empty.
    """

    item: Abstract | None

    def __new__(cls, item: Abstract | None) -> ListOf:
        self = super().__new__(cls, "builtins:list")
        self.item = item
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ListOf) and other.item == self.item

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.cls)

    def with_item(self, item: Abstract) -> ListOf:
        item = general(item)
        return ListOf(item if self.item is None else joined(self.item, item))


def joined(a: Abstract, b: Abstract) -> Abstract:
    if isinstance(a, ListOf) and isinstance(b, ListOf):
        return a if b.item is None else a.with_item(b.item)
    return join(a, b)


def general(value: Abstract) -> Abstract:
    """`value` without what holds for one iteration only."""
    if isinstance(value, Size):
        return Scalar("int")
    if isinstance(value, Array):
        return Array(value.dtype, tuple("?" if "#" in d else d for d in value.dims))
    if isinstance(value, (Tuple, List, Dict)):
        return value._replace(items=tuple(map(general, value.items)))
    return value


def growing(function: ir.Function) -> frozenset[Var]:
    """The variables that may be a list whose length changes."""
    statements = ir.walk(function.body)
    found = {
        e.func.value
        for s in statements
        for x in ir.exprs(s)
        for e in ir.walk_expr(x)
        if isinstance(e, ir.Call)
        and isinstance(e.func, ir.Attr)
        and e.func.name in _MUTATORS
        and isinstance(e.func.value, Var)
    }
    found |= {s.base for s in statements if isinstance(s, ir.Put)}
    found |= {
        v
        for s in statements
        if isinstance(s, ir.Let) and isinstance(s.value, ir.Bin)
        for v in (s.target, s.value.left)
        if s.value.op == "+=" and isinstance(v, Var)
    }
    links = [
        (t, v)
        for s in statements
        if isinstance(s, (ir.Let, ir.Copies))
        for t, v in zip(ir.defs(s), ir.exprs(s), strict=True)
        if isinstance(v, Var)
    ]
    changed = True
    while changed:
        new = {w for pair in links if found & set(pair) for w in pair} - found
        changed = bool(new)
        found |= new
    return frozenset(found)
