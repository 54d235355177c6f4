"""Containers and objects of known structure, as they are followed item by item.

A `Struct` is one object of the program: two names of it are the same `Struct`.  How
statements change it is in `unfolding`, which expressions make one in `makers`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from autograd_src import ir
from autograd_src.ir import Const, Expr, Var

__all__ = [
    "Closed",
    "Mutated",
    "Struct",
    "Tree",
    "Unroll",
    "Wanted",
    "atom",
    "depth",
    "is_changed",
    "is_partial",
    "is_replacing",
    "outline",
    "structs_in",
    "truth",
]


class Closed(Exception):
    """A container can't be followed: the variables at which it was made stay."""

    def __init__(self, struct: Struct) -> None:
        super().__init__(struct)
        self.homes = {s.home for s in structs_in(struct)}


class Mutated(Exception):
    """Objects of which attributes are bound anew where a copy would not see it."""

    def __init__(self, homes: set[Var]) -> None:
        super().__init__(homes)
        self.homes = homes


class Wanted(Exception):
    """Containers that are to be followed, since others are joined to them."""

    def __init__(self, homes: set[Var]) -> None:
        super().__init__(homes)
        self.homes = homes


class Unroll(Exception):
    """A loop over a constant range has to be unrolled: its index selects items."""

    def __init__(self, loop: Var) -> None:
        super().__init__(loop)
        self.loop = loop


class Struct:
    """A container whose items have names of their own.

    Attributes
    ----------
    kind
        "tuple", "list", "dict", "named" (tuple) or "object"
    cls
        the class of a named tuple or object, as the function refers to it
    keys, items
        its keys (positions, names) and what they hold, in order
    home
        the variable at which it was made
    mutable
        something may be written into it
    shown
        something else may hold a copy of it
    is_lent
        it stands for an object from outside, or in a container: it is only read
    is_join
        it stands for one of several, where paths meet
    block
        the block in which it was made: there its structure may change
    """

    def __init__(
        self,
        kind: str,
        keys: list[Any],
        items: list[Tree],
        home: Var,
        block: int,
        mutable: bool = False,
        cls: ir.Ref | None = None,
    ) -> None:
        self.kind = kind
        self.cls = cls
        self.keys = keys
        self.items = items
        self.home = home
        self.mutable = mutable
        self.shown = False
        self.is_join = False
        self.is_lent = False
        self.block = block

    def position(self, key: object) -> int | None:
        """Where an item is; negative positions count from the end."""
        if self.kind in ("tuple", "list", "named") and type(key) is int:
            count = len(self.items)
            return key % count if -count <= key < count else None
        return next((k for k, own in enumerate(self.keys) if own == key), None)

    def leaves(self) -> list[Expr]:
        """What it holds that is no structure itself, in order."""
        out: list[Expr] = []
        for item in self.items:
            out += item.leaves() if isinstance(item, Struct) else [item]
        return out

    def slot(self, key: object) -> str:
        """What the variable for an item is called."""
        base = self.home.base
        if not base and self.kind == "object":
            return ""
        name = f"{base}_{key}" if base else str(key)
        return name if name.isidentifier() else base


Tree = Expr | Struct


def structs_in(tree: Tree) -> Iterator[Struct]:
    """A structure and those that it holds."""
    if isinstance(tree, Struct):
        yield tree
        for item in tree.items:
            yield from structs_in(item)


def is_changed(struct: Struct) -> bool:
    """Whether something may be written into it, or into what it holds."""
    return any(inner.mutable for inner in structs_in(struct))


def depth(tree: Tree) -> int:
    """How many levels deep the last container is that can be changed."""
    if not isinstance(tree, Struct):
        return 0
    inside = max(map(depth, tree.items), default=0)
    return 1 + inside if inside or tree.kind not in ("tuple", "named") else 0


def outline(tree: Tree) -> object:
    """The same for two structures that differ in their numbers alone."""
    if not isinstance(tree, Struct):
        return None if isinstance(tree, (Var, Const)) else tree
    return tree.kind, tree.cls, tuple(tree.keys), tuple(map(outline, tree.items))


def atom(e: Any) -> Expr:
    """A key or an item that is no structure as an expression."""
    return e if isinstance(e, Expr) else Const(e)


def is_partial(e: object) -> bool:
    """Whether `e` makes a function with some of its arguments bound."""
    match e:
        case ir.Call(ir.Ref(value=f)):
            return f is functools.partial
    return False


def is_replacing(e: Expr) -> bool:
    """Whether `e` makes a tuple like another, with some fields of its own."""
    return isinstance(e, ir.Call) and (
        isinstance(e.func, ir.Attr) and e.func.name == "_replace"
    )


def truth(test: Expr) -> bool | None:
    """What a test is known to give."""
    if isinstance(test, ir.Un) and test.op == "not":
        inner = truth(test.operand)
        return None if inner is None else not inner
    return test.value if isinstance(test, Const) and type(test.value) is bool else None
