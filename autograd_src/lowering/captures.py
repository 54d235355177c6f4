"""Variables of live closures, as parameters of the function that is being made."""

from __future__ import annotations

from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.ranks import Ranks
from autograd_src.frontend.read import Definition
from autograd_src.ir import Var
from autograd_src.live.access import Binding
from autograd_src.live.cells import cell_name
from autograd_src.live.values import Abstract
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.generator_loops import GeneratorLoops
from autograd_src.lowering.operations import refused
from autograd_src.lowering.places import Place

__all__ = ["Captures"]


class Captures(GeneratorLoops):
    """The part of inlining that knows what callees captured.

    Attributes
    ----------
    params
        the parameters of the function, by name
    added
        parameters for variables that callees captured, with their abstract values
    """

    def __init__(
        self, hot: frozenset[Var], known: Ranks, found: Aliases, callees: Callees
    ) -> None:
        super().__init__(hot, known, found, callees)
        self.params: dict[str, Var] = {}
        self.added: dict[Var, Abstract] = {}

    def captured(self, definition: Definition, place: Place) -> None:
        """Variables of a live closure become parameters of the function being made."""
        for name, v in definition.captured.items():
            binding = self.callees.captured(v)
            assert binding is not None
            for known in (*self.params.values(), *self.added):
                other = self.callees.captured(known)
                if other is not None and other.path == binding.path:
                    place.names[v] = known
                    break
            else:
                new = place.fresh(v)
                new.base = self.apart(name, binding)
                self.callees.capture(new, binding)
                self.added[new] = self.callees.ledger.abstract_of(binding)

    def apart(self, name: str, binding: Binding) -> str:
        """What the parameter for a captured variable is called: it tells which."""
        known = (*self.params.values(), *self.added)
        for v in known:
            other = self.callees.captured(v)
            if v.base == name and other is not None:
                v.base = cell_name(other.path)
        if self.callees.namesakes(name, binding):
            name = cell_name(binding.path)
        if any(v.base == name for v in known):
            raise refused(
                f"{name!r} is a captured variable and another name, too",
                "give one of them another name",
                self.origin,
            )
        return name
