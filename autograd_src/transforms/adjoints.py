"""The adjoint state: what each variable's adjoint is at a point of the reverse sweep.

An adjoint is zero (no entry), *shared*, *owned* (S3, S4) or *small*: a number, or an
array of fewer or shorter axes, that stands for what it broadcasts to.  Contributions
are emitted here, and so is what makes an adjoint full, owned or explicitly zero.
"""

from __future__ import annotations

from typing import NamedTuple

from autograd_src import algebra, ir
from autograd_src.analyses.methods import numpy
from autograd_src.ir import Const, Expr, Origin, Stmt, Var
from autograd_src.live.values import Array, Scalar, Unknown
from autograd_src.lowering.operations import refused
from autograd_src.transforms.facts import Facts, floating, helper
from autograd_src.transforms.settled import lasts, reads_box, rebound_in

__all__ = ["Adjoint", "Adjoints"]


class Adjoint(NamedTuple):
    # A name or a constant; if small, a pure scalar expression or a new name's axes.
    value: Expr
    kind: str  # "shared", "owned" or "small"
    origin: Origin | None = (
        None  # of a constant, which is assigned only where paths meet
    )


class Adjoints:
    """Adjoints of the variables of one function, and the statements that make them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.known = facts.known
        self.state: dict[Var, Adjoint] = {}
        self.out: list[Stmt] = []
        self.origin: Origin | None = None
        self.depth = 0  # of the loops around the statement at hand
        self.current: Stmt | None = None
        self.sources: dict[int, tuple[Stmt, Stmt]] = {}
        self._bars: dict[Var, Var] = dict(facts.shadows)
        self.rebound = rebound_in(facts.function)

    def bar(self, v: Var) -> Var:
        """The name of the adjoint of `v`."""
        if v not in self._bars:
            self._bars[v] = made = Var(v.base, "bar", v)
            self.known.types[made] = floating(self.known.of(v))
        return self._bars[v]

    def emit(self, s: Stmt) -> None:
        """Append a statement; whose reverse it belongs to is kept beside it."""
        self.out.append(s)
        if self.current is not None:
            self.sources[id(s)] = (s, self.current)

    def let(self, target: Var, value: Expr, traced: bool = True) -> None:
        if target is not value:
            self.emit(ir.Let(target, value, origin=self.origin if traced else None))

    def temporary(self, value: Expr) -> Var:
        made = Var()
        self.known.types[made] = self.known.of(value)
        self.let(made, value)
        return made

    def root(self, v: Var) -> Var:
        """The array whose view `v` is, or `v` itself."""
        while v in self.facts.views:
            v = self.facts.views[v].base
        return v

    # ------------------------------------------------------------------- reading

    def take(self, v: Var) -> Adjoint | None:
        """The adjoint of `v`, which is zero from here on (the kill)."""
        return self.state.pop(v, None)

    def full(self, v: Var, adjoint: Adjoint) -> Adjoint:
        """The adjoint with the primal's shape."""
        if adjoint.kind != "small":
            return adjoint
        if isinstance(self.known.of(adjoint.value), Scalar):
            self.let(self.bar(v), self.filled(v, adjoint.value))
            return Adjoint(self.bar(v), "owned")
        shape = ir.Call(numpy("shape"), (self.facts.like(v),))
        self.let(self.bar(v), ir.Call(numpy("broadcast_to"), (adjoint.value, shape)))
        return Adjoint(self.bar(v), "shared")

    def filled(self, v: Var, value: Expr) -> Expr:
        """An array like `v`, of floats (S6), that holds `value` everywhere."""
        kind = self.known.of(v)
        cast: tuple[tuple[str, Expr], ...] = ()
        if isinstance(kind, Array) and not kind.dtype.startswith("float"):
            cast = (("dtype", ir.Ref("float", value=float)),)
        like = self.facts.like(v)
        if algebra.is_one(value):
            return ir.Call(numpy("ones_like"), (like,), cast)
        return ir.Call(numpy("full_like"), (like, value), cast)

    # ---------------------------------------------------------------- contributing

    def contribute(self, v: Var, value: Expr, kind: str = "") -> None:
        """Add `value` to the adjoint of `v`."""
        if v in self.facts.shadows:
            self._contribute_to_shadow(v, value)
            return
        if v in self.facts.views:
            self._contribute_to_view(v, value)
            return
        old = self.state.get(v)
        if old is not None and not isinstance(
            self.known.of(v), (Array, Scalar, Unknown)
        ):
            raise refused(
                "a container is used as a whole more than once",
                "read its items where they are needed",
                self.origin,
            )
        if old is None:
            self._assign(v, value, kind or self._kind(value))
            return
        if old.kind == "small" and kind == "small":
            self._assign(v, algebra.add(old.value, value), "small")
            return
        if old.kind == "owned" and self.depth and isinstance(self.known.of(v), Array):
            self.emit(ir.Put(self.own(v), None, value, "+", origin=self.origin))
            return
        total = algebra.add(old.value, value)
        if old.kind == "small" and self._unshaped(v, total):
            old = self.full(v, old)
            total = algebra.add(old.value, value)
        self._assign(v, total, "owned")

    def _contribute_to_shadow(self, v: Var, value: Expr) -> None:
        if not isinstance(self.known.of(v), (Array, Unknown)):
            raise refused(
                "a container of arrays that are written isn't followed here",
                "read its items where they are needed",
                self.origin,
            )
        self.emit(ir.Put(self.own(v), None, value, "+", origin=self.origin))

    def _contribute_to_view(self, v: Var, value: Expr) -> None:
        base, view = self.facts.views[v]
        if isinstance(view, ir.Index):
            where, index = self.own(base), view.index
        else:
            where, index = self.own(v), Const(Ellipsis)
        self.emit(ir.Put(where, index, value, "+", origin=self.origin))

    def _unshaped(self, v: Var, total: Expr) -> bool:
        own = self.known.of(v)
        return isinstance(own, Array) and not self.facts.same_shape(
            own, self.known.of(total)
        )

    def _kind(self, value: Expr) -> str:
        return "owned" if self.facts.fresh(value) else "shared"

    def _assign(self, v: Var, value: Expr, kind: str) -> None:
        if kind == "small" and isinstance(self.known.of(v), Array):
            self.state[v] = Adjoint(self.fixed(value), "small")
            return
        if kind == "small":
            kind = "owned"
        if isinstance(value, Const):
            self.state[v] = Adjoint(value, kind, self.origin)
            return
        if self._is_integer(value):
            value, kind = self._floating(value, v), "owned"
        elif self._is_written(value):
            value, kind = self.facts.copied(value), "owned"
        self.let(self.bar(v), value)
        self.state[v] = Adjoint(self.bar(v), kind)

    def _is_integer(self, value: Expr) -> bool:
        """Whether `value` is an array that would stay one of integers (S6)."""
        kind = self.known.of(value)
        return isinstance(kind, Array) and kind.dtype.startswith(
            ("int", "uint", "bool")
        )

    def _floating(self, value: Expr, v: Var) -> Expr:
        kind = self.known.of(v)
        dtype: Expr = ir.Ref("float", value=float)
        if isinstance(kind, Array) and kind.dtype in ("float16", "float32"):
            dtype = ir.Attr(v, "dtype")
        return ir.Call(ir.Attr(value, "astype"), (dtype,))

    def fixed(self, value: Expr) -> Expr:
        """A stand-in that means the same later on, whatever names are bound to then."""
        if not isinstance(self.known.of(value), Array):
            kept = lasts(value, self.rebound) and not reads_box(value, self.facts)
            return value if kept else self.temporary(value)
        if isinstance(value, ir.Index):
            return ir.Index(self.temporary(value.value), value.index)
        return self.temporary(value)

    def _is_written(self, value: Expr) -> bool:
        """Whether `value` is memory that a restore or a clear may write (S4)."""
        return any(
            v.role != "bar" and self.facts.aliases.written(v)
            for v in self.facts.aliases.shares(value)
        )

    def unbroadcast(self, value: Expr, operand: Expr, result: Var) -> Expr:
        """`value`, of the shape of `result`, summed to the shape of `operand`."""
        own, whole = self.known.of(operand), self.known.of(result)
        if self.facts.same_shape(own, whole) or self.facts.follows(result, operand):
            return value
        if isinstance(value, ir.Un) and value.op == "-":
            return algebra.negate(self.unbroadcast(value.operand, operand, result))
        if isinstance(own, Scalar) and isinstance(whole, Array):
            return ir.Call(numpy("sum"), (value,))
        if isinstance(own, Array) and isinstance(whole, Array):
            axes = _summed(own.dims, whole.dims)
            if axes is not None:
                return _sum(value, *axes)
        return ir.Call(helper("sum_to"), (value, operand))

    # ------------------------------------------------------------------- changing

    def own(self, v: Var) -> Var:
        """The adjoint of `v` as an array that may be written; of a view, that view of
        it.
        """
        if v in self.facts.shadows:
            return self.bar(v)
        if v in self.facts.views:
            base, view = self.facts.views[v]
            bar = self.bar(v)
            self.let(bar, ir.substitute(view, {base: self.own(base)}))
            return bar
        old = self.state.get(v)
        bar = self.bar(v)
        if old is None:
            self.let(bar, self.facts.zeros(v), traced=False)
        elif old.kind == "small":
            self.let(bar, self.filled(v, old.value))
        elif old.kind == "shared":
            self.let(bar, self.facts.copied(old.value))
        else:
            self.let(bar, old.value)
        self.state[v] = Adjoint(bar, "owned")
        return bar

    def settle(self, v: Var, kind: str) -> None:
        """Give the adjoint of `v` its own name and the kind that a join asks for."""
        old = self.state.get(v)
        constant = (
            old is not None and old.origin is not None and self.facts.is_scalar(v)
        )
        if old is None or (kind == "owned" and not constant):
            self.own(v)
            return
        if old.origin is not None and self.facts.is_scalar(v):
            self.emit(ir.Let(self.bar(v), old.value, origin=old.origin))
        else:
            old = self.full(v, old)
            self.let(self.bar(v), old.value)
        self.state[v] = Adjoint(self.bar(v), kind)


def _summed(
    own: tuple[str, ...], whole: tuple[str, ...]
) -> tuple[int, tuple[int, ...]] | None:
    """How many leading axes are summed, and which of the others; None if not known."""
    lead = len(whole) - len(own)
    if lead < 0:
        return None
    ones = []
    for k, (p, q) in enumerate(zip(own, whole[lead:], strict=True)):
        if p == "1" and q != "1":
            if q.startswith("?"):
                pass
            ones.append(k)
        elif (p != q and (p.startswith("?") or q == "1")) or p == "?":
            return None
    return lead, tuple(ones)


def _sum(value: Expr, lead: int, ones: tuple[int, ...]) -> Expr:
    def axes(which: tuple[int, ...]) -> Expr:
        if len(which) == 1:
            return Const(which[0])
        return ir.Seq("tuple", tuple(Const(k) for k in which))

    if lead:
        value = ir.Call(numpy("sum"), (value,), (("axis", axes(tuple(range(lead)))),))
    if ones:
        keep = (("axis", axes(ones)), ("keepdims", Const(True)))
        value = ir.Call(numpy("sum"), (value,), keep)
    return value
