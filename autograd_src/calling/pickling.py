"""Pickling: functions and their derivatives by reference, like functions themselves.

Where there is no name to refer to, the function itself is handed to the pickler: the
standard one refuses it as it refuses any such function, others take it by value.
"""

from __future__ import annotations

import sys
from types import FunctionType, MethodType
from typing import Any


def reduced(wrapper: Any) -> tuple[Any, tuple[Any, ...]]:
    """What a wrapper's `__reduce__` returns."""
    cls, given = type(wrapper), wrapper.__wrapped__
    choice = wrapper._wrt, wrapper._has_aux, wrapper._skipped
    function = given.__func__ if isinstance(given, MethodType) else given
    if isinstance(function, FunctionType) and _is_reachable(function, cls):
        place = function.__module__, function.__qualname__
        if isinstance(given, MethodType):
            return bound_by_name, (cls, *place, given.__self__, *choice)
        return by_name, (cls, *place, *choice)
    return by_value, (cls, given, *choice)


def _is_reachable(function: FunctionType, cls: type) -> bool:
    if function.__module__ == "__main__" and _is_asked_by_value():
        return False
    found = _resolved(function.__module__, function.__qualname__)
    return unwrapped(found, cls) is function


def _is_asked_by_value() -> bool:
    """Whether a pickler asks that sends the functions of `__main__` by value."""
    frame = sys._getframe(1)
    while frame is not None:
        if str(frame.f_globals.get("__name__")).split(".")[0] == "cloudpickle":
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def _resolved(module: str, qualname: str) -> Any:
    found: Any = sys.modules.get(module)
    for name in qualname.split("."):
        try:
            # The class's own attribute: what it gives when asked may be bound to it.
            inside = vars(found)
            found = inside[name] if name in inside else getattr(found, name)
        except (AttributeError, TypeError):
            return None
    return found


def unwrapped(found: Any, cls: type) -> Any:
    """The function in a wrapper, a class method or a static method."""
    while isinstance(found, (classmethod, staticmethod)):
        found = found.__func__
    if isinstance(found, cls):
        return unwrapped(found.__dict__["__wrapped__"], cls)
    return found


def _chosen(wrapper: Any, wrt: Any, has_aux: bool, skipped: int) -> Any:
    wrapper._wrt, wrapper._has_aux, wrapper._skipped = wrt, has_aux, skipped
    return wrapper


def by_value(cls: Any, given: Any, wrt: Any, has_aux: bool, skipped: int) -> Any:
    """A wrapper of what was pickled beside it."""
    return _chosen(cls(given), wrt, has_aux, skipped)


def by_name(
    cls: Any, module: str, qualname: str, wrt: Any, has_aux: bool, skipped: int
) -> Any:
    """The wrapper of that name; another one if it differentiates by something else."""
    __import__(module)
    found = _resolved(module, qualname)
    if isinstance(found, cls):
        state = found._wrt, found._has_aux, found._skipped
        if state == (wrt, has_aux, skipped):
            return found
    return by_value(cls, unwrapped(found, cls), wrt, has_aux, skipped)


def bound_by_name(
    cls: Any,
    module: str,
    qualname: str,
    instance: Any,
    wrt: Any,
    has_aux: bool,
    skipped: int,
) -> Any:
    """The wrapper of a method, bound to an instance."""
    __import__(module)
    function = unwrapped(_resolved(module, qualname), cls)
    return by_value(cls, MethodType(function, instance), wrt, has_aux, skipped)
