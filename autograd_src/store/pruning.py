"""What is in the user's cache, and what leaves it: listing, clearing, pruning.

Only names that this package gives are touched, below `<root>/v1`, and never through a
symbolic link. Text that somebody edited is never removed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from time import time
from typing import NamedTuple

from autograd_src.store import files
from autograd_src.store.header import Damaged, Header, parse
from autograd_src.store.names import folder_name

__all__ = ["File", "Stats", "bound", "clear", "entries", "prune", "stats"]

_HOUR = 3600.0
_SHARE = 32
"""The size limit is passed by about this share of it before it is looked at again."""


class File(NamedTuple):
    """A file of the cache. `kind` is "entry", "edited", "temporary" or
    "note" (what `generator` remembers of files that it digested)."""

    path: str
    kind: str
    size: int
    modified: float


class Stats(NamedTuple):
    """Counts over the whole root."""

    entries: int
    size: int
    functions: int
    generators: int
    edited: int
    temporaries: int


class Removed(NamedTuple):
    """How much was removed."""

    files: int
    size: int


def _folders(path: str) -> list[str]:
    try:
        with os.scandir(path) as listing:
            found = [i.path for i in listing if i.is_dir(follow_symlinks=False)]
    except OSError:
        return []  # not there, or gone while looking
    return sorted(found)


def _kind(name: str) -> str:
    if name.startswith(".") and name.endswith(".tmp"):
        return "temporary"
    if name.endswith(".py"):
        return "entry"
    if name.startswith("source-"):
        return "note"
    return "edited" if ".py.edited" in name else ""


def _in_folder(folder: str) -> Iterator[File]:
    try:
        with os.scandir(folder) as listing:
            found = sorted(listing, key=lambda item: item.name)
    except OSError:
        return
    for item in found:
        kind = _kind(item.name)
        try:
            if kind and item.is_file(follow_symlinks=False):
                stat = item.stat(follow_symlinks=False)
                yield File(item.path, kind, stat.st_size, stat.st_mtime)
        except OSError:
            continue


def _homes(root: str) -> list[str]:
    return _folders(os.path.join(os.path.realpath(root), "v1"))


def listing(root: str, function: str | None = None) -> Iterator[File]:
    """Every file of the cache, in the order of names; of one function if given."""
    if function is None:
        yield from _in_folder(os.path.join(os.path.realpath(root), "v1"))
    for home in _homes(root):
        for folder in _folders(home):
            if function is None or os.path.basename(folder) == folder_name(function):
                yield from _in_folder(folder)


def entries(
    root: str, function: str | None = None
) -> Iterator[tuple[File, Header | None]]:
    """Every entry with its header, None where it is damaged or edited."""
    for file in listing(root, function):
        if file.kind == "entry":
            header = _header(file.path)
            if header is None or function in (None, header.function):
                yield file, header


def _header(path: str) -> Header | None:
    try:
        return parse(files.read(path).data)[0]
    except (OSError, files.Refused, Damaged):
        return None


def stats(root: str) -> Stats:
    """How much there is."""
    found = list(listing(root))
    kinds = [file.kind for file in found]
    homes = _homes(root)
    return Stats(
        entries=kinds.count("entry"),
        size=sum(file.size for file in found),
        functions=sum(len(_folders(home)) for home in homes),
        generators=len(homes),
        edited=kinds.count("edited"),
        temporaries=kinds.count("temporary"),
    )


def _remove(found: list[File]) -> Removed:
    count = size = 0
    for file in found:
        try:
            os.unlink(file.path)
        except FileNotFoundError:
            continue
        count += 1
        size += file.size
    return Removed(count, size)


def _remove_empty_folders(root: str) -> None:
    for home in _homes(root):
        for folder in (*_folders(home), home):
            try:
                os.rmdir(folder)
            except OSError:
                continue  # something is in it, or was put there this moment


def clear(root: str, function: str | None = None) -> Removed:
    """Remove every entry, or those of one function.

    A temporary file that is being written may go too; its writer tries again.
    """
    if function is None:
        doomed = [file for file in listing(root) if file.kind != "edited"]
    else:
        doomed = [
            file
            for file, header in entries(root, function)
            if header is not None and header.function == function
        ]
    removed = _remove(doomed)
    _remove_empty_folders(root)
    return removed


def prune(
    root: str,
    max_size: int | None = None,
    older_than: float | None = None,
    keep: str = "",
) -> Removed:
    """Remove what was abandoned, what is too old, and then the least recently used.

    Parameters
    ----------
    root
        The folder of the user's cache.
    max_size
        Bytes that may stay.
    older_than
        Seconds since an entry was last used, to within a day.
    keep
        A path that stays: the entry just written.
    """
    now = time()
    found = list(listing(root))
    doomed = [f for f in found if f.kind == "temporary" and _is_abandoned(f, now)]
    used = [f for f in found if f.kind == "entry"]
    # A time in the future is another clock's, and says nothing about what is recent.
    used.sort(key=lambda f: (f.path == keep, min(f.modified, now), f.path))
    size = sum(f.size for f in used)
    for file in used:
        is_old = older_than is not None and now - file.modified > older_than
        if file.path != keep and (is_old or (max_size is not None and size > max_size)):
            doomed.append(file)
            size -= file.size
    removed = _remove(doomed)
    _remove_empty_folders(root)
    return removed


def _is_abandoned(temporary: File, now: float) -> bool:
    return abs(now - temporary.modified) > _HOUR


def bound(root: str, max_size: int, written: int, keep: str) -> None:
    """Prune now and then, so that the size stays near its limit.

    Drawn with a chance in proportion to what was written: no count is kept anywhere,
    no clock is asked, and thousands of short processes are bounded like one long one.
    """
    chance = written * _SHARE / max(max_size, 1)
    if int.from_bytes(os.urandom(4), "little") < chance * 2**32:
        with suppress(OSError):  # what can't be removed now is tried again later
            prune(root, max_size, keep=keep)
