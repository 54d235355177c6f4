"""What a read of a variable may see of memory that is written: its elements, too.

`A[0][1]` reads the list that `A[0]` is, by whatever name that is written.
"""

from __future__ import annotations

from autograd_src.analyses.aliases import Aliases
from autograd_src.ir import Var

__all__ = ["Reach"]


class Reach:
    """The aliases of a function, as its effects need them."""

    def __init__(self, aliases: Aliases) -> None:
        self.aliases = aliases

    def may_alias(self, v: Var, w: Var) -> bool:
        """Whether a write through `v` may be seen through `w`, or inside it."""
        root = self.aliases.find(v)
        return self.aliases.find(w) is root or root in self.aliases.held(w)

    def written(self, v: Var) -> bool:
        """Whether anything that can be read through `v` is written."""
        written = self.aliases.written
        return written(v) or any(map(written, self.aliases.held(v)))
