"""How callables are called: for people in messages, and for good in entries."""

from __future__ import annotations

import sys
from types import FunctionType

import numpy as np

from autograd_src.live.identity import module_of

__all__ = ["describe", "name_of"]


def describe(key: object) -> str:
    """Name a callable as its users write it.

    >>> describe(np.tanh), describe((np.add, "at")), describe(len)
    ('np.tanh', 'np.add.at', 'len')
    """
    if isinstance(key, tuple):
        return f"{describe(key[0])}.{key[1]}"
    if type(key).__module__.startswith("scipy.stats."):
        return f"scipy.stats.{getattr(key, 'name', '')}"
    name = str(getattr(key, "__qualname__", getattr(key, "__name__", repr(key))))
    if isinstance(key, np.ufunc):
        # A ufunc has no module of its own before NumPy 2.2.
        if getattr(np, name, None) is key:
            return f"np.{name}"
        special = sys.modules.get("scipy.special")
        known = getattr(special, name, None) is key
        return f"scipy.special.{name}" if known else name
    module = str(getattr(key, "__module__", None) or "")
    if module == "builtins" or not module:
        return name
    if module == "_operator":
        return f"operator.{name}"
    parts = module.split(".")
    public = ".".join(part for part in parts if not part.startswith("_"))
    return f"{public.replace('numpy', 'np', 1)}.{name}"


def name_of(key: object) -> str:
    """Name a callable the same however its module was started."""
    if not isinstance(key, FunctionType):
        return describe(key)
    return f"{module_of(key)}:{key.__qualname__}"
