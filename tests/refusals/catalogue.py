"""All topics of the catalogue."""

from __future__ import annotations

from tests.refusals import (
    calls,
    containers,
    control,
    derivatives,
    given,
    loops,
    memory,
    numpys,
    objects,
)

__all__ = ["TOPICS"]

TOPICS = (
    given.TOPIC,
    control.TOPIC,
    calls.TOPIC,
    loops.TOPIC,
    containers.TOPIC,
    memory.TOPIC,
    objects.TOPIC,
    numpys.TOPIC,
    derivatives.TOPIC,
)
