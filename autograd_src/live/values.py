"""Abstract values: the types of what generation may assume of a value.

How they are found from live values is in `signature`, how they print in
`signature_text`, how they combine in `joins`.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

MIXED = "unknown"
"""The dtype of an array that is integer on one path and floating on another."""

_Cls = TypeVar("_Cls", bound=type)


def _told_apart(cls: _Cls) -> _Cls:
    """Make equality respect the class: plain tuples would equal one another."""

    def same(self: tuple[object, ...], other: object) -> bool:
        return type(self) is type(other) and tuple.__eq__(self, other)

    def differs(self: tuple[object, ...], other: object) -> bool:
        return not same(self, other)

    # The tuples' own hash stays: equal values still hash alike.
    for name, method in (
        ("__eq__", same),
        ("__ne__", differs),
        ("__hash__", tuple.__hash__),
        # An empty tuple would be false, and `if value` is how None is told apart.
        ("__bool__", lambda self: True),
    ):
        setattr(cls, name, method)
    return cls


@_told_apart
class Scalar(NamedTuple):
    """A number: weak Python kinds ("float"), strong NumPy ones ("float64", "bool_")."""

    kind: str


@_told_apart
class Array(NamedTuple):
    """An array: per axis "1", "n" (not one) or "?" (either)."""

    dtype: str
    dims: tuple[str, ...]


@_told_apart
class Tuple(NamedTuple):
    """A tuple, or a named tuple of the class at the public path `cls`."""

    items: tuple[Abstract, ...]
    cls: str = ""
    fields: tuple[str, ...] = ()


@_told_apart
class Record(Tuple):
    """An object of the class at the public path `cls`, with all its attributes."""


@_told_apart
class List(NamedTuple):
    """A list of known length."""

    items: tuple[Abstract, ...]


@_told_apart
class Dict(NamedTuple):
    """A dict with constant keys, in their order of insertion."""

    keys: tuple[str | int, ...]
    items: tuple[Abstract, ...]


@_told_apart
class Instance(NamedTuple):
    """Some object of the class at the public path `cls`; nothing else is known."""

    cls: str


@_told_apart
class Static(NamedTuple):
    """A value that is a constant to generation, by its printable description."""

    value: str


@_told_apart
class Unknown(NamedTuple):
    """A float, or a float array of unknown rank."""


Abstract = Scalar | Array | Tuple | List | Dict | Instance | Static | Unknown
Signature = tuple[tuple[str, Abstract], ...]

ANYTHING = Instance("builtins:object")
