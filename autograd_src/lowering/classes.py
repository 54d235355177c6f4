"""What making an instance of a class does, as far as it can be told."""

from __future__ import annotations

import dataclasses
from types import FunctionType
from typing import Any

__all__ = ["fields_of", "is_plain_class", "is_plain_dataclass"]


def is_named_tuple(cls: Any) -> bool:
    """Whether a class is a named tuple without a constructor of its own."""
    return (
        isinstance(cls, type)
        and issubclass(cls, tuple)
        and type(getattr(cls, "_fields", None)) is tuple
        and all("__new__" not in vars(c) for c in cls.__mro__ if not _generated(c))
        and cls.__init__ is object.__init__
    )


def _generated(cls: type) -> bool:
    return cls in (tuple, object) or "_fields" in vars(cls)


def is_plain_dataclass(cls: Any) -> bool:
    """Whether making an instance does no more than binding its fields."""
    if not (isinstance(cls, type) and type(cls) is type):
        return False
    if not dataclasses.is_dataclass(cls) or hasattr(cls, "__post_init__"):
        return False
    code = getattr(cls.__init__, "__code__", None)
    return (
        cls.__new__ is object.__new__
        and code is not None
        and code.co_filename == "<string>"  # as generated, not the user's own
        and all(f.init and not f.kw_only for f in dataclasses.fields(cls))
    )


def fields_of(cls: Any) -> tuple[str, ...] | None:
    """The names of the fields that making an instance binds, in order."""
    if is_named_tuple(cls):
        return tuple(cls._fields)
    if is_plain_dataclass(cls):
        return tuple(f.name for f in dataclasses.fields(cls))
    return None


def is_plain_class(cls: Any) -> bool:
    """Whether making an instance runs `__init__` alone, and attributes are plain."""
    if not (isinstance(cls, type) and type(cls) is type):
        return False
    held: Any = cls
    inherited = ("__new__", "__setattr__", "__getattribute__")
    return (
        all(getattr(held, name) is getattr(object, name) for name in inherited)
        and not hasattr(held, "__getattr__")
        and type(held.__init__) is FunctionType
    )
