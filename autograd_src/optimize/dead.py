"""Dead code, on a whole function at once: forward sweep, reverse sweep and records.

What is marked as live: results, effects, and all that they need, until nothing more
is needed.  A carried variable that only its own loop reads is never reached, and a
store counts as an effect only if something live may look at that memory afterwards.
A list that is only appended to and popped lives or dies as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import gast

from autograd_src import ir
from autograd_src.analyses.effects import Effects
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.optimize.flows import exposed
from autograd_src.optimize.passes import is_own, reads_only
from autograd_src.optimize.stacks import Stacks

__all__ = ["distinct", "eliminate"]

_DEFERRING = frozenset({ir.Raw, ir.Call})
_ITERATORS = frozenset("zip enumerate reversed iter map filter".split())


def eliminate(f: ir.Function, effects: Effects) -> ir.Function:
    """`f` without the statements that neither its result nor its effects need."""
    f = distinct(f)
    body = _Live(f, effects).sweep(f.body)
    return f if ir.same(body, f.body) else ir.replace(f, body=body)


def distinct(f: ir.Function) -> ir.Function:
    """`f` with none of its statements the same object as another."""
    seen: set[int] = set()

    def block(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(map(apart, body))

    def apart(s: Stmt) -> Stmt:
        new = s if type(s) is ir.Let else ir.map_blocks(s, block)
        if id(new) in seen:
            new = ir.replace(new)
        seen.add(id(new))
        return new

    body = block(f.body)
    return f if ir.same(body, f.body) else ir.replace(f, body=body)


class _Node:
    """A statement in its surroundings."""

    def __init__(self, s: Stmt, parents: tuple[_Node, ...], place: int) -> None:
        self.stmt = s
        self.parents = parents
        self.place = place  # when it runs, in the order of the text
        self.end = place  # when the last of what it contains runs
        self.live = False
        self.loops = parents and [
            p for p in parents if isinstance(p.stmt, (ir.For, ir.While))
        ]


class _Live:
    """Marks what is live, then sweeps the rest."""

    def __init__(self, f: ir.Function, effects: Effects) -> None:
        self.effects = effects
        self.stacks = Stacks(f, effects)
        self.exposed = exposed(f, effects)
        self.public: dict[Var, bool] = {}
        self.needed: set[Var] = set()
        self.seen: dict[Var, int] = {}  # when the memory is looked at for the last time
        self.readers: dict[Var, list[_Node]] = {}
        self.lives: dict[Var, tuple[list[Var], int]] = {}
        self.order = list(_nodes(f.body, (), 0))
        self.nodes = {id(n.stmt): n for n in self.order}
        self.last = len(self.order)
        self.stores = {id(n.stmt): effects.store(n.stmt) for n in self.order}
        self.acting = {id(n.stmt): effects.acts(n.stmt) for n in self.order}
        while self.round():
            pass

    def round(self) -> bool:
        """Mark what is found live by now; whether anything was."""
        changed = False
        for n in reversed(self.order):
            if isinstance(n.stmt, ir.Copies):
                changed |= self.copies(n, n.stmt)
            elif not n.live and self.wanted(n, n.stmt):
                self.mark(n)
                changed = True
            elif not n.live and self.stacks.popped(n.stmt) in self.needed:
                changed |= self.mark_around(n)
        return changed

    # ------------------------------------------------------------------- marking

    def wanted(self, n: _Node, s: Stmt) -> bool:
        """Whether a statement is an effect, or binds what is needed."""
        if type(s) is ir.Let:
            if s.target in self.needed:
                return True
        elif isinstance(s, (ir.Ret, ir.While, ir.Note)):
            return True
        if isinstance(s, ir.Break):
            return n.loops[-1].live
        if not self.needed.isdisjoint(ir.defs(s)):
            return True
        if (stack := self.stacks.pushed(s)) is not None:
            return stack in self.needed
        if self.stacks.popped(s) is not None:
            return isinstance(s, ir.Put) and self.observed(s.base, n)
        store = self.stores[id(s)]
        return self.acting[id(s)] if store is None else self.observed(store, n)

    def mark(self, n: _Node) -> None:
        self.mark_around(n)
        if not n.live:
            n.live = True
            self.need(n, n.stmt)

    def mark_around(self, n: _Node) -> bool:
        """Mark what contains `n`; whether any of it wasn't marked."""
        dead = [p for p in n.parents if not p.live]
        for p in dead:
            p.live = True
            self.need(p, p.stmt)
        return bool(dead)

    def need(self, n: _Node, s: Stmt) -> None:
        if isinstance(s, ir.Copies):
            return
        read, seen = ir.uses(s), self.seen
        self.needed.update(read)
        store = s.base if isinstance(s, ir.Put) else self.stores[id(s)]
        end = self.end(n)
        for v in read:
            if v is not store:
                seen[v] = max(seen.get(v, 0), end)
                self.readers.setdefault(v, []).append(n)

    def end(self, n: _Node) -> int:
        """Until when memory that `n` looks at may be read: while it runs, or later."""
        if _is_late(n.stmt):
            return self.last
        is_loop = isinstance(n.stmt, (ir.For, ir.While))  # a test runs again
        end = n.end if is_loop else n.place
        return max(end, n.loops[0].end) if n.loops else end

    def observed(self, base: Var, n: _Node) -> bool:
        """Whether something live may look at the memory of `base` after `n`."""
        if base not in self.public:
            self.public[base] = any(self.is_same(base, v) for v in self.exposed)
        if self.public[base]:
            return True
        late = any(
            last >= n.place and self.is_same(base, v) for v, last in self.seen.items()
        )
        return late and (not n.loops or self.observed_here(base, n))

    def observed_here(self, base: Var, n: _Node) -> bool:
        """Whether that is so for the memory that there is in one pass of a loop."""
        names, made = self.life(base)
        return any(
            self.looks(r, v, n, made) for v in names for r in self.readers.get(v, ())
        )

    def life(self, base: Var) -> tuple[list[Var], int]:
        """The names of the memory of `base`, and in how many of the loops around them
        it is made anew in each pass.
        """
        if base not in self.lives:
            touched: dict[Var, list[_Node]] = {}
            for n in self.order:
                for v in (*ir.uses(n.stmt), *ir.defs(n.stmt)):
                    touched.setdefault(v, []).append(n)
            names = [v for v in touched if self.is_same(base, v)]
            around = [n.loops for v in names for n in touched[v]]
            made = 0
            while all(len(loops) > made for loops in around) and all(
                loops[made] is around[0][made] for loops in around
            ):
                made += 1
            self.lives[base] = names, made
        return self.lives[base]

    def looks(self, r: _Node, v: Var, n: _Node, made: int) -> bool:
        """Whether `r`, which reads `v`, may see what `n` stores."""
        s, inside = n.stmt, r.loops[made:]
        if _is_late(r.stmt):
            return True
        if not inside or self.is_apart(r, v, s, made):
            is_loop = isinstance(r.stmt, (ir.For, ir.While))
            return (r.end if is_loop else r.place) >= n.place
        return inside[0].end >= n.place

    def is_apart(self, r: _Node, v: Var, s: Stmt, made: int) -> bool:
        """Whether `r` reads elements that `s` stores in the same pass, and no other."""
        if not isinstance(s, ir.Put) or s.base is not v or s.index is None:
            return False
        if r.loops != self.nodes[id(s)].loops or not reads_only(r.stmt, v, s.index):
            return False
        loops = [p.stmt for p in r.loops]
        return is_own(s.index, loops[made:], loops[:made])

    def is_same(self, v: Var, w: Var) -> bool:
        return v is w or self.effects.aliases.may_alias(v, w)

    def copies(self, n: _Node, s: ir.Copies) -> bool:
        """Mark a parallel copy target by target."""
        changed = False
        for t, value in zip(s.targets, s.values, strict=True):
            if t in self.needed:
                new = {v for v in ir.names_in(value) if v not in self.needed}
                changed |= bool(new) or not n.live
                self.needed |= new
                self.mark(n)
        return changed

    # ------------------------------------------------------------------ sweeping

    def sweep(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(new for s in body for new in self.kept(s))

    def kept(self, s: Stmt) -> tuple[Stmt, ...]:
        """What remains of a statement."""
        if not self.nodes[id(s)].live:
            return self.popped(s)
        match s:
            case ir.Copies(targets, values):
                pairs = zip(targets, values, strict=True)
                left = [(t, v) for t, v in pairs if t in self.needed]
                names, kept = zip(*left, strict=True)
                return (ir.replace(s, targets=names, values=kept),)
            case ir.Let(target, value) if target not in self.needed:
                return (s,) if _is_augmented(value) else (_bare(s, value),)
            case ir.If(test):
                new = ir.map_blocks(s, self.sweep)
                if any(ir.blocks(new)):
                    return (new,)
                return (_bare(s, test),) if self.acting[id(s)] else ()
        return (ir.map_blocks(s, self.sweep),)

    def popped(self, s: Stmt) -> tuple[Stmt, ...]:
        """A list that lives is popped even where nothing needs what comes off."""
        stack = self.stacks.popped(s)
        if stack is None or stack not in self.needed:
            return ()
        return (_bare(s, ir.exprs(s)[-1]),)


def _nodes(
    body: tuple[Stmt, ...], parents: tuple[_Node, ...], place: int
) -> Iterator[_Node]:
    """The statements of `body` and of its blocks, in the order of the text."""
    for s in body:
        node = _Node(s, parents, place)
        inside: list[_Node] = []
        for block in ir.blocks(s):
            inside += _nodes(block, (*parents, node), place + 1 + len(inside))
        node.end = place + len(inside)
        place = node.end + 1
        yield node
        yield from inside


def _bare(s: Stmt, value: Expr) -> Stmt:
    return ir.Do(value, origin=s.origin)


def _is_augmented(e: Expr) -> bool:
    return isinstance(e, ir.Bin) and e.op.endswith("=")


def _is_late(s: Stmt) -> bool:
    """Whether what `s` reads may be read after it too: by a function, an iterator."""
    if isinstance(s, ir.Carry):
        return True
    if isinstance(s, ir.For):
        return False
    inside = [p for e in ir.exprs(s) for p in ir.walk_expr(e) if type(p) in _DEFERRING]
    return bool(inside) and any(map(_is_deferred, inside))


def _is_deferred(e: Expr) -> bool:
    match e:
        case ir.Raw(node):
            lazy = (gast.Lambda, gast.GeneratorExp)
            return any(isinstance(part, lazy) for part in gast.walk(node))
        case ir.Call(ir.Ref(text, "")):
            return text in _ITERATORS
    return False
