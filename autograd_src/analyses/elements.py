"""Abstract values of constants, of items of containers, of several values at once."""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.sizes import Size
from autograd_src.ir import Expr
from autograd_src.live.joins import join
from autograd_src.live.values import (
    ANYTHING,
    Abstract,
    Array,
    List,
    Scalar,
    Static,
    Tuple,
    Unknown,
)  # fmt: skip
from autograd_src.recipes import shapes

__all__ = ["constant", "element", "is_starred", "join_all"]


def element(value: Abstract) -> Abstract:
    """What an item of a container is."""
    if isinstance(value, Array):
        return shapes.array(value.dtype, value.dims[1:]) if value.dims else ANYTHING
    if isinstance(value, (Tuple, List)):
        return join_all(list(value.items))
    if isinstance(value, ListOf):
        return ANYTHING if value.item is None else value.item
    return Unknown() if isinstance(value, Unknown) else ANYTHING


def constant(value: object) -> Abstract:
    if type(value) in (bool, float, complex):
        return Scalar(type(value).__name__)
    if type(value) is int:
        return Size(str(value)) if value >= 0 else Scalar("int")
    if value is None or isinstance(value, (str, bytes)):
        return Static(repr(value))
    return ANYTHING


def is_starred(items: tuple[Expr, ...]) -> bool:
    return any(isinstance(i, ir.Star) for i in items)


def join_all(values: list[Abstract]) -> Abstract:
    if not values:
        return ANYTHING
    found = values[0]
    for value in values[1:]:
        found = join(found, value)
    return Scalar("int") if isinstance(found, Size) and len(set(values)) > 1 else found
