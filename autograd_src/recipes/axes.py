"""What shape rules are made of: axes, lengths and kinds of abstract values.

An axis is a string: ``"1"``; a decimal number, that length; ``"?…"``, which may be
anything; any other string, a length proved not to be 1. Equal strings are equal
lengths, except for a plain ``"?"``. The rules are in `shapes`, `product_shapes` and
`moved_shapes`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_src.live.values import (
    MIXED,
    Array,
    Dict,
    Instance,
    List,
    Scalar,
    Static,
    Tuple,
    Unknown,
)

Dims = tuple[str, ...]

WEAK: dict[str, Any] = {"bool": True, "int": 1, "float": 1.0}
ABSTRACT = (Array, Dict, Instance, List, Scalar, Static, Tuple, Unknown)


def anonymous() -> str:
    """Give an axis that equals none, itself included."""
    return "?"


def is_known(value: object) -> bool:
    """Whether an argument is a Python constant, all of its items included."""
    if isinstance(value, ABSTRACT):
        return False
    if isinstance(value, (tuple, list)):
        return all(is_known(item) for item in value)
    return True


def dims_of(value: object) -> Dims | None:
    """Axes of a value as NumPy sees it; None if the rank is not known.

    >>> dims_of(Array("float64", ("n", "1"))), dims_of(2.0), dims_of([1, 2])
    (('n', '1'), (), ('2',))
    """
    if isinstance(value, Array):
        return value.dims
    if isinstance(value, (Scalar, bool, int, float, np.generic)):
        return ()
    items = _items(value)
    if items is None:
        return None
    inner = [dims_of(item) for item in items]
    if not inner:
        return ("0",)
    found = [dims for dims in inner if dims is not None]
    if len(found) < len(inner) or len({len(dims) for dims in found}) != 1:
        return None
    # Rows of one array have equal lengths, whatever is known of each.
    axes = tuple(same_length(lengths) for lengths in zip(*found))
    return (str(len(items)), *axes)


def _items(value: object) -> Sequence[Any] | None:
    # Abstract values are tuples themselves.
    if isinstance(value, (List, Tuple)):
        return value.items
    if isinstance(value, (tuple, list)) and not isinstance(value, ABSTRACT):
        return value
    return None


def same_length(lengths: Sequence[str]) -> str:
    """Choose what tells most of lengths that are equal at run time.

    >>> same_length(["?", "n", "3"]), same_length(["?a", "?b"])
    ('3', '?a')
    """
    best = lengths[0]
    for length in lengths[1:]:
        if _telling(length) > _telling(best):
            best = length
    return best


def _telling(length: str) -> int:
    if length.isdecimal():
        return 3
    return (2 if not length.startswith("?") else 1) if length != "?" else 0


def dtype_of(value: object) -> str:
    """Name of the dtype of a value as an array: ``"float64"``; "" if not known."""
    if isinstance(value, Array):
        return value.dtype
    if isinstance(value, Scalar):
        weak = {"float": "float64", "int": np.dtype(int).name, "bool": "bool"}
        return weak.get(value.kind, value.kind.rstrip("_"))
    items = _items(value)
    if items:
        return common_dtype([dtype_of(item) for item in items])
    if isinstance(value, (bool, int, float, np.generic)):
        return np.asarray(value).dtype.name
    return ""


def common_dtype(names: Sequence[str]) -> str:
    """Promote dtypes of arrays; "" if one is not known."""
    if "" in names or not names:
        return ""
    certain = sorted({name for name in names if name != MIXED})
    promoted = np.result_type(*certain).name if certain else MIXED
    return MIXED if MIXED in names and promoted != "float64" else promoted


def array(dtype: str, dims: Dims) -> Any:
    """Describe a result: NumPy returns a scalar where no axis is left."""
    if not dtype:
        return Unknown()
    if dims:
        return Array(dtype, dims)
    return Scalar("bool_" if dtype == "bool" else dtype)


def broadcast(shapes: Sequence[Dims], fresh: Callable[[], str] = anonymous) -> Dims:
    """Broadcast axes.

    >>> broadcast([("n", "3"), ("1",), ("?", "1", "1")])
    ('?', 'n', '3')
    """
    result: list[str] = []
    for place in range(-max((len(dims) for dims in shapes), default=0), 0):
        lengths = [dims[place] for dims in shapes if len(dims) >= -place]
        result.append(_broadcast_axis(lengths, fresh))
    return tuple(result)


def _broadcast_axis(lengths: Sequence[str], fresh: Callable[[], str]) -> str:
    others = [length for length in lengths if length != "1"]
    if not others:
        return "1"
    certain = [length for length in others if not length.startswith("?")]
    if certain:
        return same_length(certain)
    if len(set(others)) == 1 and (len(others) == 1 or others[0] != "?"):
        return others[0]
    return fresh()


def shortened(length: str, cut: int) -> str:
    """The length of ``x[cut:]`` along an axis.

    >>> shortened("5", 2), shortened("x.0", 1), shortened("?x.0", 1), shortened("?", 1)
    ('3', '?x.0:-1', '?x.0:-1', '?')
    """
    if length.isdecimal():
        return str(max(int(length) - cut, 0))
    if length == "?" or not cut:
        return length
    return f"?{length.removeprefix('?')}:-{cut}"


def sample(value: object) -> Any:
    """Make a value that NumPy promotes like the described one; None if not known.

    >>> sample(Array("float32", ("n",))).dtype.name, sample(Array(MIXED, ("n",)))
    ('float32', None)
    """
    if dtype_of(value) == MIXED:
        return None
    if isinstance(value, Array):
        return np.ones((1,) * len(value.dims), value.dtype)
    if isinstance(value, Scalar):
        if value.kind in WEAK:
            return WEAK[value.kind]
        return np.dtype(value.kind.rstrip("_")).type(1)
    if isinstance(value, (bool, int, float)):
        return type(value)(1)
    dims = dims_of(value)
    if dims is None or not dtype_of(value):
        return None
    return np.ones((1,) * len(dims), dtype_of(value))
