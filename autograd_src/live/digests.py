"""Digests over length-prefixed, type-tagged fields.

Never over `hash()`, pickles or the `repr` of unknown objects: the same fields give
the same digest in every process, on every machine and Python.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

Field = str | bytes | int | None | tuple["Field", ...]


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


@cache
def _constructor() -> Callable[[bytes], Any]:
    """Find SHA-256 without `hashlib`, which loads OpenSSL: a few ms a process."""
    own = "_sha2" if sys.version_info >= (3, 12) else "_sha256"
    for name in (own, "hashlib"):
        try:
            found: Callable[[bytes], Any] = __import__(name).sha256
            return found
        except ImportError:
            continue
    raise ImportError("no SHA-256")
