"""A function on its way: canonical code, and what is assumed of its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from autograd_src import ir, special
from autograd_src.analyses.activity import active, varied
from autograd_src.analyses.aliases import Aliases, aliases
from autograd_src.analyses.distinct import once
from autograd_src.analyses.effects import Effects
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.outside import Outside
from autograd_src.analyses.ownership import views
from autograd_src.analyses.ranks import Ranks, ranks
from autograd_src.analyses.reach import Reach
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Var
from autograd_src.live.values import (
    ANYTHING,
    Abstract,
    Array,
    Dict,
    List,
    Scalar,
    Tuple,
    Unknown,
)  # fmt: skip
from autograd_src.lowering.exits import with_exits
from autograd_src.lowering.flatten import flatten
from autograd_src.lowering.iteration import with_ranges
from autograd_src.lowering.phis import without_copies, without_trivial_joins
from autograd_src.lowering.prune import pruned
from autograd_src.lowering.writes import with_stores
from autograd_src.optimize.clears import cleared_last
from autograd_src.optimize.common import share
from autograd_src.optimize.dead import eliminate
from autograd_src.optimize.inline import inline
from autograd_src.optimize.letters import hints
from autograd_src.optimize.methods import with_methods
from autograd_src.optimize.moves import moved
from autograd_src.optimize.simplify import simplified
from autograd_src.optimize.stores import augmented, condensed
from autograd_src.optimize.unbound import bind_recorded
from autograd_src.optimize.unpacking import unpacked
from autograd_src.transforms.facts import Facts, helper
from autograd_src.transforms.looks import with_copies
from autograd_src.transforms.pairs import Pairs
from autograd_src.transforms.refusals import check
from autograd_src.transforms.updates import with_new_values

__all__ = ["Program", "analyse", "effects_of", "optimized", "readable", "reduced"]


class Program(NamedTuple):
    """A function in single assignment, with the abstract values of its parameters.

    `letters` are what temporaries would like to be called, from before they were
    inlined: their adjoints survive them.  `pairs` are the derivatives of the routines
    that the function calls.
    """

    function: ir.Function
    values: dict[Var, Abstract]
    outside: Outside
    is_derivative: bool = False
    letters: Mapping[Var, str] = MappingProxyType({})
    pairs: Pairs | None = None

    def named(self, facts: Facts) -> Program:
        """The program with the letters of the temporaries of `facts`."""
        return self._replace(letters={**self.letters, **hints(facts.function)})

    def ranks(self, function: ir.Function | None = None) -> Ranks:
        return ranks(function or self.function, self.values, self.outside)

    def var(self, name: str) -> Var:
        """The parameter of that name."""
        return next(
            p.var for p in self.function.params if p.var.base == name and not p.var.role
        )


def analyse(program: Program, seeds: Iterable[Var]) -> Facts:
    """The program in flat form, differentiated with respect to `seeds`."""
    seeds, look = list(seeds), Look(program)
    function = pruned(program.function, program.ranks())
    function = without_trivial_joins(function)
    known, found = look(function)
    hot = set(varied(function, seeds, found))
    updated = with_new_values(function, hot, known, found)
    if updated is not function:
        function = updated
        known, found = look(function)
        hot = set(varied(function, seeds, found))
    function = with_stores(function, hot, known)
    function = with_ranges(function, hot, known, found)
    function = flatten(function, frozenset(hot), known)
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
        views(function, known, found),
    )  # fmt: skip
    check(facts, seeds)
    return facts


_PRIVATE_ITEMS = ir.Ref(
    "special.private_items", "autograd_src.special", "special", special.private_items
)


class Look:
    """Types and aliases of a program's function, found again only when it changes."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.last: tuple[ir.Function, Ranks, Aliases] | None = None

    def __call__(self, function: ir.Function) -> tuple[Ranks, Aliases]:
        if self.last is None or self.last[0] is not function:
            known = self.program.ranks(function)
            self.last = function, known, aliases(function, known)
            known.once = once(function, known, self.last[2])
        return self.last[1:]


def one_name(function: ir.Function, look: Look) -> ir.Function:
    """`function` with a single name for each array that is written."""
    known, found = look(function)
    return without_copies(
        function, lambda v: isinstance(known.of(v), Array) and found.written(v)
    )


def own_arguments(
    function: ir.Function, seeds: list[Var], look: Look
) -> tuple[ir.Function, list[Var]]:
    """`function` with a copy made at entry of each argument that is written (S10)."""
    known, found = look(function)
    objects = frozenset(_objects(function))

    def is_array(v: Var) -> bool:
        return isinstance(known.of(v), (Array, Unknown)) and v not in objects

    # Arguments as they are handed in, and arrays in those that are containers.
    inside = [s for s in function.body if isinstance(s, ir.Let) and s.target in seeds]
    opened = {v for s in inside for v in ir.uses(s)}
    given: dict[Var, ir.Expr] = {
        p.var: p.var
        for p in function.params
        if is_array(p.var) or (_holds_arrays(known.of(p.var)) and p.var not in opened)
    }
    given |= {s.target: s.value for s in inside if is_array(s.target)}
    written = [v for v in given if any(map(found.written, (v, *found.held(v))))]
    if not written:
        return function, seeds
    private = {
        v: _private(
            given[v], tuple(e for w, e in given.items() if w is not v), is_array(v)
        )
        for v in written
    }
    body = tuple(
        ir.replace(s, value=private.pop(s.target))
        if s in inside and s.target in private
        else s
        for s in function.body
    )
    mapping = {v: Var(v.base, v.role, v.of) for v in private}

    def rename(e: ir.Expr) -> ir.Expr:
        if isinstance(e, Var):
            return mapping.get(e, e)
        return ir.rebuild(e, rename)

    def block(body: tuple[ir.Stmt, ...]) -> tuple[ir.Stmt, ...]:
        return tuple(ir.map_blocks(ir.map_exprs(s, rename), block) for s in body)

    copies = tuple(ir.Let(new, private[v]) for v, new in mapping.items())
    return ir.replace(function, body=copies + block(body)), seeds


def _objects(function: ir.Function) -> Iterator[Var]:
    """Variables with attributes that no array has: they can't be copied like one."""
    for s in ir.walk(function.body):
        for e in ir.exprs(s):
            for p in ir.walk_expr(e):
                match p:
                    case ir.Attr(Var() as v, name) if not hasattr(np.ndarray, name):
                        yield v


def _holds_arrays(value: Abstract) -> bool:
    if isinstance(value, (List, Tuple, Dict)):
        return any(isinstance(i, Array) or _holds_arrays(i) for i in value.items)
    return False


def _private(v: ir.Expr, others: tuple[ir.Expr, ...], is_array: bool) -> ir.Expr:
    """A copy of an argument; that it shares memory with another one is refused then."""
    if not is_array:
        return ir.Call(_PRIVATE_ITEMS, (v, *others))
    if not others:
        return ir.Call(numpy("copy"), (v,))
    return ir.Call(helper("private_copy"), (v, *others))


def optimized(program: Program) -> Program:
    """The program in single assignment again, without what nothing needs."""
    return readable(reduced(program))


def reduced(program: Program) -> Program:
    """The program in single assignment, everything computed once and only if needed."""
    function = without_trivial_joins(ssa(program.function), adjoints=True)
    function = bind_recorded(function)
    known = program.ranks(function)
    function = simplified(function, known, program.letters)
    for _ in range(2):
        effects = effects_of(function, known)
        shared = share(function, effects)
        if shared is not function:
            effects = effects_of(shared, known)
        function = eliminate(shared, effects)
    function = moved(function, effects_of(function, known))
    return program._replace(function=function)


def readable(program: Program) -> Program:
    """The program with the temporaries of one line put together again."""
    known = program.ranks()
    effects = effects_of(program.function, known)
    function = cleared_last(condensed(program.function, effects), effects)
    function = unpacked(function)
    function = inline(function, effects, lambda e: isinstance(known.of(e), Scalar))
    function = simplified(function, known, program.letters, last=True)
    effects = effects_of(function, known)
    function = augmented(function, effects, lambda v: has_elements(known.of(v)))
    function = eliminate(function, effects)
    return program._replace(function=with_methods(function, known))


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


def effects_of(function: ir.Function, known: Ranks) -> Effects:
    """The effects in `function`; `known` learns the temporaries that a pass has
    made.
    """
    for s in ir.walk(function.body):
        if isinstance(s, ir.Let) and s.target not in known.types:
            known.types[s.target] = known.of(s.value)
    numbers = (Array, Scalar)
    return Effects(
        Reach(aliases(function, known)),
        array=lambda v: isinstance(known.types.get(v, ANYTHING), numbers),
        fields=lambda e, name: name in getattr(known.of(e), "fields", ()),
    )
