"""The modes: functions that compute derivatives, put together from both sweeps."""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.methods import numpy
from autograd_src.ir import Const, Expr, Note, Param, Stmt, Symbol, Var
from autograd_src.live.values import Abstract, Array, Scalar, Unknown
from autograd_src.lowering.operations import refused
from autograd_src.transforms.adjoints import Adjoint
from autograd_src.transforms.facts import Facts, floating
from autograd_src.transforms.forward import Forward
from autograd_src.transforms.program import Program, analyse, optimized
from autograd_src.transforms.records import keep
from autograd_src.transforms.reverse import Reverse

__all__ = ["gradient", "pushforward"]


def pushforward(
    program: Program, wrt: list[Var], symbol: Symbol, doc: str, values: bool = True, one: bool = False
) -> Program:
    """Forward mode: the result and its tangent (`values`), or the tangent alone.

    With `one` the tangent is the number 1 instead of a parameter.
    """
    facts = analyse(program, wrt)
    forward = Forward(facts)
    body = forward.block(facts.function.body[:-1])
    result = _result(facts)
    tangent = _tangent_of(result, forward)
    result_value = ir.Seq("tuple", (result, tangent)) if values else tangent
    params: list[Param] = []
    types = dict(program.values)
    before: list[Stmt] = []
    for p in facts.function.params:
        params.append(p)
        if p.var in wrt:
            dot = forward.dot(p.var)
            if one:
                before.append(ir.Let(dot, Const(1.0)))
            else:
                params.append(Param(dot))
                types[dot] = floating(types[p.var])
    function = ir.Function(
        symbol, _ordered(params), (*before, *body, ir.Ret(result_value)), doc
    )
    return optimized(Program(function, types, program.outside))


def _ordered(params: list[Param]) -> tuple[Param, ...]:
    return tuple(params)


def _result(facts: Facts) -> Expr:
    last = facts.function.body[-1] if facts.function.body else None
    assert isinstance(last, ir.Ret), "canonical code ends in a return"
    return last.value


def _tangent_of(e: Expr, forward: Forward) -> Expr:
    if isinstance(e, (ir.Seq,)):
        return ir.Seq(e.kind, tuple(_tangent_of(i, forward) for i in e.items))
    if isinstance(e, ir.Dict):
        return ir.Dict(e.keys, tuple(_tangent_of(i, forward) for i in e.values))
    dot = forward.tangent(e)
    if dot is not None:
        return dot
    return forward.facts.zeros(e) if isinstance(e, Var) else Const(0.0)


def gradient(
    program: Program, wrt: list[Var], symbol: Symbol, doc: str, bare: bool, value: bool, has_aux: bool
) -> Program:
    """Reverse mode for a result of size one."""
    facts = analyse(program, wrt)
    result = _result(facts)
    origin = facts.function.body[-1].origin
    aux: Expr | None = None
    if has_aux:
        if not isinstance(result, ir.Seq) or len(result.items) != 2:
            raise refused("has_aux needs a pair", "return value, aux", origin)
        result, aux = result.items
    sweep = Reverse(facts)
    sweep.origin = origin
    if isinstance(result, Var) and result in facts.active:
        sweep.state[result] = seed(result, facts)
    reverse = sweep.run(facts.function.body[:-1])
    sweep.out, sweep.origin = [], None
    found = [returned(sweep, p) for p in wrt]
    reverse += tuple(sweep.out)
    forward, reverse = keep(facts.function.body[:-1], reverse, facts, sweep.sources)
    gradients: Expr = found[0] if bare else ir.Seq("tuple", tuple(found))
    outputs: Expr = gradients
    if value or has_aux:
        kept, forward = _kept(result, forward, facts)
        if aux is not None:
            kept_aux, forward = _kept(aux, forward, facts)
            kept = ir.Seq("tuple", (kept, kept_aux))
        outputs = ir.Seq("tuple", (kept, gradients))
    body = (
        Note("Forward sweep."),
        *forward,
        Note("Reverse sweep."),
        *reverse,
        ir.Ret(outputs),
    )
    function = ir.Function(symbol, facts.function.params, body, doc)
    return optimized(Program(function, program.values, program.outside))


def _kept(
    e: Expr, forward: tuple[Stmt, ...], facts: Facts
) -> tuple[Expr, tuple[Stmt, ...]]:
    """A result as it is at the end of the forward sweep: restores must not reach it (S10)."""
    if isinstance(e, ir.Seq):
        items = []
        for i in e.items:
            item, forward = _kept(i, forward, facts)
            items.append(item)
        return ir.Seq(e.kind, tuple(items)), forward
    if isinstance(e, Var) and facts.aliases.written(e) and not facts.is_scalar(e):
        value = Var("value")
        facts.known.types[value] = facts.known.of(e)
        return value, (*forward, ir.Let(value, facts.copied(e)))
    return e, forward


def seed(result: Var, facts: Facts) -> Adjoint:
    """The adjoint of the result: one."""
    value = facts.known.of(result)
    if isinstance(value, Scalar):
        return Adjoint(Const(1.0), "owned")
    if isinstance(value, Array) and not value.dims:
        return Adjoint(Const(1.0), "small")
    return Adjoint(ir.Call(numpy("ones_like"), (result,)), "shared")


def returned(sweep: Reverse, p: Var) -> Expr:
    """The gradient of a parameter: fresh, writable, of the parameter's shape and kind."""
    facts = sweep.facts
    value = facts.known.of(p)
    adjoint = sweep.state.get(p)
    if adjoint is None:
        return _structured_zeros(p, value, facts)
    if isinstance(value, Scalar):
        sweep.let(sweep.bar(p), adjoint.value)
        return sweep.bar(p)
    bar = sweep.own(p)
    return bar


def _structured_zeros(p: Var, value: Abstract, facts: Facts) -> Expr:
    if isinstance(value, (Scalar, Array, Unknown)):
        return facts.zeros(p)
    return facts.zeros(p)
