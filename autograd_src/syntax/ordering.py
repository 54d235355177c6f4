"""The order in which the assignments of a parallel copy are written."""

from __future__ import annotations

from collections.abc import Collection, Mapping

__all__ = ["ordered"]


def ordered(reads: Mapping[str, Collection[str]]) -> list[list[str]]:
    """A parallel assignment, given by what each target reads, one after another.

    A target comes after all that read it; those that read one another in a ring stay
    together.

    >>> ordered({"a": {"b"}, "b": {"c"}})
    [['a'], ['b']]
    >>> ordered({"u": {"v"}, "w": {"u"}, "v": {"u"}})
    [['w'], ['u', 'v']]
    """
    left = list(reads)
    groups = []
    while left:
        closures = [_readers(t, left, reads) for t in left]
        first = min(closures, key=len)
        groups.append([t for t in left if t in first])
        left = [t for t in left if t not in first]
    return groups


def _readers(
    target: str, left: list[str], reads: Mapping[str, Collection[str]]
) -> set[str]:
    """`target`, what reads it, what reads that, and so on."""
    found, todo = {target}, [target]
    while todo:
        t = todo.pop()
        new = [u for u in left if t in reads[u] and u not in found]
        found.update(new)
        todo += new
    return found
