"""Views that depend on the layout of an array, and layouts that are known (S2).

`y.reshape(-1)` is a view of some arrays and a copy of others. A tangent or a shadow has
to do as its array does, so it is allocated in the array's own layout. That is possible
for arrays without gaps, which is what NumPy allocates.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.lowering.operations import refused
from autograd_src.recipes import registry

__all__ = ["Layouts", "is_copy_or_view"]

_COPYING = (np.reshape, np.ravel, np.ascontiguousarray, np.asfortranarray)


def is_copy_or_view(e: Expr) -> bool:
    """Whether the layout of an array decides if a call gives a view of it.

    >>> y = Var("y")
    >>> is_copy_or_view(ir.Call(ir.Ref("np.ravel", value=np.ravel), (y,)))
    True
    """
    match e:
        case ir.Call(ir.Ref(value=function)):
            return any(function is f for f in _COPYING)
    return False


class Layouts:
    """The memory of one function whose layout decides what is a view of it."""

    def __init__(self, body: tuple[Stmt, ...], found: Aliases) -> None:
        self.found = found
        self.roots = {
            found.find(s.target)
            for s in ir.walk(body)
            if isinstance(s, ir.Let)
            and is_copy_or_view(s.value)
            and found.written(s.target)
        }

    def matters(self, v: Var) -> bool:
        return bool(self.roots) and self.found.find(v) in self.roots

    def check(self, v: Var, value: Expr, s: Stmt) -> None:
        """Refuse what may be an array with gaps: its layout can't be had again."""
        if self.matters(v) and not _is_dense(value):
            raise refused(
                "whether a reshaped array is a view can't be told here",
                f"make a copy first (`{v.base or 'y'} = {v.base or 'y'}.copy()`)",
                s.origin,
            )


def _is_dense(e: Expr) -> bool:
    """Whether what `e` makes has no gaps between its elements."""
    match e:
        case ir.Bin() | ir.Un() | ir.Call(ir.Attr(_, "copy" | "astype")):
            return True
        case ir.Call(ir.Ref(value=function)):
            return _is_numpys(function)
    return is_copy_or_view(e)


def _is_numpys(function: Any) -> bool:
    if registry.user_recipe(function) is not None:
        return False
    home = getattr(function, "__module__", None) or "numpy"
    return home.partition(".")[0] in ("numpy", "autograd_src") and "linalg" not in home
