"""Expressions by the ten thousand: none is garbage before the last line is written."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from looking for what can't be there yet.

    It runs again afterwards, if it did before.  Of two threads that are in here, the
    one that came first switches it on again: the other one may be interrupted by it.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
