"""Calls that apply a function to parts of an array, as loops over the parts.

`np.vectorize` takes the kind of its result from the first element; a function that may
give an integer there would cut off all others, and is refused.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

import gast
import numpy as np

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.frontend.trees import tree_of
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.source import source_of
from autograd_src.live.values import Array, Scalar
from autograd_src.lowering.callees import Callees
from autograd_src.recipes import iterators

__all__ = ["along_axis", "elementwise", "gradient", "is_vectorized", "piecewise"]

_OPTIONS = ("otypes", "signature")
_Found = tuple[Any, tuple[Expr, ...]]

_ZEROS_LIKE = ir.Ref("np.zeros_like", "numpy", "np", np.zeros_like)
# By the number of arrays that come first, and of numbers after them.
_OVER_ROWS = {
    (1, 0): iterators.over_row,
    (1, 1): iterators.over_row_1,
    (1, 2): iterators.over_row_2,
}
_OVER_ALL = {
    (1, 0): iterators.over_all,
    (1, 1): iterators.over_all_1,
    (2, 0): iterators.over_both,
}


def is_vectorized(e: ir.Call, callees: Callees) -> bool:
    """Whether `e` calls what `np.vectorize` makes."""
    func = callees.definitions.get(e.func) if isinstance(e.func, Var) else e.func
    match func:
        case ir.Ref(value=np.vectorize()):
            return True
        case ir.Call(ir.Ref(value=maker)):
            return maker is np.vectorize
    return False


def elementwise(e: ir.Call, known: Ranks, callees: Callees) -> _Found | None:
    """What stands for the call `e`; None if it can't be told."""
    function = _function(e.func, callees)
    if function is None or e.keywords or gives_integers(function, callees):
        return None
    kinds = [known.of(a) for a in e.args]
    arrays = [k for k in kinds if isinstance(k, Array) and k.dims]
    count = len(arrays)
    if not arrays or not all(isinstance(k, Scalar) for k in kinds[count:]):
        return None
    if not all(_is_alike(a, arrays[0]) for a in arrays):
        return None
    table = _OVER_ROWS if len(arrays[0].dims) == 1 and count == 1 else _OVER_ALL
    over = table.get((count, len(kinds) - count))
    return over and (over, (function, *e.args))


def _is_alike(a: Array, b: Array) -> bool:
    """Whether two arrays have one shape whenever they fit together."""
    if len(a.dims) != len(b.dims):
        return False
    return all(
        x == y or not any(d == "1" or d.startswith("?") for d in (x, y))
        for x, y in zip(a.dims, b.dims, strict=True)
    )


def _function(func: Expr, callees: Callees) -> Expr | None:
    """The function of numbers; None if options of `np.vectorize` matter."""
    if isinstance(func, ir.Ref):
        plain = all(_is_absent(func, name, callees) for name in _OPTIONS)
        return callees.static(func, "pyfunc") if plain else None
    match callees.definitions.get(func) if isinstance(func, Var) else func:
        case ir.Call(_, (function,), ()):
            return function
    return None


def _is_absent(made: ir.Ref, name: str, callees: Callees) -> bool:
    """Whether a global of `np.vectorize`'s does without an option; that is recorded."""
    binding = callees.bindings.get(made)
    found = binding and callees.ledger.attribute(binding, name)
    if found is None or found.value is not None:
        return False
    callees.ledger.abstract_of(found)
    return True


def gives_integers(function: Expr, callees: Callees) -> bool:
    """Whether a result may be an integer, by the literals that results come from."""
    if isinstance(function, Var):
        function = callees.definitions.get(function, function)
    node: Any = None
    match function:
        case ir.Ref(value=FunctionType() as value):
            node = tree_of(source_of(value))
        case ir.Raw(gast.Lambda() as made):
            node = made
        case Var() if function in callees.inner:
            node = callees.inner[function][0]
        case ir.Index(value, Const(which)):
            item = callees.item(value, which)
            return item is not None and gives_integers(item, callees)
    return node is not None and any(map(_is_integer, _results(node)))


def _results(node: Any) -> list[Any]:
    """Expressions whose value a function may return: those of its names, too."""
    if isinstance(node, gast.Lambda):
        return [node.body]
    inside = [n for n in gast.walk(node) if isinstance(n, (gast.Return, gast.Assign))]
    return [n.value for n in inside if n.value is not None]


def _is_integer(e: Any) -> bool:
    match e:
        case gast.Constant(value=value):
            return isinstance(value, (bool, int))
        case gast.IfExp(body=body, orelse=orelse):
            return _is_integer(body) or _is_integer(orelse)
        case gast.BoolOp(values=values):
            return any(map(_is_integer, values))
        case gast.Call(func=gast.Name(id="max" | "min" | "abs"), args=args):
            return any(map(_is_integer, args))
        case gast.Call(func=gast.Name(id="int" | "round" | "len" | "bool")):
            return True
        case gast.BinOp(left=left, right=right):
            return _is_integer(left) and _is_integer(right)
        case gast.UnaryOp(operand=operand):
            return _is_integer(operand)
        case gast.Compare():
            return True
    return False


def gradient(
    known: Ranks, callees: Callees, args: tuple[Expr, ...], named: dict[str, Expr]
) -> _Found | None:
    """Differences at places that are given; the recipe is for equal distances."""
    kinds = [known.of(a) for a in args]
    vectors = (isinstance(k, Array) and len(k.dims) == 1 for k in kinds)
    fits = len(args) == 2 and not named and all(vectors)
    return (iterators.graded, args) if fits else None


def along_axis(
    known: Ranks, callees: Callees, args: tuple[Expr, ...], named: dict[str, Expr]
) -> _Found | None:
    kind = known.of(args[2]) if len(args) == 3 and not named else None
    if not isinstance(kind, Array) or len(kind.dims) != 2:
        return None
    if not isinstance(args[1], Const) or gives_integers(args[0], callees):
        return None
    of_rows = args[1].value in (1, -1)
    return iterators.of_rows if of_rows else iterators.of_columns, (args[0], args[2])


def piecewise(
    known: Ranks, callees: Callees, args: tuple[Expr, ...], named: dict[str, Expr]
) -> Expr | None:
    """The function of the last condition that holds; without one, a default or 0."""
    if len(args) != 3 or named:
        return None
    x, kind = args[0], known.of(args[0])
    tests, values = (a.items if isinstance(a, ir.Seq) else () for a in args[1:])
    floating = isinstance(kind, Array) and kind.dims and kind.dtype.startswith("float")
    if not floating or not isinstance(x, Var) or not tests:
        return None
    if len(values) == len(tests) + 1:
        some = tests[0]
        for t in tests[1:]:
            some = ir.Bin("|", some, t)
        tests = (*tests, ir.Un("~", some))
    if len(values) != len(tests) or not all(map(_is_comparison, tests)):
        return None
    y: Expr = ir.Call(_ZEROS_LIKE, (x,))
    for test, value in zip(tests, values, strict=True):
        given: tuple[Any, tuple[Expr, ...]] = iterators.piece, (y, x, test, value)
        if isinstance(known.of(value), Scalar):
            given = iterators.filled, (y, test, value)
        y = ir.Call(ir.Ref(given[0].__name__, value=given[0]), given[1])
    return y


def _is_comparison(e: Expr) -> bool:
    """Whether `e` may be evaluated twice."""
    return all(not isinstance(p, (ir.Call, ir.Raw)) for p in ir.walk_expr(e))
