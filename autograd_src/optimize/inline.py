"""Temporaries put into the one place that uses them, where the line stays readable.

Lines of the user's that were taken apart are put together again; variables that he
named keep their lines, and so do their adjoints.  Nothing moves past what could
change it, nothing runs more often than it did, and effects keep their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from autograd_src import algebra, ir
from autograd_src.analyses.carried import is_mark
from autograd_src.analyses.effects import Effects
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.optimize.coalesce import is_adjoint, is_temporary, roles
from autograd_src.optimize.measure import (
    is_multiple,
    is_size,
    is_view,
    operators,
    width,
)

__all__ = ["inline"]

LINE = 88
OPERATORS = 6  # in a line that is not one of the user's
ADJOINT = 5  # in a line that would swallow an adjoint or a tangent that is a sum


def inline(
    f: ir.Function, effects: Effects, number: Callable[[Expr], bool] = lambda e: False
) -> ir.Function:
    """`f` with temporaries replaced by what they stand for.

    `number` tells what is a single number: `0.5 * dt` is computed again then.
    """
    return ir.replace(f, body=_Inliner(f, effects, number).block(f.body, 1))


class _Conflict(Exception):
    """The expression can't be moved as far as its use."""


class _Inliner:
    def __init__(
        self, f: ir.Function, effects: Effects, number: Callable[[Expr], bool]
    ) -> None:
        self.effects = effects
        self.number = number
        statements = list(ir.walk(f.body))
        self.count = Counter(v for s in statements for v in ir.uses(s))
        self.bound = Counter(v for s in statements for v in ir.defs(s))
        self.fixed = {v for s in statements for v in _rooted(s)}

    def block(self, body: tuple[Stmt, ...], depth: int) -> tuple[Stmt, ...]:
        out: list[Stmt] = []
        while body:
            s, body = body[0], body[1:]
            moved = self.move(s, body, depth) if isinstance(s, ir.Let) else None
            if moved is not None:
                body = moved
            else:
                out.append(ir.map_blocks(s, lambda b: self.block(b, depth + 1)))
        return tuple(out)

    def move(
        self, s: ir.Let, rest: tuple[Stmt, ...], depth: int
    ) -> tuple[Stmt, ...] | None:
        """`rest` with the value of `s` in place of its target, if that is possible."""
        t, value = s.target, s.value
        movable = is_temporary(t) or (is_adjoint(t) and _is_named(value))
        movable = movable or (self.count[t] == 1 and _continues(s, rest))
        if t in self.fixed or self.bound[t] > 1:
            return None
        several = self.count[t] > 1
        if not movable or not self.count[t] or (several and not self.is_cheap(value)):
            return None
        if _is_augmented(value):
            return None
        mover = _Mover(self.effects, s, depth, self.count[t])
        try:
            new = mover.block(rest, depth)
        except _Conflict:
            return None
        if mover.placed != self.count[t]:
            return None
        for v in ir.names_in(value):
            self.count[v] += mover.placed - 1
        del self.count[t]
        return new

    def is_cheap(self, e: Expr) -> bool:
        """Whether `e` may stand in several places."""
        return is_view(e) or is_size(e) or (is_multiple(e) and self.number(e))


class _Mover:
    """Carries the value of one statement forward to the uses of its target."""

    def __init__(self, effects: Effects, s: ir.Let, depth: int, count: int) -> None:
        self.effects = effects
        self.count = count
        self.origin = s.origin
        self.target = s.target
        self.value = s.value
        self.reads = frozenset(ir.names_in(s.value))
        self.pure = effects.pure(s.value)
        self.cheap = is_view(s.value) or is_size(s.value)
        self.placed = 0
        self.blocked = False  # something that the value must not move past was passed

    def block(self, body: tuple[Stmt, ...], depth: int) -> tuple[Stmt, ...]:
        out: list[Stmt] = []
        for k, s in enumerate(body):
            if self.placed == self.count:
                return (*out, *body[k:])
            out.append(self.stmt(s, depth))
        return tuple(out)

    def stmt(self, s: Stmt, depth: int) -> Stmt:
        own = sum(v is self.target for v in ir.uses(s))
        inside = self.uses_inside(s)
        if own:
            s = self.place(s, own, depth)
        if isinstance(s, (ir.For, ir.While)) and inside:
            self.enter_loop(s)
        if inside:
            s = self.descend(s, depth)
        elif not self.blocked:
            self.blocked = self.blocks(s)
        return s

    def uses_inside(self, s: Stmt) -> bool:
        return any(
            v is self.target
            for b in ir.blocks(s)
            for x in ir.walk(b)
            for v in ir.uses(x)
        )

    def descend(self, s: Stmt, depth: int) -> Stmt:
        """Into each block as it is entered; after `s`, what any of them does counts."""
        if not self.pure:
            raise _Conflict
        before = self.blocked or self.effects.clobbered_within(s, self.value)

        def enter(b: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
            self.blocked = before
            return self.block(b, depth + 1)

        new = ir.map_blocks(s, enter)
        self.blocked = before or self.blocks(s)
        return new

    def enter_loop(self, s: Stmt) -> None:
        """Only what is cheap is evaluated every time, if nothing there changes it."""
        if not self.cheap or self.blocks(s):
            raise _Conflict

    def blocks(self, s: Stmt) -> bool:
        """Whether the value may differ after `s`, or must not be computed after it."""
        if not self.pure:
            return not isinstance(s, ir.Note)
        if isinstance(s, ir.Carry) and is_mark(s.node) and not _is_atom(self.value):
            return True  # it belongs into the `with` or `try` where it stands
        bound = {v for x in ir.walk((s,)) for v in ir.defs(x)}
        return bool(self.reads & bound) or self.effects.clobbers(s, self.value)

    def place(self, s: Stmt, count: int, depth: int) -> Stmt:
        """Put the value into `s` itself."""
        if self.blocked or not self.fits_in(s):
            raise _Conflict
        if isinstance(s, ir.Ret) and not is_temporary(self.target):
            raise _Conflict  # a result goes by its own name
        self.placed += count
        meant = {self.target: self.value}
        new = ir.map_exprs(s, lambda e: ir.rename(e, meant))
        if not self.is_readable(s, new, depth):
            raise _Conflict
        return new

    def fits_in(self, s: Stmt) -> bool:
        """Whether `s` evaluates what it reads where that is right for the value."""
        if isinstance(s, ir.Carry) or any(_in_raw(e, self.target) for e in ir.exprs(s)):
            return False
        if isinstance(s, ir.Copies):
            return isinstance(self.value, (Var, ir.Const))
        if isinstance(s, ir.While):
            return False
        if not self.pure:
            first = isinstance(s, (ir.Let, ir.Put, ir.Ret, ir.Unpack, ir.Do))
            return first and ir.exprs(s)[-1] is self.target
        acting = any(not self.effects.pure(e) for e in ir.exprs(s))
        return not acting or not self.effects.clobbered_within(s, self.value)

    def is_readable(self, old: Stmt, new: Stmt, depth: int) -> bool:
        if isinstance(self.value, (Var, ir.Const)) or self.is_users_line(old):
            return True
        merged = isinstance(new, ir.Let) and _is_version(new.target, self.target)
        buried = roles(self.target) and _is_sum(self.value) and not merged
        limit = ADJOINT if buried else OPERATORS
        most = max(operators(algebra.tidy(e)) for e in ir.exprs(new))
        fits = 4 * depth + width(new) <= LINE
        return fits and (most <= limit or self.cheap)

    def is_users_line(self, s: Stmt) -> bool:
        """Whether `s` and the value are parts of one statement of the user's."""
        ours = any(roles(v) for v in (*ir.defs(s), self.target))
        if isinstance(s, ir.Put):
            ours |= bool(roles(s.base))
        return not ours and self.origin is not None and self.origin == s.origin


def _rooted(s: Stmt) -> tuple[Var, ...]:
    """Variables that must stay variables: what is stored into, and carried by name."""
    if isinstance(s, ir.Put):
        return (s.base,)
    return ()


def _is_named(e: Expr) -> bool:
    """Whether `e` is a variable, a global or what an object of a global holds."""
    match e:
        case ir.Attr(ir.Ref()):
            return True
    return isinstance(e, (Var, ir.Ref))


def _is_atom(e: Expr) -> bool:
    return isinstance(e, (Var, ir.Const))


def _is_sum(e: Expr) -> bool:
    return isinstance(e, ir.Bin) and e.op in ("+", "-")


def _continues(s: ir.Let, rest: tuple[Stmt, ...]) -> bool:
    """Whether the next that `s` binds an adjoint for is that adjoint's next version.

    `x_bar = a` and `x_bar = x_bar + b`, both from one statement, are one sum.
    """
    for other in rest:
        if other.origin != s.origin or not isinstance(other, ir.Let):
            return False
        if s.target in ir.uses(other):
            return _is_version(other.target, s.target)
    return False


def _is_version(v: Var, of: Var) -> bool:
    """Whether two variables are versions of one adjoint or tangent."""
    return is_adjoint(v) and v.role == of.role and v.of is of.of


def _in_raw(e: Expr, v: Var) -> bool:
    """Whether `v` is read somewhere that isn't looked into."""
    if isinstance(e, ir.Raw):
        return any(n is v for n in ir.names_in(e))
    return any(_in_raw(p, v) for p in ir.parts(e))


def _is_augmented(e: Expr) -> bool:
    return isinstance(e, ir.Bin) and e.op.endswith("=")
