"""Functions that may call themselves, found by the names in their code."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, FunctionType

import gast

from autograd_src.live import access
from autograd_src.lowering.callee import Callee, Inner
from autograd_src.lowering.derived import Derived
from autograd_src.recipes import registry

__all__ = ["is_recursive"]


def is_recursive(callee: Callee) -> bool:
    """Whether a function may call itself, directly or through others.

    By the names that its code mentions, so it may be found recursive without being so.
    """
    if isinstance(callee.function, Derived):
        return False
    if isinstance(callee.function, Inner):
        node = callee.function.closure.node
        name = getattr(node, "name", "")
        called = (n.func for n in gast.walk(node) if isinstance(n, gast.Call))
        return any(isinstance(f, gast.Name) and f.id == name for f in called)
    return _reaches(callee.function, callee.function, set())


def _reaches(function: FunctionType, goal: FunctionType, seen: set[int]) -> bool:
    for other in _mentioned(function):
        if other is goal:
            return True
        if id(other) not in seen:
            seen.add(id(other))
            if _reaches(other, goal, seen):
                return True
    return False


def _mentioned(function: FunctionType) -> Iterator[FunctionType]:
    """The functions, with source to be read, that a function's code names."""
    for name in dict.fromkeys(_names(function.__code__)):
        value = access.find_name(function, name).value
        value = getattr(value, "__wrapped__", value)
        if type(value) is FunctionType and registry.lookup(value) is None:
            yield value


def _names(code: CodeType) -> Iterator[str]:
    yield from (*code.co_names, *code.co_freevars)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
