"""The modes: functions that compute derivatives, put together from both sweeps.

What they start from and hand out is in `results` and `structure`, how a reverse sweep
becomes a function of its own in `pullback`.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.frontend.defaults import defaults_last
from autograd_src.ir import Const, Expr, Note, Param, Stmt, Symbol, Var
from autograd_src.live.values import Abstract, Array, Scalar, Static
from autograd_src.lowering.displays import object_items, with_items
from autograd_src.transforms.broken import warn_of_breaks
from autograd_src.transforms.facts import Facts, floating
from autograd_src.transforms.forward import Forward
from autograd_src.transforms.fresh import with_own_result
from autograd_src.transforms.opening import opened
from autograd_src.transforms.precision import in_precision
from autograd_src.transforms.program import (
    Program,
    analyse,
    readable,
    reduced,
)
from autograd_src.transforms.results import (
    at_the_end,
    checks,
    in_kind,
    outcome,
    require_one,
    seed_of_one,
)
from autograd_src.transforms.structure import (
    Branch,
    Tree,
    children,
    item_of,
    leaves,
    put_together,
)
from autograd_src.transforms.sweeps import Choice, cast, reads_leaf, sweeps

__all__ = ["gradient", "is_slope", "pushforward", "second", "slope", "without_aux"]


def gradient(
    program: Program, choice: Choice, symbol: Symbol, doc: str, value: bool
) -> Program:
    """Reverse mode for a result of size one."""
    program, trees = opened(program, choice.wrt)
    arguments = [v for t in trees for v in leaves(t)]
    facts = analyse(program, arguments)
    if not program.is_derivative:
        warn_of_breaks(facts, arguments, program.function.symbol.base)
    result, aux = outcome(facts.function, choice.has_aux)
    require_one(result, facts, program.function.symbol.base)
    seeds = []
    if isinstance(result, Var) and result in facts.active:
        seeds = [(result, seed_of_one(result, facts))]
    made = cast(sweeps(facts, arguments, seeds, program.pairs), program)
    found = (put_together(t, made.gradients.__getitem__) for t in trees)
    output, forward = choice.results(found), made.forward
    kept = []
    for e in (result, aux) if value else (aux,):
        if e is not None:
            e, forward = at_the_end(e, forward, made.reverse, facts)
            kept.append(e)
    body = (
        Note("Forward sweep."),
        *forward,
        *checks(result, facts),
        Note("Reverse sweep."),
        *made.reverse,
        ir.Ret(_with_aux(kept, output, value, choice)),
    )
    function = ir.Function(symbol, facts.function.params, body, doc)
    letters = program.letters
    new = Program(
        function, program.values, program.outside, True, letters, program.pairs
    )
    new = reduced(new.named(facts))
    # What is differentiated further keeps its temporaries: their tangents have names.
    return readable(new) if choice.outermost else new


def _with_aux(kept: list[Expr], output: Expr, value: bool, choice: Choice) -> Expr:
    if not kept:
        return output
    if not value or len(kept) == 1:
        pair = (output, kept[0]) if not value else (kept[0], output)
        return ir.Seq("tuple", pair)
    if choice.outermost:
        return ir.Seq("tuple", (ir.Seq("tuple", tuple(kept)), output))
    return ir.Seq("tuple", (ir.Seq("tuple", (kept[0], output)), kept[1]))


def second(program: Program, choice: Choice, symbol: Symbol, doc: str) -> Program:
    """A Hessian-vector product: the tangent of a gradient."""
    if choice.has_aux:
        program = without_aux(program)
    choice = choice._replace(has_aux=False)
    return pushforward(program, choice, symbol, doc, values=False)


def without_aux(program: Program) -> Program:
    """The function with the first of its two results alone."""
    body = program.function.body
    value, _ = outcome(program.function, has_aux=True)
    last = ir.Ret(value, origin=body[-1].origin)
    return program._replace(
        function=ir.replace(program.function, body=(*body[:-1], last))
    )


def is_slope(program: Program, choice: Choice) -> bool:
    """Whether the program is itself a derivative, by one argument of size one."""
    value = program.values[choice.wrt[0]]
    single = isinstance(value, Scalar) or (
        isinstance(value, Array) and all(d == "1" for d in value.dims)
    )
    return choice.bare and single and program.is_derivative


def slope(program: Program, choice: Choice, symbol: Symbol, doc: str) -> Program:
    """The derivative of a derivative by one scalar: forward with tangent one."""
    return pushforward(program, choice, symbol, doc, values=False, one=True)


def pushforward(
    program: Program,
    choice: Choice,
    symbol: Symbol,
    doc: str,
    values: bool = True,
    one: bool = False,
    flat: bool = False,
) -> Program:
    """Forward mode: the result and its tangent (`values`), or the tangent alone.

    With `one` the tangent is the number 1 instead of a parameter; with `flat` several
    results are returned each followed by its tangent.
    """
    program, trees = opened(program, choice.wrt)
    arguments = [v for t in trees for v in leaves(t)]
    facts = analyse(program, arguments)
    if not program.is_derivative:
        warn_of_breaks(facts, arguments, program.function.symbol.base)
    result, aux = outcome(facts.function, choice.has_aux)
    forward = Forward(facts, program.pairs)
    entry = tuple(s for s in facts.function.body if reads_leaf(s, arguments))
    rest = tuple(s for s in facts.function.body[:-1] if not reads_leaf(s, arguments))
    params, dots, types = with_tangents(facts, choice.wrt, program.values)
    before: list[Stmt] = []
    for v, tree in zip(choice.wrt, trees, strict=True):
        given: Expr = unit(facts.known.of(v), v) if one else dots[v]
        before += bind_tangents(tree, given, forward)
    body = (*entry, *before, *forward.block(rest))
    tangent = tangent_of(result, forward)
    if one and isinstance(tangent, Const):
        slope, tangent = _in_kind(tangent, choice.wrt[0], facts.known)
        body = (*body, *slope)
    kept = facts.function.params if one else params
    types = program.values if one else types

    def finished(body: tuple[Stmt, ...], output: Expr) -> Program:
        function = ir.Function(symbol, kept, (*body, ir.Ret(output)), doc)
        return Program(
            function, types, program.outside, True, program.letters, program.pairs
        )

    casts, tangent = in_precision(result, tangent, finished(body, tangent), forward)
    items: tuple[Expr, ...] = (result, tangent) if values else (tangent,)
    output = _beside(items, aux, choice.outermost)
    if flat and isinstance(result, ir.Seq) and isinstance(tangent, ir.Seq):
        pairs = zip(result.items, tangent.items, strict=True)
        output = ir.Seq("tuple", tuple(e for pair in pairs for e in pair))
    made = reduced(finished((*body, *casts), output).named(facts))
    if choice.outermost:
        alone = aux is None and not values
        made = with_own_result(made, None if alone else int(values))
    return readable(made)


def _in_kind(zero: Const, v: Var, known: Ranks) -> tuple[tuple[Stmt, ...], Expr]:
    """A slope that is zero, in the kind of the number `v` (S6)."""
    wanted = known.of(v)
    narrow = isinstance(wanted, Scalar) and in_kind(zero, v, wanted, _FLOAT, False)
    if not narrow or narrow is zero:
        return (), zero
    bar = Var(v.base, "bar", v)
    return (ir.Let(bar, narrow),), bar


_FLOAT = Scalar("float")


def _beside(items: tuple[Expr, ...], aux: Expr | None, outermost: bool) -> Expr:
    """(value, tangent, aux), or a pair of the derivative and aux if more follows."""
    if aux is not None and not outermost and len(items) > 1:
        items = (ir.Seq("tuple", items),)
    if aux is not None:
        items = (*items, aux)
    return items[0] if len(items) == 1 else ir.Seq("tuple", items)


def unit(value: Abstract, v: Var) -> Expr:
    """The tangent of an argument of size one that is varied by itself."""
    return (
        Const(1.0) if isinstance(value, Scalar) else ir.Call(numpy("ones_like"), (v,))
    )


def with_tangents(
    facts: Facts, wrt: list[Var], values: dict[Var, Abstract]
) -> tuple[tuple[Param, ...], dict[Var, Var], dict[Var, Abstract]]:
    """The parameters, each of `wrt` followed by its tangent, the latest first."""
    params: list[Param] = []
    dots: dict[Var, Var] = {}
    types = dict(values)
    for p in facts.function.params:
        required = p.var in wrt
        params.append(ir.replace(p, default=None) if required else p)
        if required:
            level = sum(q.var.of is p.var for q in facts.function.params)
            role = f"dot_{level + 1}" if level else "dot"
            dots[p.var] = Var(p.var.base, role, p.var)
            types[dots[p.var]] = floating(values[p.var])
            params.append(Param(dots[p.var], p.kind))
    return defaults_last(params), dots, types


def bind_tangents(tree: Tree, given: Expr, forward: Forward) -> list[Stmt]:
    """Statements that read the tangents of an argument's leaves."""
    inside = isinstance(tree, Branch)
    found: list[Stmt] = []
    for v, part in _paired(tree, given):
        # What the function writes it must have for itself; bare arguments are copied
        # by a statement of their own.
        written = inside and forward.facts.aliases.written(v)
        copied = written and not forward.facts.is_scalar(v)
        value = ir.Call(numpy("copy"), (part,)) if copied else part
        found.append(ir.Let(forward.dot(v), value))
    return found


def _paired(tree: Tree, given: Expr) -> list[tuple[Var, Expr]]:
    if isinstance(tree, Var):
        return [(tree, given)]
    if not isinstance(tree, Branch):
        return []
    return [
        pair
        for k, item in enumerate(tree.items)
        for pair in _paired(item, item_of(given, tree.value, k))
    ]


def tangent_of(e: Expr, forward: Forward) -> Expr:
    """The tangent of a result, of its structure."""
    items = object_items(e)
    if items is not None:
        return with_items(e, tuple(tangent_of(v, forward) for _, v in items))
    if children(e) is not None:
        return ir.rebuild(e, lambda p: _tangent_of_part(e, p, forward))
    dot = forward.tangent(e)
    if dot is not None:
        return dot
    if isinstance(e, Const) and not isinstance(e.value, (int, float)):
        return Const(None)
    if isinstance(forward.known.of(e), Static):
        return Const(None)
    zeros = forward.facts.zeros_of(e)
    kind = forward.facts.shape_of(e) if isinstance(e, Var) else forward.known.of(e)
    if isinstance(kind, Array) and not kind.dims:
        kind, zeros = Scalar(kind.dtype), Const(0.0)
    if isinstance(kind, Scalar) and kind.kind in ("float32", "float16"):
        return ir.Call(numpy(kind.kind), (zeros,))
    return zeros


def _tangent_of_part(whole: Expr, p: Expr, forward: Forward) -> Expr:
    is_key = isinstance(whole, ir.Dict) and any(p is k for k in whole.keys)
    return p if is_key else tangent_of(p, forward)
