"""Names for lists, tuples and dicts that an expression writes out and takes apart.

A name can be followed item by item: ``list(weights(x) + (x[0],))``, where the call has
been replaced by a tuple, becomes ``t = (a, b, x[0])`` and ``list(t)``. What a library
takes as a whole stays where it is.
"""

from __future__ import annotations

import itertools

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import is_any
from autograd_src.ir import Expr, Var
from autograd_src.live.values import Array
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.hoisting import Hoister

__all__ = ["displays_named"]

_WHOLE = frozenset({Var, ir.Const, ir.Ref, ir.Raw})
_APART = frozenset({ir.Index, ir.Call, ir.Bin, ir.Seq})
_DISPLAYS = (ir.Seq, ir.Dict)
_ITERATING = (
    list, tuple, dict, iter, next, reversed, sorted, enumerate, zip, map, filter,
)  # fmt: skip


def displays_named(
    function: ir.Function, hot: frozenset[Var], known: Ranks, callees: Callees
) -> ir.Function | None:
    """`function` with such names; None if there is nothing to name."""
    namer = _Namer(hot, known, callees)
    body = namer.block(function.body)
    callees.displayed |= namer.met
    return ir.replace(function, body=body) if namer.changed else None


class _Namer(Hoister):
    def __init__(self, hot: frozenset[Var], known: Ranks, callees: Callees) -> None:
        super().__init__(hot, known, callees)
        self.met: set[object] = set()

    def calls(self, e: Expr) -> bool:
        if type(e) in _WHOLE:
            return False
        if type(e) in _APART and (
            self.apart(e) or (_joined(e) is not None and self.is_hot(e))
        ):
            return True
        for p in ir.parts(e):  # noqa: SIM110  (asked so often that a generator costs)
            if self.calls(p):
                return True
        return False

    def apart(self, e: Expr) -> list[Expr]:
        """The displays that `e` takes apart."""
        if not any(isinstance(p, _DISPLAYS) for p in _operands(e)):
            return []
        if isinstance(e, ir.Bin) and any(
            isinstance(self.known.of(one), Array) for one in (e.left, e.right)
        ):
            return []
        return [p for p in _operands(e) if self.is_display(p)]

    def is_display(self, e: Expr) -> bool:
        if not isinstance(e, (ir.Seq, ir.Dict)) or not self.is_hot(e):
            return False
        kind = e.kind if isinstance(e, ir.Seq) else "dict"
        starred = any(isinstance(p, ir.Star) for p in ir.parts(e))
        # What has had a name, and was put back, has no use for one.
        had = (self.origin, _sketch(e)) in self.callees.displayed
        return kind != "set" and not starred and not had

    def replaced(self, e: Expr) -> Expr | None:
        joined = _joined(e)
        if joined is not None:
            return self.expr(joined)
        if not self.apart(e):
            return None
        if isinstance(e, ir.Call) and isinstance(e.func, ir.Attr):
            receiver = self.displayed(e.func.value)
            func = ir.Attr(receiver, e.func.name)
            return self.expr(ir.Call(func, e.args, e.keywords))
        parts = self.sequence(ir.parts(e), hold=True)
        found = iter(self.displayed(p) if self.is_display(p) else p for p in parts)
        return ir.rebuild(e, lambda p: next(found))

    def displayed(self, e: Expr) -> Expr:
        name = self.named(e)
        assert isinstance(name, Var)
        for met in (e, self.callees.definitions[name]):
            self.met.add((self.origin, _sketch(met)))
        return name


def _sketch(e: Expr) -> object:
    """What two displays have in common that differ in versions of variables."""
    if isinstance(e, Var):
        return e.base
    return type(e), tuple(map(_sketch, ir.parts(e)))


def _joined(e: Expr) -> Expr | None:
    """Displays that are put together, as one: their items stay in order.

    >>> x, y = ir.Var("x"), ir.Var("y")
    >>> one, other = ir.Seq("list", (x,)), ir.Seq("list", (y,))
    >>> _joined(ir.Bin("+", one, other)) == ir.Seq("list", (x, y))
    True
    >>> _joined(ir.Seq("list", (ir.Star(one), y))) == ir.Seq("list", (x, y))
    True
    """
    match e:
        case ir.Bin("+", ir.Seq("list" | "tuple" as kind, items), ir.Seq(other, more)):
            return ir.Seq(kind, (*items, *more)) if kind == other else None
        case ir.Seq(kind, items) if any(_spread(i) for i in items):
            return ir.Seq(kind, tuple(p for i in items for p in _spread(i) or (i,)))
    return None


def _spread(e: Expr) -> tuple[Expr, ...]:
    """The items that `*` puts beside others, if they are written out."""
    match e:
        case ir.Star(ir.Seq("list" | "tuple", items)):
            return items
    return ()


def _operands(e: Expr) -> tuple[Expr, ...]:
    match e:
        case ir.Index(value, _) | ir.Call(ir.Attr(value, _)):
            return (value,)
        case ir.Bin("+" | "*" | "|", left, right):
            return left, right
        case ir.Call(ir.Ref(value=function), args) if _goes_through(function):
            return args
    return ()


def _goes_through(function: object) -> bool:
    """Whether a function of Python's takes its arguments item by item."""
    home = getattr(function, "__module__", None)
    from_there = home in (itertools.__name__, "_functools", "_operator")
    return from_there or is_any(function, _ITERATING)
