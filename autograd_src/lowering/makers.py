"""Which expressions make a container or an object of known structure."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from typing import Any

import gast

from autograd_src import ir, special
from autograd_src.frontend import scoping
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Array, Scalar, Static
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.classes import (
    consult,
    fields_of,
    is_copying,
    is_plain_dataclass,
)
from autograd_src.lowering.gathered import SEQUENCES, Gathered
from autograd_src.lowering.operations import refused
from autograd_src.lowering.structs import Struct, Tree, is_partial

__all__ = ["Makers"]

_LONGEST = 64
_COPIES = {list: "list", tuple: "tuple"}


class Makers(Gathered):
    """Structures made of expressions; the subclass walks over the statements."""

    callees: Callees
    closed: set[Var]
    partials: set[Var]  # items that are functions with some arguments bound
    turning: frozenset[Var]  # bound by loops that are being unrolled
    origin: ir.Origin | None

    def kept(self, e: Expr, name: str) -> Expr:
        """`e` as a name or constant."""
        raise NotImplementedError

    def made(self, e: Expr, home: Var) -> Struct | None:
        """A new structure that `e` makes; None if it makes none."""
        made = self._made(e, home)
        if made is not None and made.home is home:
            made.items = [*map(self.settled, made.items)]
        return made

    def _made(self, e: Expr, home: Var) -> Struct | None:
        match e:
            case ir.Seq("tuple" | "list" as kind, items):
                found = self.spread(items)
                if found is None:
                    return None
                return self.sequence(kind, [self.item(i, home) for i in found], home)
            case ir.Dict(keys, values) if all(isinstance(k, Const) for k in keys):
                names = [k.value for k in keys]  # type: ignore[attr-defined]
                if len(set(names)) < len(names):
                    return None
                held = [self.item(v, home) for v in values]
                return Struct("dict", names, held, home, self.block)
            case ir.Bin("+", left, right):
                a, b = self.operand(left, home), self.operand(right, home)
                if a is None or b is None or a.kind != b.kind:
                    return None
                return self.sequence(a.kind, a.items + b.items, home)
            case ir.Bin("|", left, right):
                pair = [self.held(e, home) for e in (left, right)]
                if not all(isinstance(t, Struct) and t.kind == "dict" for t in pair):
                    return None
                return self.mapping((left, right), {}, home)
            case ir.Bin("*", left, Const(count)) if type(count) is int:
                a = self.operand(left, home)
                if a is None or len(a.items) * count > _LONGEST:
                    return None
                return self.sequence(a.kind, a.items * count, home)
            case ir.Index(value, ir.Slice(lower, upper, step)):
                edges = [_constant(p) for p in (lower, upper, step)]
                a = self.operand(value, home)
                if a is None or any(edge is NotImplemented for edge in edges):
                    return None
                return self.sequence(a.kind, a.items[slice(*edges)], home)
            case ir.Call():
                return self.called(e, home)
        return None

    def called(self, e: ir.Call, home: Var) -> Struct | None:
        match e:
            case ir.Call(ir.Ref(value=object.__new__), (ir.Ref() as cls,)):
                return Struct("object", [], [], home, self.block, cls=cls)
            case ir.Call(ir.Ref(value=f), (ir.Ref() as cls,), named) if f in (
                special.instance_of,
                special.lent_instance_of,
            ):
                values = [self.item(v, home) for _, v in named]
                keys = [k for k, _ in named]
                found = Struct("object", keys, values, home, self.block, cls=cls)
                found.is_lent = f is special.lent_instance_of
                return found
            case ir.Call(ir.Ref(value=type() as cls) as ref, args, keywords) if (
                ref in self.callees.bindings and fields_of(cls)
            ):
                return self.instance(ref, args, dict(keywords), home)
            case ir.Call(ir.Ref(value=f), (value,), ()) if is_copying(f):
                held = self.tree(value)
                return self.copy_of(f, held, home) if isinstance(held, Struct) else None
            case ir.Call(ir.Ref(value=f), (first, second), ()) if f is divmod:
                left, right = self.kept(first, ""), self.kept(second, "")
                both = [ir.Bin(op, left, right) for op in ("//", "%")]
                items: list[Tree] = [self.kept(e, "") for e in both]
                return self.sequence("tuple", items, home)
            case ir.Call(ir.Ref(value=f), args, keywords) if f is dict:
                return self.mapping(args, dict(keywords), home)
            case ir.Call(ir.Ref(value=f), (value,), ()) if f in _COPIES:
                a = self.rows(value, home) or self.operand(value, home)
                a = a or self.held(value, home) if _is_name(value) else a
                a = a if a is None or a.kind in SEQUENCES else None
                return None if a is None else self.sequence(_COPIES[f], a.items, home)
            case ir.Call(ir.Attr(value, "copy"), (), ()):
                held = self.tree(value)
                if isinstance(held, Struct) and held.kind in ("list", "dict"):
                    keys = [*held.keys]
                    return Struct(held.kind, keys, [*held.items], home, self.block)
            case ir.Call(ir.Attr(value, "_replace"), (), keywords):
                held = self.tree(value) or self.made(value, home)
                if isinstance(held, Struct) and held.kind == "named":
                    return self.changed(held, dict(keywords), home)
            case ir.Call(ir.Ref(value=f), (value,), keywords) if (
                f is dataclasses.replace
            ):
                held = self.tree(value)
                made = held.cls if isinstance(held, Struct) else None
                if made is not None and is_plain_dataclass(made.value):
                    return self.changed(held, dict(keywords), home)
        return None

    def copy_of(self, f: Any, a: Struct, home: Var) -> Struct | None:
        """What `copy.copy`, `dataclasses.asdict` and their like make."""
        if f is copy.copy or (f is dataclasses.replace and a.kind == "object"):
            mutable = a.kind in ("object", "list", "dict")
            return (
                Struct(a.kind, [*a.keys], [*a.items], home, self.block, cls=a.cls)
                if (mutable)
                else a
            )
        items = [
            self.copy_of(f, i, home) if isinstance(i, Struct) else self.copied_leaf(i)
            for i in a.items
        ]
        if any(i is None for i in items):
            return None
        fields = a.kind == "object" and f is not copy.deepcopy
        if fields and not is_plain_dataclass(a.cls and a.cls.value):
            return None
        kind = a.kind if not fields else "dict" if f is dataclasses.asdict else "tuple"
        keys = [*range(len(items))] if kind == "tuple" else [*a.keys]
        cls = None if fields else a.cls
        return Struct(kind, keys, items, home, self.block, cls=cls)  # type: ignore[arg-type]

    def copied_leaf(self, e: Expr) -> Expr | None:
        kind = self.known.of(e)
        if isinstance(kind, (Scalar, Static)) or isinstance(e, Const):
            return e
        if not isinstance(kind, Array):
            return None
        return self.kept(ir.Call(ir.Attr(e, "copy"), ()), "")

    def operand(self, e: Expr, home: Var) -> Struct | None:
        """A sequence that is looked at."""
        found = self.tree(e)
        if found is None and isinstance(e, (ir.Seq, ir.Bin, ir.Index)):
            found = self.made(e, home)
        is_sequence = isinstance(found, Struct) and found.kind in (*SEQUENCES, "named")
        if not is_sequence:
            return None
        assert isinstance(found, Struct)
        return (
            found
            if found.kind in SEQUENCES
            else self.sequence("tuple", found.items, home)
        )

    def spread(self, items: tuple[Expr, ...]) -> list[Tree] | None:
        """The items of a display, `*rest` in it taken apart."""
        out: list[Tree] = []
        for i in items:
            if not isinstance(i, ir.Star):
                out.append(i)
                continue
            inner = self.tree(i.value) or self.made(i.value, Var())
            if not isinstance(inner, Struct) or inner.kind == "object":
                return None
            out += inner.keys if inner.kind == "dict" else inner.items
        return out

    def item(self, e: Tree, home: Var) -> Tree:
        """What an item is: a structure, or a name."""
        if isinstance(e, Struct):
            return e
        found = self.tree(e)
        if found is None:
            found = self.made(e, home)
        if found is not None:
            return found
        if isinstance(e, ir.Ref) and callable(e.value):
            return e
        if isinstance(e, Expr):
            self.check_code(e)
        if isinstance(e, ir.Raw) and isinstance(e.node, gast.Lambda):
            return self.lasting(e)
        if isinstance(e, ir.Call) and is_partial(e):
            args = (a if _is_code(a) else self.kept(a, "") for a in e.args)
            named = ((k, self.kept(v, k)) for k, v in e.keywords)
            made = self.kept(ir.Call(e.func, tuple(args), tuple(named)), "")
            assert isinstance(made, Var)
            self.partials.add(made)
            return made
        return self.kept(e, "")

    def lasting(self, e: ir.Raw) -> Expr:
        """A lambda that means the same in the next turn of an unrolled loop."""
        self.check_lasting(e.node, dict(e.reads))
        reads = ((n, self.kept(v, n) if v in self.turning else v) for n, v in e.reads)
        return ir.replace(e, reads=tuple(reads))

    def check_code(self, e: Expr) -> None:
        while isinstance(e, Var) and e in self.callees.definitions:
            e = self.callees.definitions[e]
        if isinstance(e, Var) and e in self.callees.inner:
            self.check_lasting(*self.callees.inner[e])
        elif isinstance(e, ir.Raw) and isinstance(e.node, gast.Lambda):
            self.check_lasting(e.node, dict(e.reads))

    def check_lasting(self, node: Any, reads: Mapping[str, Expr]) -> None:
        """Refuse to keep a function for the next turn, which binds what it reads."""
        late = scoping.late(node) if self.turning else ()
        for name in late:
            if reads.get(name) in self.turning:
                raise refused(
                    f"a function that is kept reads {name!r}, which the loop binds "
                    "again",
                    f"pass it as a default: `{name}={name}`",
                    self.origin,
                )

    def instance(
        self, ref: ir.Ref, args: tuple[Expr, ...], named: dict[str, Expr], home: Var
    ) -> Struct | None:
        bound = self.callees.fields(ref, args, named)
        if bound is None:
            return None
        items = [self.field(k, value, home) for k, value in bound.items()]
        consult(ref, self.callees)
        kind = "named" if issubclass(ref.value, tuple) else "object"
        return Struct(kind, list(bound), items, home, self.block, cls=ref)

    def field(self, name: str, value: Expr, home: Var) -> Tree:
        """What a field holds; a default has the name of its field."""
        is_default = isinstance(value, ir.Ref) and not callable(value.value)
        return self.kept(value, name) if is_default else self.item(value, home)

    def changed(self, a: Any, named: dict[str, Expr], home: Var) -> Struct | None:
        if not isinstance(a, Struct) or not named.keys() <= set(a.keys):
            return None
        items = [
            self.item(named[k], home) if k in named else item
            for k, item in zip(a.keys, a.items, strict=True)
        ]
        return Struct(a.kind, [*a.keys], items, home, self.block, cls=a.cls)


def _is_code(e: Expr) -> bool:
    return isinstance(e, (ir.Ref, ir.Raw))


def _is_name(e: Expr) -> bool:
    return isinstance(e, Var)


def _constant(e: Expr | None) -> Any:
    if e is None:
        return None
    return e.value if isinstance(e, Const) else NotImplemented
