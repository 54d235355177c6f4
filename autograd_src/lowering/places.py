"""Bodies of callees, copied to the place of a call."""

from __future__ import annotations

from autograd_src import ir
from autograd_src.ir import Copies, Expr, Let, Origin, Stmt, Var
from autograd_src.ir.node import node

__all__ = ["Inlined", "Place"]


@node()
class Inlined(Origin):
    """The place of a statement that comes from a callee, and where that was called."""

    chain: tuple[int, ...] = ()  # the callees being inlined, outermost first


class Place:
    """A copy of a body with variables and origins of its own."""

    def __init__(
        self,
        body: tuple[Stmt, ...],
        chain: tuple[int, ...],
        at: Origin | None = None,
    ) -> None:
        self.at = at  # the statement that all of it belongs to
        self.chain = chain
        self.names: dict[Var, Expr] = {}
        self.own = {v for s in ir.walk(body) for v in ir.defs(s)}
        self.stored = {s.base for s in ir.walk(body) if isinstance(s, ir.Put)}

    def fresh(self, v: Var) -> Var:
        new = Var(v.base, v.role, v.of)
        self.names[v] = new
        return new

    def origin(self, origin: Origin | None) -> Origin | None:
        origin = self.at or origin
        if origin is None:
            return None
        place = (origin.text, origin.line, origin.column, origin.filename)
        return Inlined(*place, chain=self.chain)

    def expr(self, e: Expr) -> Expr:
        if isinstance(e, Var):
            if e in self.names:
                return self.names[e]
            return self.fresh(e) if e in self.own else e
        return ir.rebuild(e, self.expr)

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(map(self.stmt, body))

    def stmt(self, s: Stmt) -> Stmt:
        new = ir.map_exprs(s, self.expr)
        new = ir.map_blocks(self.retarget(new), self.block)
        return ir.replace(new, origin=self.origin(s.origin))

    def retarget(self, s: Stmt) -> Stmt:
        match s:
            case Let() | ir.For():
                return ir.replace(s, target=self.bound(s.target))
            case Copies() | ir.Unpack():
                return ir.replace(s, targets=tuple(map(self.bound, s.targets)))
            case ir.Carry():
                writes = tuple((n, self.bound(v)) for n, v in s.writes)
                return ir.replace(s, writes=writes)
        return s

    def bound(self, v: Var) -> Var:
        new = self.names.get(v)
        return new if isinstance(new, Var) else self.fresh(v)
