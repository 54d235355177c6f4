"""Results that calls put into arrays: `out=` and `where=` as stores.

Statements and effects are in `writes`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.methods import as_call, numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.subscripts import is_basic
from autograd_src.analyses.writers import outputs
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Array, Scalar, Unknown
from autograd_src.lowering.rewriting import Rewriter

__all__ = ["Outputs", "calls"]


def calls(e: Expr) -> list[ir.Call]:
    return [p for p in ir.walk_expr(e) if isinstance(p, ir.Call)]


class Outputs(Rewriter):
    """Rewrites expressions."""

    def __init__(self, hot: set[Var], known: Ranks) -> None:
        super().__init__(known)
        self.hot = hot

    # --------------------------------------------------------------- expressions

    def is_hot(self, e: Expr) -> bool:
        return any(enters(p, self.hot) for p in ir.parts(e))

    def has(self, e: Expr) -> bool:
        """Whether `e` holds a call that puts its result somewhere."""
        return any(outputs(p) and self.is_hot(p) for p in calls(e))

    def expr(self, e: Expr) -> Expr:
        """`e` with names for the results that such calls put somewhere."""
        if not self.has(e) or isinstance(e, (ir.Cond, ir.Bool, ir.Raw)):
            return e
        parts = ir.parts(e)
        last = max((k for k, p in enumerate(parts) if self.has(p)), default=-1)
        # What is evaluated before a store is evaluated before it still.
        made = iter([self.early(p) if k < last else p for k, p in enumerate(parts)])
        e = ir.rebuild(e, lambda _: self.expr(next(made)))
        if isinstance(e, ir.Call) and outputs(e):
            return self.stored(e) or e
        return e

    def early(self, e: Expr) -> Expr:
        e = self.expr(e)
        return e if isinstance(e, (Var, Const, ir.Ref)) else self.name(e)

    def name(self, e: Expr) -> Var:
        """A name for `e`; what has one keeps it."""
        if isinstance(e, Var):
            return e
        made = Var()
        self.out.append(ir.Let(made, e, origin=self.origin))
        self.known.types[made] = self.known.of(e)
        if enters(e, self.hot):
            self.hot.add(made)
        return made

    def put(self, base: Expr, value: Expr, index: Expr | None = None) -> None:
        """`base[...] = value`; of a view, a store into what it is a view of."""
        if index is None:
            index = Const(Ellipsis)
            match base:
                case ir.Index(Var() as whole, place) if isinstance(
                    self.known.of(whole), Array
                ) and is_basic(place, self.known):
                    base, index = whole, place
        store = ir.Put(self.name(base), index, value, origin=self.origin)
        self.out.append(store)

    def array(self, e: Expr) -> bool:
        return isinstance(self.known.of(e), (Array, Unknown))

    # ------------------------------------------------------------------- outputs

    def stored(self, call: ir.Call) -> Expr | None:
        """The array into which `call` has put its result; None if it isn't known."""
        given = outputs(call)
        call = as_call(call, self.known)
        if len(given) != 1 or not isinstance(call.func, ir.Ref):
            return None
        (target,) = given
        if not self.array(target) or any(isinstance(a, ir.Star) for a in call.args):
            return None
        func, named = call.func, dict(call.keywords)
        named.pop("out", None)
        where = named.pop("where", Const(True)) if _is_ufunc(func) else Const(True)
        if func.value is np.nan_to_num:
            named.pop("copy", None)
        args = call.args[: self.count(call, target)]
        target = target if isinstance(target, ir.Index) else self.name(target)
        plain = ir.Call(func, args, tuple(named.items()))
        if where == Const(True):
            self.put(target, self.name(plain))
        elif not self.masked(target, where, lambda some: _given(plain, some), args):
            return None
        return self.name(target)

    def count(self, call: ir.Call, target: Expr) -> int:
        """How many arguments are left without the one for the result."""
        if isinstance(call.func, ir.Ref) and call.func.value is np.nan_to_num:
            return 1
        same = (k for k, a in enumerate(call.args) if a is target)
        if any(k == "out" for k, _ in call.keywords):
            return len(call.args)
        return max(same, default=len(call.args))

    def masked(
        self,
        target: Expr,
        where: Expr,
        value: Callable[[tuple[Expr, ...]], Expr],
        args: tuple[Expr, ...],
    ) -> bool:
        """`y[w] = f(a[w], b[w])`: nothing is computed where nothing is stored."""
        whole = self.name(target)
        kind = self.known.of(whole)
        mask = self.known.of(where)
        if not isinstance(kind, Array) or "bool" not in getattr(mask, "dtype", ""):
            return False
        selected = self.name(self.spread(where, whole))
        some = tuple(self.selected(a, whole, selected) for a in args)
        self.put(whole, self.name(value(some)), selected)
        return True

    def selected(self, e: Expr, whole: Var, mask: Var) -> Expr:
        if isinstance(self.known.of(e), Scalar):
            return e
        return self.name(ir.Index(self.name(self.spread(e, whole)), mask))

    def spread(self, e: Expr, whole: Var) -> Expr:
        """`e` in the shape of `whole`."""
        own, kind = self.known.of(e), self.known.of(whole)
        if isinstance(own, Array) and isinstance(kind, Array):
            pairs = zip(own.dims, kind.dims, strict=False)
            if len(own.dims) == len(kind.dims) and all(_same(p, q) for p, q in pairs):
                return e
        shape = ir.Call(numpy("shape"), (whole,))
        return ir.Call(numpy("broadcast_to"), (e, shape))


def _is_ufunc(func: ir.Ref) -> bool:
    return isinstance(func.value, np.ufunc)


def _given(call: ir.Call, args: tuple[Expr, ...]) -> ir.Call:
    return ir.Call(call.func, args, call.keywords)


def _same(p: str, q: str) -> bool:
    """Whether an axis that broadcasts against another one is as long as it."""
    return p == q != "?" or not (p == "1" or p.startswith("?"))
