"""Containers of numbers: tangents and seeds in the shape of their primal, and leaves.

Tuples, lists, dicts, named tuples and dataclasses nest; floats, integers, NumPy
scalars and arrays are leaves; whatever else is there has no derivative.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_src.live.objects import attributes_of

PLAIN = frozenset((float, int, bool))


def is_number(value: object) -> bool:
    """Whether a value is a leaf that can have a derivative."""
    if type(value) in PLAIN:
        return True
    return isinstance(value, (np.ndarray, np.number, np.bool_)) and (
        value.dtype.kind in "fiub"
    )


def floating(primal: Any) -> np.dtype[Any]:
    """The dtype of a primal's tangents: its own if that is floating, else float64."""
    if type(primal) in PLAIN or primal.dtype.kind != "f":
        return np.dtype(float)
    dtype: np.dtype[Any] = primal.dtype
    return dtype


def fields_of(value: object) -> tuple[str, ...]:
    """Names of what an object of a user's class holds, () for anything else."""
    fields = tuple(getattr(type(value), "__dataclass_fields__", ()))
    return attributes_of(value) or fields


def children(value: Any) -> list[tuple[str, Any]] | None:
    """The parts of a container, each with its subscript as text; None for a leaf.

    >>> children({"w": 1.0, "b": 2.0})
    [("['w']", 1.0), ("['b']", 2.0)]
    """
    if isinstance(value, (tuple, list)):
        return [(f"[{i}]", item) for i, item in enumerate(value)]
    if isinstance(value, dict):
        return [(f"[{key!r}]", item) for key, item in value.items()]
    if fields_of(value):
        return [(f".{name}", getattr(value, name)) for name in fields_of(value)]
    return None


def rebuild(value: Any, parts: list[Any]) -> Any:
    """A container like `value` that holds `parts`."""
    if isinstance(value, tuple):
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, list):
        return parts
    if isinstance(value, dict):
        return dict(zip(value, parts))
    new = object.__new__(type(value))
    for name, part in zip(fields_of(value), parts):
        object.__setattr__(new, name, part)
    return new


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf that is a number, with how it is reached.

    >>> [path for path, leaf in leaves((1.0, [2.0, None]), "x")]
    ['x[0]', 'x[1][0]']
    """
    parts = children(value)
    if parts is not None:
        for suffix, part in parts:
            yield from leaves(part, name + suffix)
    elif is_number(value):
        yield name, value


def replace_leaves(value: Any, new: Iterator[Any]) -> Any:
    """A container like `value` with its numbers taken from `new`, None elsewhere."""
    parts = children(value)
    if parts is not None:
        return rebuild(value, [replace_leaves(part, new) for _, part in parts])
    return next(new) if is_number(value) else None


def size(value: Any) -> int:
    """How many numbers a container holds."""
    return sum(np.size(leaf) for _, leaf in leaves(value))


def flat(value: Any) -> np.ndarray[Any, Any]:
    """All numbers of a container in one vector."""
    parts = [np.ravel(np.asarray(leaf)) for _, leaf in leaves(value)]
    return np.concatenate(parts) if parts else np.zeros(0)


def unflat(value: Any, vector: np.ndarray[Any, Any]) -> Any:
    """The inverse of `flat`: tangents of `value` with the numbers of a vector."""

    def parts() -> Iterator[Any]:
        start = 0
        for _, leaf in leaves(value):
            stop = start + np.size(leaf)
            yield as_tangent(leaf, np.reshape(vector[start:stop], np.shape(leaf)), "")
            start = stop

    return replace_leaves(value, parts())


def as_tangent(primal: Any, given: Any, name: str) -> Any:
    """`given` as a tangent of `primal`: its kind and structure, else an error.

    Parameters
    ----------
    primal
        The value whose tangent (or, for a result, whose cotangent) is given.
    given
        What the caller handed in.
    name
        What to call it in an error.

    >>> as_tangent(1.5, 2, "x_dot")
    2.0
    >>> as_tangent([1.0, 2.0], [0, 1], "x_dot")
    [0.0, 1.0]
    """
    parts = children(primal)
    if parts is not None:
        return rebuild(primal, _tangents_of_parts(primal, parts, given, name))
    if not is_number(primal):
        return None
    return _leaf(primal, given, name)


def _leaf(primal: Any, given: Any, name: str) -> Any:
    array = np.asarray(given)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} must hold real numbers, not {_described(given)}")
    if array.shape != np.shape(primal):
        raise ValueError(
            f"{name} has shape {array.shape}, but what it belongs to has shape "
            f"{np.shape(primal)}"
        )
    dtype = floating(primal)
    if isinstance(primal, np.ndarray):
        # Subclasses and array types that follow NumPy's protocols stay what they are.
        kept = given if isinstance(given, np.ndarray) else array
        return kept if kept.dtype == dtype else kept.astype(dtype)
    number = array[()]
    return float(number) if type(primal) in PLAIN else dtype.type(number)


def _described(given: Any) -> str:
    dtype = getattr(given, "dtype", None)
    return f"{type(given).__name__}" + (f" of {dtype}" if dtype is not None else "")


def _tangents_of_parts(
    primal: Any, parts: list[tuple[str, Any]], given: Any, name: str
) -> list[Any]:
    if isinstance(primal, dict):
        if not isinstance(given, dict) or given.keys() != primal.keys():
            raise TypeError(f"{name} must be a dict with the keys {list(primal)}")
        found = [given[key] for key in primal]
    elif isinstance(primal, (tuple, list)):
        if isinstance(given, np.ndarray) and given.ndim:
            given = list(given)
        if not isinstance(given, (tuple, list)) or len(given) != len(parts):
            kind = type(primal).__name__
            raise TypeError(f"{name} must be a {kind} of {len(parts)} item(s)")
        found = list(given)
    else:
        if not isinstance(given, type(primal)):
            raise TypeError(f"{name} must be a {type(primal).__qualname__}")
        found = [getattr(given, field) for field in fields_of(primal)]
    return [
        as_tangent(part, item, name + suffix)
        for (suffix, part), item in zip(parts, found)
    ]
