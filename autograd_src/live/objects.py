"""Objects of the user's classes: what they hold, read without running their code."""

from __future__ import annotations

from types import FunctionType, MemberDescriptorType
from typing import Any

__all__ = ["attributes_of", "is_open", "members_of"]


def attributes_of(value: object) -> tuple[str, ...] | None:
    """The names of what an object of a user's class holds, in order.

    None for what is no such object, or may run code when an attribute is read.
    """
    from autograd_src.live.guards import is_users

    cls = type(value)
    if cls.__flags__ & (1 << 9) == 0 or not is_open(cls) or not is_users(cls):
        return None
    own = tuple(getattr(value, "__dict__", ()))
    if any(hasattr(type(getattr(cls, name, None)), "__set__") for name in own):
        return None  # a property hides it
    slots = [
        name
        for base in reversed(cls.__mro__)
        for name, held in vars(base).items()
        if type(held) is MemberDescriptorType and hasattr(value, name)
    ]
    return (*slots, *own)


def members_of(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a class and its bases hold: which methods and attributes there are.

    Of a value that is no class, its class. What methods do is not told; nor what is
    generated, which differs between Pythons.
    """
    from autograd_src.live.guards import is_users
    from autograd_src.live.identity import class_path

    cls = value if isinstance(value, type) else type(value)
    found: list[tuple[str, tuple[str, ...]]] = []
    for base in cls.__mro__[:-1]:
        names = [
            f"{name} {_kind(held)}"
            for name, held in vars(base).items()
            if not (name.startswith("__") and name.endswith("__"))
            or (type(held) is FunctionType and is_users(held))
            or name == "__array_ufunc__"
        ]
        found.append((class_path(base), tuple(sorted(names))))
    return tuple(found)


def _kind(held: object) -> str:
    kind = type(held).__name__
    told = ("function", "property", "classmethod", "staticmethod", "member_descriptor")
    return kind if kind in told or hasattr(type(held), "__get__") else "value"


def is_open(cls: Any) -> bool:
    """Whether attributes of instances are found and bound without code of the user's.

    Then an object is what its attributes hold.
    """
    if not (isinstance(cls, type) and type(cls).__call__ is type.__call__):
        return False
    held: Any = cls
    inherited = ("__new__", "__getattribute__", "__delattr__")
    if not all(getattr(held, n) is getattr(object, n) or _is_made(held, n)
               for n in inherited):  # fmt: skip
        return False
    plain = held.__setattr__ is object.__setattr__ or _is_made(held, "__setattr__")
    return plain and not hasattr(held, "__getattr__") and not _hides(cls)


def _is_made(cls: Any, name: str) -> bool:
    """Whether a frozen dataclass holds `name` as it was generated."""
    frozen = getattr(getattr(cls, "__dataclass_params__", None), "frozen", False)
    code = getattr(getattr(cls, name), "__code__", None)
    return bool(frozen) and code is not None and code.co_filename == "<string>"


def _hides(cls: type) -> bool:
    """Whether attributes are held by descriptors of the user's, or in C."""
    for base in cls.__mro__[:-1]:
        heap = base.__flags__ & (1 << 9)
        kinds = (
            h for n, h in vars(base).items() if n not in ("__dict__", "__weakref__")
        )
        strange = any(
            hasattr(type(h), "__set__")
            and type(h) not in (property, MemberDescriptorType)
            for h in kinds
        )
        if not heap or strange:
            return True
    return False
