"""A function on its way: canonical code, and what is assumed of its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from autograd_src import ir
from autograd_src.analyses.activity import active, varied
from autograd_src.analyses.aliases import Aliases, aliases
from autograd_src.analyses.distinct import once
from autograd_src.analyses.effects import Effects
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.outside import Outside
from autograd_src.analyses.ownership import views
from autograd_src.analyses.ranks import Ranks, ranks
from autograd_src.analyses.reach import Reach
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import (
    ANYTHING,
    Abstract,
    Array,
    List,
    Scalar,
    Unknown,
)  # fmt: skip
from autograd_src.lowering.boxes import check_boxes
from autograd_src.lowering.exits import with_exits
from autograd_src.lowering.flatten import flatten
from autograd_src.lowering.hooks import Hook
from autograd_src.lowering.iteration import with_ranges
from autograd_src.lowering.phis import without_copies, without_trivial_joins
from autograd_src.lowering.prune import pruned
from autograd_src.lowering.writes import with_stores
from autograd_src.optimize.clears import cleared_last
from autograd_src.optimize.common import shared
from autograd_src.optimize.dead import eliminate
from autograd_src.optimize.inline import inline
from autograd_src.optimize.letters import hints
from autograd_src.optimize.methods import with_methods
from autograd_src.optimize.moves import moved
from autograd_src.optimize.simplify import simplified
from autograd_src.optimize.stores import augmented, condensed
from autograd_src.optimize.unbound import bind_recorded
from autograd_src.optimize.unpacking import unpacked
from autograd_src.transforms.facts import Facts
from autograd_src.transforms.looks import with_copies
from autograd_src.transforms.own import own_arguments
from autograd_src.transforms.pairs import Pairs
from autograd_src.transforms.refusals import check
from autograd_src.transforms.updates import with_new_values

__all__ = ["Program", "analyse", "known_of", "readable", "reduced"]


class Known(NamedTuple):
    """Types, aliases and effects of one version of a function."""

    function: ir.Function
    types: Ranks
    aliases: Aliases
    effects: Effects


class Program(NamedTuple):
    """A function in single assignment, with the abstract values of its parameters.

    `letters` are what temporaries would like to be called, from before they were
    inlined: their adjoints survive them.  `pairs` are the derivatives of the routines
    that the function calls; `latest` is what the last pass has found of it.
    """

    function: ir.Function
    values: dict[Var, Abstract]
    outside: Outside
    is_derivative: bool = False
    letters: Mapping[Var, str] = MappingProxyType({})
    pairs: Pairs | None = None
    latest: Known | None = None
    hooks: Mapping[Expr, Hook] = MappingProxyType({})

    def named(self, facts: Facts) -> Program:
        """The program with the letters of the temporaries of `facts`."""
        return self._replace(letters={**self.letters, **hints(facts.function)})

    def ranks(self, function: ir.Function | None = None) -> Ranks:
        return ranks(function or self.function, self.values, self.outside)

    def known(self) -> Known:
        last = self.latest
        if last is not None and last.function is self.function:
            return last
        return known_of(self.function, self.ranks())

    def var(self, name: str) -> Var:
        """The parameter of that name."""
        return next(
            p.var for p in self.function.params if p.var.base == name and not p.var.role
        )


def analyse(program: Program, seeds: Iterable[Var]) -> Facts:
    """The program in flat form, differentiated with respect to `seeds`."""
    seeds, look = list(seeds), Look(program)
    function = pruned(program.function, look.ranks(program.function))
    function = without_trivial_joins(function)
    known, found = look(function)
    hot = set(varied(function, seeds, found))
    check_boxes(function, hot, known)
    updated = with_new_values(function, hot, known, found)
    if updated is not function:
        function = updated
        known, found = look(function)
        hot = set(varied(function, seeds, found))
    function = with_stores(function, hot, known)
    function = with_ranges(function, hot, known, found)
    function = flatten(function, frozenset(hot), known, found)
    function = without_trivial_joins(function)
    function = one_name(function, look)
    function, seeds = own_arguments(function, seeds, look)
    function = with_exits(function)
    known, found = look(function)
    function = with_copies(function, known, found, active(function, seeds, found))
    known, found = look(function)
    definitions = {
        s.target: s.value for s in ir.walk(function.body) if isinstance(s, ir.Let)
    }
    facts = Facts(
        function, known, found, active(function, seeds, found), definitions,
        views(function, known, found), hooks=program.hooks,
    )  # fmt: skip
    check(facts, seeds)
    return facts


class Look:
    """Types and aliases of a program's function, found again only when it changes."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.typed: tuple[ir.Function, Ranks] | None = None
        self.last: tuple[ir.Function, Ranks, Aliases] | None = None

    def ranks(self, function: ir.Function) -> Ranks:
        if self.typed is None or self.typed[0] is not function:
            self.typed = function, self.program.ranks(function)
        return self.typed[1]

    def __call__(self, function: ir.Function) -> tuple[Ranks, Aliases]:
        if self.last is None or self.last[0] is not function:
            known = self.ranks(function)
            self.last = function, known, aliases(function, known)
            known.once = once(function, known, self.last[2])
        return self.last[1:]


def one_name(function: ir.Function, look: Look) -> ir.Function:
    """`function` with a single name for each array that is written."""
    known, found = look(function)
    return without_copies(
        function, lambda v: isinstance(known.of(v), Array) and found.written(v)
    )


def reduced(program: Program) -> Program:
    """The program in single assignment, everything computed once and only if needed."""
    function = without_trivial_joins(ssa(program.function), adjoints=True)
    function = bind_recorded(function)
    known = program.ranks(function)
    function = simplified(function, known, program.letters)
    found = known_of(function, known)
    for again in (False, True):
        less, settled = shared(function, found.effects)
        if less is not function:
            found = known_of(less, known)
        elif again and not any(map(found.effects.acts, ir.walk(function.body))):
            break  # what binds a name that nothing needs is gone
        function = eliminate(less, found.effects)
        if function is not less:
            found = known_of(function, known)
        if settled:
            break
    function = moved(function, found.effects)
    # Where paths meet, what is left may be known better than what was there before.
    latest = found if settled and function is found.function else None
    return program._replace(function=function, latest=latest)


def readable(program: Program) -> Program:
    """The program with the temporaries of one line put together again."""
    _, known, _, effects = program.known()
    function = cleared_last(condensed(program.function, effects), effects)
    function = unpacked(function)
    function = inline(function, effects, lambda e: isinstance(known.of(e), Scalar))
    function = simplified(function, known, program.letters, last=True)
    effects = known_of(function, known).effects
    function = augmented(function, effects, lambda v: has_elements(known.of(v)))
    function = _in_floats(eliminate(function, effects))
    return program._replace(function=with_methods(function, known))


def _in_floats(function: ir.Function) -> ir.Function:
    """`function` with floats for the adjoints and tangents that are integers (S6)."""

    def stmt(s: Stmt) -> Stmt:
        match s:
            case ir.Let(target, value):
                new = _in_float(target, value)
                return s if new is value else ir.replace(s, value=new)
            case ir.Copies(targets, values):
                return ir.replace(s, values=tuple(map(_in_float, targets, values)))
        return ir.map_blocks(s, lambda body: tuple(map(stmt, body)))

    return ir.replace(function, body=tuple(map(stmt, function.body)))


def _in_float(target: Var, e: Expr) -> Expr:
    if target.role in ("bar", "dot") and isinstance(e, Const) and type(e.value) is int:
        return Const(float(e.value))
    return e


def has_elements(value: Abstract) -> bool:
    """Whether what an index selects is a number or memory of this value's own."""
    match value:
        case Array() | Unknown():
            return True
        case List():
            return all(isinstance(item, Scalar) for item in value.items)
        case ListOf():
            return isinstance(value.item, Scalar)
    return False


def known_of(function: ir.Function, known: Ranks) -> Known:
    """What holds in `function`; `known` learns the temporaries that a pass has made."""
    for s in ir.walk(function.body):
        if isinstance(s, ir.Let) and s.target not in known.types:
            known.types[s.target] = known.of(s.value)
    numbers, found = (Array, Scalar), aliases(function, known)

    def is_numeric(v: Var) -> bool:
        return isinstance(known.types.get(v, ANYTHING), numbers)

    def has_field(e: ir.Expr, name: str) -> bool:
        return name in getattr(known.of(e), "fields", ())

    effects = Effects(Reach(found), array=is_numeric, fields=has_field)
    return Known(function, known, found, effects)
