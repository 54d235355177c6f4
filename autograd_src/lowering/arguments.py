"""Arguments of a call bound to the parameters of what it calls, as Python does it."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from autograd_src import ir
from autograd_src.frontend.read import Definition
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Dict, List, Tuple

__all__ = ["Mismatch", "bind", "left_for_star", "spread"]

_CONSTANTS = (type(None), bool, int, str, bytes)


class Mismatch(Exception):
    """The arguments don't fit, or it can't be told here; with (why, instead)."""


def spread(
    args: tuple[Expr, ...],
    keywords: tuple[tuple[str, Expr], ...],
    types: Callable[[Expr], Any],
    literal: Callable[[Expr], Expr],
) -> tuple[list[Expr], dict[str, Expr]]:
    """The arguments with `*items` and `**options` taken apart."""
    given: list[Expr] = []
    for a in args:
        given += _items(literal(a.value), types) if isinstance(a, ir.Star) else [a]
    named: dict[str, Expr] = {}
    for name, value in keywords:
        for k, v in [(name, value)] if name else _options(literal(value), types):
            if k in named:
                raise Mismatch(f"the keyword {k!r} is given twice", "give it once")
            named[k] = v
    return given, named


def _items(e: Expr, types: Any) -> list[Expr]:
    if isinstance(e, ir.Seq) and not any(isinstance(i, ir.Star) for i in e.items):
        return list(e.items)
    value = types(e)
    if isinstance(value, (Tuple, List)) and isinstance(e, Var):
        return [ir.Index(e, Const(k)) for k in range(len(value.items))]
    raise Mismatch(
        "how many arguments `*` passes on can't be told", "write the arguments out"
    )


def left_for_star(
    args: tuple[Expr, ...],
    keywords: tuple[tuple[str, Expr], ...],
    names: tuple[str, ...],
) -> tuple[str, ...]:
    """The parameters that a last argument `*items` has to fill, one each.

    `names` are those that a call has to give by position; none is left where it can't
    be told how many there are.

    >>> x, rest = ir.Var("x"), ir.Star(ir.Var("rest"))
    >>> left_for_star((x, rest), (), ("t", "a", "b"))
    ('a', 'b')
    >>> left_for_star((rest,), (("b", x),), ("t", "a", "b"))
    ('t', 'a')
    """
    if not args or [isinstance(a, ir.Star) for a in args].index(True) + 1 < len(args):
        return ()
    left, given = list(names[len(args) - 1 :]), {k for k, _ in keywords}
    while left and left[-1] in given:
        left.pop()
    return () if given.intersection((*left, "")) else tuple(left)


def _options(e: Expr, types: Any) -> list[tuple[str, Expr]]:
    if isinstance(e, ir.Dict) and all(isinstance(k, Const) for k in e.keys):
        return [(k.value, v) for k, v in zip(e.keys, e.values, strict=True)]  # type: ignore[attr-defined]
    value = types(e)
    if isinstance(value, Dict) and isinstance(e, Var):
        return [(str(k), ir.Index(e, Const(k))) for k in value.keys]
    raise Mismatch("which keywords `**` passes on can't be told", "write them out")


def bind(
    definition: Definition,
    args: list[Expr],
    named: dict[str, Expr],
    live: FunctionType | None,
) -> dict[Var, Expr]:
    """What each parameter stands for; defaults come from the live function."""
    own = set(definition.captured.values())
    params = [p for p in definition.function.params if p.var not in own]
    plain = [p for p in params if p.kind == "positional"]
    found: dict[Var, Expr] = dict(zip((p.var for p in plain), args, strict=False))
    rest = tuple(args[len(plain) :])
    by_name = {p.var.base: p.var for p in plain[definition.by_position :]}
    by_name.update((p.var.base, p.var) for p in params if p.kind == "keyword")
    unknown: dict[str, Expr] = {}
    for name, value in named.items():
        v = by_name.get(name)
        if v is None:
            unknown[name] = value
        elif v in found:
            raise Mismatch(f"the argument {name!r} is given twice", "give it once")
        else:
            found[v] = value
    _collect(params, found, rest, unknown)
    for p in params:
        if p.var not in found:
            found[p.var] = _default(p, plain, live)
    return found


def _collect(
    params: list[ir.Param],
    found: dict[Var, Expr],
    rest: tuple[Expr, ...],
    unknown: dict[str, Expr],
) -> None:
    """`*args` and `**options` take what is left."""
    starred = next((p.var for p in params if p.kind == "varargs"), None)
    options = next((p.var for p in params if p.kind == "kwargs"), None)
    if starred is not None:
        found[starred] = ir.Seq("tuple", rest)
    elif rest:
        raise Mismatch("there are more arguments than parameters", "leave them out")
    if options is not None:
        names = tuple(Const(k) for k in unknown)
        found[options] = ir.Dict(names, tuple(unknown.values()))
    elif unknown:
        name = next(iter(unknown))
        raise Mismatch(f"there is no parameter {name!r}", "leave the keyword out")


def _default(p: ir.Param, plain: list[ir.Param], live: FunctionType | None) -> Expr:
    name = p.var.base
    if p.default is None:
        raise Mismatch(f"the argument {name!r} is missing", "pass it")
    if live is None:
        if isinstance(p.default, (Var, Const, ir.Ref)):
            return p.default
        raise Mismatch(f"the default of {name!r} is computed", "give it a name first")
    if p.kind == "keyword":
        value = (live.__kwdefaults__ or {}).get(name, _ABSENT)
    else:
        values = live.__defaults__ or ()
        k = plain.index(p) - len(plain) + len(values)
        value = values[k] if k >= 0 else _ABSENT
    made = constant(value)
    if made is not None:
        return made
    if isinstance(p.default, ir.Ref) and p.default.value is value:
        return p.default
    raise Mismatch(f"the default of {name!r} is an object", "pass the argument")


_ABSENT = object()


def constant(value: object) -> Expr | None:
    """A constant as an expression; None for anything else."""
    if type(value) in _CONSTANTS:
        return Const(value)
    if type(value) is float:
        if value == value and abs(value) != float("inf"):
            return Const(value)
        return ir.Call(ir.Ref("float", value=float), (Const(str(value)),))
    if type(value) is tuple:
        items = [constant(v) for v in value]
        found = tuple(i for i in items if i is not None)
        return ir.Seq("tuple", found) if len(found) == len(items) else None
    return None
