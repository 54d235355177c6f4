"""Memory that every pass of a loop makes anew.

What one pass leaves in such memory no other pass sees: a store into it has to be undone
for the readers of its own pass only.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.ir import Expr, Stmt, Var

__all__ = ["made_in"]

Loops = tuple[int, ...]

_MAKERS = (
    np.zeros, np.ones, np.empty, np.full, np.zeros_like, np.ones_like, np.empty_like,
    np.full_like, np.copy, np.array, np.eye, np.identity,
)  # fmt: skip


def made_in(
    root: Var, aliases: Aliases, definers: Mapping[Var, tuple[Stmt, Loops]]
) -> frozenset[int]:
    """The loops in each pass of which all memory of the class of `root` is new.

    Parameters
    ----------
    root
        what stands for the class
    definers
        for each name that is bound once: where, and in which loops
    """
    found: frozenset[int] | None = None
    for v in aliases.members(root):
        if v not in definers or aliases.outside(v):
            return frozenset()  # a parameter, a container's content, a carried name
        s, loops = definers[v]
        if not isinstance(s, ir.Let):
            return frozenset()
        if not (aliases.shares(s.value) or _is_made(s.value)):
            return frozenset()
        found = frozenset(loops) if found is None else found & frozenset(loops)
    return found or frozenset()


def _is_made(e: Expr) -> bool:
    """Whether evaluating `e` allocates what it gives."""
    match e:
        case ir.Bin(op):
            return not op.endswith("=") or op in ("==", "!=", "<=", ">=")
        case ir.Un("-"):
            return True
        case ir.Seq("list"):
            return True
        case ir.Call(ir.Attr(_, "copy"), (), ()):
            return True
        case ir.Call(ir.Ref(value=function), _, keywords):
            made = isinstance(function, np.ufunc) or any(function is m for m in _MAKERS)
            return made and not any(k in ("out", "copy", "") for k, _ in keywords)
    return False
