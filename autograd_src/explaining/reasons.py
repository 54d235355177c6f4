"""Why a line is active or passive, in words.

What is active was decided by `analyses.activity`; here the statements are found through
which it came about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from autograd_src import ir
from autograd_src.analyses.activity import active_reads, enters
from autograd_src.analyses.writers import overwritten
from autograd_src.explaining.places import Line, Texts, heads, line_of, listed, where
from autograd_src.explaining.stages import Part
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.recipes import passive, registry
from autograd_src.recipes.spelling import describe
from autograd_src.runtime import stop_gradient
from autograd_src.transforms.memory import contents

__all__ = ["Reasons"]

_SHAPE = "reads only a shape"
_MOST = 2  # names through which a line depends on an argument


class Reasons:
    """The remarks on activity for the lines of one part."""

    def __init__(self, part: Part, texts: Texts) -> None:
        self.part = part
        self.texts = texts
        self.varied = part.varied()
        self.seeds = dict(part.seeds)
        self.by_seed = {v: part.varied([v]) for v in part.seeds}
        self.lines: dict[Line, list[Stmt]] = {}
        self.carried = {v for _, names in heads(part.function.body) for v in names}
        self.makers: dict[Var, list[tuple[Stmt, Expr]]] = {}
        self.stores: dict[Var, list[tuple[Stmt, Expr]]] = {}
        for s in ir.walk(part.function.body):
            line = line_of(s)
            if line is not None and not isinstance(s, ir.Break):
                self.lines.setdefault(line, []).append(s)
            for v, e in _makes(s):
                # What is stored is there under each name of the memory.
                bound = v in ir.defs(s)
                found, key = (self.makers, v) if bound else (self.stores, self.root(v))
                found.setdefault(key, []).append((s, e))

        for s in part.function.body:
            # A copy of an argument, which the function writes, is that argument.
            if isinstance(s, ir.Let) and s.origin is None:
                given = [part.seeds[v] for v in ir.uses(s) if v in part.seeds]
                if s.target not in self.seeds and s.target.base in given:
                    self.seeds[s.target] = s.target.base

    def root(self, v: Var) -> Var:
        """What stands for all names of the memory of `v`."""
        return self.part.aliases.find(v)

    def all(self) -> Iterator[tuple[Line, str]]:
        """The remarks, with the lines that they belong to."""
        for line, statements in self.lines.items():
            yield line, self.remark(line, statements)
        for loop, names in heads(self.part.function.body):
            place = line_of(loop)
            hot = [v.base for v in names if v.base and v in self.part.active]
            if place is not None and hot:
                yield place, f"carried: {listed(hot)}, from one pass to the next"

    def remark(self, line: Line, statements: list[Stmt]) -> str:
        entered = [e for s in statements for e in self.active_values(s)]
        dependence = self.dependence(line, entered)
        if dependence:
            return f"active: {dependence}{self.ended(statements)}"
        hot = [v for s in statements for v in ir.defs(s) if v in self.part.active]
        if hot or entered:
            return f"active: {self.filled(line, hot)}"
        stored = [s for s in statements if isinstance(s, ir.Put)]
        if stored and stored[-1].base in self.part.active:
            what = self.why_passive([ir.Do(s.value) for s in stored])
            return f"passive: what it stores in {stored[-1].base.base}: {what}"
        return f"passive: {self.why_passive(statements)}"

    # ------------------------------------------------------------------ active lines

    def ended(self, statements: list[Stmt]) -> str:
        """What lets no derivative through in a line that others go through."""
        found = (self.block(e) for s in statements for e in _values(s))
        words = dict.fromkeys(w for w in found if w.startswith("the derivative of"))
        return "".join(f"; {w}" for w in words)

    def active_values(self, s: Stmt) -> Iterator[Expr]:
        """What `s` hands on together with its derivative."""
        active = self.part.active
        for v, e in _makes(s):
            if v in active and enters(e, active):
                yield e
        if isinstance(s, ir.Ret) and enters(s.value, active):
            yield s.value

    def dependence(self, line: Line, values: list[Expr]) -> str:
        active = self.part.active
        own = {v for s in self.lines[line] for v in ir.defs(s)}
        every = dict.fromkeys(v for e in values for v in active_reads(e))
        reads = [v for v in every if v in active and v not in own]
        direct = {self.seeds[v] for v in reads if v in self.seeds}
        names = [n for n in dict.fromkeys(self.part.seeds.values()) if n in direct]
        rest = [v for v in reads if self.beyond(v, direct)]
        clauses = [f"depends on {listed(names)}"] if names else []
        if rest:
            through = self.through(line, rest)
            others = listed(self.names_of(rest, direct))
            start = "on" if names else "depends on"
            clauses.append(f"{start} {others}{through}")
        return ", and ".join(clauses)

    def beyond(self, v: Var, direct: set[str]) -> bool:
        """Whether `v` depends on an argument that the line itself does not read."""
        return v not in self.seeds and bool(self.names_of([v], direct))

    def names_of(self, reads: Iterable[Var], without: set[str]) -> list[str]:
        reads = list(reads)
        return [
            name
            for seed, name in self.part.seeds.items()
            if name not in without and any(v in self.by_seed[seed] for v in reads)
        ]

    def through(self, line: Line, reads: list[Var]) -> str:
        """The names through which it depends, each with the nearest line before."""
        found: dict[str, Line | None] = {}
        origin = self.lines[line][0].origin
        assert origin is not None
        for v in sorted(reads, key=lambda v: _position(v.base, origin.text)):
            name, place = self.nearest(line, v)
            if place is not None or (name and v in self.carried):
                found.setdefault(name, place)
        parts = [self.named(n, place, line) for n, place in list(found.items())[:_MOST]]
        return f" through {listed(parts)}" if parts else ""

    def named(self, name: str, place: Line | None, line: Line) -> str:
        if place is None:
            return f"{name} of the pass before"
        at = where([place], line, self.texts)
        return f"{name} ({at})" if name else at

    def nearest(self, line: Line, v: Var) -> tuple[str, Line | None]:
        """What `v` is called and where it got what depends on an argument."""
        name, lines = v.base, []
        for other, s in self.origins(v, set()):
            name = name or other.base
            place = line_of(s)
            if place is not None and place != line:
                lines.append(place)
        before = [p for p in lines if p.filename == line.filename and p < line]
        after = [p for p in lines if p not in before]
        place = max(before) if before else min(after, default=None)
        return name, place

    def origins(self, v: Var, seen: set[Var]) -> Iterator[tuple[Var, Stmt]]:
        """The user's statements that gave `v` a value that depends on an argument."""
        if v in seen:
            return
        seen.add(v)
        makers = (*self.makers.get(v, ()), *self.stores.get(self.root(v), ()))
        for s, e in {id(s): (s, e) for s, e in makers}.values():
            if not enters(e, self.part.active):
                continue
            if line_of(s) is not None:
                yield v, s
                continue
            for w in active_reads(e):
                if w in self.part.active:
                    yield from self.origins(w, seen)

    def filled(self, line: Line, hot: list[Var]) -> str:
        """A passive value into which something active is stored later."""
        stores = [
            p for v in hot for _, s in self.origins(v, set()) if (p := line_of(s))
        ]
        places = [p for p in sorted(set(stores)) if p != line]
        if not places:
            return "shares memory with what depends on an argument"
        names = listed(self.names_of(hot, set()))
        lines = where(places, line, self.texts)
        return f"later holds what depends on {names} ({lines})"

    # ----------------------------------------------------------------- passive lines

    def why_passive(self, statements: list[Stmt]) -> str:
        values = [e for s in statements for e in _values(s)]
        reads = dict.fromkeys(v for e in values for v in ir.names_in(e))
        own = {v for s in statements for v in ir.defs(s)}
        if not any(v in self.varied for v in own):
            blocked = next(filter(None, map(self.block, values)), "")
            if blocked:
                return blocked
        if any(v in self.varied for v in (*own, *reads)):
            return "no derivative of the result passes through it"
        names = [n for e in values for n in _read(e, own)]
        if names:
            return f"reads only {listed(names)}"
        bound = any(isinstance(s, (ir.Let, ir.Put, ir.Do, ir.Ret)) for s in statements)
        return "a constant" if bound else "reads no variable"

    def block(self, e: Expr) -> str:
        """The operation in `e` that lets no derivative through."""
        if enters(e, self.varied):
            return ""
        if any(enters(p, self.varied) for p in ir.parts(e)):
            hot = [v for v in ir.names_in(e) if v in self.varied]
            read = set(contents(e, self.part.known))
            if isinstance(e, ir.Call) and read.isdisjoint(hot):
                names = [v.base for v in hot if v.base]
                return f"reads only the shape of {listed(names)}" if names else _SHAPE
            return _blocking(e)
        return next(filter(None, map(self.block, ir.parts(e))), "")


def _position(name: str, text: str) -> int:
    """Where a name first stands in a statement."""
    found = re.search(rf"\b{re.escape(name)}\b", text) if name else None
    return found.start() if found else len(text)


def _makes(s: Stmt) -> Iterator[tuple[Var, Expr]]:
    """What `s` gives a value to, by a name or in memory, and the value."""
    yield from ir.bindings(s)
    match s:
        case ir.Put(base, _, value):
            yield base, value
        case ir.For(target, iterable):
            yield target, iterable
        case ir.Unpack(targets, value):
            yield from ((t, value) for t in targets)
        case ir.Carry():
            yield from ((v, e) for _, v in s.writes for _, e in s.reads)
        case ir.Do(ir.Call(ir.Attr(Var() as base, _), args)):
            yield from ((base, a) for a in args)
        case ir.Do(ir.Call(ir.Ref(), args) as call):
            first = overwritten(call)
            if isinstance(first, Var):
                yield from ((first, a) for a in args if a is not first)


def _values(s: Stmt) -> tuple[Expr, ...]:
    """What `s` reads; a store into an array is no reading of it."""
    match s:
        case ir.Put(_, index, value, ""):
            return (value,) if index is None else (index, value)
    return ir.exprs(s)


def _read(e: Expr, without: set[Var]) -> Iterator[str]:
    """What the user calls the things that `e` reads."""
    match e:
        case ir.Attr(Var(base=name), attribute) if (
            name and attribute in passive.PASSIVE_ATTRIBUTES
        ):
            yield f"the {attribute} of {name}"
        case Var():
            if e.base and e not in without:
                yield e.base
        case _:
            for p in ir.parts(e):
                yield from _read(p, without)


def _blocking(e: Expr) -> str:
    match e:
        case ir.Call(ir.Ref(value=function), (Var(base=name),)) if function is len:
            return f"reads only the length of {name}"
        case ir.Call(ir.Ref(value=function)) if function is stop_gradient:
            return "the derivative of stop_gradient is zero"
        case ir.Call(ir.Ref(module="autograd_src.runtime")):
            return "known beforehand"
        case ir.Call(ir.Ref(value=function)) if registry.zero_derivative(function):
            return f"the derivative of {describe(function)} is zero"
        case ir.Call(ir.Attr(_, name)):
            return f"the derivative of .{name}() is zero"
        case ir.Attr(_, name):
            return f"reads only {listed(_read(e, set())) or f'the {name}'}"
        case ir.Cmp(op):
            return f"the comparison `{op}` has no derivative"
        case ir.Un("not"):
            return "`not` has no derivative"
        case ir.Bin(op):
            return f"the derivative of `{op}` is zero"
        case ir.Index() | ir.Slice():
            return "what chooses an element has no derivative"
        case ir.Cond():
            return "what chooses a branch has no derivative"
    return "it lets no derivative through"
