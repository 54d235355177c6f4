"""Operands written as sequences: what belongs to each item."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from autograd_src import ir
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr
from autograd_src.live.values import Dict, List, Tuple
from autograd_src.lowering.formulas import Refused

__all__ = ["ONE_ARRAY", "check_items", "item_by_item"]


def check_items(
    operands: Iterable[Expr],
    given: Collection[Expr],
    wanted: Callable[[Expr], bool],
    known: Ranks,
    of_lists: bool,
) -> None:
    """Refuse a list where a recipe expects one array, written out or by name.

    Each item that is wanted is `given` something, or the whole list is by a recipe
    that knows `of_lists`: an adjoint that is an array is none of a list whose length
    the run decides.
    """
    for e in operands:
        if isinstance(e, ir.Seq):
            missed = any(
                wanted(i) and (i not in given or isinstance(known.of(i), ListOf))
                for i in ir.walk_expr(e)
            )
        else:
            whole = wanted(e) and not (of_lists and e in given)
            missed = whole and isinstance(known.of(e), _CONTAINERS)
        if missed:
            raise Refused(ONE_ARRAY)


_CONTAINERS = (Tuple, List, Dict, ListOf)
ONE_ARRAY = (
    "a list or tuple of differentiated values isn't followed here: make an array of it "
    "(`np.array(items)`)"
)


def item_by_item(operand: Expr, value: Expr) -> list[tuple[Expr, Expr]]:
    """The names in an operand that is written as a sequence, each with its part."""
    if not isinstance(operand, ir.Seq):
        return [(operand, value)]
    return [
        pair
        for k, item in enumerate(operand.items)
        for pair in item_by_item(item, _item(value, k))
    ]


def _item(value: Expr, k: int) -> Expr:
    """`value[k]`; an item of an item is an element, as in `value[i, k]`."""
    match value:
        case ir.Index(base, ir.Slice(Const(start), Const(), None)) if start >= 0:
            return ir.Index(base, Const(start + k))
        case ir.Index(base, ir.Seq("tuple", (*whole,))) if _are_items(whole):
            return ir.Index(base, ir.Seq("tuple", (*whole, Const(k))))
        case ir.Index(base, index) if _are_items([index]):
            return ir.Index(base, ir.Seq("tuple", (index, Const(k))))
    return ir.Index(value, Const(k))


def _are_items(index: list[Expr]) -> bool:
    return all(isinstance(i, Const) and type(i.value) is int for i in index)
