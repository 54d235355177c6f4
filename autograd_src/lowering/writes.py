"""Calls that write into arrays as the stores that they are.

`np.multiply(a, b, out=y)` becomes `t = np.multiply(a, b)` and `y[...] = t`, `y.sort()`
becomes `y[...] = np.sort(y)`, and so on: what follows knows stores, and nothing else.
Only where differentiated values are written; other calls stay as they are. What is no
store of NumPy's, such as shuffling, is left, and refused later.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.distinct import is_distinct
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.writers import in_order, outputs, overwritten, ufunc_at
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, Scalar
from autograd_src.lowering.outputs import Outputs, calls

__all__ = ["with_stores"]

_ADD_AT = ir.Ref("np.add.at", "numpy", "np", np.add.at)
_METHODS = ("fill", "sort", "put")


def with_stores(function: ir.Function, hot: set[Var], known: Ranks) -> ir.Function:
    """`function` with stores for calls that write what depends on variables in `hot`.

    Names that this makes of what depends on them are added to it.
    """
    found = (p for s in ir.walk(function.body) for e in ir.exprs(s) for p in calls(e))
    if not any(map(_writes, found)):
        return function
    return ir.replace(function, body=_Stores(hot, known).block(function.body))


def _writes(call: ir.Call) -> bool:
    named = isinstance(call.func, ir.Attr) and call.func.name in _METHODS
    return named or bool(outputs(call)) or overwritten(call) is not None


class _Stores(Outputs):
    def stmt(self, s: Stmt) -> None:
        match s:
            case ir.Do(ir.Call() as call) if self.is_hot(call) and self.effect(call):
                return
            case ir.Let() | ir.Do() | ir.Ret() | ir.Unpack() | ir.If():
                (value,) = ir.exprs(s)
                new = self.expr(value)
                if isinstance(s, ir.Do) and isinstance(new, Var):
                    return
                s = ir.map_exprs(s, lambda e: new)
            case ir.Put(_, index, value, "") if index is None or not self.has(index):
                s = ir.replace(s, value=self.expr(value))
        self.out.append(ir.map_blocks(s, self.block))

    # ------------------------------------------------------------------- effects

    def effect(self, call: ir.Call) -> bool:
        """Put out the stores that a call without result stands for, if it does."""
        match call:
            case ir.Call(ir.Attr(receiver, name), args, keywords) if name in _METHODS:
                return self.array(receiver) and self.method(
                    receiver, name, args, keywords
                )
            case ir.Call(ir.Ref(value=function), args, keywords):
                if ufunc_at(function) is not None:
                    return not keywords and self.at(call, ufunc_at(function), args)
                if overwritten(call) is not None:
                    call = in_order(call)
                    return self.array(call.args[0]) and self.function(
                        function, call.args, dict(call.keywords)
                    )
        return False

    def method(
        self,
        receiver: Expr,
        name: str,
        args: tuple[Expr, ...],
        keywords: tuple[tuple[str, Expr], ...],
    ) -> bool:
        if name == "put":
            return self.function(np.put, (receiver, *args), dict(keywords))
        if name == "fill":
            if len(args) == 1 and not keywords:
                self.put(receiver, args[0])
            return len(args) == 1 and not keywords
        held = receiver if isinstance(receiver, ir.Index) else self.name(receiver)
        ordered = ir.Call(numpy(name), (held, *args), keywords)
        self.put(held, self.name(ordered))
        return True

    def function(
        self, function: Any, args: tuple[Expr, ...], named: dict[str, Expr]
    ) -> bool:
        base, rest = args[0], args[1:]
        if function is np.copyto and len(rest) == 1:
            return self.copied(base, rest[0], named)
        if named:
            return False
        if function is np.fill_diagonal and len(rest) == 1:
            return self.diagonal(base, rest[0])
        if function is np.put and len(rest) == 2 and self.rank(base) == 1:
            self.put(base, rest[1], rest[0])
            return True
        if function in (np.place, np.putmask) and len(rest) == 2:
            return self.where(function, base, *rest)
        return False

    def rank(self, e: Expr) -> int | None:
        kind = self.known.of(e)
        return len(kind.dims) if isinstance(kind, Array) else None

    def copied(self, base: Expr, value: Expr, named: dict[str, Expr]) -> bool:
        where = named.pop("where", Const(True))
        if named:
            return False
        if where == Const(True):
            self.put(base, value)
            return True
        return self.masked(base, where, lambda some: some[0], (value,))

    def diagonal(self, base: Expr, value: Expr) -> bool:
        kind = self.known.of(base)
        number = isinstance(self.known.of(value), Scalar)
        if not isinstance(kind, Array) or len(kind.dims) != 2:
            return False
        if not number and self.rank(value) != 1:
            return False
        base = self.name(base)
        length: Expr = ir.Call(ir.Ref("len", value=len), (base,))
        if kind.dims[0] != kind.dims[1] or kind.dims[0] == "?":
            shape = ir.Call(numpy("shape"), (base,))
            length = ir.Call(ir.Ref("min", value=min), (shape,))
        places = ir.Call(numpy("diag_indices"), (length,))
        self.put(base, value, self.name(places))
        return True

    def where(self, function: Any, base: Expr, mask: Expr, value: Expr) -> bool:
        kinds = self.known.of(base), self.known.of(mask)
        if not all(isinstance(k, Array) for k in kinds) or "bool" not in getattr(
            kinds[1], "dtype", ""
        ):
            return False
        if self.rank(mask) != self.rank(base):
            return False
        base, mask = self.name(base), self.name(mask)
        if isinstance(self.known.of(value), Scalar) or function is np.place:
            self.put(base, value, mask)
            return True
        # Values of another shape are repeated, which isn't followed.
        if self.spread(value, base) is not value:
            return False
        self.put(base, ir.Index(self.name(value), mask), mask)
        return True

    # ------------------------------------------------------------------ ufunc.at

    def at(self, call: ir.Call, ufunc: Any, args: tuple[Expr, ...]) -> bool:
        """`np.multiply.at(y, i, v)`: one element after another, repeated ones too."""
        if ufunc is np.add or len(args) != ufunc.nin + 1 or not self.array(args[0]):
            return False
        base, index = self.name(args[0]), args[1]
        if ufunc is np.subtract:
            less = self.name(ir.Un("-", args[2]))
            self.out.append(
                ir.Do(ir.Call(_ADD_AT, (base, index, less)), origin=self.origin)
            )
            return True
        func = ir.Ref(f"np.{ufunc.__name__}", "numpy", "np", ufunc)
        if is_distinct(index, self.known):
            value = ir.Call(func, (ir.Index(base, index), *args[2:]))
            self.put(base, self.name(value), index)
            return True
        return self.one_by_one(func, base, index, args[2:])

    def one_by_one(
        self, func: ir.Ref, base: Var, index: Expr, operands: tuple[Expr, ...]
    ) -> bool:
        if isinstance(index, ir.Seq) and index.kind == "list":
            index = ir.Call(numpy("array"), (index,))
        kind = self.known.of(index)
        if not isinstance(kind, Array) or "int" not in kind.dtype:
            return False
        if len(kind.dims) != 1:
            return False
        places, k = self.name(index), Var("k")
        self.known.types[k] = Scalar("int")
        selected = ir.Index(base, places)
        shape = ir.Call(numpy("shape"), (selected,))
        rows = [
            e
            if isinstance(self.known.of(e), Scalar)
            else ir.Index(
                self.name(ir.Call(numpy("broadcast_to"), (self.name(e), shape))), k
            )
            for e in operands
        ]
        outer, self.out = self.out, []
        place = self.name(ir.Index(places, k))
        value = ir.Call(func, (ir.Index(base, place), *rows))
        self.put(base, self.name(value), place)
        body, self.out = tuple(self.out), outer
        length = ir.Call(ir.Ref("len", value=len), (places,))
        count = ir.Call(ir.Ref("range", value=range), (length,))
        self.out.append(ir.For(k, count, body, origin=self.origin))
        return True
