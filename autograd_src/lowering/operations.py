"""Which recipe an expression uses, or why it can't be differentiated."""

from __future__ import annotations

import operator
from typing import Any

from autograd_src import ir
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.methods import as_call
from autograd_src.analyses.ranks import OPERATORS, UNARY, Ranks
from autograd_src.errors import MissingRecipe, NotDifferentiable
from autograd_src.ir import Expr, Origin
from autograd_src.live.guards import is_users
from autograd_src.live.values import (
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Scalar,
    Tuple,
    Unknown,
)
from autograd_src.lowering.expand import Operation, Refused, operation
from autograd_src.recipes import methods, registry

__all__ = ["operation_of", "refused"]


def refused(why: str, instead: str, origin: Origin | None) -> NotDifferentiable:
    """The error that points at the user's statement."""
    place = origin or Origin("", 1)
    return NotDifferentiable(
        f"{why}: {instead}" if instead else why,
        filename=place.filename or "<function>",
        lineno=place.line,
        offset=place.column + 1,
        text=place.text,
    )


def missing(function: Any, name: str, origin: Origin | None) -> MissingRecipe:
    """The error for a function without recipe."""
    near = tuple(registry.nearest(name))
    instead = registry.advice(function)
    if isinstance(function, type) and is_users(function):
        why = (
            f"objects of {name} aren't followed: use a class without code of its own "
            "for attributes (properties are followed), or its numbers and arrays"
        )
    elif instead:
        why = f"there is no derivative recipe for {name}: {instead}"
    else:
        listed = f"; the nearest recipes are {', '.join(near)}" if near else ""
        why = (
            f"there is no derivative recipe for {name}{listed}: write it with "
            "functions that have one, or add a recipe (autograd_src.elementwise, "
            "linear, recipe)"
        )
    place = origin or Origin("", 1)
    return MissingRecipe(
        why,
        function_name=name,
        nearest=near,
        filename=place.filename or "<function>",
        lineno=place.line,
        offset=place.column + 1,
        text=place.text,
    )


def operation_of(e: Expr, known: Ranks, origin: Origin | None) -> Operation:
    """The recipe of the outermost operation of `e`, bound to its operands."""
    _check_containers(e, known, origin)
    try:
        found = _operation(e, known)
    except Refused as error:
        raise refused(str(error), "", origin) from None
    if found is None:
        raise _reason(e, origin)
    return found


def _check_containers(e: Expr, known: Ranks, origin: Origin | None) -> None:
    """`a + b` and `a * n` put lists and tuples together: that is no arithmetic."""
    if not isinstance(e, ir.Bin):
        return
    kinds = [known.of(e.left), known.of(e.right)]
    if any(map(_is_container, kinds)) and not any(isinstance(k, Array) for k in kinds):
        raise refused(
            f"`{e.op}` of lists or tuples of differentiated values isn't followed here",
            "append the items one by one, or keep numbers in an array",
            origin,
        )


def _is_container(value: Abstract) -> bool:
    return isinstance(value, (Tuple, List, Dict, ListOf)) or value in _BUILT_IN


def _operation(e: Expr, known: Ranks) -> Operation | None:
    match e:
        case ir.Bin(op, left, right):
            return _apply(OPERATORS[op], e, (left, right), {})
        case ir.Un(op, operand) if op in UNARY:
            return _apply(UNARY[op], e, (operand,), {})
        case ir.Attr(value, name) if name == "T" or (
            name in methods.ATTRIBUTES
            and isinstance(known.of(value), (Array, Scalar, Unknown))
        ):
            return _apply(methods.ATTRIBUTES[name], e, (value,), {})
        case ir.Call(ir.Attr()):
            call = as_call(e, known)
            return None if call is e else _operation(call, known)
        case ir.Call(ir.Ref(value=function), args, keywords):
            return _apply(function, e, args, dict(keywords))
    return None


def _apply(
    function: Any, e: Expr, args: tuple[Expr, ...], keywords: dict[str, Expr]
) -> Operation | None:
    recipe = registry.lookup(function)
    if recipe is None:
        return None
    if any(isinstance(a, ir.Star) for a in args) or "" in keywords:
        raise Refused("what `*` or `**` passes on can't be told: write it out")
    return operation(recipe, e, args, keywords)


def _reason(e: Expr, origin: Origin | None) -> NotDifferentiable:
    match e:
        case ir.Call(ir.Ref(text=text, value=function)):
            return missing(function, text, origin)
        case ir.Call(ir.Attr(_, name)):
            return refused(
                f"the method {name!r} of this object can't be followed",
                methods.ADVICE.get(name)
                or "call a function that takes the values instead",
                origin,
            )
        case ir.Bin(op):
            return missing(operator, f"the operator {op}", origin)
        case ir.Attr(_, name):
            return refused(
                f"the attribute {name!r} isn't followed here", _PLAIN, origin
            )
    node = e.node if isinstance(e, ir.Raw) else e
    what = _WORDS.get(type(node).__name__, "this expression")
    return refused(f"{what} isn't followed here", _PLAIN, origin)


_BUILT_IN = tuple(Instance(f"builtins:{name}") for name in ("tuple", "list", "dict"))
_PLAIN = "write it with plain statements on numbers and arrays"
_WORDS = {
    "JoinedStr": "a differentiated value in an f-string",
    "ListComp": "a comprehension",
    "Lambda": "a lambda",
    "Seq": "a container of differentiated values",
    "Dict": "a dict of differentiated values",
    "Bool": "`and` or `or` of differentiated values",
    "Index": "an element of this container",
}
