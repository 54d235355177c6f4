"""Class methods decorated above `differentiable`, where Python no longer binds them.

Since Python 3.13 a class method does not ask what it wraps to bind itself, and looks
attributes up in it unbound: `Model.loss.grad` would not know the class. So the class
body gets a note that is read, and removed, when the class is made; it puts a wrapper
that binds in the class method's place.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

IS_NEEDED = sys.version_info >= (3, 13)
_DEEPEST = 4


class _Note:
    """Told by Python, once the class is there, what its name is and whose it is."""

    def __init__(self, inner: Any, outer: Callable[[Any], Any]) -> None:
        self._inner = inner
        self._outer = outer

    def __set_name__(self, owner: type, name: str) -> None:
        delattr(owner, name)
        for key, value in list(vars(owner).items()):
            if isinstance(value, classmethod) and _function_in(value) is self._inner:
                setattr(owner, key, self._outer(classmethod(self._inner.__wrapped__)))

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self  # descriptors are no members of enumerations


def _function_in(method: Any) -> Any:
    return method.__func__


def watch_class_body(
    inner: Any, function: Any, outer: Callable[[classmethod[Any, Any, Any]], Any]
) -> None:
    """If the function is being defined in the body of a class, leave a note there.

    Parameters
    ----------
    inner
        What a class method may come to wrap.
    function
        The decorated function.
    outer
        Makes what takes the class method's place.
    """
    if not IS_NEEDED or not isinstance(function, FunctionType):
        return
    scope = function.__qualname__.rpartition(".")[0]
    if not scope or scope.endswith("<locals>"):
        return
    frame = sys._getframe(1)
    for _ in range(_DEEPEST):
        names = frame.f_locals
        place = names.get("__module__"), names.get("__qualname__")
        if place == (function.__module__, scope):
            names[f"__differentiable_{function.__name__}"] = _Note(inner, outer)
            return
        if frame.f_back is None:
            return
        frame = frame.f_back
