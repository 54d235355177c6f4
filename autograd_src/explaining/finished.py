"""A finished derivative, looked through: who makes values and who reads them."""

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
from autograd_src.explaining.wording import EMPTY
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.transforms.memory import contents

__all__ = ["Finished"]


class Finished:
    """Both sweeps of a derivative.

    Attributes
    ----------
    values
        what binds a variable in the first sweep, and to what
    readers
        the statements of the second sweep that read a variable of the first one
    records
        lists that are none of the user's
    carried
        variables as they are at the top of a loop's passes, with the loop
    """

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
        # Lists that are none of the user's.
        self.records = {
            v
            for v, made in self.values.items()
            if v.role != "bar"
            if any(e == EMPTY and s.origin is None for s, e in made)
        }
        self.readers: dict[Var, list[Stmt]] = {}
        for s in self.reverse:
            for v in ir.uses(s):
                self.readers.setdefault(self.taken.get(v, v), []).append(s)

    def is_shape(self, v: Var) -> bool:
        """Whether the reverse sweep reads no more than the shape of `v`."""
        todo, seen = [v], {v}
        while todo:
            w = todo.pop()
            for s in self.readers.get(w, ()):
                more = [x for x in ir.defs(s) if x.role != "bar"]
                if line_of(s) is None and more:
                    todo += [x for x in more if x not in seen]
                    seen.update(more)
                    continue
                read = {x for e in ir.exprs(s) for x in contents(e, self.known)}
                if w in {self.taken.get(x, x) for x in read}:
                    return False
        return True

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
        """What the statements are, in words; `here` is the line that is spoken of.

        Those that belong to no line, such as the making of zeros, are left out.
        """
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
        return "".join(f", {words}" for words in found)

    def word(self, places: Iterable[Line], here: Line | None) -> str:
        found = sorted(places)
        return where(found, here or found[0], self.texts)

    def where(self, s: Stmt, here: Line) -> str:
        return self.word([self.places[id(s)]], here)


def _arms(
    body: Iterable[Stmt], inside: frozenset[tuple[int, bool]]
) -> Iterator[tuple[int, frozenset[tuple[int, bool]]]]:
    """The arms of branches in which each statement stands, by its id."""
    for s in body:
        yield id(s), inside
        for k, b in enumerate(ir.blocks(s)):
            arm = {(id(s), bool(k))} if isinstance(s, ir.If) else set()
            yield from _arms(b, inside | arm)
