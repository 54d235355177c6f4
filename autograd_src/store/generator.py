"""What generates, identified: this package's own source, its release, what it needs.

Content, not metadata: an editable install changes without its metadata. Nothing is
imported for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from time import time_ns

from autograd_src.store import files, trust
from autograd_src.store.digest import FORMAT, fields_digest

__all__ = [
    "SourceUnknown",
    "generator_changed",
    "generator_digest",
    "package_version",
    "source_digest",
]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_NEEDED = ("astunparse", "gast")
_CHANGED = "its own source changed since this process imported it"
_SETTLED = 2 * 10**9
"""Nanoseconds after which a file system's clock has certainly moved on."""

_imported_at = time_ns()


class SourceUnknown(OSError):
    """The source of the code that runs cannot be read, so nothing is keyed by it."""


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
def generator_digest(root: str | None = None, leave: bool = True) -> str:
    """Digest of everything that decides what is generated, apart from the request.

    The content of this package's own source, and the releases of gast and astunparse.

    Parameters
    ----------
    root
        The user's cache, where a note saves reading every file in every process.
    leave
        Whether a note may be left there.

    Raises
    ------
    SourceUnknown
        Where the package has no source files (an archive, compiled files only), or
        they were written after this process imported them.
    """
    if not os.path.isfile(os.path.join(_PACKAGE, "store", "digest.py")):
        raise SourceUnknown(f"no source files in {_PACKAGE}")
    states = _states()
    if _is_later(states):
        raise SourceUnknown(_CHANGED)
    needed = tuple((name, _release(name)) for name in _NEEDED)
    return fields_digest(FORMAT, _noted_digest(root, states, leave), needed)


# Name, size, times of modification and of any change, and number of a file.
_State = tuple[str, int, int, int, int]


def _states() -> tuple[_State, ...]:
    found = ((name, os.stat(path)) for name, path in _sources(_PACKAGE))
    return tuple(
        (name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for name, s in found
    )


def _newest(states: tuple[_State, ...]) -> int:
    return max(max(modified, changed) for _, _, modified, changed, _ in states)


def _is_later(states: tuple[_State, ...]) -> bool:
    """Whether a file was written after this process began to import them.

    A time in the future says nothing: it comes from another machine's clock.
    """
    return _imported_at < _newest(states) <= time_ns()


def generator_changed() -> bool:
    """Whether this package's files were written after this process imported them.

    Then the digest of the files is not one of the code that runs. Files that can't be
    looked at any more may have been written.
    """
    try:
        return _is_later(_states())
    except OSError:
        return True


def _noted_digest(root: str | None, states: tuple[_State, ...], leave: bool) -> str:
    """The content digest, from a note where one was left for exactly these files.

    Every change of a file's content sets its time of change, which no program can
    choose. A note is left only when that clock has moved on since the last change, so
    that a later one is seen; elsewhere than on POSIX that time means something else.
    """
    if root is None or not hasattr(os, "geteuid"):
        return source_digest(_PACKAGE)
    root = os.path.realpath(root)
    place = fields_digest(_PACKAGE)[:16]
    path = os.path.join(root, "v1", f"source-{place}")
    # Strings and integers alone: their repr says all, and is quick to make.
    state = fields_digest(FORMAT, _PACKAGE, repr(states))
    noted = _note(path, state)
    if noted is None:
        noted = source_digest(_PACKAGE)
        is_settled = _newest(states) + _SETTLED < time_ns() and _states() == states
        if leave and is_settled:
            _leave_note(path, state, noted)
    return noted


def _note(path: str, state: str) -> str | None:
    try:
        if trust.why_not(os.path.dirname(path)):
            return None
        found = files.read(path)
    except (OSError, files.Refused):
        return None
    noted = found.data.decode("ascii", "replace")[64:128]
    return noted if not found.fault and found.data == _text(state, noted) else None


def _text(state: str, digest: str) -> bytes:
    """A note: what it is for, what it says, and the proof that both are whole."""
    return f"{state}{digest}{fields_digest(state, digest)}\n".encode("ascii", "replace")


def _leave_note(path: str, state: str, digest: str) -> None:
    # Only where there is a cache already: reading must not make one.
    try:
        if os.path.isdir(os.path.dirname(path)):
            files.write(path, _text(state, digest))
    except OSError:
        return  # it saves milliseconds, and nothing else depends on it


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
        raise SourceUnknown(f"nothing beside {package} tells its version")
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
