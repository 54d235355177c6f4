"""How the classes of the intermediate form are made: records that nobody changes.

Type checkers see frozen dataclasses. At run time nothing stands in the way of an
assignment: frozen classes take three times as long to make an object, and nodes are
made by the thousand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_):
        return lambda made: made


__all__ = ["node"]

_Cls = TypeVar("_Cls", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def node(eq: bool = True) -> Callable[[_Cls], _Cls]:
    """A dataclass with slots and, with `eq`, structural equality and hash.

    >>> @node()
    ... class Pair:
    ...     left: int
    ...     right: int
    >>> Pair(1, 2) == Pair(1, 2), hash(Pair(1, 2)) == hash(Pair(1, 2))
    (True, True)
    """
    made: Any = dataclass(slots=True, eq=eq, unsafe_hash=eq)
    return lambda cls: made(cls)
