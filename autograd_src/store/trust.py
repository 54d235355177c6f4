"""Whose code may run: who owns the folders of a cache, and who else may write there.

Nothing is changed here: a folder that was not made by this package keeps its mode.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress

__all__ = ["make", "why_not"]

_cleared: set[tuple[str, bool, int]] = set()


def why_not(path: str, group: bool = False) -> str | None:
    """Why a folder cannot be trusted, or None.

    Every component of the real path belongs to the user or to root, and nobody else
    may write to it (a sticky folder excepted: there nobody may replace another's
    files). What does not exist yet is judged by what does. A folder is looked at
    until it is found good, then never again in this process.

    Parameters
    ----------
    path
        A real path; symbolic links have been resolved.
    group
        Accept what its group may write to, as a checkout may be.
    """
    if not hasattr(os, "geteuid"):
        return None  # Windows: the profile's access lists do this
    user = os.geteuid()
    if (path, group, user) in _cleared:
        return None
    exists = False
    for folder in _upward(path):
        try:
            found = os.lstat(folder)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            return f"{folder} can't be examined: {error.strerror}"
        reason = _fault(found, user, group)
        if reason:
            return f"{folder} {reason}"
        exists = exists or folder == path
    if exists:
        _cleared.add((path, group, user))
    return None


def _upward(path: str) -> Iterator[str]:
    """A path and its parents, the root last.

    >>> list(_upward("/a/b")) if os.sep == "/" else ["/a/b", "/a", "/"]
    ['/a/b', '/a', '/']
    """
    while True:
        yield path
        parent = os.path.dirname(path)
        if parent == path:
            return
        path = parent


def _fault(found: os.stat_result, user: int, group: bool) -> str | None:
    if not stat.S_ISDIR(found.st_mode):
        return "is not a directory"
    if found.st_uid not in (user, 0):
        return f"belongs to another user ({found.st_uid})"
    if found.st_mode & stat.S_ISVTX:
        return None
    if found.st_mode & stat.S_IWOTH:
        return "can be written by everybody (chmod o-w)"
    if found.st_mode & stat.S_IWGRP and not group:
        return "can be written by its group (chmod g-w)"
    return None


def make(path: str) -> None:
    """Make a folder and those above it that are missing, for the user alone."""
    missing = []
    for folder in _upward(path):
        if os.path.isdir(folder):
            break
        missing.append(folder)
    for folder in reversed(missing):
        with suppress(FileExistsError):  # another process was faster
            os.mkdir(folder, 0o700)
