"""Rewriting a function statement by statement: `flatten`, `writes`, inlining."""

from __future__ import annotations

from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Origin, Stmt

__all__ = ["Rewriter"]


class Rewriter:
    """What a statement becomes is appended to `out`, that of the block at hand."""

    def __init__(self, known: Ranks) -> None:
        self.known = known
        self.out: list[Stmt] = []
        self.origin: Origin | None = None

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        outer, self.out = self.out, []
        for s in body:
            self.origin = s.origin
            self.stmt(s)
        made, self.out = tuple(self.out), outer
        return made

    def stmt(self, s: Stmt) -> None:
        raise NotImplementedError
