"""Lengths as symbols: what an integer expression says about an axis.

A symbol that starts with "?" may be 1; equal symbols are equal lengths.  `Size` is the
abstract value of an integer of which such a symbol is known.
"""

from __future__ import annotations

from autograd_src.live.values import Abstract, Scalar
from autograd_src.recipes.axes import shortened

__all__ = ["Size", "between", "combined", "joined", "of_slice", "renamed", "symbol"]


class Size(Scalar):
    """A Python integer that is the length `dim`."""

    dim: str

    def __new__(cls, dim: str) -> Size:
        self = super().__new__(cls, "int")
        self.dim = dim
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Size) and other.dim == self.dim

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.dim)


def symbol(value: Abstract | int | None) -> str | None:
    """The length that an abstract or constant integer stands for."""
    if isinstance(value, Size):
        return value.dim
    if type(value) is int and value >= 0:
        return str(value)
    return None


def combined(op: str, a: str, b: str) -> str | None:
    """The symbol of `a op b`.

    >>> combined("-", "?x.0-2", "1"), combined("+", "3", "4"), combined("-", "x.0", "1")
    ('?x.0-3', '7', '?x.0-1')
    """
    if a.isdecimal() and b.isdecimal():
        x, y = int(a), int(b)
        value = {"+": x + y, "-": x - y, "*": x * y, "//": x // y if y else -1}.get(
            op, -1
        )
        return str(value) if value >= 0 else None
    if op in ("+", "-") and b.isdecimal():
        base, shift = _split(a)
        shift += int(b) if op == "+" else -int(b)
        return f"?{base}{shift:+d}" if shift else base
    if op == "+" and a.isdecimal():
        return combined(op, b, a)
    return f"?({a}{op}{b})" if op in ("+", "-", "*", "//") else None


def _split(dim: str) -> tuple[str, int]:
    """`?x.0-2` as `x.0` and -2."""
    for sign in "+-":
        base, found, shift = dim.rpartition(sign)
        if found and shift.isdecimal() and not base.endswith(("(", "e")):
            inner = base.removeprefix("?")
            return (inner if "(" not in inner else base), int(sign + shift)
    return dim, 0


def of_slice(dim: str, lower: int | None, upper: int | None) -> str | None:
    """The length of `x[lower:upper]` for an axis of length `dim`.

    >>> of_slice("x.0", 1, -1) == of_slice("x.0", None, -2) == of_slice("x.0", 2, None)
    True
    >>> of_slice("5", 1, None), of_slice("x.0", None, 3), of_slice("x.0", None, None)
    ('4', '?x.0:3', 'x.0')
    """
    lower = lower or 0
    if dim.isdecimal():
        return str(len(range(int(dim))[lower:upper]))
    if lower >= 0 and (upper is None or upper < 0):
        return shortened(dim, lower - (upper or 0))
    return f"?{dim.removeprefix('?')}:{lower or ''}:{upper}".replace("::", ":")


def between(lower: str, upper: str) -> str | None:
    """The length of `x[lower:upper]` where the one bound is the other plus a length.

    A shorter `x` would cut it: then it is not what it is added to, and NumPy says so.

    >>> between("?a", "?(?a+?b)"), between("2", "5"), between("?a", "?b")
    ('?b', '3', None)
    """
    if lower.isdecimal() and upper.isdecimal():
        return str(max(int(upper) - int(lower), 0))
    head = f"?({lower}+"
    if upper.startswith(head) and upper.endswith(")"):
        rest = upper[len(head) : -1]
        if _balanced(rest):
            return rest
    return None


def _balanced(text: str) -> bool:
    depth = 0
    for c in text:
        depth += (c == "(") - (c == ")")
        if depth < 0 or (depth == 0 and c == "+"):
            return False
    return depth == 0


def renamed(dims: tuple[str, ...], owner: str) -> tuple[str, ...]:
    """The axes of an argument as symbols of their own."""
    made = {"n": f"{owner}.", "?": f"?{owner}."}
    return tuple(f"{made[d]}{k}" if d in made else d for k, d in enumerate(dims))


def joined(a: tuple[str, ...], b: tuple[str, ...], owner: str) -> tuple[str, ...]:
    """The axes of what has axes `a` on one path and `b` on another.

    >>> joined(("x.0", "?y.0", "x.0"), ("x.0", "3", "3"), "v")
    ('x.0', '?v.1', 'v.2')
    """

    def axis(k: int, p: str, q: str) -> str:
        if p == q:
            return p
        return f"?{owner}.{k}" if _may_be_one(p) or _may_be_one(q) else f"{owner}.{k}"

    return tuple(axis(k, p, q) for k, (p, q) in enumerate(zip(a, b, strict=True)))


def _may_be_one(dim: str) -> bool:
    return dim == "1" or dim.startswith("?")
