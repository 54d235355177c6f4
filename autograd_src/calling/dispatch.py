"""Dispatch: one compiled function that checks a call's arguments and passes it on.

It has the parameters of the derivative, so that Python itself binds keywords and
defaults, and a chain of conditions, one for each variant; what fits none of them goes
the longer way: look the signature up, cast tangents, generate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from autograd_src import store
from autograd_src.calling import entries
from autograd_src.calling.entries import Emitted, Request, Signature
from autograd_src.calling.guards import Constants, unused_prefix, widened
from autograd_src.calling.parameters import (
    KEYWORD_ONLY,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
    Selection,
    parameters_of,
    tangent_levels,
    with_tangents,
)
from autograd_src.calling.structure import as_tangent
from autograd_src.calling.unusable import refuse_unusable
from autograd_src.calling.variants import Variant
from autograd_src.calling.writer import Writer
from autograd_src.errors import NotDifferentiable
from autograd_src.live.signature import abstract, opened

MOST_VARIANTS = 8
"""Beyond these, floats and float64 arrays of any rank share one variant."""


class Dispatcher:
    """Variants of one derivative of one function, and the compiled way to them.

    Attributes
    ----------
    call : callable
        Takes the arguments of the derivative.
    code : code object
        The function's when `call` was compiled; another one makes everything stale.
    """

    def __init__(
        self, function: FunctionType, mode: str, selection: Selection, has_aux: bool
    ) -> None:
        self.function = function
        self.mode = mode
        self.selection = selection
        self.has_aux = has_aux
        self.title = f"{function.__qualname__}.{mode}"
        self.latest: Variant | None = None
        self.plugged: Callable[..., Any] | None = None
        self._generic: Emitted | None = None
        self.renew()

    def renew(self) -> None:
        """Start afresh: the function's code object was replaced."""
        self.code = self.function.__code__
        self.parameters = parameters_of(self.function)
        self.full = with_tangents(
            self.parameters,
            self.selection.names,
            tangent_levels(self.mode),
            f"{self.function.__qualname__}()",
        )
        self._variants: dict[Signature, list[Variant]] = {}
        self._chain: list[Variant] = []
        self._generic = None
        self.latest = None
        self._compile()

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Every variant of this process, in the order of their making."""
        return tuple(v for same in self._variants.values() for v in same)

    def plug(self, function: Callable[..., Any] | None) -> None:
        """Call a function of the user's instead; None takes it out again."""
        self.plugged = function
        self._compile()

    def emitted(self) -> Variant | Emitted:
        """The latest variant used, or else the generic text."""
        if self.latest is not None:
            return self.latest
        if self._generic is None:
            self._generic = self._obtain(self._request(None))
        return self._generic

    def latest_variant(self) -> Variant:
        """The latest variant used; an AttributeError before any call."""
        if self.latest is None:
            raise AttributeError(f"{self.title} was not called yet")
        return self.latest

    def variant_of(self, *args: Any, **kwargs: Any) -> Variant:
        """The variant for a call's arguments; tangents may be left out."""
        try:
            values, _ = self._binder(self.full)(*args, **kwargs)
        except TypeError:
            values, _ = self._binder(self.parameters)(*args, **kwargs)
        return self._variant(values)

    def bound(self, levels: int, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
        """Arguments by the user's signature, and `levels` tangents for each chosen."""
        name = f"{self.function.__qualname__}()"
        parameters = with_tangents(self.parameters, self.selection.names, levels, name)
        found: tuple[Any, Any] = self._binder(parameters)(*args, **kwargs)
        return found

    def evaluate(self, values: Sequence[Any], tangents: Sequence[Any]) -> Any:
        """Call with arguments that are bound already."""
        if self.plugged is not None:
            positional, keywords = self.arguments(values, tangents)
            return self.plugged(*positional, **keywords)
        return self._variant(values).call(values, tangents)

    def arguments(
        self, values: Sequence[Any], tangents: Sequence[Any]
    ) -> tuple[list[Any], dict[str, Any]]:
        """Positional and keyword arguments of the derivative; tangents are cast."""
        given = {p.name: value for p, value in zip(self.parameters, values)}
        dots = iter(tangents)
        positional: list[Any] = []
        keywords: dict[str, Any] = {}
        for p in self.full:
            if p.is_tangent:
                value = as_tangent(given[p.argument], next(dots), p.name)
            else:
                value = given[p.name]
            if p.kind == VAR_POSITIONAL:
                positional += value
            elif p.kind == VAR_KEYWORD:
                keywords |= value
            elif p.kind == KEYWORD_ONLY:
                keywords[p.name] = value
            else:
                positional.append(value)
        return positional, keywords

    # The longer way.

    def _slow(self, values: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
        return self._variant(values).call(values, tangents)

    def _variant(self, values: Sequence[Any]) -> Variant:
        signature = self.signature_of(values)
        variant = self._known(signature, values)
        if variant is None:
            variant = self._new(signature, values)
        self.latest = variant
        return variant

    def signature_of(self, values: Sequence[Any]) -> Signature:
        """What is assumed of such arguments; of those chosen, what objects hold."""
        chosen = frozenset(self.selection.names)
        return tuple(
            (p.name, opened(v) if p.name in chosen else abstract(v))
            for p, v in zip(self.parameters, values)
        )

    def _known(self, signature: Signature, values: Sequence[Any]) -> Variant | None:
        for key in (signature, _widened(signature)):
            for variant in self._variants.get(key, ()):
                if variant.is_armed(values):
                    return variant
                if variant.holds(values):
                    # What it depends on was replaced by an equal: watch that one now.
                    with store.exclusive():
                        variant.arm(values)
                        self._compile()
                    return variant
        return None

    def _new(self, signature: Signature, values: Sequence[Any]) -> Variant:
        wide = _widened(signature)
        if len(self._chain) >= MOST_VARIANTS and wide != signature:
            try:
                return self._make(wide, values)
            except NotDifferentiable:
                # Its meaning depends on ranks, so it has one variant for each.
                pass
        return self._make(signature, values)

    def _make(self, signature: Signature, values: Sequence[Any]) -> Variant:
        refuse_unusable(self.function, signature, self.selection.names)
        request = self._request(signature)
        found = entries.find(request, self._given(values))
        generate = entries.generator() if found is None else None
        with store.exclusive():
            known = self._known(signature, values)
            if known is not None:
                return known
            if generate is not None:
                found = entries.generate(request, generate, self._given(values))
            assert found is not None
            variant = Variant(self, request, found, values)
            self._variants.setdefault(signature, []).append(variant)
            self._chain = [variant, *self._chain[: MOST_VARIANTS - 1]]
            self._compile()
        return variant

    def _given(self, values: Sequence[Any]) -> dict[str, Any]:
        return {p.name: value for p, value in zip(self.parameters, values)}

    def _request(self, signature: Signature | None) -> Request:
        return Request(
            self.function,
            self.mode,
            self.selection.names,
            self.selection.bare,
            signature,
            self.has_aux,
        )

    def _obtain(self, request: Request) -> Emitted:
        found = entries.find(request, {})
        if found is not None:
            return found
        generate = entries.generator()
        with store.exclusive():
            return entries.generate(request, generate, {})

    # The compiled way.

    def _compile(self) -> None:
        if self.plugged is not None:
            self.call: Callable[..., Any] = self.plugged
            return
        constants = Constants(unused_prefix(p.name for p in self.full))
        writer = Writer(self, self.full, constants)
        self.call = writer.compiled(self._chain, self._slow)

    def _binder(self, parameters: Sequence[Parameter]) -> Callable[..., Any]:
        constants = Constants(unused_prefix(p.name for p in parameters))
        return Writer(self, parameters, constants).compiled([], _both)


def _both(values: Any, tangents: Any) -> tuple[Any, Any]:
    return values, tangents


def _widened(signature: Signature) -> Signature:
    return tuple((name, widened(value)) for name, value in signature)


def guarded(variant: Variant) -> Callable[..., Any]:
    """The emitted function behind a check that the arguments are as assumed."""
    owner = variant.owner
    constants = Constants(unused_prefix(p.name for p in owner.full))

    def refuse(values: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
        given = owner.signature_of(values)
        if given == variant.assumed and variant.holds(values):
            return variant.call(values, tangents)
        line = entries.signature_line(given)
        raise TypeError(
            f"this {owner.title} was emitted for {variant.signature}, not for "
            f"({line}); call {owner.title} itself, or specialize it for these arguments"
        )

    return Writer(owner, owner.full, constants).compiled([variant], refuse)
