"""What making an instance of a class does, as far as it can be told."""

from __future__ import annotations

import copy
import dataclasses
from types import FunctionType
from typing import TYPE_CHECKING, Any, Generic

from autograd_src import ir, special
from autograd_src.live.objects import is_open

if TYPE_CHECKING:
    from autograd_src.lowering.callees import Callees

__all__ = [
    "after_init",
    "bound_by",
    "consult",
    "fields_of",
    "has_factory",
    "is_copying",
    "is_plain_class",
    "is_plain_dataclass",
    "makes_object",
    "positional_of",
    "taken_by",
]  # fmt: skip


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
    return cls in (tuple, object, Generic) or "_fields" in vars(cls)


def is_plain_dataclass(cls: Any) -> bool:
    """Whether making an instance does no more than binding its fields."""
    if not _has_generated_init(cls) or hasattr(cls, "__post_init__"):
        return False
    return all(f.init for f in dataclasses.fields(cls))


def after_init(cls: Any) -> FunctionType | None:
    """`__post_init__` of a dataclass of which that is all that runs."""
    found = getattr(cls, "__post_init__", None)
    plain = type(found) is FunctionType and _has_generated_init(cls)
    return found if plain else None


def _has_generated_init(cls: Any) -> bool:
    if not (isinstance(cls, type) and type(cls).__call__ is type.__call__):
        return False
    if not dataclasses.is_dataclass(cls) or not is_open(cls):
        return False
    held: Any = cls
    parameters = {*held.__dataclass_fields__} - {
        f.name for f in dataclasses.fields(cls)
    }
    code = getattr(held.__init__, "__code__", None)
    return (
        code is not None
        and code.co_filename == "<string>"  # as generated, not the user's own
        and parameters.isdisjoint(code.co_varnames)  # as an `InitVar` is one
    )


def fields_of(cls: Any) -> tuple[str, ...] | None:
    """The names of the fields that making an instance binds, in order."""
    if is_named_tuple(cls):
        return tuple(cls._fields)
    if is_plain_dataclass(cls):
        return tuple(f.name for f in dataclasses.fields(cls))
    return None


def positional_of(cls: Any) -> tuple[str, ...]:
    """The fields that a constructor takes by position, in order."""
    if issubclass(cls, tuple):
        return tuple(cls._fields)
    return tuple(f.name for f in dataclasses.fields(cls) if f.init and not f.kw_only)


def taken_by(cls: Any) -> tuple[str, ...]:
    """The fields that a constructor takes by name."""
    if issubclass(cls, tuple):
        return tuple(cls._fields)
    return tuple(f.name for f in dataclasses.fields(cls) if f.init)


def bound_by(cls: Any) -> tuple[str, ...]:
    """The fields that a constructor binds, in order: `__post_init__` binds others."""
    if issubclass(cls, tuple):
        return tuple(cls._fields)
    return tuple(
        f.name for f in dataclasses.fields(cls) if f.init or has_factory(cls, f.name)
    )


def has_factory(cls: Any, name: str) -> bool:
    """Whether the default of a field is made anew for each object."""
    field = cls.__dataclass_fields__[name]
    return field.default_factory is not dataclasses.MISSING


_COPYING = (
    dataclasses.replace, dataclasses.asdict, dataclasses.astuple, copy.copy,
    copy.deepcopy,
)  # fmt: skip


def is_copying(function: Any) -> bool:
    """Whether a function gives what objects hold, in another object."""
    return any(function is f for f in _COPYING)


def makes_object(function: Any) -> bool:
    """Whether a function is known as what makes an object of others, or of values."""
    makers = (special.instance_of, special.lent_instance_of)
    return is_copying(function) or any(function is f for f in makers)


def is_plain_class(cls: Any) -> bool:
    """Whether making an instance runs `__init__` alone, and attributes are plain."""
    held: Any = cls
    return (
        is_open(cls)
        and type(held.__init__) is FunctionType
        and held.__init__.__code__.co_filename != "<string>"
    )


_CODE = ("co_filename", "co_names", "co_varnames", "co_kwonlyargcount")


def consult(ref: ir.Ref, callees: Callees) -> None:
    """Record what `fields_of` relies on: the fields, and that no code of the user's
    runs."""
    ledger, binding = callees.ledger, callees.bindings[ref]
    ledger.identity_of(binding)
    if issubclass(ref.value, tuple):
        steps: list[tuple[str, ...]] = [("_fields",)]
    else:
        steps = [("__match_args__",), *(("__init__", "__code__", c) for c in _CODE)]
    for path in steps:
        found: Any = binding
        for name in path:
            found = found and ledger.attribute(found, name)
        if found is not None:
            ledger.abstract_of(found)
