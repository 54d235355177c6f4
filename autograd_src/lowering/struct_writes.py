"""Writes into containers that are followed item by item.

In the block in which it was made a container may change its structure; anywhere else
only the numbers in it, which have variables of their own.
"""

from __future__ import annotations

from typing import Any

import gast

from autograd_src import ir, special
from autograd_src.ir import Const, Expr, Let, Stmt, Var
from autograd_src.live.values import Array, Dict, List, Scalar, Tuple
from autograd_src.lowering.operations import refused
from autograd_src.lowering.struct_objects import Objects
from autograd_src.lowering.structs import (
    Closed,
    Struct,
    Tree,
    Unroll,
    Wanted,
    is_partial,
)

__all__ = ["Writes"]


class Writes(Objects):
    """Stores and methods; the subclass walks over the statements."""

    out: list[Stmt]
    origin: ir.Origin | None
    touched: bool
    unnamed: dict[Var, list[tuple[Var, object]]]  # attributes of objects without a name
    idle: set[Var]

    def is_code(self, e: Any) -> bool:
        if isinstance(e, ir.Ref):
            return callable(e.value)
        if isinstance(e, ir.Raw):
            return isinstance(e.node, gast.Lambda)
        if not isinstance(e, Var):
            return False
        if e in self.callees.inner or e in self.partials:
            return True
        return is_partial(self.callees.definitions.get(e))

    def is_function(self, e: Expr) -> bool:
        """Whether `e` is a function, which is known where it is called."""
        while isinstance(e, Var) and e in self.callees.definitions:
            e = self.callees.definitions[e]
        return is_partial(e) or self.is_code(e)

    def fresh(self, struct: Struct, key: object, item: Tree) -> Tree:
        if isinstance(item, Struct) or self.is_code(item):
            return item
        v = Var(struct.slot(key))
        self.slots.add(v)
        self.out.append(Let(v, item, origin=self.origin))
        if not struct.home.base:
            self.unnamed.setdefault(struct.home, []).append((v, key))
        return v

    def call_it(self, struct: Struct, name: str) -> None:
        """The user's name of an object is that of its attributes, too."""
        if not struct.home.base and struct.kind == "object":
            struct.home.base = name
            for v, key in self.unnamed.pop(struct.home, ()):
                v.base = struct.slot(key)

    def put(self, base: Var, index: Expr | None, value: Expr, op: str) -> None:
        struct = self.trees[base]
        if isinstance(index, ir.Slice):
            self.replace_part(struct, index, value, op)
            return
        key = None if index is None else self.folded(self.read(index))
        if not isinstance(struct, Struct) or not isinstance(key, Const):
            raise self.dynamic(struct, key)
        if struct.kind in ("tuple", "named", "object"):
            raise Closed(struct)
        self.store(struct, key.value, value, op)

    def replace_part(self, struct: Tree, part: ir.Slice, value: Expr, op: str) -> None:
        """`items[1:3] = others`, in the block in which the list was made."""
        assert isinstance(struct, Struct)
        edges = [self.edge(e) for e in (part.lower, part.upper, part.step)]
        other = None if op else self.operand(value, struct.home)
        known = other is not None and NotImplemented not in edges
        if struct.kind != "list" or struct.block != self.block or not known:
            raise refused(
                "what is stored into this part of a list can't be followed",
                "store the items one by one, or build a new list",
                self.origin,
            )
        assert other is not None
        self.check_change(struct, shape=True)
        items = [self.fresh(struct, k, i) for k, i in enumerate(other.items)]
        struct.items[slice(*edges)] = items
        struct.keys[:] = range(len(struct.items))
        self.touched = True

    def edge(self, e: Expr | None) -> Any:
        found = None if e is None else self.folded(e)
        return getattr(found, "value", NotImplemented) if found is not None else None

    def taken(self, e: Expr) -> Tree | None:
        """What `items.pop(…)` or `d.setdefault(…)` gives, once that has been done."""
        match e:
            case ir.Call(ir.Attr(value, name), args, ()) if name in _TAKING:
                struct = self.tree(value)
            case _:
                return None
        if not isinstance(struct, Struct) or struct.block != self.block:
            return None
        if struct.kind not in ("list", "dict"):
            return None
        if struct.kind == "list" and name == "setdefault":
            return None
        key = self.folded(args[0]) if args else Const(-1)
        if not isinstance(key, Const) or (not args and struct.kind == "dict"):
            return None
        place = struct.position(key.value)
        self.touched = True
        if name == "setdefault":
            if place is None:
                default = args[1] if len(args) > 1 else Const(None)
                self.store(struct, key.value, default)
            place = struct.position(key.value)
            assert place is not None
            return struct.items[place]
        if place is None:
            if len(args) < 2:
                raise Closed(struct)
            return self.item(args[1], struct.home)
        self.check_change(struct, shape=True)
        struct.keys.pop(place)
        if struct.kind == "list":
            struct.keys[:] = range(len(struct.keys))
        return struct.items.pop(place)

    def store(self, struct: Struct, key: object, value: Expr, op: str = "") -> None:
        """`struct[key] = value`, or `struct[key] op= value`."""
        self.touched = True
        self.check_change(struct)
        place = struct.position(key)
        if op:
            if place is None or isinstance(struct.items[place], Struct):
                raise Closed(struct)
            old = struct.items[place]
            assert isinstance(old, Expr)
            value = ir.Bin(f"{op}=", old, self.read(value))
            tree: Tree = value
        else:
            tree = self.item(value, struct.home)
        if place is None:
            if struct.kind not in ("dict", "object") or struct.block != self.block:
                raise Closed(struct)
            self.check_change(struct, shape=True)
            struct.keys.append(key)
            struct.items.append(self.fresh(struct, key, tree))
            return
        old = struct.items[place]
        if isinstance(tree, Struct) or self.is_code(tree) or not isinstance(old, Var):
            if struct.block != self.block:
                raise Closed(struct)
            self.check_change(struct, shape=True)
            struct.items[place] = self.fresh(struct, key, tree)
            return
        self.out.append(Let(old, tree, origin=self.origin))

    def do(self, s: ir.Do, value: Expr) -> None:
        match value:
            case ir.Call(ir.Ref(value=f), (first, *rest)) if f in _CHECKS:
                if self.holds(first, rest):
                    self.touched = True
                    return
            case ir.Call(ir.Ref(value=f), (base, Const(name), new), ()) if f is setattr:
                struct = self.tree(base)
                if isinstance(struct, Struct) and struct.kind == "object":
                    self.bind_attribute(struct, name, new)
                    return
                self.loose = True
            case ir.Call(ir.Attr(base, name), args, keywords):
                if self.taken(value) is not None:
                    return
                struct = self.tree(base)
                if base in self.idle and any(map(self.is_function, args)):
                    assert isinstance(base, Var)
                    raise Wanted({base})  # what is called has to be known
                if isinstance(struct, Struct) and self.method(
                    struct, name, args, keywords
                ):
                    return
        self.out.append(ir.map_exprs(s, self.read))

    def holds(self, e: Expr, cls: list[Expr]) -> bool:
        """Whether what is required of an object, or of a number, is known to hold."""
        struct = self.tree(e)
        if not isinstance(struct, Struct):
            numeric = isinstance(self.known.of(e), (Scalar, Array))
            return numeric and not cls
        if cls and struct.cls != cls[0]:
            raise Closed(struct)
        return True

    def method(
        self,
        struct: Struct,
        name: str,
        args: tuple[Expr, ...],
        keywords: tuple[tuple[str, Expr], ...],
    ) -> bool:
        """A method that changes a list or dict; False for any other."""
        if struct.kind == "dict" and name == "update":
            return self.updated(struct, args, keywords)
        if struct.kind != "list" or keywords:
            return False
        if struct.block != self.block:
            nested = any(
                isinstance(self.known.of(a), _CONTAINERS) or self.is_function(a)
                for a in args
            )
            held = (*struct.items, *map(self.tree, args))
            nested = nested or any(isinstance(t, Struct) for t in held)
            loop = self.counted[-1] if self.counted and nested else None
            if loop is not None and loop not in self.unrolled:
                raise Unroll(loop)
            raise Closed(struct)
        self.check_change(struct, shape=True)
        match name, args:
            case "append", (item,):
                new, at = [self.item(item, struct.home)], len(struct.items)
            case "insert", (Const(at), item):
                new = [self.item(item, struct.home)]
            case "extend", (items,):
                other, at = self.operand(items, struct.home), len(struct.items)
                if other is None:
                    raise Closed(struct)
                new = list(other.items)
            case "clear", ():
                struct.items.clear()
                struct.keys.clear()
                self.touched = True
                return True
            case "reverse", ():
                struct.items.reverse()
                self.touched = True
                return True
            case _:
                raise Closed(struct)
        struct.items[at:at] = [self.fresh(struct, k + at, i) for k, i in enumerate(new)]
        struct.keys[:] = range(len(struct.items))
        self.touched = True
        return True

    def updated(
        self,
        struct: Struct,
        args: tuple[Expr, ...],
        keywords: tuple[tuple[str, Expr], ...],
    ) -> bool:
        pairs: list[tuple[Any, Any]] = []
        for a in args:
            other = self.tree(a) or self.made(a, struct.home)
            if not isinstance(other, Struct) or other.kind != "dict":
                raise Closed(struct)
            pairs += zip(other.keys, other.items, strict=True)
        pairs += keywords
        for key, value in pairs:
            if isinstance(value, Struct):
                raise Closed(struct)
            self.store(struct, key, value)
        return True


_CHECKS = (special.require_instance, special.require_implemented)
_TAKING = ("pop", "setdefault", "__delitem__")
_CONTAINERS = (Dict, List, Tuple)
