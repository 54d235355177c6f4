"""What the variables of one function are defined as, as far as names are concerned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from autograd_src import ir
from autograd_src.ir import Expr, Var
from autograd_src.lowering.callee import is_atom

__all__ = ["Definitions"]


class Definitions:
    """Definitions by variable; functions defined inside the function apart."""

    def __init__(self) -> None:
        self.definitions: dict[Var, Expr] = {}
        self.joined: dict[Var, list[Expr]] = {}
        self.inner: dict[Var, tuple[Any, dict[str, Expr]]] = {}

    def note(self, function: ir.Function) -> None:
        """Collect the definitions of `function`."""
        self.definitions = {}
        self.joined = {}
        self.inner = {}
        for s in ir.walk(function.body):
            match s:
                case ir.Let(target, value):
                    self.definitions[target] = value
                case ir.Copies(targets, values):
                    for target, value in zip(targets, values, strict=True):
                        if value != ir.UNBOUND:
                            self.joined.setdefault(target, []).append(value)
                case ir.Unpack(targets, ir.Seq(_, items)) if len(targets) == len(items):
                    self.definitions.update(zip(targets, items, strict=True))
                case ir.Carry(node, reads, writes) if isinstance(
                    node, gast.FunctionDef
                ):
                    for _, v in writes:
                        self.inner[v] = node, dict(reads)

    def factories(
        self, function: ir.Function, is_hot: Callable[[Expr], bool]
    ) -> set[Expr]:
        """The calls whose results are called with something differentiated."""
        found: set[Expr] = set()
        objects = self.objects(function, is_hot)
        for s in ir.walk(function.body):
            for e in (p for top in ir.exprs(s) for p in ir.walk_expr(top)):
                if isinstance(e, ir.Call) and any(map(is_hot, ir.parts(e)[1:])):
                    func = e.func
                    while isinstance(func, Var) and func in self.definitions:
                        func = self.definitions[func]
                    if isinstance(func, ir.Call):
                        found.add(func)
                    if isinstance(func, ir.Ref) and isinstance(func.value, type):
                        found.add(e)
            if isinstance(s, ir.Let) and isinstance(s.value, ir.Call):
                func = s.value.func
                makes = isinstance(func, ir.Ref) and isinstance(func.value, type)
                if makes and s.target in objects:
                    found.add(s.value)
        return found

    def objects(
        self, function: ir.Function, is_hot: Callable[[Expr], bool]
    ) -> set[Var]:
        """The variables whose methods or attributes meet something differentiated."""
        found: set[Var] = set()
        for s in ir.walk(function.body):
            for top in ir.exprs(s):
                inside = list(ir.walk_expr(top))
                hot = any(map(is_hot, inside)) or any(map(is_hot, ir.defs(s)))
                if hot:
                    found |= {v for e in inside for v in _operands(e)}
            found |= {v for v in ir.defs(s) if is_hot(v)}
        size = -1
        while size < len(found):  # what joins them is one of them
            size = len(found)
            for v in [*found]:
                same = [*self.joined.get(v, ()), self.definitions.get(v)]
                found |= {w for w in same if isinstance(w, Var)}
        return found

    def followed(self, e: Expr) -> Expr:
        """What a name stands for: its definition, unless that is computed."""
        found = e
        while isinstance(found, Var) and found in self.definitions:
            found = self.definitions[found]
        plain = (Var, ir.Ref, ir.Const, ir.Seq, ir.Dict)
        return found if isinstance(found, plain) else e

    def literal(self, e: Expr) -> Expr:
        """The tuple or dict that a name stands for, as it was written."""
        found = self.followed(e)
        is_literal = isinstance(found, ir.Dict) or (
            isinstance(found, ir.Seq) and found.kind == "tuple"
        )
        return found if is_literal and all(map(is_atom, ir.parts(found))) else e

    def item(self, container: Expr, which: Any) -> Expr | None:
        """An element of a tuple or dict that is written out in the function."""
        match self.followed(container):
            case ir.Seq("tuple", items) if type(which) is int:
                return items[which] if -len(items) <= which < len(items) else None
            case ir.Dict(keys, values):
                for k, v in zip(keys, values, strict=True):
                    if k == ir.Const(which):
                        return v
        return None


def _operands(e: Expr) -> list[Var]:
    """The variables whose class decides what `e` does."""
    parts: tuple[Expr, ...] = ()
    if isinstance(e, (ir.Attr, ir.Index)):
        parts = (e.value,)
    elif isinstance(e, (ir.Bin, ir.Un, ir.Cmp)):
        parts = ir.parts(e)
    return [p for p in parts if isinstance(p, Var)]
