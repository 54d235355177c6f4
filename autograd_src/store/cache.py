"""Both caches behind one look-up: the project's first, then the user's.

How entries are loaded and when to generate is the caller's.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import RLock

from autograd_src.store import paths, report
from autograd_src.store.generator import generator_digest
from autograd_src.store.header import Header, render
from autograd_src.store.names import Key
from autograd_src.store.project import find_project
from autograd_src.store.user import Entry, Holds, UserCache, completed, in_memory

__all__ = ["Cache", "current", "exclusive"]

_lock = RLock()


def exclusive() -> RLock:
    """The lock of this process for generating and storing; import no code under it."""
    return _lock


def _renew() -> None:
    """After a fork: whoever held the lock does not exist in the child."""
    global _lock
    _lock = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)


class Cache:
    """What the settings of one moment amount to."""

    def __init__(self, settings: paths.Settings) -> None:
        self.settings = settings
        self._user: UserCache | None = None
        self._user_is_known = False

    @property
    def user(self) -> UserCache | None:
        """The user's cache, or None; only asked for when the project's has nothing."""
        if not self._user_is_known:
            self._user = self._open()
            self._user_is_known = True
        return self._user

    def _open(self) -> UserCache | None:
        mode, root = self.settings.mode, self.settings.user
        if mode == "off":
            return None
        if root is None:
            report.warn("user", f"no cache: {self.settings.origins['user']}")
            return None
        try:
            generator = generator_digest(root, leave=mode != "ro")
        except OSError as error:
            report.warn("user", f"no cache: {error}")
            return None
        return UserCache(
            root,
            generator,
            reads=mode != "refresh",
            writes=mode != "ro",
            max_size=self.settings.max_size,
        )

    def find(self, key: Key, holds: Holds) -> Entry | None:
        """The entry whose key is this and whose ingredients hold, or None."""
        if self.settings.mode in ("off", "refresh"):
            found = None
        else:
            found = self._find(key, holds)
        if self.settings.log:
            place = f"found {found.path}" if found else "nothing"
            report.line(f"{key.function} {key.mode} {key.digest[:16]}: {place}")
        return found

    def _find(self, key: Key, holds: Holds) -> Entry | None:
        found = None
        if self.settings.project is not None:
            found = find_project(self.settings.project, key, holds)
        if found is None and self.user is not None:
            found = self.user.find(key, holds)
        return found

    def publish(self, key: Key, header: Header, body: str) -> Entry:
        """Store what was generated; a project's cache is never written to here."""
        if self.user is None:
            return in_memory(key, completed(header, key, ""), body)
        return self.user.publish(key, header, body)

    def fetch(
        self, key: Key, holds: Holds, generate: Callable[[], tuple[Header, str]]
    ) -> Entry:
        """The entry that is there, else what `generate` gives, published."""
        found = self.find(key, holds)
        if found is not None and self.settings.mode != "verify":
            return found
        header, body = generate()
        if found is not None:
            self._compare(found, header, body)
        return self.publish(key, header, body)

    def _compare(self, found: Entry, header: Header, body: str) -> None:
        fresh = header._replace(generator=found.header.generator, key=found.header.key)
        if render(fresh, body) != found.text:
            report.warn(
                found.path,
                f"{found.path} is not what generating gives now; it was not used",
            )


_current: Cache | None = None


def current() -> Cache:
    """The cache for the settings that hold now."""
    global _current
    now = paths.settings()
    if _current is None or _current.settings != now:
        _current = Cache(now)
    return _current
