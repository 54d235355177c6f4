"""Structured static single assignment.

Every assignment gets a variable of its own; where paths meet, a join variable is
assigned by parallel copies at the ends of the arms, before a loop, at the end of its
body and before each `break`.  What is read after a loop is a copy of the header's
variable made right after it, so that a variable means one thing in each block.
Only live joins are made.  A path that has not bound a name copies `UNBOUND`.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograd_src import ir
from autograd_src.ir import Copies, Expr, Stmt, Var

__all__ = ["Live", "assigned", "breaks", "live_before", "live_head", "live_stmt", "ssa"]

Env = dict[Var, Expr]


def ssa(function: ir.Function, apart: bool = False) -> ir.Function:
    """`function` with every variable assigned once, joins apart.

    With `apart` no variable that it binds is one of `function`'s, which another
    function may bind, too.
    """
    env: Env = {p.var: p.var for p in function.params}
    bound = [*env, *assigned(function.body)] if apart else env
    body, _ = _Converter(bound).block(function.body, env, frozenset(), None)
    return ir.replace(function, body=body)


def assigned(body: tuple[Stmt, ...]) -> list[Var]:
    """The variables that `body` binds, in order."""
    return list(dict.fromkeys(v for s in ir.walk(body) for v in ir.defs(s)))


Live = frozenset[Var]


def live_before(
    body: tuple[Stmt, ...], after: Live, at_break: Live = frozenset()
) -> Live:
    """The variables whose value before `body` may be read in it or after it."""
    for s in reversed(body):
        after = live_stmt(s, after, at_break)
    return after


def live_stmt(s: Stmt, after: Live, at_break: Live) -> Live:
    """The variables whose value before `s` may be read in it or after it."""
    match s:
        case ir.Break():
            return at_break
        case ir.If():
            arms = (live_before(b, after, at_break) for b in ir.blocks(s))
            return frozenset(ir.uses(s)).union(*arms)
        case ir.For() | ir.While():
            return live_head(s, after) | frozenset(ir.uses(s))
    return (after - frozenset(ir.defs(s))) | frozenset(ir.uses(s))


def live_head(s: ir.For | ir.While, after: Live) -> Live:
    """Live at the head of a loop: before an iteration, or at the loop's end."""
    head, changed = after | _test(s), True
    while changed:
        inside = live_before(s.body, head, after) - frozenset(ir.defs(s))
        changed = not inside <= head
        head |= inside
    return head


def _test(s: ir.For | ir.While) -> Live:
    return frozenset(ir.uses(s)) if isinstance(s, ir.While) else frozenset()


class _Converter:
    """Makes versions; the loop around a statement is passed along as its join.

    The first version of a variable is the variable itself: what belongs to it (its
    adjoint, its record) goes on belonging to it.
    """

    def __init__(self, bound: Iterable[Var]) -> None:
        self.bound = set(bound)

    def version(self, v: Var) -> Var:
        if v in self.bound:
            return Var(v.base, v.role, v.of)
        self.bound.add(v)
        return v

    def block(
        self, body: tuple[Stmt, ...], env: Env, after: Live, loop: _Loop | None
    ) -> tuple[tuple[Stmt, ...], bool]:
        """The converted block, and whether control reaches its end.

        `env` is updated in place.
        """
        out: list[Stmt] = []
        lives = self._lives(body, after, loop)
        for s, live in zip(body, lives, strict=True):
            new, goes_on = self.stmt(s, env, live, loop)
            out += new
            if not goes_on:
                return tuple(out), False
        return tuple(out), True

    def _lives(
        self, body: tuple[Stmt, ...], after: Live, loop: _Loop | None
    ) -> list[Live]:
        """What is live after each statement; only joins ask for that."""
        if not any(isinstance(s, (ir.If, ir.For, ir.While)) for s in body):
            return [after] * len(body)
        lives = []
        for s in reversed(body):
            lives.append(after)
            after = live_stmt(s, after, loop.after if loop else frozenset())
        return lives[::-1]

    def stmt(
        self, s: Stmt, env: Env, after: Live, loop: _Loop | None
    ) -> tuple[list[Stmt], bool]:
        match s:
            case ir.If():
                return self._if(s, env, after, loop)
            case ir.For() | ir.While():
                return self._loop(s, env, after), True
            case ir.Break():
                assert loop is not None
                return [*loop.join(env), s], False
            case ir.Carry():
                return self._carry(s, env), True
        new = ir.map_exprs(s, lambda e: _read(e, env))
        return [self.retarget(new, env)], not isinstance(s, ir.Ret)

    def _carry(self, s: ir.Carry, env: Env) -> list[Stmt]:
        """A name that a carried statement reads and binds keeps one variable in it."""
        before = dict(s.reads)
        reads = {n: _read(v, env) for n, v in s.reads}
        out: list[Stmt] = []
        writes = []
        for name, v in s.writes:
            version = self.version(v)
            writes.append((name, version))
            old = before.get(name)
            if old is not None:
                out.append(Copies((version,), (reads[name],), origin=s.origin))
                reads[name] = version
        env.update((v, new) for (_, v), (_, new) in zip(s.writes, writes, strict=True))
        return [*out, ir.replace(s, reads=tuple(reads.items()), writes=tuple(writes))]

    def _if(
        self, s: ir.If, env: Env, after: Live, loop: _Loop | None
    ) -> tuple[list[Stmt], bool]:
        test = _read(s.test, env)
        arms = []
        for body in ir.blocks(s):
            inner = dict(env)
            arms.append((*self.block(body, inner, after, loop), inner))
        going = [inner for _, goes_on, inner in arms if goes_on]
        joined = [v for v in assigned(s.body + s.orelse) if v in after] if going else []
        joined = [v for v in joined if len({id(inner.get(v)) for inner in going}) > 1]
        targets = tuple(self.version(v) for v in joined)
        blocks = [
            body + _copies(targets, [inner.get(v, ir.UNBOUND) for v in joined])
            if goes_on
            else body
            for body, goes_on, inner in arms
        ]
        if going:
            env.update(going[0])
        env.update(zip(joined, targets, strict=True))
        return [ir.If(test, *blocks, origin=s.origin)], bool(going)

    def _loop(self, s: ir.For | ir.While, env: Env, after: Live) -> list[Stmt]:
        head = live_head(s, after)
        carried = [v for v in assigned((s,)) if v in head]
        loop = _Loop(carried, after, tuple(map(self.version, carried)))
        before = _copies(loop.targets, [env.get(v, ir.UNBOUND) for v in carried])
        iterable = _read(s.iter, env) if isinstance(s, ir.For) else None
        env.update(zip(carried, loop.targets, strict=True))
        inner = dict(env)
        new: ir.For | ir.While
        if isinstance(s, ir.For):
            target = inner[s.target] = self.version(s.target)
        else:
            test = _read(s.test, env)
        body, goes_on = self.block(s.body, inner, head, loop)
        if goes_on:
            body += tuple(loop.join(inner))
        body = sunk(body)
        if isinstance(s, ir.For):
            assert iterable is not None
            new = ir.For(target, iterable, body, origin=s.origin)
        else:
            new = ir.While(test, body, origin=s.origin)
        left = [v for v in carried if v in after]
        exits = tuple(self.version(v) for v in left)
        leave = _copies(exits, [env[v] for v in left])
        env.update(zip(left, exits, strict=True))
        return [*before, new, *leave]

    def retarget(self, s: Stmt, env: Env) -> Stmt:
        """`s` binding new versions of what it binds."""
        old = ir.defs(s)
        versions = tuple(map(self.version, old))
        env.update(zip(old, versions, strict=True))
        if versions == old:
            return s
        match s:
            case ir.Let():
                return ir.replace(s, target=versions[0])
            case ir.Copies() | ir.Unpack():
                return ir.replace(s, targets=versions)
        raise TypeError(s)


def sunk(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
    """`body` with everything after an `if` that may break moved into the arms that go
    on.

    Then an iteration that is left early reverses like a whole one (S14).
    """
    for k, s in enumerate(body):
        if isinstance(s, ir.If) and breaks(s.body + s.orelse):
            rest = body[k + 1 :]
            arms = [sunk(b if _leaves(b) else b + rest) for b in ir.blocks(s)]
            return (*body[:k], ir.replace(s, body=arms[0], orelse=arms[1]))
    return body


def breaks(body: tuple[Stmt, ...]) -> bool:
    """Whether the loop with this body may be left early."""
    return any(
        isinstance(s, ir.Break) or (isinstance(s, ir.If) and breaks(s.body + s.orelse))
        for s in body
    )


def _leaves(body: tuple[Stmt, ...]) -> bool:
    """Whether every path through `body` leaves the loop."""
    last = body[-1] if body else None
    if isinstance(last, ir.If):
        return _leaves(last.body) and _leaves(last.orelse)
    return isinstance(last, ir.Break)


class _Loop:
    """The join at the head of a loop."""

    def __init__(
        self, carried: list[Var], after: Live, targets: tuple[Var, ...]
    ) -> None:
        self.carried = carried
        self.after = after
        self.targets = targets

    def join(self, env: Env) -> tuple[Stmt, ...]:
        return _copies(self.targets, [env.get(v, ir.UNBOUND) for v in self.carried])


def _copies(targets: Iterable[Var], values: Iterable[Expr]) -> tuple[Stmt, ...]:
    """The parallel copy, without what copies a variable to itself."""
    pairs = [(t, v) for t, v in zip(targets, values, strict=True) if t is not v]
    if not pairs:
        return ()
    return (Copies(tuple(t for t, _ in pairs), tuple(v for _, v in pairs)),)


def _read(e: Expr, env: Env) -> Expr:
    """`e` with each variable replaced by its version."""
    if isinstance(e, Var):
        return env.get(e, e)
    for v in ir.names_in(e):
        if env.get(v, v) is not v:
            return ir.rebuild(e, lambda p: _read(p, env))
    return e
