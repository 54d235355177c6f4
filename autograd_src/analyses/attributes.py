"""Abstract values of lengths and attributes."""

from __future__ import annotations

from autograd_src.analyses.objects import Object
from autograd_src.analyses.sizes import Size
from autograd_src.live.values import (
    ANYTHING,
    Abstract,
    Array,
    Dict,
    List,
    Scalar,
    Tuple,
    Unknown,
)

__all__ = ["attribute", "length"]


def length(value: Abstract) -> Abstract:
    """What `len` gives."""
    if isinstance(value, Array) and value.dims:
        return Size(value.dims[0])
    if isinstance(value, (Tuple, List, Dict)):
        return Size(str(len(value.items)))
    return Scalar("int")


def attribute(value: Abstract, name: str) -> Abstract:
    """What an attribute of a value is."""
    if isinstance(value, Object) and name in value.attributes:
        return value.attributes[name]
    if isinstance(value, (Scalar, Array)):
        dims = value.dims if isinstance(value, Array) else ()
        if name == "shape":
            return Tuple(tuple(Size(d) for d in dims))
        if name == "ndim":
            return Size(str(len(dims)))
        if name == "size":
            return Size(dims[0]) if len(dims) == 1 else Scalar("int")
        if name in ("T", "mT") and isinstance(value, Array):
            turned = dims[::-1] if name == "T" else (*dims[:-2], *dims[:-3:-1])
            return Array(value.dtype, turned)
        if name == "T":
            return value
        if name == "real":
            return value
    if isinstance(value, Tuple) and name in value.fields:
        return value.items[value.fields.index(name)]
    return Unknown() if name in ("T", "real") else ANYTHING
