"""Containers of known structure made of others: `dict(…)`, `zip(…)`."""

from __future__ import annotations

from typing import Any

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Dict, List
from autograd_src.lowering.struct_moments import Moments
from autograd_src.lowering.structs import Struct, Tree

__all__ = ["SEQUENCES", "Gathered"]

SEQUENCES = ("tuple", "list")


class Gathered(Moments):
    """The part of making structures that looks at other containers."""

    known: Ranks
    found: Aliases
    block: int

    def made(self, e: Expr, home: Var) -> Struct | None:
        raise NotImplementedError

    def item(self, e: Tree, home: Var) -> Tree:
        raise NotImplementedError

    def operand(self, e: Expr, home: Var) -> Struct | None:
        raise NotImplementedError

    def spread(self, items: tuple[Expr, ...]) -> list[Tree] | None:
        raise NotImplementedError

    def sequence(self, kind: str, items: list[Tree], home: Var) -> Struct:
        return Struct(kind, list(range(len(items))), items, home, self.block)

    def rows(self, e: Expr, home: Var) -> Struct | None:
        """What `zip` of sequences gives, where all of it is used up at once."""
        match e:
            case ir.Call(ir.Ref(value=f), args, ()) if f is zip:
                spread = self.spread(args)
            case _:
                return None
        columns = [self.column(a, home) for a in spread or ()]
        found = [c for c in columns if c is not None]
        if not found or len(found) < len(columns):
            return None
        made = [
            self.sequence("tuple", list(row), home)
            for row in zip(*(c.items for c in found), strict=False)
        ]
        return self.sequence("tuple", list(made), home)

    def column(self, e: Tree, home: Var) -> Struct | None:
        if isinstance(e, Const) and isinstance(e.value, str):
            return self.sequence("tuple", [Const(c) for c in e.value], home)
        if isinstance(e, Struct):
            return e if e.kind in (*SEQUENCES, "named") else None
        return self.operand(e, home)

    def mapping(
        self, args: tuple[Expr, ...], named: dict[str, Expr], home: Var
    ) -> Struct | None:
        """What `dict(…)` makes of a dict or of pairs, and of keywords."""
        found: dict[Any, Tree] = {}
        for a in args:
            held = self.rows(a, home) or self.held(a, home)
            if held is None or held.kind in ("object", "named"):
                return None
            if held.kind == "dict":
                found |= zip(held.keys, held.items, strict=True)
                continue
            for pair in held.items:
                match pair:
                    case Struct(items=[Const(key), value]):
                        found[key] = value
                    case _:
                        return None
        if "" in named:
            return None
        found |= {k: self.item(v, home) for k, v in named.items()}
        return Struct("dict", list(found), list(found.values()), home, self.block)

    def held(self, e: Expr, home: Var) -> Struct | None:
        """A container that is looked at, which may be an argument."""
        found = self.tree(e) or self.made(e, home)
        if found is not None or not isinstance(e, Var) or self.found.written(e):
            return found if isinstance(found, Struct) else None
        kind = self.known.of(e)
        if not isinstance(kind, (Dict, List)):
            return None
        keys = list(kind.keys) if isinstance(kind, Dict) else [*range(len(kind.items))]
        items: list[Tree] = [self.item(ir.Index(e, Const(k)), home) for k in keys]
        name = "dict" if isinstance(kind, Dict) else "list"
        return Struct(name, keys, items, home, self.block)
