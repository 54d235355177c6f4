"""What the forward sweep keeps for the reverse sweep, and for which line.

Read off the finished derivative: what the first sweep binds and the second one reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograd_src import ir
from autograd_src.explaining.finished import Finished
from autograd_src.explaining.places import Line, line_of, listed
from autograd_src.explaining.wording import EMPTY, spelled
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.transforms.memory import contents

__all__ = ["Kept"]

Remark = tuple[Line, str]
IN_REVERSE = ", needed in reverse"
_MOST = 2  # intermediate values that are listed one by one


class _Item(NamedTuple):
    """Something that is kept; `rest` tells how and what for."""

    place: Line
    verb: str
    what: str
    rest: str
    is_named: bool = True


Block = tuple[Stmt, ...]


class Kept(Finished):
    """The remarks on records and on values that are kept in their names."""

    def all(self) -> Iterator[Remark]:
        """The remarks, with the lines that they belong to."""
        groups: dict[tuple[Line, str, str], list[str]] = {}
        for item in (*self.recorded(self.forward), *self.named()):
            key = item.place, item.verb, item.rest
            if item.is_named:
                yield item.place, f"{item.verb}: {item.what}{item.rest}"
            else:
                groups.setdefault(key, []).append(item.what)
        for (place, verb, rest), every in groups.items():
            what = listed(every)
            if len(every) > _MOST:
                what = f"{len(every)} intermediate values"
            yield place, f"{verb}: {what}{rest}"

    # ------------------------------------------------------------------------ records

    def recorded(self, body: Block) -> Iterator[_Item]:
        """What goes on a list in every pass, and what stores save before they write."""
        for k, s in enumerate(body):
            rest = body[k + 1 :]
            match s:
                case ir.Do(ir.Call(ir.Attr(Var() as record, "append"), (e,))) if (
                    record in self.records
                ):
                    yield self.record(record, e, s, rest, " in each pass")
                case ir.Let(Var(role="saved") as record, e) if e != EMPTY:
                    yield self.record(record, e, s, rest, "")
                case ir.For() | ir.While() if any(map(_counts, s.body)):
                    how = ", to go back through as many"
                    yield _Item(self.places[id(s)], "counted", "its passes", how)
            for b in ir.blocks(s):
                yield from self.recorded(b)

    def record(self, record: Var, e: Expr, s: Stmt, rest: Block, often: str) -> _Item:
        """The remark on what the statement `s` puts on a record, before `rest`."""
        store, named = self.overwriting(record, e, rest), True
        if store is not None:
            assert record.of is not None
            what, often = f"what {record.of.base} held before this write", ""
            place, readers = self.places[id(store)], self.after(record)
        elif isinstance(e, Var) and e in self.carried:
            what, often = e.base or "a value", " at the start of each pass"
            place, readers = self.places[id(self.carried[e])], self.reads(record)
        else:
            made, own = self.maker(e, s, rest), e
            if not isinstance(e, Var) and record.of is not None and record.of.base:
                own = record.of
            what, named = self.called(own), isinstance(own, Var) and bool(own.base)
            place, readers = self.places[id(made)], self.reads(record)
        needed = self.needed(readers, place) or IN_REVERSE
        if store is None and self.is_shape(record):
            needed = ", needed for its shape"
        rest_of_it = f"{often}{needed}"
        return _Item(place, "recorded", what, rest_of_it, named)

    def maker(self, e: Expr, s: Stmt, rest: Block) -> Stmt:
        """The statement whose value `s` puts on a record."""
        made = self.makers(e) if isinstance(e, Var) else []
        # Intermediate values come before what the user's line is about.
        return next((x for x in (*made, *rest) if line_of(x) is not None), s)

    def overwriting(self, record: Var, e: Expr, rest: Block) -> Stmt | None:
        """The statement that writes the memory of which a part is saved here."""
        saved, of = _original(e), record.of
        if not isinstance(saved, ir.Index) and saved is e:
            return None  # a value, no part of memory
        memory = next(iter(ir.names_in(saved)), None)
        if memory is None or of is None or not of.base or memory.base != of.base:
            return None
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

    def named(self) -> Iterator[_Item]:
        """What simply keeps its name until the reverse sweep reads it."""
        bound = (v for s in ir.walk(self.forward) for v in ir.defs(s))
        found: dict[tuple[Line, str, str, bool], list[Stmt]] = {}
        for v in dict.fromkeys(bound):
            if v.role or v not in self.readers or v in self.bound:
                continue
            for s in self.makers(v):
                what, again = self.called(v, s), self.again(v, s)
                if self.is_shape(v):
                    what, again = f"the shape of {what}", ""
                key = self.places[id(s)], what, again, bool(v.base)
                found.setdefault(key, []).extend(self.reads(v))
        for (place, what, again, named), readers in found.items():
            shape = what.startswith("the shape of ")
            needed = self.needed(readers, place) or ("" if shape else IN_REVERSE)
            rest = f"{again}{needed}"
            yield _Item(place, "kept", what, rest, named)

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

    def called(self, e: Expr, maker: Stmt | None = None) -> str:
        """What the user calls a value; where it is made it may have another name."""
        if isinstance(e, Var):
            names = [v.base for v in (ir.defs(maker) if maker else ()) if v.base]
            if e.base.endswith("saved"):
                return "what the call saves"
            if e.base:
                return names[0] if len(names) == 1 else e.base
        return spelled(_original(e), self.values) or "an intermediate value"


def _counts(s: Stmt) -> bool:
    """Whether `s` counts the passes of a loop, of its own accord."""
    counted = (s.base,) if isinstance(s, ir.Put) else ir.defs(s)
    return s.origin is None and any(v.base == "trips" for v in counted)


def _original(e: Expr) -> Expr:
    """What `e` is a copy of: an element, a part or the whole of an array."""
    match e:
        case ir.Call(ir.Attr(value, "copy"), ()):
            return value
        case ir.Call(ir.Ref(text="np.copy"), (value,)):
            return value
    return e
