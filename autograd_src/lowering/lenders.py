"""Functions that may lend out memory that they keep: `cache["y"]`, a global's array.

What a call gives can be written like a new array only where the function's code shows
that it makes one. This looks at code objects alone; nothing is called.
"""

from __future__ import annotations

import functools
import random
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

__all__ = ["is_kept", "may_lend"]

_PLAIN = (int, float, complex, str, bytes, bool, type(None), np.dtype, np.generic)
_SOURCES = (np.random.Generator, np.random.RandomState, random.Random)


def may_lend(function: Any, seen: tuple[Any, ...] = ()) -> bool:
    """Whether a call may return memory that something outside has, arguments apart.

    >>> kept = np.zeros(3)
    >>> may_lend(lambda: kept), may_lend(lambda n: np.zeros(n))
    (True, False)
    """
    if any(function is f for f in seen):
        return False
    receiver = getattr(function, "__self__", None)
    if isinstance(receiver, _SOURCES):
        return not callable(getattr(np.random, function.__name__, None))
    if _is_known(function):
        return False
    if isinstance(function, MethodType):
        return not isinstance(receiver, type) or may_lend(function.__func__, seen)
    if isinstance(function, FunctionType):
        return _reads_kept(function, (*seen, function))
    if isinstance(function, functools.partial):
        given = (*function.args, *function.keywords.values())
        return may_lend(function.func, seen) or any(map(is_kept, given))
    if isinstance(function, (BuiltinFunctionType, np.ufunc)):
        return not (receiver is None or isinstance(receiver, ModuleType))
    return not isinstance(function, type) and not _is_known(function)


def _reads_kept(function: FunctionType, seen: tuple[Any, ...]) -> bool:
    """Whether the code names something outside that may hold an array."""
    found = [c.cell_contents for c in function.__closure__ or () if _is_filled(c)]
    found += [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    found += [
        function.__globals__[name]
        for name in _names(function.__code__)
        if name in function.__globals__
    ]
    return any(
        may_lend(value, seen) if callable(value) else is_kept(value) for value in found
    )


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018  (raises where nothing is in it)
    except ValueError:
        return False
    return True


def _names(code: CodeType) -> list[str]:
    inner = [c for c in code.co_consts if isinstance(c, CodeType)]
    return [*code.co_names, *(name for c in inner for name in _names(c))]


def is_kept(value: Any) -> bool:
    """Whether a value may hold memory that somebody writes into."""
    if isinstance(value, (tuple, frozenset)):
        return any(map(is_kept, value))
    return not isinstance(value, (*_PLAIN, ModuleType, *_SOURCES))


def _is_known(function: Any) -> bool:
    """Whether a function is of a library whose functions return new arrays."""
    home = getattr(function, "__module__", None) or ""
    return home.partition(".")[0] in ("numpy", "math")
