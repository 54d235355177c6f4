"""Signatures: live values described by what generation may assume of them.

The types of abstract values are in `values`; how functions, types and modules are
described is in `identity`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np

from autograd_src.live.joins import join
from autograd_src.live.objects import attributes_of
from autograd_src.live.signature_text import parse_text, text
from autograd_src.live.values import (
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Record,
    Scalar,
    Signature,
    Static,
    Tuple,
    Unknown,
)

__all__ = [
    "Abstract",
    "Array",
    "Dict",
    "Instance",
    "List",
    "Record",
    "Scalar",
    "Signature",
    "Static",
    "Tuple",
    "Unknown",
    "abstract",
    "join",
    "key",
    "opened",
    "parse_text",
    "text",
]

_WEAK: dict[type, Scalar] = {t: Scalar(t.__name__) for t in (bool, int, float, complex)}
_DEEPEST = 64
# Units and lengths are part of these types: the character does not say all.
_PARAMETRIC = frozenset("MmVSU")


def abstract(value: object) -> Abstract:
    """Describe a live value by what generation may assume of it.

    Object and string arrays come out as such; refusing them is the caller's part.
    Subclasses of `ndarray` count as arrays only if they implement NumPy's protocol
    themselves: `np.matrix` and masked arrays give the operators another meaning.
    """
    return _abstract(value, _DEEPEST)


def opened(value: object) -> Abstract:
    """Describe a live value with what the objects in it hold.

    Of an object that holds itself, only the class is told.
    """
    return _opened(value, ())


def _opened(value: object, outer: tuple[object, ...]) -> Abstract:
    if any(value is o for o in outer) or len(outer) > _DEEPEST:
        return Instance(_class_path(type(value)))
    described = abstract(value)
    outer = (*outer, value)
    if isinstance(described, Instance):
        names = attributes_of(value)
        if names is None:
            return described
        items = tuple(_opened(getattr(value, name), outer) for name in names)
        return Record(items, described.cls, names)
    if isinstance(described, (Tuple, List, Dict)):
        parts = value.values() if isinstance(value, dict) else value
        items = tuple(_opened(item, outer) for item in parts)  # type: ignore[attr-defined]
        return described._replace(items=items)
    return described


def _abstract(value: object, depth: int) -> Abstract:
    kind = type(value)
    if kind in _WEAK:
        return _WEAK[kind]
    # `isinstance` would ask the object for its class, and so might run user code.
    if issubclass(kind, np.generic) and not issubclass(kind, (str, bytes)):
        return Scalar("bool_" if kind is np.bool_ else _dtype_name(value.dtype))  # type: ignore[attr-defined]
    if kind is np.ndarray or _follows_array_protocol(value):
        return _array(value)
    if kind in (tuple, list, dict) or _is_named_tuple(value):
        return _container(value, depth) if depth else Instance(_class_path(kind))
    return _other(value)


def _array(value: object) -> Array:
    shape = value.shape  # type: ignore[attr-defined]
    dims = tuple("1" if size == 1 else "n" for size in shape)
    return Array(_dtype_name(value.dtype), dims)  # type: ignore[attr-defined]


def _dtype_name(dtype: object) -> str:
    name = str(getattr(dtype, "name", dtype))
    if getattr(dtype, "kind", "") in "US":
        return "str" if getattr(dtype, "kind", "") == "U" else "bytes"
    # Units (`datetime64[ns]`) would read like axes.
    return name.replace("[", "<").replace("]", ">")


def _follows_array_protocol(value: object) -> bool:
    cls = type(value)
    if cls is np.memmap:
        return True
    own = getattr(cls, "__array_function__", None)
    if own is None or own is np.ndarray.__array_function__:
        return False
    return hasattr(cls, "shape") and hasattr(cls, "dtype")


def _is_named_tuple(value: object) -> bool:
    cls = type(value)
    fields = getattr(cls, "_fields", None)
    return (
        issubclass(cls, tuple)
        and isinstance(fields, tuple)
        and all(type(name) is str for name in fields)
        and cls.__new__ is not tuple.__new__
        and len(fields) == len(value)  # type: ignore[arg-type]
    )


def _container(value: object, depth: int) -> Abstract:
    if isinstance(value, dict):
        if not _has_constant_keys(value):
            return Instance("builtins:dict")
        items = tuple(_abstract(item, depth - 1) for item in value.values())
        return Dict(tuple(value), items)
    items = tuple(_abstract(item, depth - 1) for item in value)  # type: ignore[attr-defined]
    if isinstance(value, list):
        return List(items)
    if type(value) is tuple:
        return Tuple(items)
    return Tuple(items, _class_path(type(value)), type(value)._fields)  # type: ignore[attr-defined]


def _class_path(cls: type) -> str:
    from autograd_src.live.identity import class_path

    return class_path(cls)


def _other(value: object) -> Abstract:
    # Functions are described by the abstract values of what they captured, so the
    # two modules need each other; this one is the cheaper to have first.
    from autograd_src.live.identity import class_path, static_description

    description = static_description(value)
    if description is None:
        return Instance(class_path(type(value)))
    return Static(description)


def key(value: object) -> Hashable:
    """Return what dispatch compares: equal keys imply equal abstract values.

    The converse does not hold: two integer types of one width have two keys.
    """
    kind = type(value)
    if kind in _WEAK:
        return kind  # type: ignore[return-value]
    if kind is np.ndarray:
        shape = value.shape  # type: ignore[attr-defined]
        # Not the dtype itself, which compares equal to Python types.
        char = value.dtype.char  # type: ignore[attr-defined]
        if char in _PARAMETRIC:
            return _abstract(value, _DEEPEST)
        if 1 in shape:
            return char, len(shape), tuple([size == 1 for size in shape])
        return char, len(shape)
    if kind is np.float64:
        return kind
    try:
        return _container_key(value, kind)
    except RecursionError:  # a list that contains itself
        return abstract(value)


def _container_key(value: object, kind: type) -> Hashable:
    if isinstance(value, (tuple, list)) and (kind is tuple or kind is list):
        return (kind, *[key(item) for item in value])
    if isinstance(value, dict) and kind is dict and _has_constant_keys(value):
        return (kind, *value, *[key(item) for item in value.values()])
    return abstract(value)


def _has_constant_keys(value: Mapping[object, object]) -> bool:
    return all(type(name) in (str, int) for name in value)
