"""What a derivative starts from and what it hands out: results, seeds, gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from autograd_src import ir
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Abstract, Array, Dict, List, Scalar, Tuple
from autograd_src.lowering.operations import refused
from autograd_src.transforms.adjoints import Adjoint
from autograd_src.transforms.facts import Facts, floating
from autograd_src.transforms.reverse import Reverse
from autograd_src.transforms.structure import children

__all__ = ["at_the_end", "in_kind", "outcome", "own_gradient", "seed_of_one", "seeded"]


def outcome(function: ir.Function, has_aux: bool) -> tuple[Expr, Expr | None]:
    """The result that is differentiated, and what is returned beside it."""
    last = function.body[-1] if function.body else None
    assert isinstance(last, ir.Ret), "canonical code ends in a return"
    if not has_aux:
        return last.value, None
    if not isinstance(last.value, ir.Seq) or len(last.value.items) != 2:
        raise refused("has_aux needs a pair", "write `return value, aux`", last.origin)
    value, aux = last.value.items
    return value, aux


def at_the_end(
    e: Expr, forward: tuple[Stmt, ...], facts: Facts
) -> tuple[Expr, tuple[Stmt, ...]]:
    """A result as it is at the end of the forward sweep: no restore may reach it (S10)."""
    parts = children(e)
    if parts is not None:
        mapping: dict[int, Expr] = {}
        for part in parts:
            mapping[id(part)], forward = at_the_end(part, forward, facts)
        return ir.rebuild(e, lambda p: mapping.get(id(p), p)), forward
    if isinstance(e, Var) and facts.aliases.written(e) and not facts.is_scalar(e):
        value = Var("value")
        facts.known.types[value] = facts.known.of(e)
        return value, (*forward, ir.Let(value, facts.copied(e)))
    return e, forward


def seed_of_one(result: Expr, facts: Facts, origin: ir.Origin | None) -> Adjoint:
    """The adjoint of a result of size one: one."""
    value = facts.known.of(result)
    if isinstance(value, Scalar):
        return Adjoint(Const(1.0), "owned")
    if isinstance(value, Array) and not value.dims:
        return Adjoint(Const(1.0), "small")
    return Adjoint(ir.Call(numpy("ones_like"), (result,)), "shared")


def seeded(result: Expr, seed: Expr) -> Iterator[tuple[Var, Expr]]:
    """The variables in a result, each with its part of the cotangent `seed`."""
    if isinstance(result, Var):
        yield result, seed
        return
    for index, part in _parts(result, seed):
        yield from seeded(part, index)


def _parts(result: Expr, seed: Expr) -> Iterator[tuple[Expr, Expr]]:
    match result:
        case ir.Seq(_, items):
            for k, item in enumerate(items):
                yield ir.Index(seed, Const(k)), item
        case ir.Dict(keys, values):
            for key, item in zip(keys, values, strict=True):
                yield ir.Index(seed, key), item
        case ir.Call(ir.Attr(Var(), "_replace"), (), keywords):
            for name, item in keywords:
                yield ir.Attr(seed, name), item


def own_gradient(sweep: Reverse, p: Var) -> Expr:
    """The gradient of an argument: fresh, writable, of the argument's shape."""
    facts = sweep.facts
    adjoint = sweep.state.get(p)
    if adjoint is None:
        return facts.zeros(p)
    if isinstance(facts.known.of(p), Scalar):
        sweep.let(sweep.bar(p), adjoint.value)
        return sweep.bar(p)
    return sweep.own(p)


def in_kind(e: Expr, p: Var, wanted: Abstract, actual: Ranks) -> Expr:
    """A gradient in the kind of its argument (S6): cast where it may have another."""
    found = actual.of(e)
    if isinstance(wanted, Array) and wanted.dtype.startswith("float"):
        if isinstance(found, Array) and found.dtype != wanted.dtype:
            return ir.Call(ir.Attr(e, "astype"), (ir.Attr(p, "dtype"),))
    if isinstance(wanted, Scalar):
        kind = floating(wanted)
        assert isinstance(kind, Scalar)
        same = {"float": ("float", "float64", "int"), "float64": ("float", "float64", "int")}
        other = isinstance(found, Scalar) and found.kind not in same.get(
            kind.kind, (kind.kind,)
        )
        if other or isinstance(found, Array):
            if kind.kind in same:
                return ir.Call(ir.Ref("float", value=float), (e,))
            return ir.Call(numpy(kind.kind), (e,))
    return e


def structure_of(value: Abstract) -> bool:
    """Whether a value is a container of known structure."""
    return isinstance(value, (Tuple, List, Dict))


Leaf = Callable[[Var], Expr]
