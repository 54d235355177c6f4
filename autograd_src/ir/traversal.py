"""Traversal: one table says what an expression is made of; all else follows from it."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterator, Mapping
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
    Dict,
    Expr,
    Index,
    Raw,
    Seq,
    Slice,
    Star,
    Un,
    Var,
)  # fmt: skip
from autograd_src.ir.statements import (
    Carry,
    Copies,
    Do,
    For,
    If,
    Let,
    Put,
    Ret,
    Stmt,
    Unpack,
    While,
)  # fmt: skip

_Node = TypeVar("_Node")


@cache
def _fields(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))


def replace(node: _Node, **changes: Any) -> _Node:
    """A copy of a statement, expression or function with some fields changed."""
    made: _Node = object.__new__(type(node))
    cls: Any = type(node)
    for name in _fields(cls):
        value = changes.pop(name) if name in changes else getattr(node, name)
        object.__setattr__(made, name, value)
    if changes:
        raise TypeError(f"{type(node).__name__} has no {', '.join(changes)}")
    return made


# What an expression is made of, by its class. These are asked for more often than
# anything else here, so there is one look-up and no chain of cases.
_PARTS: dict[type, Callable[[Any], tuple[Expr, ...]]] = {
    Attr: lambda e: (e.value,),
    Bin: lambda e: (e.left, e.right),
    Bool: lambda e: e.values,
    Call: lambda e: (
        (e.func, *e.args, *(v for _, v in e.keywords))
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


def parts(e: Expr) -> tuple[Expr, ...]:
    """The immediate subexpressions of `e`, in the order of their evaluation."""
    made = _PARTS.get(type(e))
    return () if made is None else made(e)


def rebuild(e: Expr, f: Callable[[Expr], Expr]) -> Expr:
    """`e` with `f` applied to each immediate subexpression; `e` itself if none
    changes.
    """
    old = parts(e)
    if not old:
        return e
    new = tuple(map(f, old))
    if all(map(operator.is_, old, new)):
        return e
    match e:
        case Call(_, args, keywords):
            named = zip((k for k, _ in keywords), new[1 + len(args) :], strict=True)
            return Call(new[0], new[1 : 1 + len(args)], tuple(named))
        case Attr(_, name):
            return Attr(new[0], name)
        case Star():
            return Star(new[0])
        case Index():
            return Index(new[0], new[1])
        case Bin(op) | Cmp(op):
            return type(e)(op, new[0], new[1])
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
    try:
        return e._inside
    except AttributeError:
        inner = map(walk_expr, parts(e))
        found = (e, *itertools.chain.from_iterable(inner))
        object.__setattr__(e, "_inside", found)
        return found


def names_in(e: Expr) -> tuple[Var, ...]:
    """The variables that `e` reads, in order, with repetitions."""
    try:
        return e._names
    except AttributeError:
        found = tuple(p for p in walk_expr(e) if isinstance(p, Var))
        object.__setattr__(e, "_names", found)
        return found


def substitute(e: Expr, mapping: Mapping[Any, Expr]) -> Expr:
    """`e` with the keys of `mapping` (variables or whole expressions) replaced."""
    found = mapping.get(e)
    if found is not None:
        return found
    return rebuild(e, lambda p: substitute(p, mapping)) if parts(e) else e


_EXPRS: dict[type, Callable[[Any], tuple[Expr, ...]]] = {
    Carry: lambda s: tuple(v for _, v in s.reads),
    Copies: lambda s: s.values,
    Do: lambda s: (s.value,),
    For: lambda s: (s.iter,),
    If: lambda s: (s.test,),
    Let: lambda s: (s.value,),
    Put: lambda s: (s.base, s.value) if s.index is None else (s.base, s.index, s.value),
    Ret: lambda s: (s.value,),
    Unpack: lambda s: (s.value,),
    While: lambda s: (s.test,),
}


def exprs(s: Stmt) -> tuple[Expr, ...]:
    """The expressions that `s` itself evaluates, without those of its blocks."""
    made = _EXPRS.get(type(s))
    return () if made is None else made(s)


def map_exprs(s: Stmt, f: Callable[[Expr], Expr]) -> Stmt:
    """`s` with `f` applied to what `exprs` gives, `s` itself if none changes; the base
    of a `Put` stays a variable.
    """
    old = exprs(s)
    if not old:
        return s
    new = tuple(map(f, old))
    if all(map(operator.is_, old, new)):
        return s
    match s:
        case Let():
            return Let(s.target, new[0], origin=s.origin)
        case Copies():
            return Copies(s.targets, new, origin=s.origin)
        case Put():
            base = new[0]
            assert isinstance(base, Var), base
            index = None if s.index is None else new[1]
            return Put(base, index, new[-1], s.op, origin=s.origin)
        case If() | While():
            return replace(s, test=new[0])
        case For():
            return replace(s, iter=new[0])
        case Carry():
            names = (k for k, _ in s.reads)
            return replace(s, reads=tuple(zip(names, new, strict=True)))
    return replace(s, value=new[0])


def blocks(s: Stmt) -> tuple[tuple[Stmt, ...], ...]:
    """The blocks of `s`, in the order of their execution."""
    if isinstance(s, (For, While)):
        return (s.body,)
    if isinstance(s, If):
        return (s.body, s.orelse)
    return ()


def map_blocks(s: Stmt, f: Callable[[tuple[Stmt, ...]], tuple[Stmt, ...]]) -> Stmt:
    """`s` with `f` applied to each of its blocks; `s` itself if none changes."""
    if isinstance(s, (For, While)):
        body = f(s.body)
        return s if same(body, s.body) else replace(s, body=body)
    if isinstance(s, If):
        body, orelse = f(s.body), f(s.orelse)
        if same(body, s.body) and same(orelse, s.orelse):
            return s
        return replace(s, body=body, orelse=orelse)
    return s


def same(a: tuple[Stmt, ...], b: tuple[Stmt, ...]) -> bool:
    """Whether two blocks hold the same statements: the same objects."""
    return a is b or (len(a) == len(b) and all(map(operator.is_, a, b)))


_DEFS: dict[type, Callable[[Any], tuple[Var, ...]]] = {
    Carry: lambda s: tuple(v for _, v in s.writes),
    Copies: lambda s: s.targets,
    For: lambda s: (s.target,),
    Let: lambda s: (s.target,),
    Unpack: lambda s: s.targets,
}


def defs(s: Stmt) -> tuple[Var, ...]:
    """The variables that `s` itself binds (a `Put` binds none)."""
    made = _DEFS.get(type(s))
    return () if made is None else made(s)


def uses(s: Stmt) -> tuple[Var, ...]:
    """The variables that `s` itself reads, the base of a `Put` included."""
    read = exprs(s)
    if len(read) == 1:
        return names_in(read[0])
    return tuple(v for e in read for v in names_in(e))


def walk(body: tuple[Stmt, ...]) -> Iterator[Stmt]:
    """Every statement of `body` and of the blocks in it, in order."""
    for s in body:
        yield s
        if isinstance(s, _COMPOUND):
            for block in blocks(s):
                yield from walk(block)


_COMPOUND = (If, For, While)
