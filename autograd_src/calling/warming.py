"""Entries regenerated from their own headers: what keeps a project's cache honest."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator, Sequence
from types import FunctionType
from typing import Any, NamedTuple

from autograd_src import store
from autograd_src.calling import entries
from autograd_src.calling.entries import Request, Signature
from autograd_src.live.signature_text import parse_text

_QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""


class Finding(NamedTuple):
    """What became of one entry: "fresh", "written", "stale", "missing", "orphaned"."""

    name: str
    state: str
    reason: str = ""


def warm(directory: str, modules: Sequence[str], only_check: bool) -> Iterator[Finding]:
    """Regenerate a project's entries, and take over what the user's cache has besides.

    Parameters
    ----------
    directory
        The project's cache.
    modules
        Modules whose entries in the user's cache belong to the project too.
    only_check
        Compare and write nothing.
    """
    generate = entries.generator()
    known = set()
    for name, header in store.project_entries(directory):
        known.add(name)
        yield _entry(directory, name, header, generate, only_check)
    for name, header in _of_modules(modules):
        if name in known:
            continue
        known.add(name)
        if only_check:
            yield Finding(name, "missing", "it is in the user's cache alone")
        else:
            yield _entry(directory, name, header, generate, only_check)


def _entry(
    directory: str, name: str, header: store.Header | None, generate: Any, check: bool
) -> Finding:
    if header is None:
        return Finding(name, "stale", "it is not as it was generated; remove it")
    try:
        request = request_of(header)
    except (ImportError, LookupError, ValueError) as error:
        return Finding(name, "orphaned", str(error))
    generated = generate(request)
    key = entries.key_of(request)
    if key.project != name:
        return Finding(name, "orphaned", f"it would be {key.project or 'nowhere'}")
    fresh = entries.header_of(request, generated)
    version = store.package_version()
    fresh = fresh._replace(generator=version, key=key.digest)
    text = store.render(fresh, generated.text)
    path = os.path.join(directory, *name.split("/"))
    if _read(path) == text:
        return Finding(name, "fresh")
    if check:
        return Finding(name, "stale", "generating gives another text")
    store.publish_project(directory, key, fresh, generated.text)
    return Finding(name, "written")


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return None


def _of_modules(modules: Sequence[str]) -> Iterator[tuple[str, store.Header]]:
    """Entries of these modules in the user's cache, by their name in a project's."""
    root = store.settings().user
    if root is None or not modules:
        return
    for _, header in store.entries(root):
        if header is None or header.generator != store.generator_digest():
            continue
        if header.function.partition(":")[0] in modules:
            try:
                key = entries.key_of(request_of(header))
            except (ImportError, LookupError, ValueError, SyntaxError):
                continue  # of another state of the source
            if key.digest == header.key and key.project:
                yield key.project, header


def request_of(header: store.Header) -> Request:
    """What an entry's header says was asked for."""
    function = function_at(header.function)
    return Request(
        function,
        header.mode,
        header.wrt,
        "tuple" not in header.options,
        signature_of(header.signature),
        "aux" in header.options,
    )


def function_at(path: str) -> FunctionType:
    """The function at "module:qualname", inside of whatever wraps it there."""
    module, _, qualname = path.partition(":")
    found: Any = importlib.import_module(module)
    for name in qualname.split("."):
        inside = getattr(found, "__dict__", {})
        if name not in inside:
            raise LookupError(f"{module} has no {qualname}")
        found = inside[name]
    while not isinstance(found, FunctionType):
        wrapped = getattr(found, "__dict__", {}).get("__wrapped__")
        wrapped = getattr(found, "__func__", wrapped)
        if wrapped is None:
            raise LookupError(f"{path} is not a function")
        found = wrapped
    return found


def signature_of(line: str) -> Signature | None:
    """A signature from how it prints; None, the generic text, from nothing.

    >>> signature_of("w: float, x: (float64[n,1], static('a, b'))")[0]
    ('w', Scalar(kind='float'))
    """
    if not line:
        return None
    pairs = (part.partition(": ") for part in _parts(line))
    return tuple((name, parse_text(value)) for name, _, value in pairs)


def _parts(line: str) -> Iterator[str]:
    """Split at the commas between parameters, not at those inside of values."""
    start = depth = 0
    for token in re.finditer(rf"{_QUOTED}|[()\[\]{{}}]|, ", line):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token[0], 0)
        if token[0] == ", " and not depth:
            yield line[start : token.start()]
            start = token.end()
    yield line[start:]
