"""Indices that select no element twice: what they select may be added to in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograd_src import ir
from autograd_src.analyses.subscripts import is_basic, items, kind_of
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Array

if TYPE_CHECKING:
    from autograd_src.analyses.aliases import Aliases
    from autograd_src.analyses.kinds import Kinds

__all__ = ["is_distinct", "lists_once", "once"]

_TRIANGLES = (
    np.triu_indices, np.tril_indices, np.triu_indices_from, np.tril_indices_from,
    np.diag_indices, np.diag_indices_from,
)  # fmt: skip


def once(function: ir.Function, known: Kinds, found: Aliases) -> frozenset[Var]:
    """The variables that hold arrays of places, none of which comes twice."""
    bound = [s for s in ir.walk(function.body) if isinstance(s, ir.Let)]
    for s in bound:
        if lists_once(s.value, known) and not found.written(s.target):
            known.once |= {s.target}
    return known.once


def is_distinct(index: Expr, known: Kinds) -> bool:
    """Whether no element is proved to be selected twice: basic indices and masks
    (S16), and arrays in which no place comes twice.
    """
    others = [e for e in items(index) if not is_basic(e, known)]
    if not others:
        return True
    if len(others) == 1:
        (only,) = others
        return _is_once(only, known) or (
            kind_of(only, known) == "mask" and len(items(index)) == 1
        )
    return _are_paired(others, known) and any(_is_once(e, known) for e in others)


def _are_paired(indices: list[Expr], known: Kinds) -> bool:
    """Whether indices are lists of one length, none of which is repeated."""
    kinds = [known.of(e) for e in indices]
    lengths = {k.dims if isinstance(k, Array) else () for k in kinds}
    gathers = all(kind_of(e, known) == "gather" for e in indices)
    (dims, *others) = lengths
    return gathers and not others and len(dims) == 1 and dims != ("?",)


def _is_once(e: Expr, known: Kinds) -> bool:
    return e in known.once if isinstance(e, Var) else lists_once(e, known)


def lists_once(e: Expr, known: Kinds) -> bool:
    """Whether `e` is a list, an array or a tuple of arrays of places from the front,
    none of which comes twice.

    >>> from autograd_src.analyses.kinds import Kinds
    >>> lists_once(ir.Seq("list", (Const(0), Const(2))), Kinds())
    True
    >>> lists_once(ir.Seq("list", (Const(0), Const(-2))), Kinds())
    False
    """
    match e:
        case ir.Seq("list", listed):
            values = [i.value for i in listed if isinstance(i, Const)]
            plain = all(type(v) is int and v >= 0 for v in values)
            return plain and len(set(values)) == len(listed)
        case ir.Index(value, ir.Slice()):
            return _is_once(value, known) and isinstance(known.of(value), Array)
        case ir.Index(ir.Call(ir.Ref(value=f), (mask,), ()), Const(0)):
            return f in (np.nonzero, np.where) and _is_vector(known, mask)
        case ir.Call(ir.Ref(value=np.arange), args, ()):
            return _counts_up(args)
        case ir.Call(ir.Ref(value=np.flatnonzero)):
            return True
        case ir.Call(ir.Ref(value=np.argsort)):
            return _is_vector(known, e)
        case ir.Call(ir.Ref(value=f)):
            return any(f is t for t in _TRIANGLES)
    return False


def _is_vector(known: Kinds, e: Expr) -> bool:
    kind = known.of(e)
    return isinstance(kind, Array) and len(kind.dims) == 1


def _counts_up(args: tuple[Expr, ...]) -> bool:
    """Whether `np.arange` of some arguments starts at no negative number."""
    if len(args) == 1:
        return True
    numbers = [a.value for a in (args[0], *args[2:]) if isinstance(a, Const)]
    plain = all(type(v) is int and v >= 0 for v in numbers)
    return plain and len(numbers) == len(args) - 1
