"""Statements and blocks: what they read and bind, and what they are made of."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable
from typing import Any

from autograd_src.ir.expressions import Expr, Var
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
from autograd_src.ir.traversal import names_in, replace

_EXPRS: dict[type, Callable[[Any], tuple[Expr, ...]]] = {
    Carry: lambda s: tuple(v for _, v in s.reads),
    Copies: lambda s: s.values,
    Do: lambda s: (s.value,),
    For: lambda s: (s.iter,),
    If: lambda s: (s.test,),
    Put: lambda s: (s.base, s.value) if s.index is None else (s.base, s.index, s.value),
    Ret: lambda s: (s.value,),
    Unpack: lambda s: (s.value,),
    While: lambda s: (s.test,),
}


def exprs(s: Stmt) -> tuple[Expr, ...]:
    """The expressions that `s` itself evaluates, without those of its blocks."""
    if type(s) is Let:
        return (s.value,)
    made = _EXPRS.get(type(s))
    return () if made is None else made(s)


def map_exprs(s: Stmt, f: Callable[[Expr], Expr]) -> Stmt:
    """`s` with `f` applied to what `exprs` gives, `s` itself if none changes; the base
    of a `Put` stays a variable.
    """
    if type(s) is Let:
        value = f(s.value)
        return s if value is s.value else Let(s.target, value, origin=s.origin)
    old = exprs(s)
    if not old:
        return s
    new = tuple(map(f, old))
    if all(map(operator.is_, old, new)):
        return s
    match s:
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
    if type(s) not in _COMPOUND:
        return ()
    if isinstance(s, (For, While)):
        return (s.body,)
    return (s.body, s.orelse) if isinstance(s, If) else ()


def map_blocks(s: Stmt, f: Callable[[tuple[Stmt, ...]], tuple[Stmt, ...]]) -> Stmt:
    """`s` with `f` applied to each of its blocks; `s` itself if none changes."""
    if type(s) not in _COMPOUND:
        return s
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
    Unpack: lambda s: s.targets,
}


def defs(s: Stmt) -> tuple[Var, ...]:
    """The variables that `s` itself binds (a `Put` binds none)."""
    if type(s) is Let:
        return (s.target,)
    made = _DEFS.get(type(s))
    return () if made is None else made(s)


def bindings(s: Stmt) -> tuple[tuple[Var, Expr], ...]:
    """What a `Let` or a parallel copy binds, each with its value."""
    if isinstance(s, Let):
        return ((s.target, s.value),)
    return tuple(zip(s.targets, s.values, strict=True)) if isinstance(s, Copies) else ()


def uses(s: Stmt) -> tuple[Var, ...]:
    """The variables that `s` itself reads, the base of a `Put` included."""
    if type(s) is Let:
        return names_in(s.value)
    read = exprs(s)
    if len(read) == 1:
        return names_in(read[0])
    return tuple(itertools.chain.from_iterable(map(names_in, read)))


def walk(body: Iterable[Stmt]) -> list[Stmt]:
    """Every statement of `body` and of the blocks in it, in order."""
    body = tuple(body)
    if _COMPOUND.isdisjoint(map(type, body)):
        return list(body)
    found: list[Stmt] = []
    for s in body:
        found.append(s)
        if type(s) in _COMPOUND:
            for block in blocks(s):
                found += walk(block)
    return found


_COMPOUND = frozenset({If, For, While})
