"""Arrays made from shapes: `np.zeros(n)` and its kin; arrays that select elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.sizes import Size, symbol
from autograd_src.live.values import (
    ANYTHING,
    Abstract,
    Array,
    List,
    Scalar,
    Tuple,
    Unknown,
)
from autograd_src.recipes import shapes
from autograd_src.recipes.moved_shapes import dtype_name
from autograd_src.runtime import split_like

if TYPE_CHECKING:
    from autograd_src.analyses.kinds import Kinds

__all__ = ["converted", "created"]

_FROM_SHAPE = (np.zeros, np.ones, np.empty, np.full)
_FROM_LIKE = (np.zeros_like, np.ones_like, np.empty_like, np.full_like)
_SEQUENCES = (np.arange, np.linspace)
_SQUARE = (np.eye, np.identity)
_INDICES = (
    np.ix_, np.nonzero, np.where, np.triu_indices, np.tril_indices,
    np.triu_indices_from, np.tril_indices_from, np.diag_indices,
    np.diag_indices_from,
)  # fmt: skip


def created(
    function: Any,
    values: tuple[Any, ...],
    named: dict[str, Any],
    known: Kinds,
    ask: bool = False,
) -> Abstract | None:
    """The abstract value of a new array; None for any other function.

    With `ask`, something is returned for every function that is known here.
    """
    if function is object.__new__:
        return ANYTHING
    if function is np.shape and (ask or len(values) == 1):
        return _shape(known, values)
    if function is split_like:
        return _split(*values) if values else Unknown()
    kinds: tuple[tuple[Any, ...], ...] = (
        _FROM_SHAPE,
        _FROM_LIKE,
        _SEQUENCES,
        _SQUARE,
    )
    makers = (_shaped, _alike, _sequence, _square)
    for members, make in zip(kinds, makers, strict=True):
        if any(function is m for m in members):
            return Unknown() if ask else make(function, values, named)
    if any(function is m for m in _INDICES):
        return Unknown() if ask else _indices(function, values, named)
    return None


def converted(call: ir.Call, known: Kinds) -> Abstract | None:
    """What `x.astype(int)` gives: an array without a derivative."""
    match call:
        case ir.Call(ir.Attr(receiver, "astype"), (to,), ()):
            dims = shapes.dims_of(known.of(receiver))
            name = dtype_name(known.argument(to))
            if name and dims is not None:
                return shapes.array(name, dims)  # type: ignore[no-any-return]
    return None


def _shape(known: Kinds, values: tuple[Any, ...]) -> Abstract:
    dims = shapes.dims_of(values[0]) if values else None
    return Unknown() if dims is None else Tuple(tuple(map(Size, dims)))


def _split(whole: Any, arrays: Any, axis: Any = 0) -> Abstract:
    dims = shapes.dims_of(whole)
    if dims is None or type(axis) is not int or not -len(dims) <= axis < len(dims):
        return ListOf(Unknown())
    found = list(dims)
    found[axis] = "?"
    return ListOf(Array(shapes.dtype_of(whole), tuple(found)))


def _dims(shape: Any) -> tuple[str, ...] | None:
    # Abstract values are named tuples: what they are comes before what they look like.
    if isinstance(shape, (int, Scalar)) and not isinstance(shape, bool):
        return (_axis(shape),)
    if isinstance(shape, (Tuple, List)):
        shape = shape.items
    if type(shape) in (tuple, list):
        return tuple(_axis(s) for s in shape)
    return None


def _axis(size: Any) -> str:
    return symbol(size) or "?"


def _dtype(values: tuple[Any, ...], named: dict[str, Any], place: int) -> str | None:
    given = named.get("dtype", values[place] if len(values) > place else None)
    if given is None:
        return ""
    if isinstance(given, (str, type)):
        return np.dtype(given).name
    return None


def _shaped(function: Any, values: tuple[Any, ...], named: dict[str, Any]) -> Abstract:
    dims = _dims(named.get("shape", values[0] if values else None))
    dtype = _dtype(values, named, 2 if function is np.full else 1)
    if dims is None or dtype is None:
        return Unknown() if dims is None else Array("unknown", dims)
    if function is np.full and not dtype:
        fill = named.get("fill_value", values[1] if len(values) > 1 else None)
        dtype = shapes.dtype_of(fill)
    return Array(dtype or "float64", dims)


def _alike(function: Any, values: tuple[Any, ...], named: dict[str, Any]) -> Abstract:
    like = values[0] if values else named.get("a")
    dims, dtype = (
        shapes.dims_of(like),
        _dtype(values, named, 2 if len(values) > 2 else 1),
    )
    if function is np.full_like:
        dtype = _dtype((), named, 0)
    if dims is None or "shape" in named:
        return Unknown()
    return Array("unknown" if dtype is None else dtype or shapes.dtype_of(like), dims)


def _sequence(
    function: Any, values: tuple[Any, ...], named: dict[str, Any]
) -> Abstract:
    if function is np.linspace:
        count = named.get("num", values[2] if len(values) > 2 else 50)
        ends = [shapes.dims_of(v) for v in values[:2]]
        if ends != [(), ()]:
            return Unknown()
        return Array("float64", (_axis(count),))
    kinds = [shapes.dtype_of(v) for v in values]
    dtype = _dtype(values, named, 3)
    if dtype is None or not all(kinds):
        return Array("unknown", ("?",))
    dims = (_axis(values[0]),) if len(values) == 1 and "int" in kinds[0] else ("?",)
    return Array(dtype or np.result_type(*kinds).name, dims)


def _square(function: Any, values: tuple[Any, ...], named: dict[str, Any]) -> Abstract:
    size = _axis(values[0]) if values else "?"
    columns = values[1] if len(values) > 1 and function is np.eye else None
    dtype = _dtype((), named, 0)
    return Array(
        "unknown" if dtype is None else dtype or "float64",
        (size, size if columns is None else _axis(columns)),
    )


def _indices(
    function: Any, values: tuple[Any, ...], named: dict[str, Any]
) -> Abstract | None:
    """A tuple of arrays of integers, of which each selects along one axis."""
    if function is np.ix_:
        count = len(values)
        sizes = [(shapes.dims_of(v) or ("?",))[0] for v in values]
        masks = ["int" not in shapes.dtype_of(v) for v in values]
        return Tuple(
            tuple(_along("?" if masks[k] else sizes[k], k, count) for k in range(count))
        )
    count = 2
    if function in (np.nonzero, np.where):
        if len(values) != 1 or named:
            return None
        dims = shapes.dims_of(values[0])
        count = 0 if dims is None else len(dims)
    elif function in (np.diag_indices, np.diag_indices_from) and (
        len(values) != 1 or named
    ):
        return None
    return Tuple((Array("int64", ("?",)),) * count) if count else ANYTHING


def _along(size: str, axis: int, count: int) -> Abstract:
    dims = ["1"] * count
    dims[axis] = size
    return Array("int64", tuple(dims))
