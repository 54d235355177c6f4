"""The variables of live closures that are read, and where they are bound."""

from __future__ import annotations

from autograd_src.ir import Var
from autograd_src.live.access import Binding, steps

__all__ = ["Closures"]


class Closures:
    """The part of finding callees that knows what they captured."""

    def __init__(self) -> None:
        super().__init__()
        self._captured: dict[Var, Binding] = {}

    def captured(self, v: Var) -> Binding | None:
        """Where the variable of a live closure is bound."""
        return self._captured.get(v)

    def namesakes(self, name: str, binding: Binding) -> bool:
        """Whether another closure variable of that name has been met, used or not."""
        others = (b.path for b in self._captured.values() if b.path != binding.path)
        return any(steps(path)[-1] == ("closure", name) for path in others)

    def capture(self, v: Var, binding: Binding) -> None:
        """`v` stands for a variable of a live closure, too."""
        self._captured[v] = binding
