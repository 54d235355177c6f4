"""What users hear of the cache: one warning a subject, and a line a look-up on request.

Never an exception: a derivative is right with the cache and without it.
"""

from __future__ import annotations

import sys

__all__ = ["forget", "line", "warn"]

_said: set[str] = set()


def warn(subject: str, message: str) -> None:
    """Give one RuntimeWarning for a subject in this process.

    Where warnings are errors it goes to the logger: trouble with a cache is no
    reason for a derivative not to be computed.
    """
    if subject in _said:
        return
    _said.add(subject)
    import warnings

    try:
        warnings.warn(f"autograd_src: {message}", RuntimeWarning, stacklevel=3)
    except RuntimeWarning:
        import logging

        logging.getLogger("autograd_src").warning("%s", message)


def forget() -> None:
    """Let every subject be warned of again."""
    _said.clear()


def line(text: str) -> None:
    """A line of the look-up log, on standard error."""
    if sys.stderr is not None:
        sys.stderr.write(f"autograd_src cache: {text}\n")
