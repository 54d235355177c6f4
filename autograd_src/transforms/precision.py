"""Tangents of results in the precision of the results (S6).

A Python number takes the precision of what it meets, its tangent may be a NumPy number
that doesn't: `a32 * s` is in single precision, `a32 * s_dot` in double.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograd_src import ir
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Abstract, Array, Scalar
from autograd_src.transforms.forward import Forward
from autograd_src.transforms.program import Program
from autograd_src.transforms.results import is_mixed

__all__ = ["in_precision"]

_NARROW = ("float16", "float32")


def in_precision(
    result: Expr, tangent: Expr, made: Program, forward: Forward
) -> tuple[tuple[Stmt, ...], Expr]:
    """Statements that cast tangents, and `tangent` in terms of them.

    Parameters
    ----------
    result, tangent
        what the function returns, and its tangent
    made
        the derivative, of which the result is not yet in precision
    forward
        the sweep that it is made of
    """
    if not is_mixed(forward.known):
        return (), tangent
    narrow = dict(_narrow(ir.names_in(result), forward))
    if not narrow:
        return (), tangent
    casts: list[Stmt] = []
    mapping: dict[Expr, Expr] = {}
    for (dot, kind), found in zip(narrow.items(), _found(made, narrow), strict=True):
        if _precision(found) != kind:
            new = Var(dot.base, dot.role, dot.of)
            casts.append(ir.Let(new, _cast(dot, found, kind)))
            mapping[dot] = new
    return tuple(casts), ir.substitute(tangent, mapping)


def _narrow(names: Iterable[Var], forward: Forward) -> Iterator[tuple[Var, str]]:
    """The tangents of results in less than double precision."""
    for v in names:
        kind, dot = _precision(forward.known.of(v)), forward.tangent(v)
        if kind in _NARROW and isinstance(dot, Var):
            yield dot, kind


def _precision(value: Abstract) -> str:
    match value:
        case Array(dtype) | Scalar(dtype):
            return dtype
    return ""


def _found(made: Program, tangents: Iterable[Var]) -> list[Abstract]:
    """What the tangents are, as far as that is known."""
    outputs = ir.Ret(ir.Seq("tuple", tuple(tangents)))
    function = made.function
    whole = ssa(ir.replace(function, body=(*function.body[:-1], outputs)))
    known: Ranks = made.ranks(whole)
    last = whole.body[-1]
    assert isinstance(last, ir.Ret)
    assert isinstance(last.value, ir.Seq)
    return [known.of(e) for e in last.value.items]


def _cast(e: Expr, found: Abstract, kind: str) -> Expr:
    if isinstance(found, Scalar):
        return ir.Call(numpy(kind), (e,))
    return ir.Call(ir.Attr(e, "astype"), (numpy(kind),))
