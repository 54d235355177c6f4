"""Common subexpressions: what would be computed twice is computed once and named.

Only real work is worth a name, and only when one of the places is ours: the user's own
repetitions are his.  A value is shared by at most one place that keeps it (a result, a
container, a carried name), and never if any of them is written: what was fresh stays
fresh.  An expression that reads memory is forgotten where that memory may change.
Temporaries count as what they stand for, so that lines taken apart are recognized.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from autograd_src import ir
from autograd_src.analyses.effects import Effects
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.optimize.coalesce import roles
from autograd_src.optimize.dead import distinct
from autograd_src.optimize.flows import is_kept, kept_variables
from autograd_src.optimize.measure import operators, work

__all__ = ["share", "shared"]

WORTH = 2  # passes over an array
LARGEST = 8  # operators in what a temporary counts as
_WORTHLESS = frozenset(
    {Var, ir.Const, ir.Ref, ir.Seq, ir.Dict, ir.Raw, ir.Star, ir.Slice}
)
_ATOMS = frozenset({Var, ir.Const, ir.Ref})
_ONCE = frozenset("zip enumerate reversed iter map filter list".split())


def share(f: ir.Function, effects: Effects) -> ir.Function:
    """`f` with repeated computations done once."""
    return shared(f, effects)[0]


def shared(f: ir.Function, effects: Effects) -> tuple[ir.Function, bool]:
    """`f` with repeated computations done once, and whether that is so for good.

    It is where nothing is repeated, no memory is written and no name is bound twice:
    without some of its statements `f` would have nothing to share either.
    """
    copy = distinct(f)
    sharer = _Sharer(copy, effects)
    sharer.block(copy.body, {})
    body = sharer.rewritten(copy.body)
    if body is not None:
        return ir.replace(copy, body=body), False
    again = sharer.repeats or sharer.joins or any(map(effects.acts, ir.walk(f.body)))
    return f, not again


@dataclass
class _Place:
    """An occurrence of an expression."""

    stmt: Stmt
    whole: bool  # it is all that a variable is bound to
    expr: Expr  # as it is written there


@dataclass
class _Entry:
    """An expression that has been computed, and where."""

    expr: Expr
    places: list[_Place] = field(default_factory=list)


_Table = dict[Expr, _Entry]


class _Sharer:
    def __init__(self, f: ir.Function, effects: Effects) -> None:
        self.effects = effects
        self.kept = kept_variables(f)
        bound = Counter(v for s in ir.walk(f.body) for v in ir.defs(s))
        bound.update(p.var for p in f.params)
        self.joins = {v for v, n in bound.items() if n > 1}
        self.entries: list[_Entry] = []
        self.repeats = False
        self.reverse = False
        self.ours: set[int] = set()
        self.read: set[Var] = set()  # by statements of the reverse sweep
        self.meaning: dict[Var, Expr] = {}

    # ------------------------------------------------------------------- finding

    def block(self, body: tuple[Stmt, ...], table: _Table) -> None:
        for s in body:
            self.stmt(s, table)

    def stmt(self, s: Stmt, table: _Table) -> None:
        if isinstance(s, ir.Note):
            self.reverse = s.text == "Reverse sweep."
        if self.reverse:
            self.ours.add(id(s))
            self.read.update(ir.uses(s))
        if not isinstance(s, (ir.While, ir.Carry)):
            for e in ir.exprs(s):
                self.visit(s, e, ir.rename(e, self.meaning), table, certain=True)
        if isinstance(s, (ir.For, ir.While)):
            self.forget(s, table)
        for b in ir.blocks(s):
            self.block(b, dict(table))
        self.forget(s, table)
        if isinstance(s, ir.Let) and not s.target.base and not s.target.role:
            self.note(s.target, s.value)

    def note(self, temporary: Var, value: Expr) -> None:
        """Remember what a temporary stands for, where that is short and certain.

        Memory that is written stands for nothing but itself, and neither does what has
        been read from it.
        """
        effects = self.effects
        written = effects.aliases.written(temporary) or effects.reads_memory(value)
        if temporary not in self.joins and effects.pure(value) and not written:
            whole = ir.rename(value, self.meaning)
            if operators(whole) <= LARGEST and not isinstance(whole, Var):
                self.meaning[temporary] = whole

    def visit(
        self, s: Stmt, e: Expr, whole: Expr, table: _Table, certain: bool
    ) -> None:
        """Look `e` up, and note it if it is certain to be evaluated in `s`.

        `whole` is what it means. What takes little work has no part that takes more.
        """
        if type(e) in _ATOMS or work(whole) < WORTH:
            return
        if self.is_worth(e, whole) and not self.effects.clobbered_within(s, whole):
            place = _Place(s, isinstance(s, ir.Let) and s.value is e, e)
            entry = table.get(whole)
            if entry is not None:
                entry.places.append(place)
                self.repeats = True
                return
            if certain:
                table[whole] = _Entry(whole, [place])
                self.entries.append(table[whole])
        if isinstance(e, ir.Raw):
            return
        inner = zip(ir.parts(e), ir.parts(whole), strict=True)
        for i, (p, meant) in enumerate(inner):
            always = i == 0 or not isinstance(e, (ir.Bool, ir.Cond))
            self.visit(s, p, meant, table, certain and always)

    def is_worth(self, e: Expr, whole: Expr) -> bool:
        """Whether a name would help; it is work enough."""
        if type(e) in _WORTHLESS:
            return False
        if isinstance(whole, ir.Bin) and whole.op != "@":
            small = type(whole.left) in _ATOMS and type(whole.right) in _ATOMS
            if small:
                return False
        once = isinstance(e, ir.Call) and (
            not isinstance(e.func, ir.Ref) or e.func.text in _ONCE
        )
        return not once and self.effects.pure(e)

    def forget(self, s: Stmt, table: _Table) -> None:
        """Drop what may have another value after `s`."""
        plain = type(s) is ir.Let and s.target not in self.joins
        if plain and not self.effects.acts(s):
            return
        inside = ir.walk((s,))
        bound = self.joins and {v for x in inside for v in ir.defs(x)} & self.joins
        acting = any(map(self.effects.acts, inside))
        if not bound and not acting:
            return
        for e in list(table):
            changed = not bound.isdisjoint(ir.names_in(e))
            if changed or (acting and self.effects.clobbers(s, e)):
                del table[e]
        for v, e in list(self.meaning.items()):
            changed = not bound.isdisjoint(ir.names_in(e))
            if changed or (acting and self.effects.clobbers(s, e)):
                del self.meaning[v]

    # ------------------------------------------------------------------ deciding

    def is_shared(self, entry: _Entry) -> bool:
        places = entry.places
        return (
            len(places) > 1
            and (
                any(self.is_ours(p.stmt) for p in places)
                or sum(self.is_named(p) for p in places) > 1
            )
            and sum(self.keeps(p) for p in places) <= 1
            and not any(map(self.is_written, places))
        )

    def is_ours(self, s: Stmt) -> bool:
        """Whether a statement belongs to a derivative: the user wrote no adjoints."""
        bound = (s.base,) if isinstance(s, ir.Put) else ir.defs(s)
        return id(s) in self.ours or any(roles(v) for v in bound)

    def is_named(self, place: _Place) -> bool:
        """Whether a part of the user's line has a name, as its adjoint needs it."""
        match place.stmt:
            case ir.Let(target) if place.whole:
                return target in self.read and not target.base
        return False

    def keeps(self, place: _Place) -> bool:
        """Whether the value may live on in something other than a local name."""
        if place.whole:
            return any(v in self.kept for v in ir.defs(place.stmt))
        return is_kept(place.stmt, place.expr)

    def is_written(self, place: _Place) -> bool:
        """Whether the value may be written in place."""
        s = place.stmt
        if isinstance(s, ir.Ret) or not (place.whole or is_kept(s, place.expr)):
            return False
        if not isinstance(s, ir.Let):
            return True  # in a container, whose elements may be written
        return self.effects.aliases.written(s.target)

    # ----------------------------------------------------------------- rewriting

    def rewritten(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...] | None:
        """The body with a name for what is shared; None where nothing is."""
        shared = [entry for entry in self.entries if self.is_shared(entry)]
        if not shared:
            return None
        self.first: dict[int, list[tuple[Expr, Var]]] = {}
        self.known: dict[int, dict[Expr, Var]] = {}
        for entry in sorted(shared, key=lambda x: _size(x.expr)):
            start, name = entry.places[0], Var()
            if start.whole and isinstance(start.stmt, ir.Let):
                name = start.stmt.target
            else:
                self.first.setdefault(id(start.stmt), []).append((start.expr, name))
            for p in entry.places[start.whole :]:
                self.known.setdefault(id(p.stmt), {})[p.expr] = name
        return self.rewrite(body)

    def rewrite(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        out: list[Stmt] = []
        for s in body:
            known = self.known.get(id(s), {})
            for e, name in self.first.get(id(s), ()):
                value = _replace_parts(e, known)
                out.append(ir.Let(name, value, origin=s.origin))
            out.append(ir.map_blocks(_replace_exprs(s, known), self.rewrite))
        return tuple(out)


def _size(e: Expr) -> int:
    """A part is smaller than the whole."""
    return 1 + sum(map(_size, ir.parts(e)))


def _replace_parts(e: Expr, known: dict[Expr, Var]) -> Expr:
    return ir.rebuild(e, lambda p: ir.substitute(p, known))


def _replace_exprs(s: Stmt, known: dict[Expr, Var]) -> Stmt:
    return ir.map_exprs(s, lambda e: ir.substitute(e, known)) if known else s
