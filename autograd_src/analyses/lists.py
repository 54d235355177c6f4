"""Lists that grow: abstract values of lists whose length is not known.

A symbol of an axis lives one iteration of a loop (S18), so an item loses those symbols
when it enters a list.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.sizes import Size
from autograd_src.ir import Expr, Var
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


def _changed(x: Expr) -> list[Var]:
    """The variables whose length a method call in `x` may change."""
    return [
        e.func.value
        for e in ir.walk_expr(x)
        if type(e) is ir.Call
        and type(e.func) is ir.Attr
        and e.func.name in _MUTATORS
        and type(e.func.value) is Var
    ]


def growing(function: ir.Function) -> frozenset[Var]:
    """The variables that may be a list whose length changes."""
    found: set[Var] = set()
    links: list[tuple[Var, Var]] = []
    for s in ir.walk(function.body):
        for x in ir.exprs(s):
            if type(x) is not Var and ir.Attr in map(type, ir.walk_expr(x)):
                found.update(_changed(x))
        if type(s) is ir.Let:
            value = s.value
            if type(value) is Var:
                links.append((s.target, value))
            elif type(value) is ir.Bin and value.op == "+=":
                found.add(s.target)
                if type(value.left) is Var:
                    found.add(value.left)
        elif type(s) is ir.Put:
            found.add(s.base)
        elif type(s) is ir.Copies:
            pairs = zip(s.targets, s.values, strict=True)
            links += [(t, v) for t, v in pairs if type(v) is Var]
    changed = True
    while changed:
        new = {w for pair in links if found & set(pair) for w in pair} - found
        changed = bool(new)
        found |= new
    return frozenset(found)
