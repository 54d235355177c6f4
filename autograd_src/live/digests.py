"""Digests over length-prefixed, type-tagged fields.

Never over `hash()`, pickles or the `repr` of unknown objects: the same fields give
the same digest in every process, on every machine and Python.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Field = str | bytes | int | None | tuple["Field", ...]

_sha256: Callable[[bytes], Any] | None = None


def digest_of(*fields: Field) -> str:
    """Return the SHA-256 of the fields, as hex.

    >>> digest_of("ab", "c") == digest_of("a", "bc")
    False
    >>> digest_of("1") == digest_of(1)
    False
    """
    digest: str = _constructor()(_encoded(fields)).hexdigest()
    return digest


def _encoded(field: Field) -> bytes:
    if field is None:
        return b"n;"
    if isinstance(field, tuple):
        tag, content = b"t", b"".join(map(_encoded, field))
    elif isinstance(field, bytes):
        tag, content = b"b", field
    elif isinstance(field, str):
        tag, content = b"s", field.encode("utf-8", "surrogatepass")
    else:
        tag, content = b"i", b"%d" % field
    return b"%b%d:%b" % (tag, len(content), content)


def _constructor() -> Callable[[bytes], Any]:
    """Find SHA-256 without `hashlib`, which loads OpenSSL: a few ms a process."""
    global _sha256
    for name in ("_sha2", "_sha256", "hashlib"):
        if _sha256 is None:
            try:
                _sha256 = __import__(name).sha256
            except ImportError:
                continue
    assert _sha256 is not None
    return _sha256
