"""A project's own cache, under version control: `<dir>/<module>.<qualname>/<mode>….py`.

Read at call time; written by `warm` alone, which wants to hear of trouble, so that
publishing raises. The header holds this package's version instead of a digest: a diff
shows what changed in a derivative, and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from autograd_src.store import files, report, trust
from autograd_src.store.generator import package_version
from autograd_src.store.header import Damaged, Header, parse, render
from autograd_src.store.names import Key
from autograd_src.store.user import Entry, Holds, completed

__all__ = ["ATTRIBUTES", "find_project", "project_entries", "publish_project"]

ATTRIBUTES = "*.py text eol=lf linguist-generated\n"
"""Line ends are LF on every system, and reviews fold these files by default."""


def find_project(directory: str, key: Key, holds: Holds) -> Entry | None:
    """The project's entry for a key, if it is one and its ingredients hold."""
    if not key.project:
        return None
    path = os.path.join(os.path.realpath(directory), *key.project.split("/"))
    try:
        found = files.read(path, shared=True)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, files.Refused) as error:
        report.warn(path, f"{path} was not read: {error}")
        return None
    reason = found.fault or trust.why_not(os.path.dirname(path), group=True)
    if reason:
        report.warn(directory, f"the project's cache {directory} is not used: {reason}")
        return None
    entry = _entry(path, found.data)
    if entry is None or not _is_current(entry.header, key):
        return None
    return entry if holds(entry.header) else None


def _is_current(header: Header, key: Key) -> bool:
    return header == completed(header, key, package_version())


def _entry(path: str, data: bytes) -> Entry | None:
    data = _with_lf(data)
    try:
        header, _ = parse(data)
    except Damaged as damaged:
        report.warn(
            path,
            f"{path} is not as it was generated, so it was not run ({damaged}); "
            "`autograd-src cache warm` writes it anew",
        )
        return None
    return Entry(path, header, data.decode("utf-8"))


def _with_lf(data: bytes) -> bytes:
    """The text as written, if a checkout turned each of its line ends into CRLF."""
    ends = data.count(b"\n")
    if ends and data.count(b"\r\n") == ends == data.count(b"\r"):
        return data.replace(b"\r\n", b"\n")
    return data


def project_entries(directory: str) -> Iterator[tuple[str, Header | None]]:
    """(name with slashes, header) of every module, None for one that is damaged."""
    directory = os.path.realpath(directory)
    for folder in _sorted_names(directory):
        for name in _sorted_names(os.path.join(directory, folder)):
            if not name.endswith(".py"):
                continue
            try:
                found = files.read(os.path.join(directory, folder, name), shared=True)
                yield f"{folder}/{name}", parse(_with_lf(found.data))[0]
            except (Damaged, files.Refused):
                yield f"{folder}/{name}", None


def _sorted_names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []


def publish_project(directory: str, key: Key, header: Header, body: str) -> Entry:
    """Write an entry to a project's cache.

    Raises
    ------
    ValueError
        Where the function has no name there: nested, too long, or told from another
        by the case of letters alone, which some file systems don't tell apart.
    OSError
        Where it can't be written.
    """
    if not key.project:
        raise ValueError(f"{key.function} has no name in a project's cache")
    directory = os.path.realpath(directory)
    folder, name = key.project.split("/")
    path = os.path.join(directory, folder, name)
    for above, last in ((directory, folder), (os.path.dirname(path), name)):
        other = _differs_by_case(above, last)
        if other:
            raise ValueError(f"{last} differs from {other} by the case of its letters")
    header = completed(header, key, package_version())
    text = render(header, body)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    _write_attributes(directory)
    _write_if_new(path, text.encode("utf-8"))
    return Entry(path, header, text)


def _differs_by_case(folder: str, name: str) -> str | None:
    same = (n for n in _sorted_names(folder) if n.lower() == name.lower())
    return next((n for n in same if n != name), None)


def _write_if_new(path: str, data: bytes) -> None:
    try:
        if files.read(path, shared=True).data == data:
            return
    except (FileNotFoundError, files.Refused):
        pass
    files.write(path, data, 0o666)  # less the umask, like any file of the checkout


def _write_attributes(directory: str) -> None:
    path = os.path.join(directory, ".gitattributes")
    if not os.path.lexists(path):
        files.write(path, ATTRIBUTES.encode("ascii"), 0o666)
