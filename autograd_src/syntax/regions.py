"""Marks of where a `with` or a `try` begins and ends around statements that are looked
into one by one: those stand between the marks, in the same block.

What the header of such a statement holds is passive.  Which ones may be taken apart so
is decided in `frontend.canonicalize.regions`; they are put together when text is made.
"""

from __future__ import annotations

from typing import Any

import gast

__all__ = ["Begin", "End", "put_together"]


class Begin(gast.stmt):  # type: ignore[misc]
    """Where the body of a compound statement begins; `header` is evaluated here."""

    _fields = ("header",)

    def __init__(self, header: Any = None) -> None:
        self.header = header


class End(gast.stmt):  # type: ignore[misc]
    """Where it ends; `trailer` holds what may run here, such as handlers."""

    _fields = ("trailer",)

    def __init__(self, trailer: Any = None) -> None:
        self.trailer = trailer


def put_together(statements: list[Any]) -> list[Any]:
    """`statements` with those between marks as bodies; without regions that are empty.

    >>> from autograd_src.syntax.emit import emit
    >>> lock = gast.parse("with lock: pass").body[0]
    >>> body = gast.parse("y = x").body
    >>> print(emit(put_together([Begin(lock), *body, End()])).strip())
    with lock:
        y = x
    >>> put_together([Begin(lock), End()])
    []
    """
    outer: list[tuple[Any, list[Any]]] = []
    out: list[Any] = []
    for s in statements:
        if isinstance(s, Begin):
            outer.append((s.header, out))
            out = []
        elif isinstance(s, End):
            body = out
            header, out = outer.pop()
            made = header or s.trailer
            if body:
                fields = {**dict(gast.iter_fields(made)), "body": body}
                out.append(gast.copy_location(type(made)(**fields), made))
        else:
            out.append(s)
    assert not outer, "a region ends in the block in which it begins"
    return out
