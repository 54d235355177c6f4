"""Traversal: one table says what an expression is made of; all else follows from it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from autograd_src.ir.expressions import (
    Attr,
    Bin,
    Bool,
    Call,
    Cmp,
    Cond,
    Const,
    Dict,
    Expr,
    Index,
    Own,
    Raw,
    Ref,
    Seq,
    Slice,
    Star,
    Un,
    Var,
)  # fmt: skip

_Node = TypeVar("_Node")


@cache
def _fields(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls) if f.init)


def replace(node: _Node, **changes: Any) -> _Node:
    """A copy of a statement, expression or function with some fields changed."""
    cls: Any = type(node)
    for name in _fields(cls):
        if name not in changes:
            changes[name] = getattr(node, name)
    made: _Node = cls(**changes)
    return made


# What an expression is made of, by its class. These are asked for more often than
# anything else here, so there is one look-up and no chain of cases.
_PARTS: dict[type, Callable[[Any], tuple[Expr, ...]]] = {
    Attr: lambda e: (e.value,),
    Bool: lambda e: e.values,
    Call: lambda e: (
        (e.func, *e.args, *[v for _, v in e.keywords])
        if e.keywords
        else (e.func, *e.args)
    ),
    Cmp: lambda e: (e.left, e.right),
    Cond: lambda e: (e.test, e.body, e.orelse),
    Dict: lambda e: tuple(
        p for pair in zip(e.keys, e.values, strict=True) for p in pair
    ),
    Index: lambda e: (e.value, e.index),
    Raw: lambda e: tuple(v for _, v in e.reads),
    Seq: lambda e: e.items,
    Slice: lambda e: tuple(p for p in (e.lower, e.upper, e.step) if p is not None),
    Star: lambda e: (e.value,),
    Un: lambda e: (e.operand,),
}

_ATOMS = frozenset({Const, Own, Ref, Var})


def parts(e: Expr) -> tuple[Expr, ...]:
    """The immediate subexpressions of `e`, in the order of their evaluation."""
    if type(e) is Bin:
        return (e.left, e.right)
    made = _PARTS.get(type(e))
    return () if made is None else made(e)


def rebuild(e: Expr, f: Callable[[Expr], Expr]) -> Expr:
    """`e` with `f` applied to each immediate subexpression; `e` itself if none
    changes.
    """
    if type(e) is Bin:
        left, right = f(e.left), f(e.right)
        same = left is e.left and right is e.right
        return e if same else Bin(e.op, left, right)
    made = _PARTS.get(type(e))
    if made is None:
        return e
    old = made(e)
    new = tuple(map(f, old))
    if all(map(operator.is_, old, new)):
        return e
    match e:
        case Cmp(op):
            return Cmp(op, new[0], new[1])
        case Call(_, args, keywords):
            named = zip((k for k, _ in keywords), new[1 + len(args) :], strict=True)
            return Call(new[0], new[1 : 1 + len(args)], tuple(named))
        case Attr(_, name):
            return Attr(new[0], name)
        case Star():
            return Star(new[0])
        case Index():
            return Index(new[0], new[1])
        case Un(op):
            return Un(op, new[0])
        case Bool(op):
            return Bool(op, new)
        case Seq(kind):
            return Seq(kind, new)
        case Cond():
            return Cond(*new)
        case Slice(lower, upper, step):
            rest = iter(new)
            return Slice(
                *(None if p is None else next(rest) for p in (lower, upper, step))
            )
        case Dict():
            return Dict(new[::2], new[1::2])
        case Raw(node, reads):
            return Raw(
                node, tuple((k, v) for (k, _), v in zip(reads, new, strict=True))
            )
    raise TypeError(e)


def walk_expr(e: Expr) -> tuple[Expr, ...]:
    """`e` and everything in it, outermost first."""
    inside = e._inside
    if inside is None:
        if type(e) in _ATOMS:
            inside = (e,)
        else:
            found = [e]
            for p in parts(e):
                found += p._inside or walk_expr(p)
            inside = tuple(found)
        e._inside = inside  # type: ignore[misc]
    return inside


def names_in(e: Expr) -> tuple[Var, ...]:
    """The variables that `e` reads, in order, with repetitions."""
    names = e._names
    if names is None:
        names = e._names = tuple([p for p in walk_expr(e) if type(p) is Var])  # type: ignore[misc]
    return names


def substitute(e: Expr, mapping: Mapping[Any, Expr]) -> Expr:
    """`e` with the keys of `mapping` (variables or whole expressions) replaced."""
    found = mapping.get(e)
    if found is not None:
        return found
    return rebuild(e, lambda p: substitute(p, mapping))


def rename(e: Expr, mapping: Mapping[Var, Expr]) -> Expr:
    """`e` with variables replaced; parts that read none of these stay as they are."""
    if type(e) is Var:
        return mapping.get(e, e)
    if mapping.keys().isdisjoint(names_in(e)):
        return e
    return rebuild(e, lambda p: rename(p, mapping))
