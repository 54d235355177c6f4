"""What functions make of a list of unknown length."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.lists import ListOf
from autograd_src.ir import Expr
from autograd_src.live.joins import join
from autograd_src.live.values import ANYTHING, Abstract, Array, Scalar, Unknown
from autograd_src.recipes import registry, shapes
from autograd_src.recipes.moved_shapes import dtype_name

if TYPE_CHECKING:
    from autograd_src.analyses.kinds import Kinds

__all__ = ["of_list", "rows_of"]


def rows_of(e: Expr, known: Kinds) -> Expr | None:
    """The array of whose elements or rows `e` makes a list: `x` of `list(x)`."""
    match e:
        case ir.Call(ir.Ref(value=builtins.list), (base,), ()):
            kind = known.of(base)
            return base if isinstance(kind, Array) and kind.dims else None
    return None


def of_list(function: Any, listed: ListOf, options: list[Any]) -> Abstract:
    """What a function makes of a list of unknown length."""
    from autograd_src import runtime

    item = ANYTHING if listed.item is None else listed.item
    dims = shapes.dims_of(item)
    if function is len:
        return Scalar("int")
    if function is runtime.zeros_of:
        return ListOf(item)
    if function is sum:
        return Scalar("int") if listed.item is None else _joined_sum(item)
    if isinstance(function, Hashable) and function in _JOINED and dims is not None:
        cast = dtype_name(options[0]) if options and function in _CASTS else ""
        joined = _JOINED[function](dims, *options)
        if joined is not None and (not options or cast or function in _ALONG):
            return Array(cast or shapes.dtype_of(item) or "unknown", joined)
    if registry.zero_derivative(function) and not isinstance(function, np.ufunc):
        return ANYTHING
    return Unknown()


def _joined_sum(item: Abstract) -> Abstract:
    """Python's sum: of nothing it is the integer 0."""
    return join(Scalar("float"), item) if isinstance(item, Scalar) else item


def _concatenated(dims: Dims, axis: Any = 0, *options: Any) -> Dims | None:
    if type(axis) is not int or not -len(dims) <= axis < len(dims):
        return None
    found = list(dims)
    found[axis] = "?"
    return tuple(found)


def _stacked(dims: Dims, axis: Any = 0, *options: Any) -> Dims | None:
    if type(axis) is not int or not -len(dims) - 1 <= axis <= len(dims):
        return None
    place = axis % (len(dims) + 1)
    return (*dims[:place], "?", *dims[place:])


def _first(dims: Dims, *options: Any) -> Dims:
    return ("?", *dims)


def _rows(dims: Dims, *options: Any) -> Dims | None:
    return _concatenated(dims) if len(dims) > 1 else ("?", *(dims or ("1",)))


def _side_by_side(dims: Dims, *options: Any) -> Dims | None:
    return _concatenated(dims, 1) if len(dims) > 1 else ("?",)


def _columns(dims: Dims, *options: Any) -> Dims | None:
    return _concatenated(dims, 1) if len(dims) > 1 else (*(dims or ("1",)), "?")


Dims = tuple[str, ...]
_CASTS = (np.array, np.asarray)
_ALONG = (np.stack, np.concatenate)
_JOINED: dict[Any, Callable[..., Dims | None]] = {
    np.array: _first,
    np.asarray: _first,
    np.stack: _stacked,
    np.concatenate: _concatenated,
    np.vstack: _rows,
    np.hstack: _side_by_side,
    np.column_stack: _columns,
}
