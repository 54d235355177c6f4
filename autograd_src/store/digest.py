"""Digests of fields, of text and of bytes.

What the fields are is the caller's business; where digests are written is `header`'s.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Protocol, TypeAlias

__all__ = ["Field", "bytes_digest", "fields_digest", "text_digest"]

FORMAT = 1
"""Version of the keys and of the files; part of both."""

Field: TypeAlias = "str | bytes | int | bool | tuple[Field, ...] | None"


class _Hash(Protocol):
    def hexdigest(self) -> str: ...


@cache
def _sha256() -> Callable[[bytes], _Hash]:
    """The digest by whatever is there without an import that costs milliseconds."""
    own = "_sha2" if sys.version_info >= (3, 12) else "_sha256"
    for name in (own, "hashlib"):
        try:
            found: Callable[[bytes], _Hash] = __import__(name).sha256
            return found
        except ImportError:
            continue
    raise ImportError("no SHA-256")


def bytes_digest(data: bytes) -> str:
    """SHA-256 of bytes as they stand, in hexadecimal."""
    return _sha256()(data).hexdigest()


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
