"""Local dicts, lists and tuples that are only indexed by constants, as variables.

`d = {"u": a}; d["w"] = d["u"] ** 2` becomes `d_u = a; d_w = d_u**2`: the container is
never seen as a whole, so it needs no adjoint of its own.
"""

from __future__ import annotations

from collections import Counter

from autograd_src import ir
from autograd_src.ir import Const, Expr, Stmt, Var

__all__ = ["without_aggregates"]

Key = tuple[Var, object]


def without_aggregates(function: ir.Function) -> ir.Function:
    """`function`, before single assignment, without such containers."""
    mapping = _Items(function)
    if not mapping.containers:
        return function
    return ir.replace(function, body=mapping.block(function.body))


class _Items:
    def __init__(self, function: ir.Function) -> None:
        self.containers = _containers(function)
        self.vars: dict[Key, Var] = {}

    def item(self, container: Var, key: object) -> Var:
        found = self.vars.get((container, key))
        if found is None:
            base = f"{container.base}_{key}" if container.base else ""
            plain = base.isidentifier()
            found = self.vars[container, key] = Var(base if plain else container.base)
        return found

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(new for s in body for new in self.stmt(s))

    def stmt(self, s: Stmt) -> list[Stmt]:
        s = ir.map_blocks(
            ir.map_exprs(s, self.expr) if not _is_store(s) else s, self.block
        )
        match s:
            case ir.Let(target, value) if target in self.containers:
                return self.built(target, value, s)
            case ir.Put(base, index, value, op) if base in self.containers:
                item = self.item(base, self.containers[base].position(index))
                new = self.expr(value)
                full = ir.Bin(op + "=", item, new) if op else new
                return [ir.Let(item, full, origin=s.origin)]
            case ir.Put():
                return [ir.map_exprs(s, self.expr)]
        return [s]

    def built(self, target: Var, value: Expr, s: Stmt) -> list[Stmt]:
        keys, values = _entries(value)
        fresh = [Var() for _ in values]
        lets: list[Stmt] = [
            ir.Let(t, v, origin=s.origin) for t, v in zip(fresh, values, strict=True)
        ]
        targets = tuple(self.item(target, k) for k in keys)
        if not targets:
            return []
        return [*lets, ir.Copies(targets, tuple(fresh), origin=s.origin)]

    def expr(self, e: Expr) -> Expr:
        match e:
            case ir.Index(Var() as base, index) if base in self.containers:
                return self.item(base, self.containers[base].position(index))
        return ir.rebuild(e, self.expr)


class _Container:
    """The keys of one container; negative indices of a sequence count from its end."""

    def __init__(self, value: Expr) -> None:
        self.is_dict = isinstance(value, ir.Dict)
        self.keys = _entries(value)[0]

    def position(self, index: Expr | None) -> object:
        key = _key(index)
        if not self.is_dict and type(key) is int and key < 0:
            return key + len(self.keys)
        return key

    def allows(self, index: Expr | None, is_store: bool) -> bool:
        key = _key(index)
        if self.is_dict:
            return type(key) in (str, int)
        return type(key) is int and -len(self.keys) <= key < len(self.keys)


def _key(index: Expr | None) -> object:
    return index.value if isinstance(index, Const) else None


def _is_store(s: Stmt) -> bool:
    return isinstance(s, ir.Put)


def _entries(value: Expr) -> tuple[list[object], tuple[Expr, ...]]:
    if isinstance(value, ir.Dict):
        return [_key(k) for k in value.keys], value.values
    assert isinstance(value, ir.Seq)
    return list(range(len(value.items))), value.items


def _is_literal(value: Expr) -> bool:
    match value:
        case ir.Dict(keys, _):
            found = [_key(k) for k in keys]
            return all(type(k) in (str, int) for k in found) and len(set(found)) == len(
                found
            )
        case ir.Seq("list" | "tuple", items):
            return bool(items) and not any(isinstance(i, ir.Star) for i in items)
    return False


def _containers(function: ir.Function) -> dict[Var, _Container]:
    """The variables that are bound once, to a literal, and only indexed by
    constants.
    """
    bound = Counter(v for s in ir.walk(function.body) for v in ir.defs(s))
    bound.update(p.var for p in function.params)
    found = {
        s.target: _Container(s.value)
        for s in ir.walk(function.body)
        if isinstance(s, ir.Let) and bound[s.target] == 1 and _is_literal(s.value)
    }
    reads = Counter(v for s in ir.walk(function.body) for v in ir.uses(s) if v in found)
    good: Counter[Var] = Counter()
    for s in ir.walk(function.body):
        if isinstance(s, ir.Put) and s.base in found:
            good[s.base] += found[s.base].allows(s.index, True)
        for e in ir.exprs(s):
            for p in ir.walk_expr(e):
                if (
                    isinstance(p, ir.Index)
                    and isinstance(p.value, Var)
                    and p.value in found
                ):
                    good[p.value] += found[p.value].allows(p.index, False)
    return {v: c for v, c in found.items() if good[v] == reads[v]}
