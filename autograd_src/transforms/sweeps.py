"""What is asked for of a mode, and both sweeps of a function put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Unknown
from autograd_src.lowering.hooks import without_hooks
from autograd_src.transforms.adjoints import Adjoint
from autograd_src.transforms.facts import Facts
from autograd_src.transforms.pairs import Pairs
from autograd_src.transforms.program import Program
from autograd_src.transforms.records import keep
from autograd_src.transforms.results import (
    in_kind,
    is_loose,
    is_mixed,
    last_origin,
    own_gradient,
)
from autograd_src.transforms.reverse import Reverse
from autograd_src.transforms.shadows import shadowed

__all__ = ["Choice", "Sweeps", "cast", "reads_leaf", "sweeps"]

Block = tuple[Stmt, ...]
_JOINING = (ir.If, ir.For, ir.While, ir.Copies)


class Choice(NamedTuple):
    """What is asked for of a mode.

    `outermost`: nothing differentiates the result further, so that what is returned
    beside the value stands where users expect it.
    """

    wrt: list[Var]
    bare: bool
    has_aux: bool = False
    outermost: bool = True

    def results(self, found: Iterable[Expr]) -> Expr:
        """One bare result, or a tuple."""
        items = tuple(found)
        return items[0] if self.bare else ir.Seq("tuple", items)


class Sweeps(NamedTuple):
    """Both sweeps of one function, and the gradients that the reverse one ends with."""

    facts: Facts
    forward: Block
    reverse: Block
    gradients: dict[Var, Expr]


def sweeps(
    facts: Facts,
    arguments: list[Var],
    seeds: list[tuple[Var, Adjoint]],
    pairs: Pairs | None = None,
    cut: bool = False,
) -> Sweeps:
    """Forward and reverse sweep from the adjoints `seeds` of results.

    `cut`: they become functions of their own.
    """
    if pairs is not None:
        facts = pairs.forwarded(facts, cut)
    facts = shadowed(facts)
    body = facts.function.body[:-1]
    sweep = Reverse(facts)
    sweep.origin = last_origin(facts.function)
    for v, adjoint in seeds:
        if v in facts.active:
            sweep.contribute(v, adjoint.value, adjoint.kind)
    first = tuple(sweep.out)
    reverse = first + sweep.run(tuple(s for s in body if not reads_leaf(s, arguments)))
    sweep.check_parts()
    sweep.out, sweep.origin, sweep.current = [], None, None
    gradients = {p: own_gradient(sweep, p) for p in arguments}
    reverse += tuple(sweep.out)
    kept = keep(body, reverse, facts, sweep.sources)
    forward, reverse = map(without_hooks, kept)
    return Sweeps(facts, forward, reverse, gradients)


def reads_leaf(s: Stmt, arguments: list[Var]) -> bool:
    """Whether `s` takes an argument out of its container."""
    return isinstance(s, ir.Let) and any(s.target is p for p in arguments)


def with_seeds(program: Program, whole: ir.Function, known: Ranks) -> Program:
    """The program with the kinds of what both sweeps read and nothing binds.

    The cotangents of a pullback are parameters only once it has been cut off.
    """
    bound = {v for s in ir.walk(whole.body) for v in ir.defs(s)}
    free = dict.fromkeys(v for s in ir.walk(whole.body) for v in ir.uses(s))
    seeds = {v: known.of(v) for v in free if v not in bound}
    return program._replace(values={**seeds, **program.values})


def cast(made: Sweeps, program: Program) -> Sweeps:
    """The sweeps with each gradient in the kind of its argument (S6)."""
    outputs = ir.Seq("tuple", tuple(made.gradients.values()))
    body = (*made.forward, *made.reverse, ir.Ret(outputs))
    whole = ir.replace(made.facts.function, body=body)
    if any(isinstance(s, _JOINING) for s in body):
        whole = ssa(whole)  # elsewhere the last kind of a name is the right one
    actual = with_seeds(program, whole, made.facts.known).ranks(whole)
    last = whole.body[-1]
    assert isinstance(last, ir.Ret)
    assert isinstance(last.value, ir.Seq)
    gradients, casts = {}, []
    known = made.facts.known
    mixed = is_mixed(known)
    loose = mixed and is_loose(made.facts.function, known)
    pairs = zip(made.gradients.items(), map(actual.of, last.value.items), strict=True)
    for (p, e), found in pairs:
        new = in_kind(e, p, known.of(p), Unknown() if loose else found, mixed)
        gradients[p] = e
        if new is not e:
            gradients[p] = bar = Var(p.base, "bar", p)
            casts.append(ir.Let(bar, new))
    return made._replace(gradients=gradients, reverse=(*made.reverse, *casts))
