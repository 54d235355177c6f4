"""How containers that are followed item by item are read, in part and as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograd_src import ir
from autograd_src.analyses.sharing import hands_on
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.lowering.displays import display
from autograd_src.lowering.keys import Keys
from autograd_src.lowering.structs import Closed, Struct, Tree, is_changed, structs_in
from autograd_src.recipes import registry

__all__ = ["Escapes"]

_SEEING = (len, isinstance, type, print, str, repr)
_LOOKING = (len, isinstance, type, print, str, repr, range, min, max, sum, any, all)


class Escapes(Keys):
    """Reads of structures; the subclass walks over the statements."""

    closed: set[Var]
    touched: bool
    looked_at: bool

    def tree(self, e: Expr) -> Tree | None:
        """What a name or an element of a structure stands for."""
        match e:
            case Var():
                return self.trees.get(e)
            case ir.Index(value, index) if not isinstance(index, ir.Slice):
                struct = self.tree(value)
                if not isinstance(struct, Struct) or struct.kind == "object":
                    return None
                key = self.folded(index)
                if not isinstance(key, Const):
                    return None
                place = struct.position(key.value)
                return None if place is None else struct.items[place]
            case ir.Attr(value, name):
                struct = self.tree(value)
                if isinstance(struct, Struct) and struct.kind in ("named", "object"):
                    place = struct.position(name) if name in struct.keys else None
                    if struct.kind == "named" and name in struct.keys:
                        place = struct.keys.index(name)
                    return None if place is None else struct.items[place]
            case ir.Call(ir.Attr(value, "get"), (which, *rest), ()):
                struct, key = self.tree(value), self.folded(which)
                if not isinstance(struct, Struct) or not isinstance(key, Const):
                    return None
                if struct.kind == "dict":
                    place = struct.position(key.value)
                    if place is not None:
                        return struct.items[place]
                    default = rest[0] if rest else Const(None)
                    return self.tree(default) or default
        return None

    def answer(self, e: Expr) -> Const | None:
        """What a question about a structure as a whole is answered with."""
        match e:
            case ir.Call(ir.Ref(value=f), (value,), ()) if f is len:
                struct = self.tree(value)
                if isinstance(struct, Struct) and struct.kind != "object":
                    return Const(len(struct.items))
            case ir.Cmp("is" | "is not" as op, value, Const(None)):
                if isinstance(self.tree(value), Struct):
                    return Const(op == "is not")
            case ir.Cmp("in" | "not in" as op, which, value):
                struct, key = self.tree(value), self.folded(which)
                if not isinstance(struct, Struct) or not isinstance(key, Const):
                    return None
                if struct.kind == "dict":
                    found = struct.position(key.value) is not None
                    return Const(found is (op == "in"))
            case ir.Call(ir.Ref(value=f), (value, *rest), ()) if f in (
                isinstance,
                hasattr,
            ) and isinstance(self.tree(value), Struct):
                asked = self.asked(self.tree(value), f, rest)
                if asked is not None:
                    return Const(asked)
            case ir.Bin(
                "&", ir.Attr(ir.Call(_, (value,)), "__flags__"), Const(bit)
            ) if isinstance(struct := self.tree(value), Struct):
                return Const(bool(_FLAGS.get(struct.kind, 0) & bit))
        return None

    def read(self, e: Expr) -> Expr:
        """`e` with the elements of structures replaced by what they are."""
        answer = self.answer(e) or self.same(e)
        if answer is not None:
            return answer
        match e:
            case ir.Raw(node, reads):
                self.check_raw(node, reads)
            case ir.Attr(ir.Call() as call, name) if self.callees.made(call):
                return self.read(ir.Attr(self.bound(call), name))
            case ir.Bin() | ir.Un() | ir.Cmp() | ir.Index() if self.meets_object(e):
                return ir.rebuild(e, self.operated)
            case ir.Bin("+" | "*", left, right) if isinstance(
                struct := self.tree(left) or self.tree(right), Struct
            ):
                together = self.made(e, struct.home)
                if together is not None:
                    return self.whole(together)
            case ir.Call(func, args, keywords):
                return self.call(e, func, args, keywords)
            case ir.Attr(value, _) if isinstance(
                struct := self.tree(value), Struct
            ) and struct.kind in ("list", "dict"):
                raise Closed(struct)  # a method that is kept, and may write it
            case ir.Index(value, index) if isinstance(
                struct := self.tree(value), Struct
            ):
                found = self.tree(e)
                if found is None and isinstance(index, ir.Slice):
                    part = self.made(e, struct.home)
                    if part is None:
                        raise Closed(struct)
                    return self.whole(part)
                if found is None:
                    raise self.dynamic(struct, index)
                return self.whole(found)
            case ir.Attr(value, name) if (
                isinstance(struct := self.tree(value), Struct)
                and struct.cls is not None
            ):
                found = self.tree(e)
                if found is not None:
                    return self.whole(found)
                if self.has_code(struct, name):
                    return ir.Attr(self.made_anew(struct, value), name)
                static = self.callees.static(struct.cls, name)
                if static is None or self.callees.bindings[static].kind != "class":
                    raise Closed(struct)
                return static
        found = self.tree(e)
        if found is None:
            item = self.chosen(e) if isinstance(e, ir.Index) else None
            if item is not None:
                self.touched = True
                return self.read(item)
            return ir.rebuild(e, self.read)
        return self.whole(found)

    def dynamic(self, struct: Tree, index: Expr | None) -> Exception:
        raise NotImplementedError

    def bound(self, e: Expr) -> Var:
        raise NotImplementedError

    def meets_object(self, e: Expr) -> bool:
        raise NotImplementedError

    def operated(self, e: Expr) -> Expr:
        raise NotImplementedError

    def same(self, e: Expr) -> Const | None:
        raise NotImplementedError

    def has_code(self, struct: Struct, name: str) -> bool:
        raise NotImplementedError

    def made_anew(self, struct: Struct, e: Expr) -> Expr:
        raise NotImplementedError

    def check_raw(self, node: Any, reads: Iterable[tuple[str, Expr]]) -> None:
        raise NotImplementedError

    def call(
        self,
        e: ir.Call,
        func: Expr,
        args: tuple[Expr, ...],
        keywords: tuple[tuple[str, Expr], ...],
    ) -> Expr:
        """A call: what only looks at a container is given one like it."""
        f = func.value if isinstance(func, ir.Ref) else None
        looks = f in _LOOKING or registry.lookup(f) is not None or registry.pure(f)
        looks = looks or registry.zero_derivative(f)
        looks = looks and f is not None and not any(map(hands_on, args))
        read = self.read if looks else self.handed
        if isinstance(func, ir.Attr):
            struct = self.tree(func.value)
            if isinstance(struct, Struct):
                items = self.every(struct, func.name)
                if items is not None:
                    return ir.Seq("list", tuple(map(self.whole, items)))
                found = self.tree(e)
                if found is not None:
                    return self.whole(found)
                if self.tree(func) is None:
                    if not self.has_code(struct, func.name):
                        asked = args[0] if func.name == "get" and args else None
                        raise (
                            Closed(struct)
                            if asked is None
                            else self.dynamic(struct, asked)
                        )
                    func = ir.Attr(self.made_anew(struct, func.value), func.name)
        called = self.tree(func)
        if isinstance(called, Struct) and called.kind == "object":
            func = self.made_anew(called, func)
        self.looked_at, before = f in _SEEING, self.looked_at
        new = tuple(self.starred(a, read) for a in args)
        self.looked_at = before
        spread: list[Expr] = []
        for a in new:
            inner = a.value if isinstance(a, ir.Star) else None
            spread += inner.items if isinstance(inner, ir.Seq) else [a]
        if f in (list, tuple) and len(spread) == 1 and isinstance(spread[0], ir.Seq):
            return ir.Seq(f.__name__, spread[0].items)
        return ir.Call(
            self.read(func), tuple(spread), tuple((k, read(v)) for k, v in keywords)
        )

    def asked(self, struct: Any, f: Any, rest: list[Expr]) -> bool | None:
        """`isinstance(struct, …)` or `hasattr(struct, …)`, if that is known."""
        cls = struct.cls.value if struct.cls is not None else _CLASSES.get(struct.kind)
        if f is hasattr:
            name = rest[0].value if isinstance(rest[0], Const) else None
            return True if name in struct.keys and struct.cls is not None else None
        among = rest[0].items if isinstance(rest[0], ir.Seq) else (rest[0],)
        if cls is None or not all(
            isinstance(c, ir.Ref) and type(c.value) is type for c in among
        ):
            return None
        return issubclass(cls, tuple(c.value for c in among if isinstance(c, ir.Ref)))

    def every(self, struct: Struct, name: str) -> list[Tree] | None:
        """What `.keys()`, `.values()` or `.items()` of a dict gives."""
        if struct.kind != "dict":
            return None
        keys: list[Tree] = [Const(k) for k in struct.keys]
        if name == "items":
            pairs = zip(keys, struct.items, strict=True)
            return [self.sequence("tuple", list(p), struct.home) for p in pairs]
        return {"keys": keys, "values": [*struct.items]}.get(name)

    def starred(self, e: Expr, read: Any) -> Expr:
        return ir.Star(self.read(e.value)) if isinstance(e, ir.Star) else read(e)

    def handed(self, e: Expr) -> Expr:
        """An argument of a function that may keep or change it."""
        found = self.tree(e)
        if isinstance(found, Struct):
            raise Closed(found)
        if isinstance(e, (ir.Seq, ir.Dict)):
            return ir.rebuild(e, self.handed)
        return self.read(e)

    def whole(self, tree: Tree) -> Expr:
        """A container made anew: nobody can tell it from the one that it stands for."""
        if not isinstance(tree, Struct):
            return tree
        if any(inner.mutable and inner.kind == "object" for inner in structs_in(tree)):
            raise Closed(tree)
        return self.display(tree)

    def display(self, tree: Tree) -> Expr:
        if not isinstance(tree, Struct):
            return tree
        items = tuple(map(self.display, tree.items))
        if tree.kind == "dict":
            return ir.Dict(tuple(map(Const, tree.keys)), items)
        if tree.cls is not None:
            return display(tree.cls, tuple(tree.keys), items)
        return ir.Seq(tree.kind, items)

    def result(self, e: Expr) -> Expr:
        """What the function returns: nothing can change it any more."""
        found = self.tree(e)
        if found is None and isinstance(e, ir.Call) and self.callees.made(e):
            found = self.made(e, Var())
        if isinstance(found, Struct):
            return self.display(found)
        if isinstance(e, (ir.Seq, ir.Dict)):
            return ir.rebuild(e, self.result)
        return self.read(e)

    def carried(self, s: ir.Carry) -> Stmt:
        """A statement that is kept whole sees numbers, and containers like its own."""
        self.check_raw(s.node, s.reads)
        reads = []
        for name, e in s.reads:
            found = self.tree(e)
            if isinstance(found, Struct) and is_changed(found):
                raise Closed(found)
            reads.append((name, e if found is None else self.whole(found)))
        return ir.replace(s, reads=tuple(reads))


# What Python asks of a type in patterns, as in `frontend.canonicalize.matching`.
_FLAGS = {"tuple": 32, "list": 32, "named": 32, "dict": 64}
_CLASSES: dict[str, Any] = {"tuple": tuple, "list": list, "dict": dict}
