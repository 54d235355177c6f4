"""A function cut in two at the heading of its reverse sweep.

What is alive between the halves is `saved`.  A backward that may run any number of
times changes nothing in it: records that it pops and buffers that it restores are
copied first (S10).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import NamedTuple

from autograd_src import ir
from autograd_src.analyses.effects import is_variable
from autograd_src.analyses.lists import ListOf
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Const, Expr, Note, Param, Ref, Stmt, Symbol, Var
from autograd_src.live.values import Abstract, Array, Scalar, Static, Tuple
from autograd_src.optimize.flows import kept_variables
from autograd_src.optimize.letters import hints
from autograd_src.optimize.unbound import bind_kept
from autograd_src.transforms.cheap import made_again
from autograd_src.transforms.facts import Facts
from autograd_src.transforms.program import Program
from autograd_src.transforms.records import kept_lists
from autograd_src.transforms.results import last_origin
from autograd_src.transforms.structure import children
from autograd_src.transforms.undoing import COPIED_LISTS, copied, with_undoing

__all__ = ["Cut", "Splitter", "Symbols"]

Block = tuple[Stmt, ...]
Symbols = tuple[Symbol, Symbol]


class Cut(NamedTuple):
    """What both halves hand out, and what they are called.

    Attributes
    ----------
    seeds
        the cotangents that the backward takes
    outputs
        results, which the forward returns beside what it saves
    called
        the halves are called by another derivative, which sees to it that nobody
        writes what they share
    again
        the backward may run several times for one forward
    """

    seeds: tuple[Var, ...]
    outputs: tuple[Expr, ...]
    cotangents: Expr
    symbols: Symbols
    docs: tuple[str, str]
    called: bool = False
    again: bool = True


class Splitter:
    """Cuts an optimized function in two at the heading of its reverse sweep."""

    def __init__(self, both: Program, cut: Cut, facts: Facts) -> None:
        self.both = both
        self.cut = cut
        _, self.known, self.aliases, self.effects = both.known()
        self.origin = last_origin(facts.function)
        self.tangled: tuple[Var, ...] = ()
        body = both.function.body
        # Derivatives of derivatives have headings of their own before this one.
        place = max(k for k, s in enumerate(body) if isinstance(s, Note))
        last = body[-1]
        assert isinstance(last, ir.Ret)
        assert isinstance(last.value, ir.Seq)
        outputs, cotangents = last.value.items
        assert isinstance(outputs, ir.Seq)
        self.outputs = outputs.items
        self.first = body[:place]
        self.second: Block = (*body[place + 1 : -1], ir.Ret(cotangents))
        self.bound = {v for s in self.first for v in ir.defs(s)}
        self.bound |= {p.var for p in both.function.params}
        self.records = set(kept_lists(self.first))
        pairs = (pair for s in self.first for pair in ir.bindings(s))
        self.certain = self.bound - {v for v, e in pairs if e == ir.UNBOUND}

    def split(self) -> tuple[Program, Program]:
        function, seeds, docs = self.both.function, self.cut.seeds, self.cut.docs
        between, mapping = self.between()
        again = made_again(self.first, between, self.known, self.aliases)
        for s in again:
            del between[s.target]
        saved = ir.Seq("tuple", tuple(between.values()))
        results = [self.apart(e, between) for e in self.outputs]
        results.insert(len(results) if self.cut.called else 1, saved)
        result = ir.Ret(ir.Seq("tuple", tuple(results)), origin=self.origin)
        params = tuple(p for p in function.params if p.var not in seeds)
        body = (*self.unbound(between), *self.first, result)
        forward = ir.replace(function, params=params, body=body, doc=docs[0])
        kept = {v for v in between if v in self.bound and v not in self.certain}
        lists = {v for v in kept if isinstance(self.known.of(v), ListOf)}
        forward = bind_kept(forward, kept - lists, lists)
        record = Var("saved")
        types: dict[Var, Abstract] = {
            record: Tuple(tuple(self.known.of(e) for e in between.values())),
            **{v: self.known.of(v) for v in seeds},
        }
        first: Block = ()
        if between:
            first = (ir.Unpack(tuple(between), record), *self.copies(between))
        first = (*first, *(ir.replace(s, origin=None) for s in again))
        second = tuple(_substituted(s, mapping) for s in self.second)
        if self.tangled:
            second = with_undoing(second, self.is_tangled, self.known)
        backward = ir.Function(
            self.cut.symbols[1],
            (Param(record), *map(Param, seeds)),
            (*first, Note(""), *second),
            docs[1],
        )
        letters = {**hints(forward), **self.both.letters, **self.named()}
        backward = ssa(backward, apart=True)
        taken = backward.body[0].targets if between else ()  # type: ignore[attr-defined]
        same = zip(taken, between, strict=True)
        others = {t: letters[v] for t, v in same if v in letters}
        return (
            self.both._replace(function=forward, letters=letters),
            self.both._replace(
                function=backward, values=types, letters={**letters, **others}
            ),
        )

    def named(self) -> dict[Var, str]:
        """Results without a name are called what their cotangents are called after."""
        pairs = zip(self.outputs, self.cut.seeds, strict=False)
        return {
            e: seed.base
            for e, seed in pairs
            if isinstance(e, Var) and not e.base and not e.role
        }

    def unbound(self, between: dict[Var, Expr]) -> Iterator[Stmt]:
        """`None` for the names that some path leaves unbound (S13): no items, for lists
        whose length is asked for.
        """
        for v, e in between.items():
            if e is v and v not in self.bound:
                is_list = isinstance(self.known.of(v), ListOf)
                yield ir.Let(v, ir.Seq("list", ()) if is_list else Const(None))

    def apart(self, e: Expr, between: dict[Var, Expr]) -> Expr:
        """A result that shares no memory with `saved`: callers may write into it."""
        if self.cut.called:
            return e
        if children(e) is not None:
            return ir.rebuild(e, lambda p: self.apart(p, between))
        if not isinstance(e, Var) or isinstance(self.known.of(e), (Scalar, Static)):
            return e
        params = {p.var for p in self.both.function.params}
        held = (v for v in between if v not in params)
        shares = any(self.aliases.may_alias(e, v) for v in held)
        return copied(e, self.known) if shares else e

    def between(self) -> tuple[dict[Var, Expr], dict[Ref, Var]]:
        """What the backward reads of the forward: names, and variables of modules."""
        bound = {p.var for p in self.both.function.params} - {*self.cut.seeds}
        bound |= {v for s in ir.walk(self.first) for v in ir.defs(s)}
        read = {v for s in ir.walk(self.second) for v in ir.uses(s)} & bound
        order = [p.var for p in self.both.function.params]
        order += [v for s in ir.walk(self.first) for v in ir.defs(s)]
        found: dict[Var, Expr] = {v: v for v in dict.fromkeys(order) if v in read}
        mapping: dict[Ref, Var] = {}
        for ref in () if self.cut.called else self.globals():
            mapping[ref] = Var(ref.text.rpartition(".")[2])
            found[mapping[ref]] = ref
        return found, mapping

    def globals(self) -> Iterator[Ref]:
        """Variables of modules that the backward reads: the forward's values count."""
        seen = dict.fromkeys(
            e
            for s in ir.walk(self.second)
            for x in ir.exprs(s)
            for e in ir.walk_expr(x)
            if isinstance(e, Ref) and is_variable(e.value) and e.module
        )
        yield from (r for r in seen if not _is_constant(r))

    def copies(self, between: dict[Var, Expr]) -> Iterator[Stmt]:
        """Copies of what the backward writes."""
        if not self.cut.again:
            return
        changed = [v for v in between if self.is_changed(v)]
        held = [v for v in between if self.holds_changed(v)]
        tied = [v for v in changed if v not in held and self.is_tied(v, changed + held)]
        for v in changed:
            if v not in held and v not in tied:
                yield ir.Let(v, self.copied_if_bound(v))
        together = tuple(v for v in between if v in held or v in tied)
        if together and self.has_views(together):
            self.tangled = together
            lists = tuple(v for v in together if self.is_list(v))
            if any(self.pops_item(v) for v in lists):
                yield ir.Unpack(lists, ir.Call(COPIED_LISTS, lists))
            else:
                yield from (ir.Let(v, self.copied_if_bound(v)) for v in lists)
        elif together:
            whole = ir.Seq("tuple", together)
            deep = ir.Ref("copy.deepcopy", "copy", "copy", copy.deepcopy)
            yield ir.Unpack(together, ir.Call(deep, (whole,)))

    def is_tied(self, v: Var, others: list[Var]) -> bool:
        """Whether a copy of `v` alone could miss that another name has its memory."""
        return any(
            self.aliases.may_alias(v, w) or self.aliases.may_alias(v, self.inside(w))
            for w in others
            if w is not v
        )

    def inside(self, v: Var) -> Var:
        """What stands for the items of a list."""
        plain = isinstance(self.known.of(v), (Scalar, Static, Array))
        return v if plain else self.aliases.content(v)

    def is_list(self, v: Var) -> bool:
        kind = self.known.of(v)
        return isinstance(kind, ListOf) or v in self.records

    def pops_item(self, v: Var) -> bool:
        """Whether an item of the list `v` is a list that the backward takes apart."""
        inside, kind = self.inside(v), self.known.of
        lists = (w for w in self.written() if isinstance(kind(w), ListOf))
        others = (w for w in lists if w is not v and w.role != "saved")
        return any(self.aliases.may_alias(inside, w) for w in others)

    def written(self) -> Iterator[Var]:
        """The variables whose memory the backward writes."""
        for s in ir.walk(self.second):
            yield from self.effects.writes(s) or ()

    def is_tangled(self, v: Var) -> bool:
        """Whether a write through `v` changes memory of which no copy is made."""
        return any(
            self.aliases.may_alias(v, self.inside(w))
            or (not self.is_list(w) and self.aliases.may_alias(v, w))
            for w in self.tangled
        )

    def has_views(self, together: tuple[Var, ...]) -> bool:
        """Whether a deep copy would lose what is a view: it keeps what is one array."""
        kept = kept_variables(self.both.function)
        lets = (s for s in ir.walk(self.first) if isinstance(s, ir.Let))
        for s in (s for s in lets if s.target in kept or s.target in together):
            if isinstance(s.value, (Var, ir.Seq)):
                continue
            if _is_pop(s.value) or not self.aliases.shares(s.value):
                continue
            others = {w for v in together for w in (v, self.inside(v))} - {s.target}
            if any(self.aliases.may_alias(s.target, w) for w in others):
                return True
        return False

    def holds_changed(self, v: Var) -> bool:
        """Whether a list of records refers to memory that the backward writes."""
        inside = self.inside(v)
        return inside is not v and any(
            self.aliases.may_alias(inside, w) for w in self.written()
        )

    def is_changed(self, v: Var) -> bool:
        if isinstance(self.known.of(v), (Scalar, Static)):
            return False
        return any(w is v or self.aliases.may_alias(v, w) for w in self.written())

    def copied_if_bound(self, v: Var) -> Expr:
        """A copy, or the `None` that stands for a name which the path left unbound."""
        made = copied(v, self.known)
        if v in self.certain:
            return made
        return ir.Cond(ir.Cmp("is", v, Const(None)), Const(None), made)


def _is_pop(e: Expr) -> bool:
    return (
        isinstance(e, ir.Call) and isinstance(e.func, ir.Attr) and e.func.name == "pop"
    )


def _is_constant(ref: Ref) -> bool:
    """Whether a variable of a module is one in name only, such as `np.pi`."""
    return ref.module in ("numpy", "math", "cmath", "scipy")


def _substituted(s: Stmt, mapping: dict[Ref, Var]) -> Stmt:
    if not mapping:
        return s
    s = ir.map_exprs(s, lambda e: ir.substitute(e, mapping))
    return ir.map_blocks(s, lambda b: tuple(_substituted(x, mapping) for x in b))
