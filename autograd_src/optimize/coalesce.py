"""Which variables share one name: copies first, then versions of one user name.

Everything here works on the numbers that `liveness` gives to variables.  What the
names are is decided in `names`.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograd_src import ir
from autograd_src.ir import Stmt, Var
from autograd_src.optimize.liveness import Interference, members, mentioned

__all__ = ["Classes", "is_adjoint", "is_temporary", "label", "roles", "root"]


def root(v: Var) -> Var:
    """The primal that `v` is the adjoint, tangent or record of, however composed."""
    return root(v.of) if v.of else v


def is_adjoint(v: Var) -> bool:
    """Whether `v` is the adjoint or the tangent of something, not its record."""
    return bool(v.role) and v.role != "saved"


def roles(v: Var) -> tuple[str, ...]:
    """The roles of `v`, innermost first: ("bar", "dot") for `x_bar_dot`."""
    if v.of is None:
        return (v.role,) if v.role else ()
    inner = roles(v.of)
    return (*inner, v.role) if v.role else inner


def label(v: Var) -> str:
    """The name that `v` would like to have; empty for a temporary."""
    first = label(v.of) if v.of else v.base
    return f"{first}_{v.role}" if first and v.role else first


def is_temporary(v: Var) -> bool:
    """Whether neither `v` nor what it belongs to has a name of the user's."""
    return not root(v).base


class Classes:
    """A partition of a function's variables; starts by merging copies.

    Attributes
    ----------
    leader
        the number of the variable that a number is represented by
    mentioned
        the bit set of the variables that `f` itself reads or binds
    """

    def __init__(self, f: ir.Function) -> None:
        self.interference = Interference(f)
        self.vars = self.interference.vars
        self.mentioned = self.interference.bits(mentioned(f))
        self.leader = list(range(len(self.vars)))
        self.members = [1 << i for i in self.leader]
        self.enemies = list(self.interference.with_)
        found = sorted(_copies(f.body, 0), key=lambda c: -c[0])
        for _, target, source in found:
            self.join_copy(self.find(target), self.find(source))

    def find(self, v: Var) -> int:
        return self.leader[self.interference.number[v]]

    def interfere(self, a: int, b: int) -> bool:
        both = self.enemies[a] & self.members[b], self.enemies[b] & self.members[a]
        return any(both)

    def join_copy(self, a: int, b: int) -> None:
        """Two sides of a copy get one name, unless they have names that differ."""
        va, vb = self.vars[a], self.vars[b]
        differ = (root(va).base, roles(va)) != (root(vb).base, roles(vb))
        if differ and not is_temporary(va) and not is_temporary(vb):
            return
        if a != b and not self.interfere(a, b):
            first, second = sorted((a, b), key=self._rank)
            self.join(first, second)

    def _rank(self, i: int) -> tuple[bool, bool, int]:
        """A name of the user's leads; then one that says something; then age."""
        v = self.vars[i]
        return is_temporary(v), not v.role, i

    def join(self, leader: int, other: int) -> None:
        for i in members(self.members[other]):
            self.leader[i] = leader
        self.members[leader] |= self.members[other]
        self.enemies[leader] |= self.enemies[other]

    def leaders(self) -> list[int]:
        return sorted(set(self.leader))


def _copies(body: tuple[Stmt, ...], depth: int) -> Iterator[tuple[int, Var, Var]]:
    """Every copy of a variable, with how many loops it is in."""
    for s in body:
        pairs: list[tuple[Var, ir.Expr]] = []
        match s:
            case ir.Copies(targets, values):
                pairs = list(zip(targets, values, strict=True))
            case ir.Let(target, ir.Bin(op, left)) if op.endswith("="):
                pairs = [(target, left)]
            case ir.Let(target, ir.Call(ir.Attr(Var(role="saved") as list_, "pop"))):
                pairs = [(target, list_.of)] if list_.of else []
            case ir.Let(target, value):
                pairs = [(target, value)]
        yield from ((depth, t, v) for t, v in pairs if isinstance(v, Var))
        inner = depth + isinstance(s, (ir.For, ir.While))
        for block in ir.blocks(s):
            yield from _copies(block, inner)
