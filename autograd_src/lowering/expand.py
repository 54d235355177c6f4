"""A call and its recipe as statements: tangents forward, contributions in reverse."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import NamedTuple

import gast

from autograd_src import algebra, ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.lowering import folding
from autograd_src.lowering.array_likes import takes_lists
from autograd_src.lowering.formulas import (
    Formula,
    Marker,
    Other,
    Refused,
    Zero,
    definition,
)
from autograd_src.lowering.integers import as_floats, floated, is_integer
from autograd_src.lowering.items import ONE_ARRAY, check_items, item_by_item
from autograd_src.lowering.zeros import of_items, without_zeros
from autograd_src.recipes import registry
from autograd_src.recipes.notation import refuse

__all__ = ["Operation", "Refused", "forward", "reverse"]

Differential = Callable[[Expr], "Expr | None"]


class Operation(NamedTuple):
    """A call of a function that has a recipe, its arguments bound by name."""

    recipe: registry.Recipe
    call: Expr
    operands: dict[str, Expr]

    @property
    def arguments(self) -> tuple[Expr, ...]:
        """The operands that may be active, items of sequences apart."""
        names = self.recipe.linear_in or self.recipe.parameters
        found: list[Expr] = []
        for name in names:
            e = self.operands[name]
            found += e.items if isinstance(e, ir.Seq) else [e]
        return tuple(found)


def operation(
    recipe: registry.Recipe,
    call: Expr,
    args: tuple[Expr, ...],
    keywords: dict[str, Expr],
) -> Operation:
    """Bind a call to its recipe; `Refused` for an argument that it does not list."""
    try:
        bound = registry.bind(recipe, args, keywords)
    except TypeError as error:
        raise Refused(f"{error}; leave it out or write the formula out") from None
    operands = dict(bound.given)
    operands |= {k: folding.to_expr(v) for k, v in bound.defaults.items()}
    if recipe.variadic is not None:
        operands[recipe.variadic] = ir.Seq("tuple", bound.starred)
    return Operation(recipe, call, operands)


# --------------------------------------------------------------------------- forward


def forward(
    op: Operation, result: Var, tangent: Differential, known: Ranks
) -> tuple[list[Stmt], Expr | None]:
    """The tangent of `result`; None where it is zero."""
    if op.recipe.tier == "elementwise":
        return _forward_elementwise(op, result, tangent, known)
    if op.recipe.tier == "linear":
        return [], _forward_linear(op, result, tangent, known)
    found: list[Expr] = []
    tangents: set[Expr] = set()

    def differential(e: Expr) -> Expr:
        if e is result:
            return Other(e)
        made = _tangents(e, tangent)
        tangents.update(_leaves(made))
        return made

    formula = _formula(op, result, known, differential)
    formula.tangents = tangents

    def assign(operand: Expr, value: Expr) -> None:
        if operand is result:
            found.append(value)
        elif _is_advice(value) and tangent(operand) is not None:
            raise Refused(_advice(value))

    formula.run(definition(op.recipe.definition).body, assign)
    if not found:
        return [], None
    value = of_items(without_zeros(found[-1], tangents), found[-1], result, tangents)
    return formula.lets, None if isinstance(value, Zero) else value


def _tangents(e: Expr, tangent: Differential) -> Expr:
    """The tangent of an operand, item by item for a sequence."""
    if isinstance(e, ir.Seq):
        items = tuple(_tangents(i, tangent) for i in e.items)
        return (
            Zero(e)
            if all(isinstance(i, Zero) for i in items)
            else ir.Seq(e.kind, items)
        )
    return tangent(e) or Zero(e)


def _leaves(made: Expr) -> list[Expr]:
    """The tangents in what stands for `d[operand]`."""
    if isinstance(made, ir.Seq):
        return [leaf for i in made.items for leaf in _leaves(i)]
    return [] if isinstance(made, Marker) else [made]


def _forward_elementwise(
    op: Operation, result: Var, tangent: Differential, known: Ranks
) -> tuple[list[Stmt], Expr | None]:
    lets, partials = _partials(op, result, known)
    total: Expr | None = None
    for operand, partial in partials:
        if any(tangent(p) for p in ir.walk_expr(operand) if p is not operand):
            raise Refused(ONE_ARRAY)
        dot = tangent(operand)
        if dot is None or partial is None:
            continue
        if _is_advice(partial):
            raise Refused(_advice(partial))
        term = _times(dot, partial, known)
        total = term if total is None else algebra.add(total, term)
    return lets, total


def _forward_linear(
    op: Operation, result: Var, tangent: Differential, known: Ranks
) -> Expr | None:
    """The function itself, applied to the tangents."""
    mapping: dict[int, Expr] = {}
    for name in op.recipe.linear_in:
        e = op.operands[name]
        mapping[id(e)] = _tangents(e, tangent)
    if all(isinstance(v, Zero) for v in mapping.values()):
        return None
    # With these options the function is none that a tangent may go through.
    options = {*op.recipe.parameters} - {*op.recipe.linear_in}
    body = definition(op.recipe.definition).body
    refusing = [s for s in takewhile(_refuses, body) if _asks(s.test, options)]
    if refusing:
        formula = _formula(op, result, known, Other)
        formula.run(refusing, lambda operand, value: None)
    new = ir.rebuild(op.call, lambda p: mapping.get(id(p), p))
    tangents = {leaf for v in mapping.values() for leaf in _leaves(v)}
    return without_zeros(new, tangents)


def _refuses(s: gast.stmt) -> bool:
    """Whether a statement of a recipe does nothing but to refuse some options."""
    if not isinstance(s, gast.If) or s.orelse or len(s.body) != 1:
        return False
    call = getattr(s.body[0], "value", None)
    function = getattr(call, "func", None)
    return getattr(function, "id", "") == refuse.__name__


def _asks(test: gast.expr, options: set[str]) -> bool:
    return any(isinstance(n, gast.Name) and n.id in options for n in gast.walk(test))


# --------------------------------------------------------------------------- reverse


class Contribution(NamedTuple):
    """What an operand's adjoint gets; `broadcasts`: in the shape of the result."""

    operand: Expr
    value: Expr
    broadcasts: bool


def reverse(
    op: Operation,
    result: Var,
    bar: Expr,
    wanted: Callable[[Expr], bool],
    known: Ranks,
) -> tuple[list[Stmt], list[Contribution]]:
    """What the active operands of `op` get from the adjoint `bar` of its result."""
    if op.recipe.tier == "elementwise":
        lets, partials = _partials(op, result, known)
        check_items(op.operands.values(), (), wanted, known, False)
        for operand, partial in partials:
            if partial is not None and _is_advice(partial) and wanted(operand):
                raise Refused(_advice(partial))
        return lets, [
            Contribution(operand, _times(bar, partial, known), True)
            for operand, partial in partials
            if partial is not None and wanted(operand)
        ]
    out: list[Contribution] = []

    def assign(operand: Expr, value: Expr) -> None:
        if operand is result:
            return
        broadcasts = op.recipe.broadcasts
        pairs = [(operand, value)] if broadcasts else item_by_item(operand, value)
        for item, part in pairs:
            if wanted(item):
                if _is_advice(part):
                    raise Refused(_advice(part))
                out.append(Contribution(item, floated(part, known), broadcasts))

    formula = _formula(op, result, known, lambda e: bar if e is result else Other(e))
    formula.run(definition(op.recipe.definition).body, assign)
    given = {c.operand for c in out}
    of_lists = takes_lists(op.recipe.definition)
    check_items(op.operands.values(), given, wanted, known, of_lists)
    return formula.lets, out


# --------------------------------------------------------------------------- shared


def _formula(
    op: Operation, result: Var, known: Ranks, differential: Callable[[Expr], Expr]
) -> Formula:
    operands = {op.recipe.result: result, **op.operands}
    return Formula(op.recipe.definition, operands, known, differential)


def _partials(
    op: Operation, result: Var, known: Ranks
) -> tuple[list[Stmt], list[tuple[Expr, Expr | None]]]:
    """The partial derivatives of an elementwise function, by operand."""
    formula = _formula(op, result, known, Other)
    node = definition(op.recipe.definition)
    value = (
        formula.read(node.body)
        if isinstance(node, gast.Lambda)
        else formula.run(node.body, lambda operand, value: None)
    )
    assert value is not None, op.recipe.key
    values = value.items if isinstance(value, ir.Seq) else (value,)
    operands = [op.operands[name] for name in op.recipe.parameters]
    partials = [None if _vanishes(v) else v for v in values]
    return formula.lets, list(zip(operands, partials, strict=True))


def _is_advice(e: Expr) -> bool:
    """Whether a recipe says that there is no formula, and what to do."""
    return isinstance(e, Const) and type(e.value) is str


def _advice(e: Expr) -> str:
    assert isinstance(e, Const)
    return str(e.value)


def _times(bar: Expr, partial: Expr, known: Ranks) -> Expr:
    """An adjoint or tangent times a partial; a product of floats (S6)."""
    partial = floated(partial, known)
    if isinstance(bar, Const) and is_integer(partial, known):
        partial = as_floats(partial, known)
    return algebra.times(bar, partial)


def _vanishes(e: Expr) -> bool:
    return e == Const(None) or algebra.is_zero(e)
