"""Shape rules of functions that split, spread out and count."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_src.live.values import Array, List, Scalar, Tuple, Unknown
from autograd_src.recipes.axes import Dims, array, common_dtype, dims_of, dtype_of
from autograd_src.recipes.shapes import Call, axes_of, flat

_DEFAULT_AXES = {"hsplit": 1, "vsplit": 0, "dsplit": 2}


def split(call: Call) -> Any:
    """Rule of ``np.split`` and its kin into a known number of parts.

    The parts are described as a tuple, although NumPy gives a list: their number and
    what they are do not change.
    """
    dims, dtype = dims_of(call.first), dtype_of(call.first)
    values = call.arguments
    parts = count_of(values.get("indices_or_sections"))
    name = str(getattr(call.function, "__name__", ""))
    axis = values.get("axis", _DEFAULT_AXES.get(name, 0))
    if not dims or not dtype or parts is None or not isinstance(axis, int):
        return Unknown()
    axis = 0 if name == "hsplit" and len(dims) == 1 else axis
    if not -len(dims) <= axis < len(dims):
        return Unknown()
    # np.split into n parts makes them equal, array_split and indices need not.
    equal = isinstance(values["indices_or_sections"], int) and name != "array_split"
    lengths = [call.fresh()] * parts if equal else [call.fresh() for _ in range(parts)]
    items = []
    for length in lengths:
        shape = list(dims)
        shape[axis] = length
        items.append(Array(dtype, tuple(shape)))
    return Tuple(tuple(items))


def count_of(sections: object) -> int | None:
    """The number of parts; None if it is not known."""
    if isinstance(sections, bool):
        return None
    if isinstance(sections, (int, np.integer)):
        return int(sections) if sections > 0 else None
    if isinstance(sections, (Tuple, List)):
        return len(sections.items) + 1
    if isinstance(sections, (tuple, list)) and not hasattr(sections, "_fields"):
        return len(sections) + 1
    return None


def unstacked(call: Call) -> Any:
    """Rule of ``np.unstack`` along an axis of known length."""
    dims, dtype, axis = dims_of(call.first), dtype_of(call.first), call.get("axis", 0)
    axes = None if dims is None or axis is None else axes_of(axis, len(dims))
    if not dims or not dtype or axes is None or not dims[axes[0]].isdecimal():
        return Unknown()
    kept = dims[: axes[0]] + dims[axes[0] + 1 :]
    return Tuple((array(dtype, kept),) * int(dims[axes[0]]))


def meshgrid(call: Call) -> Any:
    """Rule of ``np.meshgrid`` of two vectors."""
    shapes = [dims_of(call.get(name)) for name in ("x", "y")]
    kinds = [dtype_of(call.get(name)) for name in ("x", "y")]
    if None in shapes or not all(kinds):
        return Unknown()
    across, down = (flat(one or ("1",), call)[0] for one in shapes)
    grid: Dims = (down, across) if call.get("indexing") == "xy" else (across, down)
    return Tuple(tuple(Array(kind, grid) for kind in kinds))


def deep(call: Call) -> Any:
    """Rule of ``np.dstack``: three axes."""
    items = call.first.items if isinstance(call.first, (Tuple, List)) else call.first
    if not isinstance(items, (tuple, list)) or isinstance(items, (Array, Scalar)):
        return Unknown()
    dtype = common_dtype([dtype_of(item) for item in items])
    if not dtype or any(dims_of(item) is None for item in items):
        return Unknown()
    return Array(dtype, (call.fresh(), call.fresh(), call.fresh()))


def flattened(call: Call) -> Any:
    """Rule of functions that give a vector of another length, in the same kind."""
    dtype = dtype_of(call.first)
    return Array(dtype, (call.fresh(),)) if dtype else Unknown()


def vector(call: Call) -> Any:
    """Rule of functions of vectors that give a vector in their common kind."""
    values = [call.arguments[name] for name in list(call.arguments)[:2]]
    dtype = common_dtype([dtype_of(value) for value in values])
    return Array(dtype, (call.fresh(),)) if dtype else Unknown()


def matrix(call: Call) -> Any:
    """Rule of functions that make a matrix of a vector."""
    dims, dtype = dims_of(call.first), dtype_of(call.first)
    if dims is None or not dtype:
        return Unknown()
    return Array(dtype, (call.fresh(), call.fresh()))


def covariance(call: Call) -> Any:
    """Rule of ``np.cov`` of the rows or columns of a matrix."""
    dims, dtype = dims_of(call.first), dtype_of(call.first)
    by_row = call.get("rowvar", True)
    if dims is None or len(dims) != 2 or not dtype or not isinstance(by_row, bool):
        return Unknown()
    length = dims[0] if by_row else dims[1]
    # Of one variable NumPy gives a number, in an array without axes.
    if length == "1" or length.startswith("?"):
        return Unknown()
    return Array(np.result_type(dtype, np.float64).name, (length, length))


def counted(call: Call) -> Any:
    """Rule of ``np.bincount`` with weights."""
    return Array("float64", (call.fresh(),))


def interpolated(call: Call) -> Any:
    """Rule of ``np.interp``: float64 in the shape of the places."""
    dims = dims_of(call.first)
    return Unknown() if dims is None else array("float64", dims)


def diagonals(call: Call) -> Any:
    """Rule of ``np.diagonal`` with known axes: they become the last one."""
    dims, dtype = dims_of(call.first), dtype_of(call.first)
    pair = (call.get("axis1"), call.get("axis2"))
    axes = None if dims is None else axes_of(pair, len(dims))
    if dims is None or axes is None or not dtype or len(set(axes)) != 2:
        return Unknown()
    kept = tuple(length for k, length in enumerate(dims) if k not in axes)
    return Array(dtype, (*kept, call.fresh()))


def without_axis(call: Call) -> Any:
    """Rule of integrals: the axis is gone."""
    dims, dtype = dims_of(call.first), dtype_of(call.first)
    axes = None if dims is None else axes_of(call.get("axis", -1), len(dims))
    if not dims or axes is None or dtype not in ("float32", "float64"):
        return Unknown()
    kinds = [dtype_of(call.get(name)) for name in ("x", "dx") if call.get(name)]
    if not all(kind in ("float64", dtype) for kind in kinds):
        return Unknown()
    if dtype == "float32" or not all(kinds):
        return Unknown()
    return array(dtype, tuple(n for k, n in enumerate(dims) if k not in axes))


def differences(call: Call) -> Any:
    """Rule of ``np.gradient``: the shape stays, for each of several axes."""
    dims, dtype = dims_of(call.first), dtype_of(call.first)
    axis = call.get("axis")
    one = dims is not None and (len(dims) == 1 or isinstance(axis, int))
    if dims is not None and dtype == "float64" and not one:
        count = len(axis) if isinstance(axis, tuple) else len(dims)
        return List((Array(dtype, dims),) * count)
    return Array(dtype, dims) if dims and one and dtype == "float64" else Unknown()


def without_some(call: Call) -> Any:
    """Rule of functions that leave out or put in elements of a row of all."""
    dims = dims_of(call.first)
    if call.get("axis") is None or (dims is not None and len(dims) == 1):
        return flattened(call)
    return Unknown()


def polynomial(call: Call) -> Any:
    """Rule of the values of a polynomial: the shape of the places."""
    dims = dims_of(call.get("x"))
    kinds = [dtype_of(value) for value in list(call.arguments.values())[:2]]
    dtype = common_dtype(kinds)
    return array(dtype, dims) if dims and dtype == "float64" else Unknown()
