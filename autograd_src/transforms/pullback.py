"""The two sweeps of a function as two functions: `vjp`, and the pairs of routines."""

from __future__ import annotations

from typing import NamedTuple

from autograd_src import ir
from autograd_src.ir import Expr, Note, Param, Stmt, Symbol, Var
from autograd_src.transforms.adjoints import Adjoint
from autograd_src.transforms.broken import warn_of_breaks
from autograd_src.transforms.cutting import Cut, Splitter, Symbols
from autograd_src.transforms.facts import Facts, floating
from autograd_src.transforms.opening import opened
from autograd_src.transforms.program import (
    Program,
    analyse,
    readable,
    reduced,
)
from autograd_src.transforms.results import at_the_end, outcome, seeded
from autograd_src.transforms.structure import leaves, put_together
from autograd_src.transforms.sweeps import Choice, Sweeps, cast, sweeps

__all__ = ["Pair", "pair", "pullback"]

Block = tuple[Stmt, ...]


class Pair(NamedTuple):
    """The forward, which is the entry, and the backward."""

    forward: Program
    backward: Program


def pullback(
    program: Program, choice: Choice, name: str, docs: tuple[str, str]
) -> Pair:
    """Reverse mode for results of any shape."""
    program, trees = opened(program, choice.wrt)
    arguments = [v for t in trees for v in leaves(t)]
    facts = analyse(program, arguments)
    if not program.is_derivative:
        warn_of_breaks(facts, arguments, name)
    result, aux = outcome(facts.function, choice.has_aux)
    seed = Var("value", "bar")
    facts.known.types[seed] = floating(facts.known.of(result))
    made = cast(
        sweeps(facts, arguments, _seeds(result, seed, facts), program.pairs, cut=True),
        program,
    )
    cotangents = choice.results(
        put_together(t, made.gradients.__getitem__) for t in trees
    )
    outputs = (result,) if aux is None else (result, aux)
    symbols = Symbol(f"{name}_forward"), Symbol(f"{name}_backward")
    cut = Cut((seed,), outputs, cotangents, symbols, docs)
    return cut_apart(program, made, cut)


def pair(program: Program, choice: Choice, symbols: Symbols, again: bool) -> Pair:
    """The pair of a function that is called by others.

    Parameters
    ----------
    program, choice
        the function, in terms of numbers and arrays
    symbols
        of the forward and the backward
    again
        whether the backward may run several times for one forward
    """
    arguments = choice.wrt
    facts = analyse(program, arguments)
    result, _ = outcome(facts.function, False)
    items = result.items if isinstance(result, ir.Seq) else (result,)
    seeds: list[Var] = []
    given: list[tuple[Var, Adjoint]] = []
    for e, name in zip(items, _named(items, facts), strict=True):
        seed = Var(name, "bar")
        facts.known.types[seed] = floating(facts.known.of(e))
        given += _seeds(e, seed, facts)
        seeds.append(seed)
    made = cast(sweeps(facts, arguments, given, program.pairs, cut=True), program)
    cotangents = choice.results(map(made.gradients.__getitem__, arguments))
    cut = Cut(tuple(seeds), items, cotangents, symbols, ("", ""), True, again)
    return cut_apart(program, made, cut)


def _seeds(result: Expr, seed: Var, facts: Facts) -> list[tuple[Var, Adjoint]]:
    return [
        (v, Adjoint(part, "owned" if facts.is_scalar(v) else "shared"))
        for v, part in seeded(result, seed)
    ]


def _named(items: tuple[Expr, ...], facts: Facts) -> list[str]:
    """What results are called: by their own names, else as the recipes call them."""
    taken = {v.base for s in ir.walk(facts.function.body) for v in ir.defs(s)}
    taken |= {p.var.base for p in facts.function.params}
    plain = "value" if "y" in taken else "y"
    names: list[str] = []
    for k, e in enumerate(items):
        own = e.base if isinstance(e, Var) and not e.role else ""
        if not own or own in names:
            own = f"{plain}_{k + 1}" if len(items) > 1 else plain
        names.append(own)
    return names


def cut_apart(program: Program, made: Sweeps, cut: Cut) -> Pair:
    """Both sweeps as two functions."""
    facts = made.facts
    outputs, first = at_the_end(
        ir.Seq("tuple", cut.outputs), made.forward, made.reverse, facts,
        restores=not cut.again,
    )  # fmt: skip
    whole = ir.Function(
        cut.symbols[0],
        (*facts.function.params, *map(Param, cut.seeds)),
        (
            *first,
            Note("Reverse sweep."),
            *made.reverse,
            ir.Ret(ir.Seq("tuple", (outputs, cut.cotangents))),
        ),
    )
    values = {**program.values, **{v: facts.known.of(v) for v in cut.seeds}}
    both = program._replace(function=whole, values=values, is_derivative=False)
    both = reduced(both.named(facts))
    forward, backward = Splitter(both, cut, facts).split()
    return Pair(readable(forward), readable(backward))
