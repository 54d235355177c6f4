"""Writes the one compiled function through which a derivative is called.

It has the parameters of the derivative, so that Python itself binds keywords and
defaults, and a chain of conditions, one for each variant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from autograd_src.calling.guards import Constants
from autograd_src.calling.parameters import (
    KEYWORD_ONLY,
    POSITIONAL,
    POSITIONAL_ONLY,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
)

if TYPE_CHECKING:
    from autograd_src.calling.dispatch import Dispatcher
    from autograd_src.calling.variants import Variant


_BY_POSITION = (POSITIONAL_ONLY, POSITIONAL)


class _Missing:
    def __repr__(self) -> str:
        return "<default>"


_MISSING = _Missing()


class Writer:
    """Writes the text of one dispatching function."""

    def __init__(
        self, owner: Dispatcher, parameters: Sequence[Parameter], constants: Constants
    ) -> None:
        self.owner = owner
        self.parameters = parameters
        self.constants = constants
        self.positional = [p for p in parameters if p.kind in _BY_POSITION]

    def compiled(
        self, chain: Sequence[Variant], otherwise: Callable[..., Any]
    ) -> Callable[..., Any]:
        lines = [f"def call({self._signature()}):", *self._defaults()]
        for variant in chain:
            lines += self._branch(variant, len(chain) > 1)
        last = self.constants.name(otherwise, "otherwise")
        values = "".join(f"{p.name}, " for p in self.parameters if not p.is_tangent)
        tangents = "".join(f"{p.name}, " for p in self.parameters if p.is_tangent)
        lines.append(f"    return {last}(({values}), ({tangents}))")
        title = self.owner.title
        code = compile("\n".join(lines), f"<autograd_src dispatch of {title}>", "exec")
        namespace = dict(self.constants)
        exec(code, namespace)
        call: FunctionType = namespace["call"]
        # Python's own errors about arguments then name the user's function.
        call.__name__ = call.__qualname__ = title
        call.__code__ = _renamed(call, title)
        return call

    def _signature(self) -> str:
        parts: list[str] = []
        missing = self.constants.name(_MISSING, "missing")
        kinds = [p.kind for p in self.parameters]
        for i, p in enumerate(self.parameters):
            if p.kind == KEYWORD_ONLY and not {VAR_POSITIONAL, p.kind} & {*kinds[:i]}:
                parts.append("*")
            star = {VAR_POSITIONAL: "*", VAR_KEYWORD: "**"}.get(p.kind, "")
            has_default = p.optional and not star
            parts.append(f"{star}{p.name}" + (f"={missing}" if has_default else ""))
            if p.kind == POSITIONAL_ONLY and kinds[i + 1 : i + 2] != [POSITIONAL_ONLY]:
                parts.append("/")
        return ", ".join(parts)

    def _defaults(self) -> list[str]:
        """Read live, for a default may be replaced after this was compiled."""
        lines = []
        function = self.constants.name(self.owner.function, "function")
        missing = self.constants.name(_MISSING, "missing")
        own = [p for p in self.owner.parameters if p.kind in _BY_POSITION]
        names = [p.name for p in own]
        for p in self.parameters:
            if not p.optional or p.kind in (VAR_POSITIONAL, VAR_KEYWORD):
                continue
            if p.kind == KEYWORD_ONLY:
                value = f"{function}.__kwdefaults__[{p.name!r}]"
            else:
                place = names.index(p.name) - len(names)
                value = f"{function}.__defaults__[{place}]"
            lines.append(f"    if {p.name} is {missing}: {p.name} = {value}")
        return lines

    def _branch(self, variant: Variant, several: bool) -> list[str]:
        name = self.constants.name
        lines = [f"    if {variant.condition}:"]
        self.constants.update(variant.constants)
        if several:
            owner = name(self.owner, "owner")
            lines.append(f"        {owner}.latest = {name(variant, 'variant')}")
        call = f"{name(variant.unchecked, 'emitted')}({self._arguments(variant)})"
        if self.owner.mode.endswith("vjp"):
            call = f"{name(variant.paired, 'paired')}({call})"
        return [*lines, f"        return {call}"]

    def _arguments(self, variant: Variant) -> str:
        parts = []
        for p in self.parameters:
            star = {
                VAR_POSITIONAL: "*",
                VAR_KEYWORD: "**",
                KEYWORD_ONLY: f"{p.name}=",
            }.get(p.kind, "")
            parts.append(f"{star}{p.name}")
        for captured, cell in variant.cells.items():
            cell_name = self.constants.name(cell, "cell")
            parts.append(f"{captured}={cell_name}.cell_contents")
        return ", ".join(parts)


_BY_POSITION = (POSITIONAL_ONLY, POSITIONAL)


def _renamed(function: FunctionType, title: str) -> CodeType:
    code = function.__code__
    if hasattr(code, "co_qualname"):
        return code.replace(co_name=title, co_qualname=title)
    return code.replace(co_name=title)
