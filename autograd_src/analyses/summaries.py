"""Summaries of functions of the emitted module: what their callers may assume.

The functions themselves are in `lowering.routines`; their derivatives are made in
`transforms.pairs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from autograd_src import ir
from autograd_src.analyses.sizes import Size
from autograd_src.ir import Expr, Origin, Symbol, Var
from autograd_src.live.values import MIXED, Abstract, Array, Scalar, Tuple

__all__ = ["Calling", "Summary", "calling", "is_unresolved", "place_in"]


@dataclass(eq=False)
class Summary:
    """What is known of a function without looking into it; it writes nothing.

    Attributes
    ----------
    params
        abstract values of its parameters, axes as symbols
    result
        of its result, in the same symbols; None as long as it isn't known
    shares
        the positions of the arguments whose memory the result may be
    hot
        the positions of the arguments that are differentiated
    backward
        of a forward: the function that takes what it saves, and the cotangents
    cotangents
        of a backward: the kinds that its text was made for
    """

    params: tuple[Abstract, ...]
    result: Abstract | None = None
    shares: tuple[int, ...] = ()
    hot: tuple[int, ...] = ()
    backward: Symbol | None = None
    cotangents: tuple[Abstract, ...] = ()

    def of_call(self, given: list[Abstract]) -> Abstract | None:
        """The abstract value of a call with arguments of the values `given`."""
        if self.result is None:
            return None
        result = place_in(self.result, _correspondence(self.params, given))
        pairs = zip(given[1:], self.cotangents, strict=False)
        return result if all(_fits(g, c) for g, c in pairs) else _imprecise(result)


def _fits(given: Abstract, wanted: Abstract) -> bool:
    """Whether a cotangent leaves gradients in the precision of their arguments (S6)."""
    found, made_for = _precision(given), _precision(wanted)
    doubles = ("weak", "float64", "")
    return found in (made_for, "weak") or (found in doubles and made_for in doubles)


def _precision(value: Abstract) -> str:
    """The kind of what `value` is computed in; nothing where that isn't known.

    >>> _precision(Scalar("float")), _precision(Scalar("float64"))
    ('weak', 'float64')
    """
    match value:
        case Scalar("float" | "int" | "bool"):
            return "weak"
        case Array(kind) | Scalar(kind):
            return kind
    return ""


def _imprecise(value: Abstract) -> Abstract:
    """`value` in floats of which the precision isn't known."""
    match value:
        case Array(_, dims):
            return Array(MIXED, dims)
        case Scalar():
            return Scalar(MIXED)
        case Tuple(items):
            return value._replace(items=tuple(map(_imprecise, items)))
    return value


def _correspondence(params: tuple[Abstract, ...], given: list[Abstract]) -> _Axes:
    found: _Axes = {}
    for p, a in zip(params, given, strict=False):
        match p, a:
            case Array(_, own), Array(_, dims) if len(own) == len(dims):
                found.update(zip(own, dims, strict=True))
            case Size(), Size():
                found[p.dim] = a.dim
    return found


_Axes = dict[str, str]


def place_in(value: Abstract, axes: _Axes) -> Abstract:
    """`value` with its axes called by other symbols; "?" where none is known.

    >>> place_in(Array("float64", ("x.0", "1", "?y.0-1")), {"x.0": "w.1"})
    Array(dtype='float64', dims=('w.1', '1', '?'))
    """
    match value:
        case Array(dtype, dims):
            return Array(dtype, tuple(axes.get(d, _fixed(d)) for d in dims))
        case Tuple(items):
            return value._replace(items=tuple(place_in(i, axes) for i in items))
        case Size(dim=dim):
            return Size(axes[dim]) if dim in axes else Scalar("int")
    return value


def _fixed(dim: str) -> str:
    return dim if dim.isdecimal() else "?"


class Calling(NamedTuple):
    """A statement that calls a function of the emitted module."""

    targets: tuple[Var, ...]
    symbol: Symbol
    args: tuple[Expr, ...]
    origin: Origin | None

    @property
    def summary(self) -> Summary:
        found = self.symbol.summary
        assert isinstance(found, Summary)
        return found


def calling(s: ir.Stmt) -> Calling | None:
    """The call of an own function that `s` is, if it is one."""
    if ir.Call not in map(type, ir.exprs(s)):
        return None
    match s:
        case ir.Let(target, ir.Call(ir.Own(symbol), args)):
            return Calling((target,), symbol, args, s.origin)
        case ir.Unpack(targets, ir.Call(ir.Own(symbol), args)):
            return Calling(targets, symbol, args, s.origin)
    return None


def is_unresolved(s: ir.Stmt) -> bool:
    """Whether `s` calls a function of whose result nothing is known yet."""
    if ir.Call not in map(type, ir.exprs(s)):
        return False
    found = calling(s)
    return found is not None and found.summary.result is None
