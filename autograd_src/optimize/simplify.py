"""Algebra on finished statements, after constants have been propagated.

An array operation never becomes a bare name here: what was fresh must stay fresh (S4).
"""

from __future__ import annotations

import operator
from collections.abc import Container
from typing import TypeGuard

import numpy as np

from autograd_src import algebra, ir, runtime
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import is_einsum_of_one, returns_argument
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, Scalar, Unknown
from autograd_src.lowering.integers import makes_floats, negates_integers
from autograd_src.optimize.coalesce import roles
from autograd_src.optimize.renewing import anew, passes_on
from autograd_src.optimize.spelling import (
    is_sum_of_axes,
    narrowed,
    with_axis,
    without_defaults,
    without_kept,
)

__all__ = ["simplified"]

_ATOMS = frozenset({Var, Const, ir.Ref})
_FRESH = ("+", "-", "*", "/", "@")
_LINEAR = (np.broadcast_to, runtime.sum_to)


def simplified(
    function: ir.Function,
    known: Ranks,
    theirs: Container[Var] = (),
    last: bool = False,
) -> ir.Function:
    """`function` with `1.0 * (2 * v)` as `2 * v`, in adjoints and tangents only.

    `theirs` are temporaries of lines that the user wrote: what he calculates stays as
    he wrote it.  The `last` time signs go where a person writes them: `-a * b` for
    `-(a * b)`.
    """
    simplifier = _Simplifier(known, theirs, last)
    body = simplifier.block(function.body)
    return function if ir.same(body, function.body) else ir.replace(function, body=body)


class _Simplifier:
    def __init__(self, known: Ranks, theirs: Container[Var], last: bool) -> None:
        self.known = known
        self.theirs = theirs
        self.reverse = False  # in the reverse sweep, where nothing is the user's
        self.last = last
        self.turning = False  # in an adjoint, whose memory nothing else looks at
        self.derived = False  # in an adjoint or a tangent
        self.zeros: dict[Var, Expr] = {}  # calls of np.zeros_like

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        out = []
        for s in body:
            if isinstance(s, ir.Note):
                self.reverse = s.text == "Reverse sweep."
            bound = (s.base,) if isinstance(s, ir.Put) else ir.defs(s)
            held = [r for v in bound for r in roles(v)]
            self.turning, self.derived = "bar" in held, bool(held)
            if isinstance(s, ir.Let) and s.target in self.theirs and not self.reverse:
                s = ir.map_exprs(s, self.spelled)
            elif isinstance(s, ir.Let) and (s.target.role or not s.target.base):
                s = ir.map_exprs(s, self.final)
                self.note(s)
            elif isinstance(s, ir.Put) and s.base.role:
                s = _put(ir.replace(s, value=self.added_to(s)))
                s = ir.replace(s, value=self.signed(s.value))
            out.append(ir.map_blocks(s, self.block))
        return tuple(out)

    def note(self, s: Stmt) -> None:
        """Remember what is allocated like something else."""
        match s:
            case ir.Let(
                target, ir.Call(ir.Ref(value=np.zeros_like), (Var(),)) as zeros
            ):
                self.zeros[target] = zeros

    def spelled(self, e: Expr) -> Expr:
        """What the user wrote, less what lowering has added."""
        e = ir.rebuild(e, self.spelled)
        match e:
            case ir.Bin("+", left, right) if left == Const(0):
                return self.added(left, right)
            case ir.Bin() | ir.Un():
                return e
        return self.other(e)

    def final(self, e: Expr) -> Expr:
        e = self.signed(self.simple(e))
        inner = self.bare(e) if self.last else e
        return (None if inner is e else anew(inner, self.known)) or e

    def added_to(self, s: ir.Put) -> Expr:
        """What `s` puts; where it only adds, nothing is shared by leaving out a one."""
        value = self.simple(s.value)
        match value:
            case ir.Bin("*", left, right) if s.op in ("+", "-"):
                one = algebra.is_one(left) or algebra.is_one(right)
                if one and not makes_floats(value, self.known):
                    return algebra.multiply(left, right)
        return value

    def signed(self, e: Expr, inside: bool = False) -> Expr:
        """`e` with signs in front; `inside` of arithmetic, which makes it anew."""
        if not self.last:
            return e
        led = algebra.leading(e)
        led = e if negates_integers(led, self.known) else led
        if led is not e and not inside and passes_on(led, self.known):
            return anew(led, self.known) or e
        return ir.rebuild(led, lambda p: self.signed(p, type(led) in (ir.Bin, ir.Un)))

    def simple(self, e: Expr) -> Expr:
        if type(e) in _ATOMS:
            return e
        e = ir.rebuild(e, self.simple)
        if type(e) is ir.Call:
            e = self.calculated(e)
        if type(e) is not ir.Bin and type(e) is not ir.Un:
            if _is_turned(e) and _is_turned(e.value):
                return e.value.value
            return self.other(e)
        if isinstance(e, ir.Bin) and e.op in _FRESH:
            e = ir.rebuild(e, self.bare)
        if isinstance(e, ir.Bin) and makes_floats(e, self.known):
            return e
        match e:
            case ir.Bin("*", Const(x), ir.Bin("/", inner, Const(y))) if (
                self.derived and x == y and self.is_floating(inner)
            ):
                new = inner
            case ir.Bin("*", left, Const() as right) if self.derived:
                new = algebra.multiply(right, left)
            case ir.Bin("*", left, right):
                new = algebra.multiply(*narrowed(left, right, self.known))
            case ir.Bin("/", Const(x), Const(y)) if self.derived and _divides(y, x):
                new = Const(x / y)
            case ir.Bin("/", left, right):
                new = algebra.divide(*narrowed(left, right, self.known))
            case ir.Bin("+", left, right):
                new = self.added(*narrowed(left, right, self.known))
            case ir.Bin("-", Const(float() as x), Const(int() | float() as y)) if (
                self.derived
            ):
                new = Const(x - y)
            case ir.Bin("-", left, right):
                new = algebra.subtract(*narrowed(left, right, self.known))
            case ir.Bin("**", base, Const(1.0)) if self.derived and self.is_floating(
                base
            ):
                new = base
            case ir.Un("-", operand):
                new = algebra.negate(operand)
            case _:
                return self.other(e)
        return e if passes_on(new, self.known) else new

    def other(self, e: Expr) -> Expr:
        """Sizes and axes, as a person writes them."""
        match e:
            case ir.Index(ir.Un("-", inner), index):
                return algebra.negate(self.other(ir.Index(inner, index)))
            case ir.Index(ir.Call() as total, index) if is_sum_of_axes(total):
                return without_kept(total, index) or e
            case ir.Index(
                ir.Call(ir.Ref(value=function), (Var() as v,)), Const(int() as k)
            ) if function is np.shape and isinstance(self.known.of(v), Array):
                if k == 0:
                    return ir.Call(ir.Ref("len", value=len), (v,))
                return ir.Index(ir.Attr(v, "shape"), Const(k))
            case ir.Call(ir.Ref(value=function), (inner, axis), ()) if (
                function is np.expand_dims
            ):
                kind = self.known.of(inner)
                if isinstance(kind, Array) and isinstance(axis, Const):
                    return with_axis(inner, len(kind.dims), axis.value)
            case ir.Call(
                ir.Attr(ir.Index(Var() as v, Const(value)), "copy"), (), ()
            ) if value is Ellipsis:
                return ir.Call(ir.Attr(v, "copy"))
            case ir.Call(ir.Ref(value=np.transpose), (inner,), ()) | ir.Attr(
                inner, "T"
            ) if self.turning:
                return self.turned(inner) or e
            case ir.Call(ir.Ref(value=np.sum), (_, *_)) if self.derived:
                return self.unsigned(without_defaults(e))
            case ir.Call(ir.Ref(value=np.outer), (_, *_)) if self.derived:
                return self.unsigned(e)
            case ir.Call(ir.Ref(value=function), (_, *_)) if self.derived and any(
                function is f for f in _LINEAR
            ):
                return self.unsigned(e)
            case ir.Call(ir.Ref(value=np.zeros_like) as like, (Var() as v,), ()):
                return self.zeros.get(v) or ir.Call(like, (v,))
            case ir.Bin("**", base, exponent):
                return algebra.power(base, exponent)
            case ir.Slice(Const(0), upper, step):
                return ir.Slice(None, upper, step)
        return e

    def turned(self, e: Expr) -> Expr | None:
        """`np.outer(b, a)` for `np.outer(a, b).T`, `b.T @ a` for `(a.T @ b).T`.

        In adjoints alone: elsewhere the order of the elements in memory may matter.
        """
        match e:
            case ir.Un("-", inner):
                new = self.turned(inner)
                return new and algebra.negate(new)
            case ir.Call(ir.Ref(value=np.outer) as outer, (a, b), ()):
                return ir.Call(outer, (b, a))
            case ir.Bin("+" | "-" as op, a, b):
                turned = self.turned(a), self.turned(b)
                if not any(t is None or _is_turned(t) for t in turned):
                    return ir.Bin(op, *turned)  # type: ignore[arg-type]
            case ir.Bin("@", a, b) if _is_turned(a) or _is_turned(b):
                if self.is_matrix(a) and self.is_matrix(b):
                    return ir.Bin("@", _transposed(b), _transposed(a))
        return ir.Attr(e, "T") if isinstance(self.known.of(e), Array) else None

    def unsigned(self, e: ir.Call) -> Expr:
        """`-np.sum(x)` for `np.sum(-x)`."""
        positive = algebra.unsigned(e.args[0])
        if positive is None or not self.is_floating(positive):
            return e
        return algebra.negate(ir.Call(e.func, (positive, *e.args[1:]), e.keywords))

    def calculated(self, e: ir.Call) -> ir.Call:
        """`e` without the ones by which arguments are multiplied, if it keeps none."""
        bare = tuple(map(self.bare, e.args))
        function = e.func.value if isinstance(e.func, ir.Ref) else None
        lends = returns_argument(function) or is_einsum_of_one(e)
        if all(map(operator.is_, bare, e.args)) or lends:
            return e
        return ir.Call(e.func, bare, e.keywords)

    def bare(self, e: Expr) -> Expr:
        """`x` for the `1.0 * x` that is calculated with: nobody gets hold of it."""
        match e:
            case ir.Bin("*", Const(1.0), inner) | ir.Bin("*", inner, Const(1.0)):
                if self.derived and self.is_floating(inner):
                    return inner
        return e

    def is_floating(self, e: Expr) -> bool:
        match self.known.of(e):
            case Array(kind, _) | Scalar(kind):
                return kind.startswith("float")
            case Unknown():
                return True
        return False

    def is_matrix(self, e: Expr) -> bool:
        kind = self.known.of(e)
        return isinstance(kind, Array) and len(kind.dims) == 2

    def added(self, left: Expr, right: Expr) -> Expr:
        if type(left) is Const and left == Const(0):
            kind = self.known.of(right)
            if isinstance(kind, Scalar) and kind.kind == "int":
                return right
        return algebra.add(left, right)


def _divides(y: object, x: object) -> bool:
    """Whether `x / y` is as short as it is with digits."""
    numbers = type(x) in (int, float) and type(y) in (int, float) and y
    return bool(numbers) and len(repr(x / y)) <= 4  # type: ignore[operator]


def _is_turned(e: Expr) -> TypeGuard[ir.Attr]:
    return isinstance(e, ir.Attr) and e.name == "T"


def _transposed(e: Expr) -> Expr:
    match e:
        case ir.Attr(inner, "T"):
            return inner
        case ir.Un("-", inner):
            return ir.Un("-", _transposed(inner))
    return ir.Attr(e, "T")


def _put(s: ir.Put) -> ir.Put:
    """`y[i] -= v` for `y[i] += -v`."""
    positive = algebra.unsigned(s.value) if s.op == "+" else None
    return s if positive is None else ir.replace(s, op="-", value=positive)
