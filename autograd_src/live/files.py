"""Source files as Python reads them, and what they were at the first decoration."""

from __future__ import annotations

import linecache
import os
import sys
import types
from typing import NamedTuple

from autograd_src.live.digests import digest_of


class File(NamedTuple):
    """A file's text, with newlines as Python has them, and its lines."""

    text: str
    lines: list[str]


_files: dict[str, tuple[tuple[int, int, int], File]] = {}
_remembered: dict[str, tuple[str, bool]] = {}


def read_source(function: types.FunctionType) -> File | None:
    """Read the function's file, or what is registered with `linecache` in its place."""
    filename = function.__code__.co_filename
    entry = linecache.cache.get(filename)
    registered = entry is not None and len(entry) > 1 and entry[1] is None
    if not registered and not filename.startswith("<"):
        file = read_file(filename)
        if file is not None:
            return file
    # Doctests replace this function, zip archives answer through their loader.
    lines = linecache.getlines(filename, function.__globals__)
    return File("".join(lines), lines) if lines else None


def read_file(filename: str) -> File | None:
    """Read a source file in any encoding that Python reads; None if it cannot be."""
    try:
        status = os.stat(filename)
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        known = _files.get(filename)
        if known is not None and known[0] == stamp:
            return known[1]
        with open(filename, "rb") as stream:
            text = _decoded(stream.read())
    except (OSError, ValueError, SyntaxError, LookupError):
        return None
    file = File(text, [line + "\n" for line in text.split("\n")])
    file.lines[-1] = file.lines[-1][:-1]
    if not file.lines[-1]:
        file.lines.pop()
    _files[filename] = stamp, file
    return file


def _decoded(content: bytes) -> str:
    head = b"\n".join(content.split(b"\n", 2)[:2])
    if b"coding" in head:
        import io
        import tokenize

        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    else:
        # By hand: the codec that skips the mark would have to be imported.
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def remember_file(filename: str) -> None:
    """Remember a file's text at the first decoration in it.

    Where a loader rewrites code (pytest and `assert`), no text compiles to what is
    running; then the file must still be what it was here.
    """
    if filename in _remembered:
        return
    file = read_file(filename)
    if file is not None:
        _remembered[filename] = digest_of(file.text), _is_executing(filename)


def remembered(filename: str) -> tuple[str, bool]:
    """Return the digest of the remembered text, and whether its module was executing.

    The second tells how much the first is worth: what is being executed was just read.
    """
    return _remembered.get(filename, ("", False))


def _is_executing(filename: str) -> bool:
    """Tell whether the file's module is being executed: its text was just read."""
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_filename == filename and code.co_name == "<module>":
            return True
        frame = frame.f_back
    return False
