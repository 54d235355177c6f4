"""What a subscript gives: its kind of index, and the axes that are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_src import ir
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.sizes import between, of_slice, symbol
from autograd_src.ir import Expr
from autograd_src.live.values import (
    ANYTHING,
    Abstract,
    Array,
    Dict,
    List,
    Scalar,
    Tuple,
    Unknown,
)  # fmt: skip
from autograd_src.recipes import shapes

if TYPE_CHECKING:
    from autograd_src.analyses.kinds import Kinds

__all__ = ["is_basic", "is_gather", "items", "kind_of", "result"]


def items(index: Expr) -> tuple[Expr, ...]:
    """The components of an index."""
    if isinstance(index, ir.Seq) and index.kind == "tuple":
        return index.items
    return (index,)


def kind_of(e: Expr, known: Kinds) -> str:
    """One of "integer", "slice", "new", "rest", "mask", "gather", "gathers" (a tuple
    of arrays of integers), "unknown".
    """
    match e:
        case ir.Slice():
            return "slice"
        case ir.Const(None):
            return "new"
        case ir.Const(value) if value is Ellipsis:
            return "rest"
        case ir.Attr(ir.Ref(), "newaxis"):
            return "new"
        case ir.Ref(value=None):
            return "new"
        case ir.Seq("list"):
            return "gather"
    value = known.of(e)
    if isinstance(value, Scalar):
        return "integer" if "int" in value.kind else "unknown"
    if isinstance(value, Array):
        if value.dtype == "bool":
            return "mask"
        return "gather" if "int" in value.dtype and value.dims else "unknown"
    if isinstance(value, Tuple) and value.items and all(map(_gathers, value.items)):
        return "gathers"
    return "gather" if isinstance(value, List) else "unknown"


def _gathers(item: Abstract) -> bool:
    return isinstance(item, Array) and "int" in item.dtype and bool(item.dims)


def is_basic(index: Expr, known: Kinds) -> bool:
    """Whether every component is proved to be an integer, a slice, None or `...`."""
    return all(
        kind_of(e, known) in ("integer", "slice", "new", "rest") for e in items(index)
    )


def is_gather(index: Expr, known: Kinds) -> bool:
    """Whether some component is proved to be an array or a mask, so that elements are
    copied: what isn't known may be a number, and give a view.
    """
    copying = ("gather", "gathers", "mask")
    return any(kind_of(e, known) in copying for e in items(index))


def result(value: Abstract, index: Expr, known: Kinds, fixed: bool = False) -> Abstract:
    """The abstract value of a subscript of `value`; what is `fixed` stays as it is."""
    if isinstance(value, (Tuple, List, Dict)):
        return _item(value, index, known, fixed)
    if isinstance(value, Array):
        return _element(value, index, known)
    if isinstance(value, ListOf) and isinstance(known.of(index), Scalar):
        return ANYTHING if value.item is None else value.item
    return Unknown() if isinstance(value, (Unknown, Scalar)) else ANYTHING


def _item(
    value: Tuple | List | Dict, index: Expr, known: Kinds, fixed: bool
) -> Abstract:
    from autograd_src.analyses.kinds import element, join_all

    which = known.argument(index)
    if isinstance(value, Dict):
        found = dict(zip(value.keys, value.items, strict=True))
        if shapes.is_known(which):
            return found.get(which, ANYTHING)
        return join_all([*value.items]) if fixed else ANYTHING
    if isinstance(which, slice):
        return value._replace(items=value.items[which])
    if type(which) is int and -len(value.items) <= which < len(value.items):
        return value.items[which]
    return element(value)


def _element(value: Array, index: Expr, known: Kinds) -> Abstract:
    parts = list(items(index))
    kinds = [kind_of(e, known) for e in parts]
    if kinds == ["gathers"]:
        return _selected(value, known.of(index))
    if {"unknown", "gathers"} & {*kinds} or kinds.count("rest") > 1:
        return Unknown() if value.dtype.startswith("float") else ANYTHING
    if "rest" not in kinds:
        parts.append(ir.Const(Ellipsis))
        kinds.append("rest")
    taken = sum(_width(e, k, known) for e, k in zip(parts, kinds, strict=True))
    if taken > len(value.dims):
        return Unknown()
    left = list(value.dims)
    place: int | None = None
    gathered: list[tuple[str, ...]] = []
    out: list[str] = []
    for e, kind in zip(parts, kinds, strict=True):
        if kind == "new":
            out.append("1")
        elif kind == "rest":
            out += [left.pop(0) for _ in range(len(value.dims) - taken)]
        elif kind == "slice":
            out.append(_sliced(left.pop(0), e, known))
        elif kind == "integer":
            left.pop(0)
            gathered.append(())
        else:
            place = len(out) if place is None else place
            del left[: _width(e, kind, known)]
            gathered.append(_gathered(e, kind, known))
    if place is not None:
        # NumPy puts the gathered axes first when a slice stands between the indices.
        together = _adjacent(kinds)
        out[place if together else 0 : place if together else 0] = shapes.broadcast(
            gathered
        )
    if not out and "rest" in [kind_of(e, known) for e in items(index)]:
        return Array(value.dtype, ())
    return shapes.array(value.dtype, tuple(out))  # type: ignore[no-any-return]


def _selected(value: Array, index: Abstract) -> Abstract:
    """What a tuple of arrays of integers selects: their axes, and those left."""
    assert isinstance(index, Tuple)
    dims = shapes.broadcast(
        [item.dims for item in index.items if isinstance(item, Array)]
    )
    rest = value.dims[len(index.items) :]
    if len(index.items) > len(value.dims):
        return Unknown()
    return Array(value.dtype, (*dims, *rest))


def _adjacent(kinds: list[str]) -> bool:
    places = [
        k for k, kind in enumerate(kinds) if kind in ("gather", "mask", "integer")
    ]
    return places == list(range(places[0], places[-1] + 1))


def _width(e: Expr, kind: str, known: Kinds) -> int:
    """How many axes a component consumes."""
    if kind == "mask":
        value = known.of(e)
        return len(value.dims) if isinstance(value, Array) else 1
    return 0 if kind in ("new", "rest") else 1


def _gathered(e: Expr, kind: str, known: Kinds) -> tuple[str, ...]:
    if kind == "mask":
        return (known.fresh(),)
    dims = shapes.dims_of(known.argument(e))
    return ("?",) if dims is None else dims


def _sliced(dim: str, e: Expr, known: Kinds) -> str:
    assert isinstance(e, ir.Slice)
    edges = [
        None if p is None else known.argument(p) for p in (e.lower, e.upper, e.step)
    ]
    if edges[2] not in (None, 1, -1):
        return known.fresh()
    if edges[2] == -1:
        return dim if edges[:2] == [None, None] else known.fresh()
    lower, upper = symbol(0 if edges[0] is None else edges[0]), symbol(edges[1])
    if lower is not None and upper is not None and not (lower + upper).isdecimal():
        return between(lower, upper) or (upper if lower == "0" else known.fresh())
    if all(p is None or type(p) is int for p in edges):
        return of_slice(dim, edges[0], edges[1]) or known.fresh()
    return known.fresh()
