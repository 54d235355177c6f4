"""What the forward sweep keeps for the reverse sweep, and for which line.

Read off the finished derivative: what the first sweep binds and the second one reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograd_src import ir
from autograd_src.explaining.places import (
    Line,
    Texts,
    heads,
    line_of,
    listed,
    located,
    where,
)
from autograd_src.explaining.stages import Halves
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.transforms.memory import contents

__all__ = ["Kept"]

Remark = tuple[Line, str]
Block = tuple[Stmt, ...]


class Kept:
    """The remarks on records and on values that are kept in their names."""

    def __init__(self, halves: Halves, texts: Texts) -> None:
        self.texts = texts
        self.forward, self.reverse = halves.forward, ir.walk(halves.reverse)
        _, self.known, self.aliases, _ = halves.program.known()
        self.taken = halves.taken
        self.places = located(halves.forward)
        self.order = {id(s): k for k, s in enumerate(ir.walk(halves.forward))}
        self.bound = {v for s in self.reverse for v in ir.defs(s)}
        self.carried = {v: s for s, names in heads(halves.forward) for v in names}
        self.arms = dict(_arms(halves.forward, frozenset()))
        self.values: dict[Var, list[tuple[Stmt, Expr]]] = {}
        for s in ir.walk(halves.forward):
            for v, e in ir.bindings(s) or [(v, v) for v in ir.defs(s)]:
                self.values.setdefault(v, []).append((s, e))
        self.readers: dict[Var, list[Stmt]] = {}
        for s in self.reverse:
            for v in ir.uses(s):
                self.readers.setdefault(self.taken.get(v, v), []).append(s)

    def all(self) -> Iterator[Remark]:
        """The remarks, with the lines that they belong to."""
        yield from self.recorded(self.forward)
        yield from self.named()

    # ------------------------------------------------------------------------ records

    def recorded(self, body: Block) -> Iterator[Remark]:
        """What goes on a list in every pass, and what stores save before they write."""
        for k, s in enumerate(body):
            rest = body[k + 1 :]
            match s:
                case ir.Do(ir.Call(ir.Attr(Var(role="saved") as record, _), (e,))):
                    yield self.record(record, e, s, rest, " in each pass")
                case ir.Let(Var(role="saved") as record, e) if e != _EMPTY:
                    yield self.record(record, e, s, rest, "")
            for b in ir.blocks(s):
                yield from self.recorded(b)

    def record(self, record: Var, e: Expr, s: Stmt, rest: Block, often: str) -> Remark:
        """The remark on what the statement `s` puts on a record, before `rest`."""
        store = self.overwriting(record, e, rest)
        if store is not None:
            assert record.of is not None
            what = f"what {record.of.base} held before this write"
            place, readers = self.places[id(store)], self.after(record)
        elif isinstance(e, Var) and e in self.carried:
            what = f"{e.base or 'a value'} at the start of each pass"
            place, readers = self.places[id(self.carried[e])], self.reads(record)
        else:
            made, own = self.maker(e, s, rest), e
            if not isinstance(e, Var) and record.of is not None:
                own = record.of
            what = f"{self.called(own)}{often}"
            place, readers = self.places[id(made)], self.reads(record)
        return place, f"recorded: {what}{self.needed(readers, place)}"

    def maker(self, e: Expr, s: Stmt, rest: Block) -> Stmt:
        """The statement whose value `s` puts on a record."""
        if isinstance(e, Var):
            return next(iter(self.makers(e)), s)
        # Intermediate values come before what the user's line is about.
        return next((x for x in rest if line_of(x) is not None), s)

    def overwriting(self, record: Var, e: Expr, rest: Block) -> Stmt | None:
        """The statement that writes the memory of which a part is saved here."""
        saved, of = _original(e), record.of
        memory = next(iter(ir.names_in(saved)), None)
        if memory is None or of is None or not of.base or memory.base != of.base:
            return None
        if isinstance(e, Var):
            return None  # a value, no part of memory
        for s in rest:
            written = (s.base,) if isinstance(s, ir.Put) else ir.uses(s)
            if memory in written and line_of(s) is not None:
                return s
        return None

    def after(self, record: Var) -> list[Stmt]:
        """Who reads memory once it holds again what is on a record."""
        restored = {
            self.aliases.find(s.base)
            for s in self.readers.get(record, ())
            if isinstance(s, ir.Put)
        }
        first = self.readers.get(record, [None])[0]
        start = next((k for k, s in enumerate(self.reverse) if s is first), 0)
        return [
            s
            for s in self.reverse[start + 1 :]
            if any(
                self.aliases.find(v) in restored
                for e in ir.exprs(s)
                for v in contents(e, self.known)
            )
        ]

    # -------------------------------------------------------------------------- names

    def named(self) -> Iterator[Remark]:
        """What simply keeps its name until the reverse sweep reads it."""
        bound = (v for s in ir.walk(self.forward) for v in ir.defs(s))
        found: dict[tuple[Line, str], list[Stmt]] = {}
        for v in dict.fromkeys(bound):
            if v.role or v not in self.readers or v in self.bound:
                continue
            for s in self.makers(v):
                what = self.called(v, s) + self.again(v, s)
                if self.is_shape(v):
                    what = f"the shape of {self.called(v, s)}"
                found.setdefault((self.places[id(s)], what), []).extend(self.reads(v))
        for (place, what), readers in found.items():
            yield place, f"kept: {what}{self.needed(readers, place)}"

    def is_shape(self, v: Var) -> bool:
        """Whether the reverse sweep reads no more than the shape of `v`."""
        read = (e for s in self.readers[v] for e in ir.exprs(s))
        names = {self.taken.get(w, w) for e in read for w in contents(e, self.known)}
        return v not in names

    def again(self, v: Var, s: Stmt) -> str:
        """Where the user's name is bound to something else, or memory is written."""
        made = next((e for t, e in ir.bindings(s) if t is v), None)
        together, here = self.makers(v), self.places[id(s)]
        named = bool(v.base) and not v.base.endswith("saved")
        for other in ir.walk(self.forward):
            if other in together or not self.follows(other, s):
                continue
            if named and any(d.base == v.base for d in ir.defs(other)):
                return f", overwritten in {self.where(other, here)}"
            if self.writes_into(other, made):
                return f", before {self.where(other, here)} writes there"
        return ""

    def writes_into(self, s: Stmt, read: Expr | None) -> bool:
        """Whether `s` may change what `read` has been read from."""
        match read, s:
            case ir.Index(Var() as base, index), ir.Put(written, place):
                constant = isinstance(index, ir.Const) and isinstance(place, ir.Const)
                apart = constant and base is written and index != place
                same = self.aliases.find(base) is self.aliases.find(written)
                return same and not apart
        return False

    def follows(self, other: Stmt, s: Stmt) -> bool:
        """Whether a statement of the user's may run after `s`, further down."""
        apart = {(i, not arm) for i, arm in self.arms[id(s)]}
        below = self.order[id(other)] > self.order[id(s)]
        same_path = apart.isdisjoint(self.arms[id(other)])
        return below and same_path and line_of(other) is not None

    def makers(self, v: Var) -> list[Stmt]:
        """The user's statements that `v` has its value from, where paths meet too."""
        found: list[Stmt] = []
        todo, seen = [v], {v}
        while todo:
            w = todo.pop()
            for s, e in self.values.get(w, ()):
                if line_of(s) is not None:
                    found.append(s)
                elif isinstance(e, Var) and e not in seen:
                    seen.add(e)
                    todo.append(e)
        return sorted(found, key=lambda s: self.order[id(s)])

    def called(self, e: Expr, maker: Stmt | None = None) -> str:
        """What the user calls a value; where it is made it may have another name."""
        if isinstance(e, Var):
            names = [v.base for v in (ir.defs(maker) if maker else ()) if v.base]
            if e.base.endswith("saved"):
                return "what the call saves"
            if e.base:
                return names[0] if len(names) == 1 else e.base
            e = next((value for _, value in self.values.get(e, ())), e)
        match e:
            case ir.Index(Var(base=name)) if name:
                return f"an element of {name}"
        return "an intermediate value"

    # ------------------------------------------------------------------------ readers

    def reads(self, v: Var) -> list[Stmt]:
        """The statements of the reverse sweep for which `v` is there."""
        found: list[Stmt] = []
        todo, seen = [v], {v}
        while todo:
            for s in self.readers.get(todo.pop(), ()):
                if line_of(s) is not None:
                    found.append(s)
                    continue
                more = [w for w in ir.defs(s) if w not in seen and w.role != "bar"]
                seen.update(more)
                todo += more
        return found

    def needed(self, readers: Iterable[Stmt], here: Line | None) -> str:
        """What the statements are, in words; `here` is the line that is spoken of."""
        lines: list[Line] = []
        back: list[Line] = []
        for s in readers:
            place = line_of(s)
            compound = isinstance(s, (ir.If, ir.For, ir.While))
            if place is not None:
                (back if compound else lines).append(place)
        words = ["its own derivative"] if here in lines else []
        others = sorted(set(lines) - {here})
        if others:
            first = "that" if words else "the derivative"
            words.append(f"{first} of {self.word(others, here)}")
        found = [f"needed by {listed(words)}"] if words else []
        if back:
            found.append(f"needed to go back through {self.word(set(back), here)}")
        return "".join(f", {words}" for words in found or ["needed in reverse"])

    def word(self, places: Iterable[Line], here: Line | None) -> str:
        found = sorted(places)
        return where(found, here or found[0], self.texts)

    def where(self, s: Stmt, here: Line) -> str:
        return self.word([self.places[id(s)]], here)


def _original(e: Expr) -> Expr:
    """What `e` is a copy of: an element, a part or the whole of an array."""
    match e:
        case ir.Call(ir.Attr(value, "copy"), ()):
            return value
        case ir.Call(ir.Ref(text="np.copy"), (value,)):
            return value
    return e if isinstance(e, ir.Index) else _EMPTY


def _arms(
    body: Iterable[Stmt], inside: frozenset[tuple[int, bool]]
) -> Iterator[tuple[int, frozenset[tuple[int, bool]]]]:
    """The arms of branches in which each statement stands, by its id."""
    for s in body:
        yield id(s), inside
        for k, b in enumerate(ir.blocks(s)):
            arm = {(id(s), bool(k))} if isinstance(s, ir.If) else set()
            yield from _arms(b, inside | arm)


_EMPTY = ir.Seq("list", ())
