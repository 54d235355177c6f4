"""Shape rules of functions that move, join, repeat and select elements."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_src.live.values import Array, List, Scalar, Tuple, Unknown
from autograd_src.recipes.axes import (
    Dims,
    array,
    common_dtype,
    dims_of,
    dtype_of,
    is_known,
    same_length,
    shortened,
)
from autograd_src.recipes.shapes import Call, axes_of, flat

# Lengths given to axes when a function is tried out: two runs, in opposite order, far
# apart, so that what depends on sizes in another way than by equality differs.
_FIRST = (11, 17, 29, 41, 59, 73, 97)
_SECOND = (131, 101, 83, 61, 47, 37, 23)
_LARGEST = 1 << 18


def by_example(call: Call) -> Any:
    """Rule of a NumPy function: tried out on arrays whose lengths are recognized.

    Every argument but the first must be a known constant. An axis of the result is
    one of the argument's if it has its length in both trials, a number if it has that
    length in both.
    """
    dims, dtype = dims_of(call.first), dtype_of(call.first)
    names = list(call.arguments)[1:]
    options = {name: call.arguments[name] for name in names}
    if dims is None or not dtype or not is_known(list(options.values())):
        return Unknown()
    results = [_trial(call, dims, lengths, options) for lengths in (_FIRST, _SECOND)]
    shapes = [shape for shape in results if shape is not None]
    if len(shapes) < 2 or len(shapes[0]) != len(shapes[1]):
        return Unknown()
    known = [_assign(dims, lengths) for lengths in (_FIRST, _SECOND)]
    axes = [_recognize(pair, known, call) for pair in zip(*shapes)]
    return Array(dtype, tuple(axes))


def _assign(dims: Dims, lengths: Sequence[int]) -> dict[str, int]:
    symbols = sorted({one for one in dims if not one.isdecimal() and one != "?"})
    return dict(zip(symbols, lengths))


def _trial(
    call: Call, dims: Dims, lengths: Sequence[int], options: dict[str, Any]
) -> tuple[int, ...] | None:
    assigned, spare = _assign(dims, lengths), list(lengths[::-1])
    shape = [_length(one, assigned, spare) for one in dims]
    if not callable(call.function) or len(dims) > 5 or math.prod(shape) > _LARGEST:
        return None
    example = np.broadcast_to(np.zeros((), np.int8), shape)
    try:
        return tuple(np.shape(call.function(example, **options)))
    except (TypeError, ValueError, IndexError):
        return None


def _length(axis: str, assigned: dict[str, int], spare: list[int]) -> int:
    if axis.isdecimal():
        return int(axis)
    return assigned[axis] if axis in assigned else spare.pop()


def _recognize(pair: Sequence[int], known: list[dict[str, int]], call: Call) -> str:
    first, second = pair
    for symbol, length in known[0].items():
        if length == first and known[1][symbol] == second:
            return symbol
    if first == second and first not in (*_FIRST, *_SECOND):
        return str(first)
    return call.fresh()


def _same_dtype(call: Call, axes: Sequence[str]) -> Any:
    dtype = dtype_of(call.first)
    return Array(dtype, tuple(axes)) if dtype else Unknown()


def items_of(value: object) -> Sequence[Any] | None:
    """Items of a shape argument: constants or abstract integers."""
    if isinstance(value, Tuple | List):
        return value.items
    if isinstance(value, (int, np.integer)):
        return (value,)
    if isinstance(value, Scalar):
        return (value,) if value.kind != "float" else None
    if isinstance(value, (tuple, list)) and not hasattr(value, "_fields"):
        return value
    return None


def axis_length(item: object, fresh: Callable[[], str]) -> str:
    """Axis of a length that may be known."""
    if isinstance(item, (int, np.integer)) and item >= 0:
        return str(int(item))
    # An integer of which it is known what length it is.
    return str(getattr(item, "dim", "")) or fresh()


def reshaped(call: Call) -> Any:
    """Rule of ``np.reshape``."""
    dims = dims_of(call.first)
    arguments = list(call.arguments.values())
    items = items_of(arguments[1])
    if items is None:
        return Unknown()
    if dims is not None and is_known(items) and all(_plain(one) for one in dims):
        sizes = [int(one) for one in dims]
        if list(items).count(-1) == 1:
            rest = math.prod(int(k) for k in items if k != -1)
            items = [math.prod(sizes) // max(rest, 1) if k == -1 else k for k in items]
    if dims is not None and list(items) == [-1]:
        return _same_dtype(call, flat(dims, call))
    return _same_dtype(call, [axis_length(item, call.fresh) for item in items])


def _plain(axis: str) -> bool:
    return axis.isdecimal()


def filled(call: Call) -> Any:
    """Rule of ``np.full``, whose first argument is a shape."""
    items = items_of(call.first)
    dtype = dtype_of(call.get("fill_value"))
    if items is None or not dtype:
        return Unknown()
    return Array(dtype, tuple(axis_length(item, call.fresh) for item in items))


def broadcast_to(call: Call) -> Any:
    """Rule of ``np.broadcast_to``."""
    items = items_of(call.get("shape"))
    if items is None:
        return Unknown()
    return _same_dtype(call, [axis_length(item, call.fresh) for item in items])


def raveled(call: Call) -> Any:
    """Rule of ``np.ravel``."""
    dims = dims_of(call.first)
    return Unknown() if dims is None else _same_dtype(call, flat(dims, call))


def squeezed(call: Call) -> Any:
    """Rule of ``np.squeeze``: without an axis, lengths must be known to be 1 or not."""
    dims, axis = dims_of(call.first), call.get("axis")
    if dims is None:
        return Unknown()
    if axis is None:
        if any(one.startswith("?") for one in dims):
            return Unknown()
        return _same_dtype(call, [one for one in dims if one != "1"])
    axes = axes_of(axis, len(dims))
    if axes is None:
        return Unknown()
    return _same_dtype(call, [one for k, one in enumerate(dims) if k not in axes])


def with_changed_axis(call: Call) -> Any:
    """Rule of functions that change the length of one axis (``repeat``, ``diff``)."""
    dims, axis = dims_of(call.first), call.get("axis")
    if dims is None:
        return Unknown()
    if axis is None:
        return _same_dtype(call, (call.fresh(),))
    axes = axes_of(axis, len(dims))
    if axes is None:
        return _same_dtype(call, [call.fresh() for _ in dims])
    changed = [call.fresh() if k in axes else one for k, one in enumerate(dims)]
    return _same_dtype(call, changed)


def with_shorter_axis(call: Call) -> Any:
    """Rule of ``np.diff``: an axis of length `m` becomes ``x[n:]`` of it."""
    dims, n, axis = dims_of(call.first), call.get("n"), call.get("axis")
    axes = None if dims is None else axes_of(axis, len(dims))
    if dims is None or axes is None or type(n) is not int or n < 1:
        return with_changed_axis(call)
    changed = [shortened(one, n) if k in axes else one for k, one in enumerate(dims)]
    return _same_dtype(call, changed)


def _joined(call: Call) -> tuple[list[Dims], str] | None:
    arrays = call.first
    items = arrays.items if isinstance(arrays, (Tuple, List)) else arrays
    if isinstance(items, Array) or not isinstance(items, (tuple, list)):
        return None
    shapes = [dims_of(item) for item in items]
    known = [dims for dims in shapes if dims is not None]
    dtype = common_dtype([dtype_of(item) for item in items])
    return (known, dtype) if dtype and known and len(known) == len(shapes) else None


def _rows(call: Call) -> Any:
    """Rule of joining what is one array already: its rank is what matters."""
    return Unknown()


def concatenated(call: Call) -> Any:
    """Rule of ``np.concatenate``."""
    found = _joined(call)
    return _rows(call) if found is None else _concatenate(call, *found)


def _concatenate(call: Call, shapes: list[Dims], dtype: str) -> Any:
    axis = call.get("axis", 0)
    if axis is None:
        return Array(dtype, (_total([flat(dims, call)[0] for dims in shapes], call),))
    rank = len(shapes[0])
    axes = axes_of(axis, rank)
    if axes is None or not rank or any(len(dims) != rank for dims in shapes):
        return Unknown()
    lengths = [same_length(column) for column in zip(*shapes)]
    lengths[axes[0]] = _total([dims[axes[0]] for dims in shapes], call)
    return Array(dtype, tuple(lengths))


def _total(lengths: list[str], call: Call) -> str:
    if len(lengths) == 1:
        return lengths[0]
    if all(length.isdecimal() for length in lengths):
        return str(sum(int(length) for length in lengths))
    return call.fresh()


def stacked(call: Call) -> Any:
    """Rule of ``np.stack``."""
    found, axis = _joined(call), call.get("axis", 0)
    if found is None:
        return _rows(call)
    shapes, dtype = found
    rank = len(shapes[0]) + 1
    axes = axes_of(axis, rank)
    if axes is None or any(len(dims) + 1 != rank for dims in shapes):
        return Unknown()
    lengths = [same_length(column) for column in zip(*shapes)]
    lengths.insert(axes[0], str(len(shapes)))
    return Array(dtype, tuple(lengths))


def hstacked(call: Call) -> Any:
    """Rule of ``np.hstack``: along the second axis, vectors along the first."""
    found = _joined(call)
    if found is None:
        return _rows(call)
    shapes = [dims or ("1",) for dims in found[0]]
    axis = 0 if len(shapes[0]) == 1 else 1
    return _concatenate(_with_axis(call, axis), shapes, found[1])


def vstacked(call: Call) -> Any:
    """Rule of ``np.vstack``: vectors are rows."""
    found = _joined(call)
    if found is None:
        return _rows(call)
    shapes = [dims if len(dims) > 1 else ("1", *(dims or "1")) for dims in found[0]]
    return _concatenate(_with_axis(call, 0), shapes, found[1])


def column_stacked(call: Call) -> Any:
    """Rule of ``np.column_stack``: vectors are columns."""
    found = _joined(call)
    if found is None:
        return _rows(call)
    shapes = [dims if len(dims) > 1 else (*(dims or "1"), "1") for dims in found[0]]
    return _concatenate(_with_axis(call, 1), shapes, found[1])


def _with_axis(call: Call, axis: int) -> Call:
    return call._replace(arguments={**call.arguments, "axis": axis})


def from_object(call: Call) -> Any:
    """Rule of ``np.array``, ``np.asarray`` and ``astype``."""
    dims, dtype = dims_of(call.first), call.get("dtype")
    name = dtype_of(call.first) if dtype is None else dtype_name(dtype)
    return Unknown() if dims is None or not name else Array(name, dims)


def dtype_name(dtype: Any) -> str:
    """Name of a dtype given as a type, name or dtype; "" if it is not known."""
    if not isinstance(dtype, (type, str, np.dtype)):
        return ""
    try:
        return np.dtype(dtype).name
    except TypeError:
        return ""


def tiled(call: Call) -> Any:
    """Rule of ``np.tile``: every axis is repeated."""
    dims, reps, dtype = dims_of(call.first), call.get("reps"), dtype_of(call.first)
    items = items_of(reps)
    if dims is None or items is None or not dtype:
        return Unknown()
    rank = max(len(dims), len(items))
    lengths = ("1",) * (rank - len(dims)) + dims
    times = (1,) * (rank - len(items)) + tuple(items)
    pairs = zip(lengths, times)
    return Array(dtype, tuple(_repeated(*pair, call.fresh) for pair in pairs))


def _repeated(length: str, times: object, fresh: Callable[[], str]) -> str:
    if not isinstance(times, int):
        return fresh()
    if times == 1:
        return length
    return str(int(length) * times) if length.isdecimal() else fresh()


def taken(call: Call) -> Any:
    """Rule of ``np.take``: the axis is replaced by those of the indices."""
    dims, indices, axis = dims_of(call.first), call.get("indices"), call.get("axis")
    where = dims_of(indices)
    dtype = dtype_of(call.first)
    if dims is None or where is None or not dtype:
        return Unknown()
    if axis is None:
        return array(dtype, where)
    axes = axes_of(axis, len(dims))
    if axes is None or not dims:
        return Unknown()
    return array(dtype, dims[: axes[0]] + where + dims[axes[0] + 1 :])


def diagonal(call: Call) -> Any:
    """Rule of ``np.diag``."""
    dims = dims_of(call.first)
    if dims is None or len(dims) not in (1, 2):
        return Unknown()
    if call.get("k", 0) == 0 and isinstance(call.get("k", 0), int):
        if len(dims) == 1:
            return _same_dtype(call, dims * 2)
        if dims[0] == dims[1] != "?":
            return _same_dtype(call, dims[:1])
    fresh = call.fresh()
    return _same_dtype(call, (fresh, fresh) if len(dims) == 1 else (fresh,))


def trace(call: Call) -> Any:
    """Rule of ``np.trace`` over the first two axes."""
    dims, dtype = dims_of(call.first), dtype_of(call.first)
    return Unknown() if dims is None or not dtype else array(dtype, dims[2:])


def like_second(call: Call) -> Any:
    """Rule of adjoints: the shape of the second argument, the kind of the first."""
    return _like(call, 1)


def like_third(call: Call) -> Any:
    """Rule of adjoints: the shape of the third argument, the kind of the first."""
    return _like(call, 2)


def _like(call: Call, position: int) -> Any:
    dims = dims_of(list(call.arguments.values())[position])
    dtype = dtype_of(call.first)
    return array(dtype, dims) if dims is not None and dtype else Unknown()
