"""Where the caches are and how they are used: call, then environment, then default.

Values only: whether a folder can be trusted or written is found where it is used.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from autograd_src.store import report

__all__ = ["MODES", "Settings", "configure", "describe", "settings"]

MODES = ("rw", "ro", "off", "refresh", "verify")
MAX_SIZE = 256 << 20

_PROJECT = "AUTOGRAD_SRC_CACHE_DIR"
_USER = "AUTOGRAD_SRC_USER_CACHE"
_MODE = "AUTOGRAD_SRC_CACHE"
_SIZE = "AUTOGRAD_SRC_CACHE_MAX_SIZE"
_LOG = "AUTOGRAD_SRC_CACHE_LOG"

_UNITS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}


class Settings(NamedTuple):
    """What holds now.

    Attributes
    ----------
    mode : str
        "rw"; "ro" (nothing is written); "off"; "refresh" (nothing is read from the
        user's cache, everything is written anew); "verify" (what is found is
        generated again and compared).
    project : str or None
        The project's own cache, an absolute path.
    user : str or None
        The root of the user's cache; None where no place for it can be found.
    max_size : int
        Bytes that the user's cache may hold.
    log : bool
        Whether each look-up writes a line to standard error.
    origins : dict
        Where each value came from, in words.
    """

    mode: str
    project: str | None
    user: str | None
    max_size: int
    log: bool
    origins: dict[str, str]


_calls: dict[str, str] = {}
_absolute: dict[str, str | None] = {}
_defaults: dict[tuple[str | None, ...], tuple[str | None, str]] = {}


def configure(
    *,
    mode: str | None = None,
    project: str | None = None,
    user: str | None = None,
    max_size: int | str | None = None,
) -> None:
    """Set values for this process; they come before the environment's.

    None leaves a value as it is; an empty string gives it back to the environment.
    """
    if mode and mode not in MODES:
        raise ValueError(f"mode is one of {', '.join(MODES)}, not {mode!r}")
    size = None if max_size is None else str(max_size)
    if size and _bytes(size) is None:
        raise ValueError(f"no size: {max_size!r} (write a number of bytes, or 64M)")
    for name, value in ((_MODE, mode), (_PROJECT, project), (_USER, user)):
        _set(name, None if value is None else os.fspath(value))
    _set(_SIZE, size)


def _set(name: str, value: str | None) -> None:
    if value == "":
        _calls.pop(name, None)
    elif value is not None:
        _calls[name] = value


def settings() -> Settings:
    """The values that hold now, and where each came from."""
    mode, mode_from = _mode()
    project, project_from = _project()
    user, user_from = _user()
    size, size_from = _size()
    origins = {"mode": mode_from, "project": project_from, "user": user_from}
    origins["max_size"] = size_from
    log = os.environ.get(_LOG, "") not in ("", "0")
    return Settings(mode, project, user, size, log, origins)


def describe() -> str:
    """One line a setting: its value and where that came from."""
    now = settings()
    shown = {
        "mode": now.mode,
        "project": now.project or "none",
        "user": now.user or "none",
        "max_size": f"{now.max_size} bytes",
    }
    return "\n".join(f"{k}: {v} ({now.origins[k]})" for k, v in shown.items())


def _given(name: str) -> tuple[str, str]:
    """A value that was set, and by what; an empty one is none."""
    if name in _calls:
        return _calls[name], "set by a call"
    value = os.environ.get(name, "").strip()
    return value, f"environment {name}" if value else "default"


def _mode() -> tuple[str, str]:
    value, origin = _given(_MODE)
    if not value:
        return "rw", origin
    if value.lower() in MODES:
        return value.lower(), origin
    # Rather none than one written to against the intent of a misspelt "ro".
    report.warn(_MODE, f"{_MODE}={value} is none of {', '.join(MODES)}: no cache")
    return "off", f"{origin}, which is none of {', '.join(MODES)}"


def _size() -> tuple[int, str]:
    value, origin = _given(_SIZE)
    if not value:
        return MAX_SIZE, origin
    size = _bytes(value)
    if size is None:
        report.warn(_SIZE, f"{_SIZE}={value} is no size: {MAX_SIZE} bytes hold")
        return MAX_SIZE, f"default, since {origin} is no size"
    return size, origin


def _bytes(text: str) -> int | None:
    """A size with a unit, or None.

    >>> _bytes("64M"), _bytes("1 KiB"), _bytes("10"), _bytes("much")
    (67108864, 1024, 10, None)
    """
    number = text.strip().lower().removesuffix("b").removesuffix("i")
    unit = number[-1:] if number[-1:] in "kmgt" else ""
    digits = number.removesuffix(unit).strip()
    if not (digits.isascii() and digits.isdigit()):
        return None
    return int(digits) << _UNITS[unit]


def _project() -> tuple[str | None, str]:
    value, origin = _given(_PROJECT)
    return _whole(value, origin) if value else (None, origin)


def _user() -> tuple[str | None, str]:
    value, origin = _given(_USER)
    return _whole(value, origin) if value else _default_user()


def _whole(value: str, origin: str) -> tuple[str | None, str]:
    """A path made absolute when first seen: changing directory doesn't move a cache."""
    if value not in _absolute:
        try:
            _absolute[value] = os.path.abspath(os.path.expanduser(value))
        except (OSError, ValueError):
            _absolute[value] = None
    path = _absolute[value]
    return path, origin if path else f"{origin}, which can't be made absolute"


def _default_user() -> tuple[str | None, str]:
    """The platform's folder for caches; asked once for each home.

    Without a home (unset and no entry in the password file, or "/" as daemons have)
    there is no place of the user's own, and no shared one is ever taken instead.
    """
    names = ("HOME", "XDG_CACHE_HOME", "USERPROFILE", "LOCALAPPDATA")
    home = tuple(map(os.environ.get, names))
    if home not in _defaults:
        _defaults[home] = _platform_folder()
    return _defaults[home]


def _platform_folder() -> tuple[str | None, str]:
    try:
        from platformdirs import user_cache_dir

        path = user_cache_dir("autograd_src", appauthor=False)
    except (ImportError, OSError, KeyError, ValueError, RuntimeError) as error:
        return None, f"no default: {error}"
    if not os.path.isabs(path):
        return None, "no default: the user has no home directory"
    home = os.path.expanduser("~")
    if home == os.path.dirname(home) and not os.environ.get("XDG_CACHE_HOME"):
        return None, "no default: the home directory is the root of the file system"
    return path, "default, by platformdirs"
