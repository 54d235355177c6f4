"""The user's cache: `<root>/v1/<generator>/<function>/<mode>-<16 hex>[.n].py`.

Nothing here raises for trouble with the disk: a look-up misses, a publication stays
in memory, and one warning says why. A project's own cache is in `project`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from time import time
from typing import NamedTuple

from autograd_src.store import files, pruning, report, trust
from autograd_src.store.generator import generator_changed
from autograd_src.store.header import Damaged, Header, parse, render
from autograd_src.store.names import MOST, Key, entry_stem, folder_name

__all__ = ["Entry", "Holds", "UserCache", "completed", "in_memory"]

Holds = Callable[[Header], bool]
"""Whether what an entry says that generation consulted is still so."""

_SPARE = 8
"""Copies of one entry's edited forms that are kept beside it."""


class Entry(NamedTuple):
    """An entry: its place, and the text of the whole file."""

    path: str
    header: Header
    text: str
    stored: bool = True


def in_memory(key: Key, header: Header, body: str) -> Entry:
    """An entry that is nowhere on disk; its path is a name for tracebacks."""
    path = f"<autograd_src {key.function} {key.mode} {key.digest[:16]}>"
    return Entry(path, header, render(header, body), stored=False)


def completed(header: Header, key: Key, generator: str) -> Header:
    """A header that says what was asked for, so that it is found by asking again."""
    return header._replace(
        function=key.function, mode=key.mode, key=key.digest, generator=generator
    )


class _Slot(NamedTuple):
    """What stands at one of the places of a key."""

    path: str
    entry: Entry | None = None
    modified: float = 0.0
    # Text that is no entry any more, but may be somebody's work.
    edited: bytes | None = None


class UserCache:
    """The user's cache for one generator.

    Parameters
    ----------
    root
        Its folder; made when something is published.
    generator
        Digest of what generates. Entries of other generators are never read.
    reads, writes
        Whether entries are looked up, and written.
    max_size
        Bytes beyond which those least recently used are removed.
    """

    def __init__(
        self,
        root: str,
        generator: str,
        *,
        reads: bool = True,
        writes: bool = True,
        max_size: int = 256 << 20,
    ) -> None:
        self.root = os.path.realpath(root)
        self.generator = generator
        self.max_size = max_size
        self.reads, self.writes = reads, writes
        self.reason: str | None = None
        self._home = os.path.join(self.root, "v1", generator[:16])

    # -- looking up

    def find(self, key: Key, holds: Holds) -> Entry | None:
        """The first entry of a key whose ingredients hold."""
        if not self.reads or not self._is_trusted(self._folder(key)):
            return None
        for slot in self._slots(key):
            if slot.edited is not None:
                self._set_aside(slot)
            elif slot.entry is not None and holds(slot.entry.header):
                if self.writes:
                    files.touch(slot.path, slot.modified, time())
                return slot.entry
        return None

    def candidates(self, key: Key) -> tuple[Entry, ...]:
        """Every whole entry of a key, whether its ingredients hold or not."""
        if not self._is_trusted(self._folder(key)):
            return ()
        return tuple(s.entry for s in self._slots(key) if s.entry is not None)

    def _folder(self, key: Key) -> str:
        return os.path.join(self._home, folder_name(key.function))

    def _is_trusted(self, folder: str) -> bool:
        if self.reason is None:
            reason = trust.why_not(folder)
            if reason is not None:
                self._turn_off(reason)
        return self.reason is None

    def _turn_off(self, reason: str) -> None:
        self.reason = reason
        report.warn(
            self.root, f"the cache in {self.root} is off in this process: {reason}"
        )

    def _slots(self, key: Key) -> Iterator[_Slot]:
        stem = os.path.join(self._folder(key), entry_stem(key))
        for number in range(MOST):
            yield self._slot(f"{stem}.{number}.py" if number else f"{stem}.py", key)

    def _slot(self, path: str, key: Key) -> _Slot:
        try:
            found = files.read(path)
        except FileNotFoundError:
            return _Slot(path)
        except files.Refused as refused:
            report.warn(path, f"{path} {refused}; it was not read")
            return _Slot(path)
        except OSError as error:
            self._trouble("read", path, error)
            return _Slot(path)
        try:
            header, _ = parse(found.data)
        except Damaged:
            edited = found.data if _is_text(found.data) else None
            return _Slot(path, None, found.modified, edited)
        if found.fault:
            report.warn(path, f"{path} {found.fault}; it was not run")
            return _Slot(path)
        if header != completed(header, key, self.generator):
            return _Slot(path)
        entry = Entry(path, header, found.data.decode("utf-8"))
        return _Slot(path, entry, found.modified)

    # -- publishing

    def publish(self, key: Key, header: Header, body: str) -> Entry:
        """Store an entry, or keep it in memory where that is impossible.

        What was just written is not read again: another machine's view of the
        folder may lag behind.
        """
        header = completed(header, key, self.generator)
        if not self.writes or self.reason is not None:
            return in_memory(key, header, body)
        if generator_changed():
            self._turn_off("its own source changed since this process imported it")
            return in_memory(key, header, body)
        folder = self._folder(key)
        try:
            return self._store(folder, key, header, render(header, body))
        except (OSError, UnicodeError) as error:
            self._trouble("written", folder, error)
        return in_memory(key, header, body)

    def _store(self, folder: str, key: Key, header: Header, text: str) -> Entry:
        data = text.encode("utf-8")
        # Whoever clears the cache may remove the folder between any two steps.
        for tries_left in (2, 1, 0):
            if not self._is_trusted(folder):
                break
            try:
                trust.make(folder)
                if not self._is_trusted(folder):
                    break
                path = self._place(key, header, data)
                pruning.bound(self.root, self.max_size, len(data), keep=path)
                return Entry(path, header, text)
            except FileNotFoundError:
                if not tries_left:
                    raise
        raise PermissionError(self.reason)

    def _place(self, key: Key, header: Header, data: bytes) -> str:
        """Write at the place that is right for it, unless it stands there already."""
        slots = list(self._slots(key))
        same = [s for s in slots if s.entry and s.entry.header == header]
        if same and same[0].entry and same[0].entry.text.encode("utf-8") == data:
            return same[0].path
        free = [s for s in slots if s.entry is None]
        oldest = sorted((s for s in slots if s.entry), key=lambda s: s.modified)
        for slot in (*same, *free, *oldest):
            if slot.edited is None or self._set_aside(slot):
                files.write(slot.path, data)
                return slot.path
        raise OSError(f"every place for it in {self._folder(key)} holds edited text")

    # -- trouble

    def _set_aside(self, slot: _Slot) -> bool:
        """Keep text that somebody edited under another name; whether it is safe there.

        A copy is made under a name that is free, and then the entry goes: no race
        between processes can overwrite what somebody wrote.
        """
        assert slot.edited is not None
        kept, fate = "", "it stays where it is"
        if self.writes:
            try:
                kept = _keep(slot.path, slot.edited)
                # Another process may have published here; its entry would be missed
                # once, which is harmless.
                os.unlink(slot.path)
            except FileNotFoundError:
                pass
            except OSError as error:
                fate += f" ({error})"
        if kept:
            fate = f"it was moved to {kept}"
        report.warn(
            kept or slot.path,
            f"{slot.path} is not as it was generated, so it was not run; {fate}. "
            "To keep a derivative of your own, write a copy with "
            '`f.grad.eject("my_grad.py")`, edit it, and plug it in with `f.grad.use`.',
        )
        return bool(kept)

    def _trouble(self, what: str, path: str, error: Exception) -> None:
        report.warn(
            self.root,
            f"the cache can't be {what} at {path} ({error}); "
            "derivatives are generated in memory",
        )


def _is_text(data: bytes) -> bool:
    """Whether somebody may have written it: it decodes, and no control is in it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    controls = {chr(i) for i in range(32)} - set("\t\n\f\r") | {"\x7f"}
    return bool(text.strip()) and controls.isdisjoint(text)


def _keep(path: str, data: bytes) -> str:
    """A copy beside an entry; the name of one that holds the same already, else new."""
    for number in range(_SPARE):
        name = f"{path}.edited" + (f".{number}" if number else "")
        try:
            files.write_new(name, data)
            return name
        except FileExistsError:
            if _holds(name, data):
                return name
    raise OSError(f"{_SPARE} edited copies of {path} are there already")


def _holds(path: str, data: bytes) -> bool:
    try:
        return files.read(path, shared=True).data == data
    except (OSError, files.Refused):
        return False
