"""Reading and writing single files, so that others see a whole one or none.

No lock, no index, no memory map, no fsync: the digest inside a file tells a whole one
from any other, and a rename replaces it at once. What the bytes mean is `header`'s.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import NamedTuple

__all__ = ["Bytes", "Refused", "read", "temporary", "touch", "write", "write_new"]

MOST_BYTES = 64 << 20
_DAY = 86400.0

_READ = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    # A FIFO in the place of an entry must not stop the reader.
    | getattr(os, "O_NONBLOCK", 0)
)
_NEW = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
)


class Refused(Exception):
    """Something stands there that is not read: no plain file of the user's own."""


class Bytes(NamedTuple):
    """A file as it was read."""

    data: bytes
    modified: float
    # Why its text may not be run although it was read, or None.
    fault: str | None


def read(path: str, shared: bool = False) -> Bytes:
    """The bytes of a plain file, with what is wrong about who may write it.

    Parameters
    ----------
    shared
        As in a checkout: its group may write to it and it may have other links.

    Raises
    ------
    Refused
        For symbolic links, pipes, devices, files of other users, monstrous sizes.
    OSError
        FileNotFoundError above all.
    """
    try:
        fd = os.open(path, _READ)
    except OSError as error:
        if os.path.islink(path):
            raise Refused("is a symbolic link") from None
        raise error
    try:
        found = os.fstat(fd)
        reason = _not_ours(found)
        if reason:
            raise Refused(reason)
        return Bytes(_all(fd), found.st_mtime, _fault(found, shared))
    finally:
        os.close(fd)


def _not_ours(found: os.stat_result) -> str | None:
    if not stat.S_ISREG(found.st_mode):
        return "is not a plain file"
    if hasattr(os, "geteuid") and found.st_uid not in (os.geteuid(), 0):
        return f"belongs to another user ({found.st_uid})"
    if found.st_size > MOST_BYTES:
        return "is too large"
    return None


def _fault(found: os.stat_result, shared: bool) -> str | None:
    if not hasattr(os, "geteuid"):
        return None
    if found.st_mode & (stat.S_IWOTH | (0 if shared else stat.S_IWGRP)):
        return "can be written by others"
    # None at all: it was replaced since it was opened, and is still whole.
    if found.st_nlink > 1 and not shared:
        return "has another name elsewhere"
    return None


def _all(fd: int) -> bytes:
    parts = []
    while part := os.read(fd, 1 << 20):
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def touch(path: str, modified: float, now: float) -> None:
    """Note that a file was used, at most once a day, whatever its clock said."""
    if abs(now - modified) > _DAY:
        with suppress(OSError):  # it is a hint for pruning, and nothing else
            os.utime(path, (now, now))


def temporary(folder: str) -> str:
    """A name in the same folder that nobody can have foreseen."""
    return os.path.join(folder, f".{os.urandom(8).hex()}.tmp")


def write_new(path: str, data: bytes, mode: int = 0o600) -> None:
    """Write a file that must not exist yet; what was begun is removed on failure."""
    fd = os.open(path, _NEW, mode)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(fd, rest) :]
        finally:
            os.close(fd)
    except BaseException:
        _remove(path)
        raise


def write(path: str, data: bytes, mode: int = 0o600) -> None:
    """Put a file in place at once, whatever stood there."""
    new = temporary(os.path.dirname(path))
    write_new(new, data, mode)
    try:
        os.replace(new, path)
    except BaseException:
        _remove(new)
        raise


def _remove(path: str) -> None:
    with suppress(OSError):  # an orphan is found by pruning
        os.unlink(path)
