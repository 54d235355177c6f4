"""Digests of fields, of text, and of this package's own source.

What the fields are is the caller's business; where digests are written is `header`'s.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from typing import Protocol, TypeAlias

__all__ = [
    "Field",
    "SourceMissing",
    "bytes_digest",
    "fields_digest",
    "generator_changed",
    "generator_digest",
    "package_version",
    "source_digest",
    "text_digest",
]

FORMAT = 1
"""Version of the keys and of the files; part of both."""

Field: TypeAlias = "str | bytes | int | bool | tuple[Field, ...] | None"

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_NEEDED = ("astunparse", "gast")


class SourceMissing(OSError):
    """This package's own source cannot be read, so nothing can be keyed by it."""


class _Hash(Protocol):
    def hexdigest(self) -> str: ...


def _sha256(data: bytes) -> _Hash:
    """The digest by whatever is there without an import that costs milliseconds."""
    loaded = sys.modules.get("hashlib")
    if loaded is None:
        for name in ("_sha2", "_sha256", "hashlib"):
            try:
                loaded = __import__(name)
                break
            except ImportError:
                continue
    result: _Hash = loaded.sha256(data)  # type: ignore[union-attr]
    return result


def bytes_digest(data: bytes) -> str:
    """SHA-256 of bytes as they stand, in hexadecimal."""
    return _sha256(data).hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 of text whose lines end in LF, whatever they end in here.

    >>> text_digest("a\\r\\nb\\r") == text_digest("a\\nb\\n")
    True
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return bytes_digest(lines.encode("utf-8", "surrogatepass"))


def fields_digest(*fields: Field) -> str:
    """SHA-256 of fields that can't be mistaken for others, or for others' pieces.

    Parameters
    ----------
    *fields
        Strings, bytes, integers, booleans, None and tuples of these; anything else
        is a TypeError, for nothing else has bytes that are the same everywhere.

    Examples
    --------
    >>> fields_digest("ab", "c") == fields_digest("a", "bc")
    False
    >>> fields_digest(1) == fields_digest(True)
    False
    """
    return bytes_digest(_tuple(fields))


def _tuple(fields: tuple[Field, ...]) -> bytes:
    return b"t%d:" % len(fields) + b"".join(map(_encoded, fields))


def _encoded(field: Field) -> bytes:
    kind = type(field)
    if kind is str:
        return _tagged(b"s", field.encode("utf-8", "surrogatepass"))  # type: ignore[union-attr]
    if kind is bytes:
        return _tagged(b"b", field)  # type: ignore[arg-type]
    if kind is bool or field is None:
        return {True: b"T", False: b"F", None: b"N"}[field]  # type: ignore[index]
    if kind is int:
        # Decimal digits are limited in number by the interpreter; these are not.
        return _tagged(b"i", format(field, "x").encode("ascii"))
    if isinstance(field, tuple):
        return _tuple(field)
    raise TypeError(f"no stable digest of {kind.__name__}")


def _tagged(tag: bytes, data: bytes) -> bytes:
    return tag + b"%d:" % len(data) + data


# ---------------------------------------------------------------------------
# This package's own source


def _sources(folder: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name with slashes, path) of every Python file below, in a fixed order."""
    with os.scandir(folder) as listing:
        found = sorted(listing, key=lambda item: item.name)
    for item in found:
        if item.name.endswith(".py"):
            yield prefix + item.name, item.path
        elif item.name != "__pycache__" and item.is_dir():
            yield from _sources(item.path, f"{prefix}{item.name}/")


def _lf(path: str) -> bytes:
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        parts = []
        while part := os.read(fd, 1 << 20):
            parts.append(part)
    finally:
        os.close(fd)
    return b"".join(parts).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def source_digest(folder: str) -> str:
    """Content digest of the Python files below a folder, by relative name."""
    return fields_digest(*((name, _lf(path)) for name, path in _sources(folder)))


@cache
def generator_digest() -> str:
    """Digest of everything that decides what is generated, apart from the request.

    The content of this package's own source, not its metadata: an editable install
    changes without it. Of gast and astunparse, the versions. Computed once a process.

    Raises
    ------
    SourceMissing
        Where the package has no source files (an archive, compiled files only).
    """
    if not os.path.isfile(os.path.join(_PACKAGE, "store", "digest.py")):
        raise SourceMissing(f"no source files in {_PACKAGE}")
    needed = tuple((name, _release(name)) for name in _NEEDED)
    return fields_digest(FORMAT, source_digest(_PACKAGE), needed)


def _release(name: str) -> str:
    """What identifies the release of a package, which is not imported for it.

    The name of its metadata folder beside it; where it has none, its content.
    """
    for folder in sys.path:
        package = os.path.join(folder or os.curdir, name)
        if os.path.isfile(os.path.join(package, "__init__.py")):
            return _named_release(folder or os.curdir, name) or source_digest(package)
    return _found_elsewhere(name)


def _named_release(folder: str, name: str) -> str:
    """`name-1.2.dist-info`, or nothing.

    More than one is a broken installation; all of them tell it from a whole one.
    """
    ends = (".dist-info", ".egg-info")
    found = [i for i in os.listdir(folder) if i.lower().startswith(f"{name}-")]
    return " ".join(sorted(i for i in found if i.endswith(ends)))


def _found_elsewhere(name: str) -> str:
    """A package that an import hook finds, or none; neither is the usual case."""
    from importlib.util import find_spec

    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if spec is None or spec.origin is None or not os.path.isfile(spec.origin):
        return "absent"
    return source_digest(os.path.dirname(spec.origin))


def _newest() -> int:
    stats = (os.stat(path) for _, path in _sources(_PACKAGE))
    return max(max(s.st_mtime_ns, s.st_ctime_ns) for s in stats)


def _now() -> int:
    import time

    return time.time_ns()


_imported_at = _now()


def generator_changed() -> bool:
    """Whether this package's files were written after this process imported them.

    Then the digest of the files is not one of the code that runs. A time in the
    future says nothing: it comes from another machine's clock.
    """
    return _imported_at < _newest() <= _now()


@cache
def package_version(package: str = _PACKAGE) -> str:
    """The release of this package: of its checkout, else of its installation."""
    folder, name = os.path.split(package)
    metadata = os.path.join(folder, "setup.cfg")
    if os.path.isfile(metadata):
        pairs = _first_settings(_lf(metadata).decode("utf-8"))
        if pairs.get("name") == name and "version" in pairs:
            return pairs["version"]
    found = _named_release(folder, name).split(" ")[0]
    if not found:
        raise SourceMissing(f"nothing beside {package} tells its version")
    return found[len(name) + 1 :].removesuffix(".dist-info").removesuffix(".egg-info")


def _first_settings(text: str) -> dict[str, str]:
    """`key = value` lines; the first of a key counts.

    >>> _first_settings("[metadata]\\nname = a\\nversion = 1\\n[other]\\nname = b")
    {'name': 'a', 'version': '1'}
    """
    pairs: dict[str, str] = {}
    for line in text.split("\n"):
        key, equals, value = line.partition("=")
        if equals and not line[:1].isspace():
            pairs.setdefault(key.strip(), value.strip())
    return pairs
