"""Which variables may share memory, and which memory is written (S1).

A union-find over variables: containers, their elements and views are one class with
what they hold.  Numbers have no memory.  Values are classes that nothing writes,
buffers the others.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.subscripts import is_basic
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Array, List, Scalar, Static, Unknown
from autograd_src.recipes import registry

__all__ = ["Aliases", "MUTATORS", "VIEWS", "aliases", "shares"]

VIEWS: tuple[Any, ...] = (
    np.reshape, np.ravel, np.transpose, np.swapaxes, np.moveaxis, np.rollaxis, np.squeeze,
    np.expand_dims, np.asarray, np.ascontiguousarray, np.asfortranarray, np.broadcast_to,
    np.diagonal, np.diag, np.atleast_1d, np.atleast_2d, np.atleast_3d, np.flip, np.flipud,
    np.fliplr, np.rot90, np.split, np.array_split, np.hsplit, np.vsplit, np.real,
    np.nan_to_num,
)  # fmt: skip

# Methods that write their receiver's memory.
MUTATORS = frozenset(
    """
    append extend insert pop remove clear sort reverse update setdefault popitem add
    discard fill put itemset resize partition setflags byteswap
    """.split()
)
_FRESH_BUILTINS = (len, float, int, bool, abs, sum, range, str, round, isinstance)


def shares(e: Expr, known: Ranks) -> list[Var]:
    """The variables whose memory the value of `e` may be, or hold."""
    if isinstance(known.of(e), (Scalar, Static)):
        return []
    match e:
        case Var():
            return [e]
        case ir.Index(value, index):
            held = shares(value, known)
            whole = known.of(value)
            return held if is_basic(index, known) or not isinstance(whole, Array) else []
        case ir.Attr(value, name):
            return [] if name in ("shape", "dtype", "ndim", "size") else shares(value, known)
        case ir.Seq() | ir.Dict() | ir.Cond() | ir.Bool() | ir.Star() | ir.Slice() | ir.Raw():
            return [v for p in ir.parts(e) for v in shares(p, known)]
        case ir.Bin("+" | "*", left, right) if not _numeric(left, right, known):
            return shares(left, known) + shares(right, known)
        case ir.Bin(op, left, _) if op.endswith("=") and op not in ("<=", ">="):
            return shares(left, known)
        case ir.Call():
            return _shared_by_call(e, known)
    return []


def _numeric(left: Expr, right: Expr, known: Ranks) -> bool:
    return any(isinstance(known.of(e), (Array, Scalar, Unknown)) for e in (left, right))


def _shared_by_call(call: ir.Call, known: Ranks) -> list[Var]:
    function = call.func.value if isinstance(call.func, ir.Ref) else None
    if function is not None and not any(function is v for v in VIEWS):
        if registry.lookup(function) is not None or registry.zero_derivative(function):
            return []
        if any(function is f for f in _FRESH_BUILTINS) or function in (np.arange, np.linspace):
            return []
        if function is np.array:
            return []
    held = call.args + tuple(v for _, v in call.keywords)
    if isinstance(call.func, ir.Attr):
        held = (call.func.value, *held)
    return [v for p in held for v in shares(p, known)]


class Aliases:
    """The classes of one function."""

    def __init__(self) -> None:
        self._parent: dict[Var, Var] = {}
        self._written: set[Var] = set()
        self._outside: list[Var] = []

    def find(self, v: Var) -> Var:
        while (parent := self._parent.get(v, v)) is not v:
            self._parent[v] = self._parent.get(parent, parent)
            v = parent
        return v

    def union(self, a: Var, b: Var) -> None:
        a, b = self.find(a), self.find(b)
        if a is not b:
            self._parent[b] = a
            if b in self._written:
                self._written.add(a)

    def write(self, v: Var) -> None:
        self._written.add(self.find(v))

    def may_alias(self, a: Var, b: Var) -> bool:
        return self.find(a) is self.find(b)

    def written(self, v: Var) -> bool:
        """Whether some memory of the class of `v` is written in the function."""
        return self.find(v) in self._written

    def outside(self, v: Var) -> bool:
        """Whether the memory of `v` can be seen by the caller, or belongs to a global."""
        return self.find(v) in {self.find(p) for p in self._outside}

    def expose(self, v: Var) -> None:
        self._outside.append(v)

    def members(self, variables: list[Var], v: Var) -> list[Var]:
        root = self.find(v)
        return [w for w in variables if self.find(w) is root]


def aliases(function: ir.Function, known: Ranks) -> Aliases:
    """The alias classes of `function`."""
    found = Aliases()
    for p in function.params:
        found.expose(p.var)
    for s in ir.walk(function.body):
        _statement(s, found, known)
    return found


def _statement(s: Stmt, found: Aliases, known: Ranks) -> None:
    match s:
        case ir.Let(target, value):
            _bind(target, value, found, known)
            if isinstance(value, ir.Bin) and value.op in ("+=", "-=", "*=", "/=", "@=", "**=", "//=", "%="):
                _write(value.left, found, known)
        case ir.Copies(targets, values):
            for target, value in zip(targets, values, strict=True):
                _bind(target, value, found, known)
        case ir.Unpack(targets, value):
            for target in targets:
                _bind(target, value, found, known)
        case ir.For(target, iterable):
            _bind(target, iterable, found, known)
        case ir.Put(base, _, value):
            _write(base, found, known)
            if isinstance(known.of(base), List) or not isinstance(known.of(base), (Array, Unknown)):
                for v in shares(value, known):
                    found.union(base, v)
        case ir.Carry(_, reads, writes):
            held = [v for _, e in reads for v in shares(e, known)]
            for v in held:
                found.union(held[0], v)
                found.write(v)
            for _, target in writes:
                if held:
                    found.union(held[0], target)
    for e in ir.exprs(s):
        for p in ir.walk_expr(e):
            if isinstance(p, ir.Call):
                _call(p, found, known)


def _bind(target: Var, value: Expr, found: Aliases, known: Ranks) -> None:
    if isinstance(known.of(target), (Scalar, Static)):
        return
    for v in shares(value, known):
        found.union(target, v)


def _write(e: Expr, found: Aliases, known: Ranks) -> None:
    for v in shares(e, known):
        found.write(v)


def _call(call: ir.Call, found: Aliases, known: Ranks) -> None:
    """Methods that mutate, and functions of which nothing is known."""
    if isinstance(call.func, ir.Attr):
        if call.func.name in MUTATORS:
            _write(call.func.value, found, known)
            for base in shares(call.func.value, known)[:1]:
                for a in call.args:
                    for v in shares(a, known):
                        found.union(base, v)
        return
    function = call.func.value if isinstance(call.func, ir.Ref) else None
    if function is not None and writes_arguments(function):
        for e in (*call.args, *(v for _, v in call.keywords)):
            _write(e, found, known)
    for name, e in call.keywords:
        if name == "out":
            _write(e, found, known)


def writes_arguments(function: Any) -> bool:
    """Whether a call may write its arguments: all that isn't known to be pure."""
    if isinstance(function, type) or function in (np.arange, np.linspace, np.array):
        return False
    return not (registry.pure(function) or registry.lookup(function) is not None)
