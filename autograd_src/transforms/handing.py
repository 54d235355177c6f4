"""What one pass of a loop leaves for the next, recorded once.

The reverse of a pass may read a carried name as it was at the top and as it is at the
end: `h` and `tanh(w @ h)`, which is the next pass's `h`. The reversed loop hands the
former down as the latter.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.frontend.ssa import breaks
from autograd_src.ir import Stmt, Var
from autograd_src.transforms.facts import Facts
from autograd_src.transforms.memory import Block, Sources
from autograd_src.transforms.recompute import Choice

__all__ = ["Handing"]


class Handing(Choice):
    """Leaves out the records of values that the pass before has taken back."""

    def __init__(
        self, body: Block, reverse: Block, facts: Facts, sources: Sources
    ) -> None:
        super().__init__(body, reverse, facts, sources)
        self.handed: dict[int, dict[Var, Var]] = {}

    def without_ends(
        self, loop: ir.For | ir.While, recorded: list[Var], heads: list[Var]
    ) -> tuple[list[Var], dict[Var, Var]]:
        """What to record if the value at a pass's end is that at the top of the next.

        The reverse has the latter from the pass before it; the last one is what the
        loop leaves. Also for each name at the top the one at the end.
        """
        last = loop.body[-1]
        ends: dict[Var, Var] = {}
        if isinstance(last, ir.Copies) and not breaks(loop.body):
            for head, end in zip(last.targets, last.values, strict=True):
                both = head in recorded and end in recorded and head in heads
                if both and end not in heads and end not in ends.values():
                    assert isinstance(end, Var)
                    ends[head] = end
        self.handed[id(loop)] = ends
        return [v for v in recorded if v not in ends.values()], ends

    def handed_over(
        self,
        s: ir.For | ir.While,
        forward: list[Stmt],
        backward: list[Stmt],
        needs: list[Var],
    ) -> tuple[list[Stmt], list[Stmt], list[Var]]:
        """The loop with what its last pass leaves for the first pass of the reverse."""
        for head, end in self.handed.get(id(s), {}).items():
            left = Var(end.base)
            self.primal.add(left)
            self.facts.known.types[left] = self.facts.known.of(head)
            forward = [*forward, ir.Let(left, head)]
            backward = [ir.Let(end, left), *backward]
            needs = [*needs, left]
        return forward, backward, needs
