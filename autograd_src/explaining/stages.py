"""The passes of a gradient, run as far as they go, and what each leaves to look at.

Nothing is decided here: it is what the pipeline calls, in its order.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from autograd_src import ir
from autograd_src.analyses.activity import active, varied
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.ranks import Ranks
from autograd_src.errors import NotDifferentiable
from autograd_src.ir import Stmt, Symbol, Var
from autograd_src.ir.collecting import uncollected
from autograd_src.live.consulted import Ledger
from autograd_src.lowering.prune import pruned
from autograd_src.lowering.routines import Routine
from autograd_src.recipes import registry
from autograd_src.transforms.facts import Facts
from autograd_src.transforms.modes import gradient
from autograd_src.transforms.opening import opened
from autograd_src.transforms.pairs import Pairs
from autograd_src.transforms.program import Look, Program, analyse
from autograd_src.transforms.pullback import Pair, pair, pullback
from autograd_src.transforms.structure import leaves
from autograd_src.transforms.sweeps import Choice

__all__ = ["Halves", "Part", "Planner", "Stages", "run"]

Block = tuple[Stmt, ...]
Planner = Callable[[Any, Ledger], Program]


class Halves(NamedTuple):
    """Both sweeps of a finished derivative.

    `taken` tells what variables of the second that the first has saved are in it.
    """

    program: Program
    forward: Block
    reverse: Block
    taken: dict[Var, Var]


class Part(NamedTuple):
    """What is known of the entry, with what was put in the place of its calls, or of a
    function that stays one.

    Attributes
    ----------
    seeds
        the variables that are differentiated by, with the names of the arguments
    inner
        it is a function that others call
    earlier
        the same before it was prepared for both sweeps
    facts
        None if the function is refused before they are complete
    """

    function: ir.Function
    seeds: dict[Var, str]
    known: Ranks
    aliases: Aliases
    active: frozenset[Var]
    facts: Facts | None = None
    halves: Halves | None = None
    inner: bool = False
    earlier: Part | None = None

    @property
    def read(self) -> Part:
        """What was known before the function was prepared for both sweeps."""
        return self.earlier or self

    def varied(self, seeds: list[Var] | None = None) -> frozenset[Var]:
        """What may depend on `seeds`, on all that is differentiated by otherwise."""
        chosen = list(self.seeds) if seeds is None else seeds
        return varied(self.function, chosen, self.aliases)


class Stages(NamedTuple):
    """Everything that is known of a gradient, complete or refused."""

    mode: str
    parts: tuple[Part, ...]
    functions: tuple[Any, ...]
    refusal: NotDifferentiable | None = None
    warnings: tuple[warnings.WarningMessage, ...] = ()


def run(request: Any, planned: Planner) -> Stages:
    """The stages of `grad`, or of `vjp` for a result of more than one number."""
    with warnings.catch_warnings(record=True) as caught, registry.asking():
        warnings.simplefilter("always")
        with uncollected():
            try:
                found = _run(request, planned)
            except TypeError:
                found = _run(request._replace(mode="vjp"), planned)
    return found._replace(warnings=tuple(caught))


def _run(request: Any, planned: Planner) -> Stages:
    ledger, refusal = Ledger(request.function), None
    parts: list[Part] = []
    try:
        for part in _parts(planned(request, ledger), request):
            parts = [p for p in parts if p.seeds is not part.seeds]
            parts.append(part)
    except NotDifferentiable as error:
        refusal = error
    return Stages(request.mode, tuple(parts), ledger.functions(), refusal)


def _parts(program: Program, request: Any) -> Iterator[Part]:
    """The entry and the functions that it calls, each again when more is known."""
    pairs = program.pairs
    assert pairs is not None
    wrt = [program.var(name) for name in request.wrt]
    choice = Choice(wrt, request.bare, request.has_aux)
    for part in _analysed(program, wrt):
        yield part
    yield part._replace(halves=_halves(program, choice, request.mode))
    while pairs.todo:
        _, routine = pairs.todo.pop(0)
        program = Program(
            routine.function, routine.values, pairs.outside, True, pairs=pairs
        )
        for part in _analysed(program, list(routine.hot)):
            part = part._replace(inner=True)
            yield part
        yield part._replace(halves=_of_pair(_pair(program, routine, pairs), -1))


def _analysed(program: Program, wrt: list[Var]) -> Iterator[Part]:
    """What is known before the function is prepared for both sweeps, and then."""
    program, trees = opened(program, wrt)
    seeds = {v: p.base for p, t in zip(wrt, trees, strict=True) for v in leaves(t)}
    look = Look(program)
    function = pruned(program.function, look.ranks(program.function))
    known, found = look(function)
    hot = active(function, seeds, found)
    first = Part(function, seeds, known, found, hot)
    yield first
    facts = analyse(program, list(seeds))
    yield Part(
        facts.function, seeds, facts.known, facts.aliases, facts.active,
        facts, earlier=first,
    )  # fmt: skip


def _halves(program: Program, choice: Choice, mode: str) -> Halves:
    name = program.function.symbol.base
    if mode == "vjp":
        return _of_pair(pullback(program, choice, name, ("", "")), 1)
    made = gradient(program, choice, Symbol(name), "", value=False)
    body = made.function.body
    place = max(k for k, s in enumerate(body) if isinstance(s, ir.Note))
    return Halves(made, body[:place], body[place:], {})


def _pair(program: Program, routine: Routine, pairs: Pairs) -> Pair:
    hot = list(routine.hot)
    choice = Choice(hot, bare=len(hot) == 1, outermost=False)
    symbols = pairs.forward(routine.symbol), pairs.backward(routine.symbol)
    return pair(program, choice, symbols, pairs.again)


def _of_pair(made: Pair, place: int) -> Halves:
    """Both halves, with what the second takes out of what the first returns at
    `place`.
    """
    forward, reverse = made.forward.function.body, made.backward.function.body
    record = made.backward.function.params[0].var
    taken: dict[Var, Var] = {}
    match forward[-1], reverse[0]:
        case ir.Ret(ir.Seq(_, items)), ir.Unpack(targets, value) if value is record:
            pairs = zip(targets, ir.parts(items[place]), strict=True)
            taken = {t: v for t, v in pairs if isinstance(v, Var)}
    return Halves(made.forward, forward, reverse, taken)
