"""Objects that are followed attribute by attribute: how they are read as a whole, what
is bound to their attributes, and when one may stand for another.

Two names of an object are one `Struct`, so that binding an attribute of the one is seen
through the other.  A copy that is made where paths meet, or where an object is read as
a whole, is right as long as nothing is bound to an attribute of either: objects of
which that isn't so are found out on the way (`Mutated`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import gast

from autograd_src import ir
from autograd_src.analyses.captured import defers, is_only_read
from autograd_src.ir import Const, Copies, Expr, Let, Stmt, Var
from autograd_src.live import access
from autograd_src.lowering.displays import LENT_INSTANCE_OF
from autograd_src.lowering.escapes import Escapes
from autograd_src.lowering.operations import refused
from autograd_src.lowering.structs import (
    Closed,
    Mutated,
    Struct,
    Tree,
    depth,
    is_changed,
    structs_in,
)
from autograd_src.syntax.walking import walk

__all__ = ["Lifetimes", "Objects"]


class Lifetimes:
    """Up to where each variable of a function is used."""

    def __init__(self, function: ir.Function) -> None:
        self.at: dict[int, int] = {}
        self.last: dict[Var, int] = {}
        self._block(function.body)

    def _block(self, body: tuple[Stmt, ...]) -> None:
        for s in body:
            self.at[id(s)] = len(self.at)
            for v in ir.uses(s):
                self.last[v] = self.at[id(s)]
            for inner in ir.blocks(s):
                self._block(inner)
            if isinstance(s, (ir.For, ir.While)):
                self._outlive(s)

    def _outlive(self, loop: ir.For | ir.While) -> None:
        """What a loop reads, and does not bind, is read in its last turn, too."""
        own = {v for s in ir.walk((loop,)) for v in ir.defs(s)}
        for s in ir.walk((loop,)):
            for v in ir.uses(s):
                if v not in own:
                    self.last[v] = len(self.at)

    def is_last(self, v: Var, s: Stmt) -> bool:
        """Whether nothing reads `v` after `s`."""
        return self.last.get(v, -1) <= self.at[id(s)]


class Objects(Escapes):
    """Objects; the subclass walks over the statements."""

    out: list[Stmt]
    lifetimes: Lifetimes
    mutated: set[Var]
    looked_at: bool  # what is read now is not kept
    loose: bool  # attributes of unknown objects are bound
    pending: list[list[Tree]]  # what loops that are being unrolled still go through

    # ------------------------------------------------------------------- writing

    def bind_attribute(self, struct: Struct, name: str, value: Expr) -> None:
        """`struct.name = value`."""
        if struct.is_lent:
            raise refused(
                f"the attribute {name!r} is bound of an object that is an argument, or "
                "that is held by a container",
                "make a new object: `dataclasses.replace(p, k=...)`",
                self.origin,
            )
        if struct.cls is None or not _is_plain(struct.cls.value, name):
            raise Closed(struct)
        here = struct.block == self.block and not struct.shown
        if not struct.mutable and not here:
            raise Mutated({struct.home})
        if struct.mutable:
            self.store(struct, name, value)
            return
        self.touched = True
        item = self.item(value, struct.home)
        made = self.fresh(struct, name, item)
        place = struct.position(name)
        if place is None:
            struct.keys.append(name)
            struct.items.append(made)
        else:
            struct.items[place] = made

    def store(self, struct: Struct, key: object, value: Expr, op: str = "") -> None:
        raise NotImplementedError

    def fresh(self, struct: Struct, key: object, item: Tree) -> Tree:
        raise NotImplementedError

    def check_moved(self, tree: Struct, known: Tree | None, s: Copies) -> None:
        """Refuse to let a copy stand for an object that can still be reached."""
        inner = list(structs_in(tree))
        held = [
            v
            for v, t in self.trees.items()
            if isinstance(t, Struct) and _share(structs_in(t), inner)
        ]
        again = sum(
            isinstance(t := self.tree(v), Struct) and _share(structs_in(t), inner)
            for v in s.values
        )
        pending = (t for items in self.pending for t in items)
        if (
            again > 1
            or not all(self.lifetimes.is_last(v, s) for v in held)
            or any(
                isinstance(t, Struct) and _share(structs_in(t), inner) for t in pending
            )
        ):
            held_too = [t for t in (tree, known) if t is not None]
            raise Closed(Struct("tuple", [0, 1], held_too, tree.home, 0))

    # ------------------------------------------------------------------- reading

    def whole(self, tree: Tree) -> Expr:
        for inner in structs_in(tree):
            if inner.kind == "object" and not self.looked_at:
                raise Closed(inner)  # something else might keep it
            inner.shown = True
        return super().whole(tree)

    def lent(self, tree: Tree) -> Expr:
        """An object that may be read in place of `tree`."""
        if not isinstance(tree, Struct) or tree.kind != "object":
            return self.whole(tree)
        if tree.mutable or tree.cls is None:
            raise Closed(tree)
        tree.shown = True
        items = zip(tree.keys, map(self.lent, tree.items), strict=True)
        return ir.Call(LENT_INSTANCE_OF, (tree.cls,), tuple(items))

    def made_anew(self, struct: Struct, e: Expr) -> Expr:
        """An object that its methods are called of, or its properties read."""
        if isinstance(e, Var) and self.callees.made(e) is not None:
            raise Closed(struct)  # its class is known without
        made = Var(struct.home.base)
        self.out.append(Let(made, self.lent(struct), origin=self.origin))
        self.touched = True
        return made

    def meets_object(self, e: Expr) -> bool:
        """Whether an operation may be a method of an object's class."""
        operands = (e.value,) if isinstance(e, ir.Index) else ir.parts(e)
        found = (t for p in operands if isinstance(t := self.tree(p), Struct))
        return any(t.kind == "object" for t in found)

    def operated(self, e: Expr) -> Expr:
        """An operand of an operation that a class may have given a meaning."""
        tree = self.tree(e)
        if isinstance(tree, Struct) and tree.kind == "object":
            return self.made_anew(tree, e)
        return self.read(e)

    def has_code(self, struct: Struct, name: str) -> bool:
        """Whether an attribute is a method or property of the object's class."""
        cls = None if struct.cls is None else struct.cls.value
        found = None if cls is None else access.static_attribute(cls, name)
        return found is not None and found.kind in _CODE and name not in struct.keys

    def same(self, e: Expr) -> Const | None:
        """What a comparison of objects by identity is answered with."""
        match e:
            case ir.Cmp("is" | "is not" | "==" | "!=" as op, left, right):
                a, b = self.tree(left), self.tree(right)
            case _:
                return None
        if not any(isinstance(t, Struct) and t.kind == "object" for t in (a, b)):
            return None
        assert isinstance(e, ir.Cmp)
        known = [t for t in (a, b) if isinstance(t, Struct)]
        if op in ("==", "!=") and all(map(_compares_fields, known)):
            return None
        if len(known) < 2 or any(t.shown or t.is_join for t in known):
            raise Closed(known[0])
        self.touched = True
        return Const((a is b) is (op in ("is", "==")))

    def check_raw(self, node: Any, reads: Iterable[tuple[str, Expr]]) -> None:
        """What is kept as it is may read attributes of an object, and no more."""
        given = dict(reads)
        held = {n: t for n, e in given.items() if isinstance(t := self.tree(e), Struct)}
        if held and defers(node):
            for n, t in held.items():
                if is_changed(t) or not is_only_read(node, n, depth(t), given):
                    raise Closed(t)
        objects = {n: t for n, t in held.items() if t.kind == "object"}
        if not objects:
            return
        nodes = walk(node)
        loads = [n for n in nodes if isinstance(n, gast.Attribute) and _is_load(n)]
        called = {id(n.func) for n in nodes if isinstance(n, gast.Call)}
        plain = {id(n.value) for n in loads if id(n) not in called}
        for n in nodes:
            is_object = isinstance(n, gast.Name) and n.id in objects
            if is_object and id(n) not in plain:
                raise Closed(objects[n.id])


_CODE = ("method", "property", "staticmethod", "classmethod", "descriptor")


def _is_load(n: Any) -> bool:
    return isinstance(n.ctx, gast.Load)


def _share(a: Iterable[Struct], b: list[Struct]) -> bool:
    return any(x is y for x in a for y in b if x.kind != "tuple")


def _compares_fields(struct: Struct) -> bool:
    """Whether `==` of such objects is that of what they hold."""
    cls = None if struct.cls is None else struct.cls.value
    code = getattr(getattr(cls, "__eq__", None), "__code__", None)
    made = code is not None and code.co_filename == "<string>"
    return struct.kind != "object" or made


def _is_plain(cls: Any, name: str) -> bool:
    """Whether binding the attribute runs no code of the class."""
    found = access.static_attribute(cls, name)
    if getattr(getattr(cls, "__dataclass_params__", None), "frozen", False):
        return False
    return found is None or found.kind not in ("property", "descriptor")
