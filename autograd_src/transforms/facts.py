"""What the transforms know of a function: types, aliases, activity."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ownership import View
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import (
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Scalar,
    Static,
    Tuple,
    Unknown,
)  # fmt: skip
from autograd_src.lowering.hooks import Hook

__all__ = ["Facts", "floating", "helper", "is_read_only"]


def helper(name: str, value: object = None) -> ir.Ref:
    """A function of `autograd_src.runtime`."""
    from autograd_src import runtime

    return ir.Ref(
        f"runtime.{name}", "autograd_src.runtime", "runtime", getattr(runtime, name)
    )


def floating(value: Abstract) -> Abstract:
    """The abstract value of a tangent or adjoint: floats of the primal's shape (S6)."""
    match value:
        case Array(dtype, dims):
            return Array(dtype if dtype.startswith("float") else "float64", dims)
        case Scalar(kind):
            return Scalar(kind if kind.startswith("float") else "float")
        case Tuple() | List() | Dict():
            return value._replace(items=tuple(map(floating, value.items)))
        case ListOf():
            return ListOf(None if value.item is None else floating(value.item))
    return Unknown()


_SHAPES = (np.shape, np.size, np.zeros_like, np.full_like)


class Facts(NamedTuple):
    """A function in canonical form and the analyses of it.

    Attributes
    ----------
    shadows
        the adjoints that the forward sweep binds, beside their arrays
    kept
        names that are bound to what has a shadow already; where a layout decides that,
        with the name of its decision
    hooks
        what is done to adjoints
    """

    function: ir.Function
    known: Ranks
    aliases: Aliases
    active: frozenset[Var]
    definitions: dict[Var, Expr]
    views: dict[Var, View]
    shadows: Mapping[Var, Var] = MappingProxyType({})
    kept: Mapping[Var, Var | None] = MappingProxyType({})
    hooks: Mapping[Expr, Hook] = MappingProxyType({})

    def zeros_of(self, e: Expr) -> Expr:
        """Zeros of the shape of what `e` is, a passive result say (S5)."""
        if isinstance(e, Var):
            return self.zeros(e)
        if isinstance(self.known.of(e), (Array, Unknown)):
            return ir.Call(numpy("zeros_like"), (e,))
        return Const(0.0)

    def shape_of(self, v: Var) -> Abstract:
        """What `v` is; an adjoint of unknown kind is what its primal is.

        One that a path leaves without a value is known as an object, no more; that of
        a number is one.
        """
        value = self.known.of(v)
        if v.of is None:
            return value
        primal = self.known.of(v.of)
        number = v.role == "bar" and isinstance(primal, Scalar)
        if isinstance(value, Unknown) or (number and isinstance(value, Instance)):
            return primal
        return value

    def zeros(self, v: Var) -> Expr:
        """Zeros of the shape of `v`."""
        value = self.shape_of(v)
        if isinstance(value, Scalar):
            return Const(0.0)
        if isinstance(value, Array) and not value.dtype.startswith("float"):
            return ir.Call(
                numpy("zeros_like"), (v,), (("dtype", ir.Ref("float", value=float)),)
            )
        if isinstance(value, (Tuple, List)):
            items = tuple(self.zero_item(v, k, i) for k, i in enumerate(value.items))
            return ir.Seq("tuple" if isinstance(value, Tuple) else "list", items)
        if isinstance(value, Dict):
            pairs = zip(value.keys, value.items, strict=True)
            items = tuple(self.zero_item(v, k, i) for k, i in pairs)
            return ir.Dict(tuple(map(Const, value.keys)), items)
        if isinstance(value, ListOf) and isinstance(value.item, Scalar):
            length = ir.Call(ir.Ref("len", value=len), (v,))
            return ir.Bin("*", ir.Seq("list", (Const(0.0),)), length)
        if isinstance(value, ListOf):
            return ir.Call(helper("zeros_of"), (v,))
        return ir.Call(numpy("zeros_like"), (self.like(v),))

    def zero_item(self, v: Var, k: object, item: Abstract) -> Expr:
        if isinstance(item, Scalar):
            return Const(0.0)
        if isinstance(item, (Static, Instance)):
            return Const(None)
        return ir.Call(numpy("zeros_like"), (ir.Index(v, Const(k)),))

    def like(self, v: Var, kind: bool = True) -> Var:
        """A variable of the shape (and `kind`) of `v` that is at hand: an argument, if
        any.
        """
        value = self.known.of(v)
        if not isinstance(value, Array) or "?" in value.dims:
            return v
        for w in (*(p.var for p in self.function.params), *self._operands(v)):
            other = self.known.of(w)
            if other == value or (
                not kind and isinstance(other, Array) and other.dims == value.dims
            ):
                return w
        return v

    def _operands(self, v: Var) -> list[Var]:
        """For a temporary, what it is computed from: names of the user's come before
        it, and what its own partial may need.
        """
        found: list[Var] = []
        nearest: list[Var] = []
        while not v.base and not v.role and v in self.definitions:
            read = list(ir.names_in(self.definitions[v]))
            found += [w for w in read if w.base or w.role]
            nearest = nearest or read[:1]
            if not read:
                break
            v = read[0]
        return found + nearest

    def shaped_like(self, e: Expr) -> Expr:
        """`e` with shapes taken from variables that are at hand."""
        match e:
            case ir.Call(
                ir.Ref(value=function) as func, (Var() as v, *rest), keywords
            ) if function in _SHAPES:
                kind = function not in (np.shape, np.size)
                return ir.Call(func, (self.like(v, kind), *rest), keywords)
            case ir.Call(
                ir.Ref(value=np.reshape),
                (inner, ir.Call(ir.Ref(value=np.shape), (v,))),
                (),
            ) if self._rank(v) == 1:
                # Of the right size anyway: only its axes may have to go.
                flat = self._rank(inner) == 1
                return inner if flat else ir.Call(numpy("ravel"), (inner,))
        return ir.rebuild(e, self.shaped_like)

    def _rank(self, e: Expr) -> int | None:
        kind = self.known.of(e)
        return len(kind.dims) if isinstance(kind, Array) else None

    def fresh(self, e: Expr) -> bool:
        """Whether evaluating `e` allocates its result (a number counts as fresh)."""
        root = e
        while isinstance(root, (ir.Attr, ir.Index)):
            root = root.value
        if isinstance(root, (Const, ir.Ref)):
            return isinstance(self.known.of(e), Scalar)
        if isinstance(e, ir.Call) and isinstance(e.func, ir.Attr):
            receiver, name = e.func.value, e.func.name
            if name in ("astype", "copy") and not e.keywords:
                return isinstance(self.known.of(receiver), Array)
        return not self.aliases.shares(e) and _allocates(e)

    def is_scalar(self, e: Expr) -> bool:
        return isinstance(self.known.of(e), Scalar)

    def copied(self, e: Expr) -> Expr:
        """A copy of what `e` is, unless it is a number."""
        if self.is_scalar(e):
            return e
        if isinstance(self.known.of(e), Array):
            return ir.Call(ir.Attr(e, "copy"))
        return ir.Call(numpy("copy"), (e,))

    def follows(self, result: Var, operand: Expr) -> bool:
        """Whether `result`, which broadcasts `operand`, has its shape: all else that it
        is computed from are numbers.
        """
        made = self.definitions.get(result)
        others = ir.parts(made) if made is not None else ()
        if isinstance(made, ir.Call):
            others = () if made.keywords else made.args
        return bool(others) and all(p is operand or self.is_scalar(p) for p in others)

    def same_shape(self, a: Abstract, b: Abstract) -> bool:
        """Whether two values are proved to have one shape."""
        if isinstance(a, Scalar) and isinstance(b, Scalar):
            return True
        if (
            not isinstance(a, Array)
            or not isinstance(b, Array)
            or len(a.dims) != len(b.dims)
        ):
            return False
        return all(_same_axis(p, q) for p, q in zip(a.dims, b.dims, strict=True))


def _same_axis(p: str, q: str) -> bool:
    """Equal symbols are equal; two that are not 1 are equal where they meet."""
    if p == q:
        return p != "?"
    return not (p.startswith("?") or q.startswith("?") or p == "1" or q == "1")


def is_read_only(e: Expr) -> bool:
    """Whether what a call returns can't be written, whatever it is given."""
    fixed = (np.broadcast_to, np.diag, np.diagonal, helper("broadcast_like").value)
    match e:
        case ir.Call(ir.Ref(value=function)):
            return function in fixed
    return False


def _allocates(e: Expr) -> bool:
    match e:
        case ir.Attr() | ir.Index():
            return True  # no shared memory: an element
        case ir.Call(ir.Ref()):
            return not is_read_only(e)
    return not isinstance(e, Var)
