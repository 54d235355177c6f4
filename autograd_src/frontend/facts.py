"""What the live function tells about its free names, for passes that see only
syntax.
"""

from __future__ import annotations

import builtins
import contextlib
from types import FunctionType, ModuleType
from typing import Any

import gast
import numpy as np

from autograd_src.frontend.passive import Facts
from autograd_src.live import access
from autograd_src.recipes import registry

__all__ = ["facts_of"]

# Methods of numbers and arrays that neither write nor return their receiver.
_METHODS = frozenset(
    """
    all any argmax argmin argsort astype clip copy cumprod cumsum dot item max mean min
    nonzero prod round std sum tolist trace var keys values items get index count
    """.split()
)
_VIEWS = frozenset(
    "reshape ravel transpose swapaxes squeeze flatten diagonal repeat".split()
)
# Context managers that let exceptions pass and write nothing.
_TRANSPARENT = (np.errstate, np.printoptions, contextlib.nullcontext)


def facts_of(function: FunctionType, local: frozenset[str]) -> Facts:
    """The facts about the free names of `function`; `local` are its own names."""

    def value_of(node: Any) -> Any:
        if isinstance(node, gast.Attribute):
            owner = value_of(node.value)
            if isinstance(owner, (ModuleType, np.ufunc, type)):
                found = access.static_attribute(owner, node.attr)
                return None if found is None else found.value
            return None
        if not isinstance(node, gast.Name) or node.id in local:
            return None
        found = access.find_name(function, node.id)
        return None if found.kind == "missing" else found.value

    def is_method(call: Any, names: frozenset[str]) -> bool:
        func = call.func
        return (
            isinstance(func, gast.Attribute)
            and value_of(func) is None
            and func.attr in names
        )

    def pure(call: Any) -> bool:
        if any(k.arg in ("out", None) for k in call.keywords):
            return False
        if is_method(call, _METHODS | _VIEWS):
            return True
        value = value_of(call.func)
        return value is not None and (
            registry.pure(value) or registry.lookup(value) is not None
        )

    def fresh(call: Any) -> bool:
        if is_method(call, _METHODS - {"get"}):
            return True
        value = value_of(call.func)
        return isinstance(value, np.ufunc) or value in (float, int, bool, len)

    def builtin(name: str) -> bool:
        if name in local:
            return False
        found = access.find_name(function, name)
        return found.value is getattr(builtins, name, found)

    def module(name: str) -> bool:
        return name not in local and isinstance(
            access.find_name(function, name).value, ModuleType
        )

    def transparent(node: Any) -> bool:
        return isinstance(node, gast.Call) and value_of(node.func) in _TRANSPARENT

    return Facts(builtin, pure, fresh, transparent, module)
