"""Variants: emitted functions, one for each abstract signature.

How calls reach them is in `dispatch.py`; where their text comes from in `entries.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from types import FunctionType
from typing import TYPE_CHECKING, Any

from autograd_src.calling.binding import load
from autograd_src.calling.entries import Emitted, Request, Signature, signature_line
from autograd_src.calling.guards import (
    Constants,
    condition,
    example,
    tangent_condition,
    unused_prefix,
)
from autograd_src.calling.parameters import keyword_only_names
from autograd_src.calling.structure import as_tangent
from autograd_src.calling.watch import (
    cell_of,
    expressions,
    is_satisfied,
    still_hold,
    unchanged_recipes,
)
from autograd_src.live.consulted import guards

if TYPE_CHECKING:
    from pathlib import Path

    from autograd_src.calling.dispatch import Dispatcher


# Names of constants in one chain must differ from one variant to the next.
_serial = count()


class Pullback:
    """The reverse sweep of one evaluation: maps a cotangent of the result back.

    May be called any number of times.
    """

    __slots__ = ("_backward", "_saved", "_title", "_value")

    def __init__(self, backward: Any, saved: Any, value: Any, title: str) -> None:
        self._backward = backward
        self._saved = saved
        self._value = value
        self._title = title

    def __call__(self, seed: Any) -> Any:
        seed = as_tangent(self._value, seed, "the seed")
        return self._backward(self._saved, seed)

    def __repr__(self) -> str:
        return f"<pullback of {self._title}>"

    def __reduce__(self) -> Any:
        raise TypeError("a pullback holds one evaluation and can't be pickled")


class Variant:
    """What was emitted for one abstract signature.

    Attributes
    ----------
    source : str
        Text of the emitted module.
    path : pathlib.Path or None
        The file in the cache; None if it is in memory only.
    signature : str
        What is assumed of the arguments.
    function : callable
        The emitted function behind a check that the arguments are as assumed.
    unchecked : callable
        The emitted function itself.
    """

    def __init__(
        self,
        owner: Dispatcher,
        request: Request,
        emitted: Emitted,
        values: Sequence[Any],
    ) -> None:
        self.owner = owner
        self._request = request
        self._emitted = emitted
        self._module = load(
            emitted.whole, emitted.imports, emitted.filename, request.function
        )
        self.unchecked: FunctionType = getattr(self._module, emitted.entry)
        self.cells = self._captured()
        self.arm(values)

    @property
    def source(self) -> str:
        """Text of the emitted module."""
        return self._emitted.text

    @property
    def path(self) -> Path | None:
        """The file in the cache; None if it is in memory only."""
        return self._emitted.path

    @property
    def signature(self) -> str:
        """What is assumed of the arguments, as text."""
        return f"({signature_line(self._request.signature)})"

    @property
    def function(self) -> Any:
        """The emitted function behind a check that the arguments are as assumed."""
        from autograd_src.calling.dispatch import guarded

        return guarded(self)

    def __repr__(self) -> str:
        return f"<variant {self.owner.title}{self.signature}>"

    # What follows is for dispatch.

    @property
    def assumed(self) -> Signature:
        """What is assumed of the arguments."""
        return self._request.signature or ()

    def backward(self) -> Any:
        """The reverse half of a pair of functions."""
        name = self._emitted.entry.removesuffix("_forward") + "_backward"
        return getattr(self._module, name)

    def paired(self, result: tuple[Any, ...]) -> tuple[Any, ...]:
        """(value, pullback) or (value, pullback, aux) from a forward's result."""
        value, saved, *aux = result
        return (value, Pullback(self.backward(), saved, value, self.owner.title), *aux)

    def _captured(self) -> dict[str, Any]:
        """Cells behind the keyword-only parameters that are closure variables."""
        own = {p.name for p in self.owner.full}
        names = keyword_only_names(self.unchecked.__code__)
        function, ingredients = self._request.function, self._emitted.ingredients
        return {
            name: cell_of(name, function, ingredients)
            for name in names
            if name not in own
        }

    def holds(self, values: Sequence[Any]) -> bool:
        """Whether everything that generation consulted is as it was."""
        given = self._given(values)
        return still_hold(self._emitted.ingredients, self._request.function, given)

    def is_armed(self, values: Sequence[Any]) -> bool:
        """Whether the objects that the compiled conditions name are those in use."""
        function, given = self._request.function, self._given(values)
        return all(is_satisfied(guard, function, given) for guard in self._guards)

    def arm(self, values: Sequence[Any]) -> None:
        """Write the conditions of a call, on the objects that are there now."""
        function, given = self._request.function, self._given(values)
        names = [p.name for p in self.owner.full]
        prefix = f"{unused_prefix(names)}{next(_serial)}_"
        self.constants = Constants(prefix)
        expected_of = dict(self.assumed)
        examples = {n: example(v, expected_of.get(n)) for n, v in given.items()}
        parts = []
        for name, expected in self.assumed:
            parts.append(condition(name, expected, examples[name], self.constants))
        assumed = dict(self.assumed)
        for p in self.owner.full:
            if p.is_tangent:
                of = p.argument
                kind = assumed[of], examples[of]
                parts.append(tangent_condition(p.name, of, *kind, self.constants))
        ingredients = self._emitted.ingredients
        self._guards = guards(ingredients, function, given)
        parts += expressions(self._guards, function, given, self.constants)
        parts += unchanged_recipes(ingredients, self.constants)
        self.condition = " and ".join(parts) or "True"

    def _given(self, values: Sequence[Any]) -> dict[str, Any]:
        return {p.name: value for p, value in zip(self.owner.parameters, values)}

    def call(self, values: Sequence[Any], tangents: Sequence[Any]) -> Any:
        """Call with arguments in the order of the user's signature; cast tangents."""
        positional, keywords = self.owner.arguments(values, tangents)
        for name, cell in self.cells.items():
            keywords[name] = cell.cell_contents
        result = self.unchecked(*positional, **keywords)
        return self.paired(result) if self._request.mode.endswith("vjp") else result
