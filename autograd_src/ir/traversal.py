"""Traversal: one table says what an expression is made of; all else follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

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


def parts(e: Expr) -> tuple[Expr, ...]:
    """The immediate subexpressions of `e`, in the order of their evaluation."""
    match e:
        case Call(func, args, keywords):
            return (func, *args, *(v for _, v in keywords))
        case Attr(value, _) | Star(value):
            return (value,)
        case Index(left, right) | Bin(_, left, right) | Cmp(_, left, right):
            return (left, right)
        case Un(_, operand):
            return (operand,)
        case Bool(_, items) | Seq(_, items):
            return items
        case Cond(test, body, orelse):
            return (test, body, orelse)
        case Slice(lower, upper, step):
            return tuple(p for p in (lower, upper, step) if p is not None)
        case Dict(keys, values):
            return tuple(p for pair in zip(keys, values, strict=True) for p in pair)
        case Raw(_, reads):
            return tuple(v for _, v in reads)
    return ()


def rebuild(e: Expr, f: Callable[[Expr], Expr]) -> Expr:
    """`e` with `f` applied to each immediate subexpression; `e` itself if none
    changes.
    """
    new = tuple(f(p) for p in parts(e))
    if all(a is b for a, b in zip(new, parts(e), strict=True)):
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


def walk_expr(e: Expr) -> Iterator[Expr]:
    """`e` and everything in it, outermost first."""
    yield e
    for p in parts(e):
        yield from walk_expr(p)


def names_in(e: Expr) -> Iterator[Var]:
    """The variables that `e` reads, in order, with repetitions."""
    return (p for p in walk_expr(e) if isinstance(p, Var))


def substitute(e: Expr, mapping: Mapping[Any, Expr]) -> Expr:
    """`e` with the keys of `mapping` (variables or whole expressions) replaced."""
    if e in mapping:
        return mapping[e]
    return rebuild(e, lambda p: substitute(p, mapping))


def exprs(s: Stmt) -> tuple[Expr, ...]:
    """The expressions that `s` itself evaluates, without those of its blocks."""
    match s:
        case Let(_, value) | Do(value) | Unpack(_, value) | Ret(value):
            return (value,)
        case Copies(_, values):
            return values
        case Put(base, index, value):
            return (base, value) if index is None else (base, index, value)
        case If(test) | While(test):
            return (test,)
        case For(_, iterable):
            return (iterable,)
        case Carry(_, reads):
            return tuple(v for _, v in reads)
    return ()


def map_exprs(s: Stmt, f: Callable[[Expr], Expr]) -> Stmt:
    """`s` with `f` applied to what `exprs` gives; the base of a `Put` stays a
    variable.
    """
    match s:
        case Let() | Do() | Unpack() | Ret():
            return replace(s, value=f(s.value))
        case Copies():
            return replace(s, values=tuple(f(v) for v in s.values))
        case Put():
            base = f(s.base)
            assert isinstance(base, Var), base
            index = None if s.index is None else f(s.index)
            return replace(s, base=base, index=index, value=f(s.value))
        case If() | While():
            return replace(s, test=f(s.test))
        case For():
            return replace(s, iter=f(s.iter))
        case Carry():
            return replace(s, reads=tuple((k, f(v)) for k, v in s.reads))
    return s


def blocks(s: Stmt) -> tuple[tuple[Stmt, ...], ...]:
    """The blocks of `s`, in the order of their execution."""
    match s:
        case If(_, body, orelse):
            return (body, orelse)
        case For() | While():
            return (s.body,)
    return ()


def map_blocks(s: Stmt, f: Callable[[tuple[Stmt, ...]], tuple[Stmt, ...]]) -> Stmt:
    """`s` with `f` applied to each of its blocks."""
    match s:
        case If():
            return replace(s, body=f(s.body), orelse=f(s.orelse))
        case For() | While():
            return replace(s, body=f(s.body))
    return s


def defs(s: Stmt) -> tuple[Var, ...]:
    """The variables that `s` itself binds (a `Put` binds none)."""
    match s:
        case Let(target) | For(target):
            return (target,)
        case Copies(targets) | Unpack(targets):
            return targets
        case Carry():
            return tuple(v for _, v in s.writes)
    return ()


def uses(s: Stmt) -> Iterator[Var]:
    """The variables that `s` itself reads, the base of a `Put` included."""
    for e in exprs(s):
        yield from names_in(e)


def walk(body: tuple[Stmt, ...]) -> Iterator[Stmt]:
    """Every statement of `body` and of the blocks in it, in order."""
    for s in body:
        yield s
        for block in blocks(s):
            yield from walk(block)
