"""Joins of abstract values: what holds on either of two paths."""

from __future__ import annotations

import numpy as np

from autograd_src.live.values import (
    ANYTHING,
    MIXED,
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Scalar,
    Tuple,
    Unknown,
)

_CATEGORIES = ("bool", "int", "float", "complex")


def join(a: Abstract, b: Abstract) -> Abstract:
    """Return what may be assumed of a value that is `a` on one path, `b` on another.

    Scalars of two kinds become the wider one. Arrays of one rank stay arrays: axes
    that differ become "?", and a dtype that is integer on one side only becomes
    `MIXED`. Other numbers (S18: different ranks, a scalar and an array) are Unknown.
    Of anything else the common class is all that remains.
    """
    if a == b:
        return a
    if isinstance(a, Scalar) and isinstance(b, Scalar):
        return Scalar(_wider(a.kind, b.kind))
    if isinstance(a, Array) and isinstance(b, Array) and len(a.dims) == len(b.dims):
        dims = tuple(p if p == q else "?" for p, q in zip(a.dims, b.dims))
        return Array(_common_dtype(a.dtype, b.dtype), dims)
    if isinstance(a, _NUMERIC) and isinstance(b, _NUMERIC):
        return Unknown()
    return _join_containers(a, b)


_NUMERIC = (Scalar, Array, Unknown)


def _join_containers(a: Abstract, b: Abstract) -> Abstract:
    if (
        isinstance(a, (Tuple, List, Dict))
        and isinstance(b, (Tuple, List, Dict))
        and _outline(a) == _outline(b)
    ):
        return a._replace(items=tuple(map(join, a.items, b.items)))
    if _class_of(a) == _class_of(b):
        return Instance(_class_of(a))
    return ANYTHING


def _outline(value: Tuple | List | Dict) -> tuple[object, ...]:
    rest = tuple(value._replace(items=()))
    return (type(value).__name__, len(value.items), rest)


def _class_of(value: Abstract) -> str:
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, Tuple):
        return value.cls or "builtins:tuple"
    if isinstance(value, (List, Dict)):
        return f"builtins:{type(value).__name__.lower()}"
    return ANYTHING.cls


def _category(name: str) -> int | None:
    for place, category in enumerate(_CATEGORIES):
        if name.lstrip("u").startswith(category):
            return place
    return None


def _wider(a: str, b: str) -> str:
    """Promote two scalar kinds; a weak one does not widen a strong one (NEP 50)."""
    if a not in _CATEGORIES and b not in _CATEGORIES:
        return _promoted(a, b) or "object"
    if a in _CATEGORIES and b in _CATEGORIES:
        return max(a, b, key=_CATEGORIES.index)
    weak, strong = (a, b) if a in _CATEGORIES else (b, a)
    category = _category(strong)
    if category is None:
        return "object"
    if _CATEGORIES.index(weak) <= category:
        return strong
    if weak == "complex":
        return _promoted(strong, "complex64" if category == 2 else "complex128") or weak
    return "int64" if weak == "int" else "float64"


def _promoted(a: str, b: str) -> str | None:
    try:
        name = np.promote_types(a.rstrip("_"), b.rstrip("_")).name
    except TypeError:
        return None
    return "bool_" if name == "bool" else name


def _common_dtype(a: str, b: str) -> str:
    if a == b:
        return a
    # A store into what may be an integer array must not look like one into floats.
    if MIXED in (a, b) or None in (_category(a), _category(b)):
        return MIXED
    if _category(a) != _category(b):
        return MIXED
    return _promoted(a, b) or MIXED
