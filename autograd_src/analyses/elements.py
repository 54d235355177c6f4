"""Abstract values of constants, of items of containers, of several values at once."""

from __future__ import annotations

from functools import lru_cache

from autograd_src import ir
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.sizes import Size
from autograd_src.ir import Expr
from autograd_src.live.joins import join
from autograd_src.live.values import (
    ANYTHING,
    Abstract,
    Array,
    Dict,
    List,
    Scalar,
    Static,
    Tuple,
    Unknown,
)  # fmt: skip
from autograd_src.recipes import shapes

__all__ = ["compares", "constant", "element", "is_starred", "join_all"]


def element(value: Abstract) -> Abstract:
    """What an item of a container is."""
    if isinstance(value, Array):
        return shapes.array(value.dtype, value.dims[1:]) if value.dims else ANYTHING
    if isinstance(value, (Tuple, List)):
        return join_all(list(value.items))
    if isinstance(value, ListOf):
        return ANYTHING if value.item is None else value.item
    return Unknown() if isinstance(value, Unknown) else ANYTHING


def compares(values: list[Abstract]) -> bool:
    """Whether containers are compared: several values, or the items of the only one."""
    found = [element(values[0])] if len(values) == 1 else values
    return any(isinstance(v, (Dict, List, ListOf, Tuple)) for v in found)


def constant(value: object) -> Abstract:
    if type(value) is int:
        return _integer(value)
    if type(value) in _SCALARS:
        return _SCALARS[type(value)]
    if value is None or isinstance(value, (str, bytes)):
        return Static(repr(value))
    return ANYTHING


@lru_cache(maxsize=1024)
def _integer(value: int) -> Scalar:
    return Size(str(value)) if value >= 0 else Scalar("int")


_SCALARS: dict[type, Scalar] = {t: Scalar(t.__name__) for t in (bool, float, complex)}


def is_starred(items: tuple[Expr, ...]) -> bool:
    return any(isinstance(i, ir.Star) for i in items)


def join_all(values: list[Abstract]) -> Abstract:
    if not values:
        return ANYTHING
    found = values[0]
    for value in values[1:]:
        found = join(found, value)
    return Scalar("int") if isinstance(found, Size) and len(set(values)) > 1 else found
