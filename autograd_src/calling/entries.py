"""From a request to the text of an emitted module: in the cache, or generated now.

The one place at call time that reaches the generator, by one lazy import.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from types import FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd_src import store
from autograd_src.calling.parameters import parameters_of
from autograd_src.calling.watch import Arguments, replaced_recipes, still_hold
from autograd_src.live.consulted import Ingredient
from autograd_src.live.identity import module_of
from autograd_src.live.signature import Abstract
from autograd_src.live.signature_text import text as abstract_text
from autograd_src.live.source import source_of

if TYPE_CHECKING:
    from pathlib import Path

Signature = tuple[tuple[str, Abstract], ...]


class Request(NamedTuple):
    """What is asked for; the generator's request has the same fields."""

    # A FunctionType; declared as one, type checkers would bind it like a method.
    function: Any
    mode: str
    wrt: tuple[str, ...]
    bare: bool
    signature: Signature | None  # None: the generic text
    has_aux: bool = False
    arguments: Any = None  # the live ones, for what attributes of objects hold


class Emitted(NamedTuple):
    """An emitted module: its text, and where it lies if anywhere."""

    text: str  # of the module, without the cache's header
    whole: str  # of the file, as it is compiled
    filename: str
    is_stored: bool
    entry: str
    imports: tuple[tuple[str, str], ...]
    ingredients: tuple[Ingredient, ...]

    @property
    def source(self) -> str:
        """Text of the module."""
        return self.text

    @property
    def path(self) -> Path | None:
        """The file in the cache; None if it is in memory only."""
        from pathlib import Path

        return Path(self.filename) if self.is_stored else None


def signature_line(signature: Signature | None) -> str:
    """A signature as people read it; empty for the generic text."""
    parts = (f"{name}: {abstract_text(value)}" for name, value in signature or ())
    return ", ".join(parts)


def function_path(function: FunctionType) -> str:
    """ "module:qualname", the same however the module was started."""
    return f"{module_of(function)}:{function.__qualname__}"


def key_of(request: Request) -> store.Key:
    """What is known before generation, as the store's key."""
    function = function_path(request.function)
    wrt, options = _unusual(request)
    signature = signature_line(request.signature)
    digest = store.fields_digest(
        function,
        source_of(request.function).digest(),
        request.mode,
        request.wrt,
        request.bare,
        request.has_aux,
        request.signature is None,
        signature,
        *replaced_recipes(),
    )
    project = store.project_name(function, request.mode, signature, wrt, options)
    return store.Key(function, request.mode, digest, project)


def _unusual(request: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a name in a project's cache must say: choices other than the default."""
    first = parameters_of(request.function)[0].name
    usual = request.bare and request.wrt == (first,)
    options: tuple[str, ...] = () if request.bare else ("tuple",)
    if request.has_aux:
        options += ("aux",)
    return () if usual else request.wrt, options


def header_of(request: Request, generated: Any) -> store.Header:
    """What an entry says about itself; the store adds the generator."""
    key = key_of(request)
    return store.Header(
        function=key.function,
        mode=request.mode,
        wrt=request.wrt,
        signature=signature_line(request.signature),
        options=_unusual(request)[1],
        key=key.digest,
        generator="",
        imports=tuple(generated.imports),
        entry=generated.entry,
        ingredients=tuple(tuple(i) for i in generated.ingredients),
    )


def _holding(request: Request, arguments: Arguments) -> Callable[[store.Header], bool]:
    """The store's question: is what was consulted still so?"""

    def check(header: store.Header) -> bool:
        ingredients = [Ingredient(*i) for i in header.ingredients]
        return still_hold(ingredients, request.function, arguments)

    return check


def find(request: Request, arguments: Arguments) -> Emitted | None:
    """The entry in the cache whose ingredients hold, if there is one."""
    cache = store.current()
    if cache.settings.mode == "verify":
        return None
    entry = cache.find(key_of(request), _holding(request, arguments))
    return None if entry is None else _emitted(entry)


def generator() -> Callable[[Request], Any]:
    """The generator. Call this outside the lock: it imports."""
    from autograd_src import pipeline

    return lambda request: pipeline.generate(pipeline.Request(*request))


def generate(
    request: Request, generate: Callable[[Request], Any], arguments: Arguments
) -> Emitted:
    """Generate and publish, unless another process did since we looked."""
    took: list[float] = []

    def timed() -> tuple[store.Header, str]:
        start = perf_counter()
        generated = generate(request._replace(arguments=arguments or None))
        took.append((perf_counter() - start) * 1e3)
        return header_of(request, generated), generated.text

    key = key_of(request)
    entry = store.current().fetch(key, _holding(request, arguments), timed)
    if took:
        _log(request, took[0], entry.path)
    return _emitted(entry)


def _log(request: Request, milliseconds: float, path: str) -> None:
    import logging

    logging.getLogger("autograd_src").info(
        "generated %s of %s for (%s) in %.0f ms: %s",
        request.mode,
        function_path(request.function),
        signature_line(request.signature),
        milliseconds,
        path,
    )


def _emitted(entry: store.Entry) -> Emitted:
    header = entry.header
    # The header ends at the first empty line, and the module follows it.
    body = entry.text.partition("\n\n")[2]
    return Emitted(
        body,
        entry.text,
        entry.path,
        entry.stored,
        header.entry,
        header.imports,
        tuple(Ingredient(*i) for i in header.ingredients),
    )
