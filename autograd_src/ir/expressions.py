"""Expressions: immutable trees with names and constants as leaves."""

from __future__ import annotations

from dataclasses import field
from typing import Any, TypeVar

from autograd_src.ir.node import node

_Cls = TypeVar("_Cls", bound="type[Expr]")


@node(eq=False)
class Expr:
    """An immutable expression.

    It remembers what is asked for again and again: its hash, the expressions and the
    variables in it (`traversal.walk_expr`, `traversal.names_in`).
    """

    _hash: int | None = field(default=None, init=False, repr=False, compare=False)
    _inside: tuple[Expr, ...] | None = field(
        default=None, init=False, repr=False, compare=False
    )
    _names: tuple[Var, ...] | None = field(
        default=None, init=False, repr=False, compare=False
    )


def _hashed_once(cls: _Cls) -> _Cls:
    """Make a structural hash one that is computed once."""
    structural = cls.__hash__

    def remembered(self: Expr) -> int:
        found = self._hash
        if found is None:
            found = self._hash = structural(self)  # type: ignore[misc]
        return found

    cls.__hash__ = remembered  # type: ignore[method-assign, assignment]
    return cls


class Var(Expr):
    """A local variable; two of them are equal only if they are the same object.

    `base` is the name it would like to have: the user's own where there is one, else ""
    for a temporary.  `role` and `of` say what it holds: the "bar" (adjoint), "dot"
    (tangent), "saved" (record) of another variable; "" stands for a primal.
    """

    __slots__ = ("base", "of", "role")

    def __init__(self, base: str = "", role: str = "", of: Var | None = None) -> None:
        super().__init__()
        self.base = base
        self.role = role
        self.of = of

    def __repr__(self) -> str:
        return (repr(self.of) if self.of else self.base or "t") + (
            f"_{self.role}" if self.role else ""
        )


class Symbol:
    """What a function of the emitted module is known by until it is named.

    `summary` tells callers what the function does (see `analyses.summaries`).
    """

    __slots__ = ("base", "summary")

    def __init__(self, base: str, summary: object = None) -> None:
        self.base = base
        self.summary = summary

    def __repr__(self) -> str:
        return self.base


@_hashed_once
@node(eq=False)
class Const(Expr):
    """A constant; unlike in Python, `1`, `1.0`, `True` and `-0.0` differ from each
    other.
    """

    value: Any

    def _key(self) -> tuple[type, str]:
        return type(self.value), repr(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Const) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


@_hashed_once
@node()
class Ref(Expr):
    """Something that lives outside the function, under its public path (`np.exp`).

    `module` and `alias` are the import that `text` starts from (none for built-ins);
    `value` is the live object seen at generation, never part of the text.
    """

    text: str
    module: str = ""
    alias: str = ""
    value: Any = field(default=None, compare=False)


@_hashed_once
@node()
class Own(Expr):
    """A function of the emitted module itself."""

    symbol: Symbol


@_hashed_once
@node()
class Call(Expr):
    func: Expr
    args: tuple[Expr, ...] = ()
    keywords: tuple[tuple[str, Expr], ...] = ()  # the name "" stands for `**mapping`


@_hashed_once
@node()
class Attr(Expr):
    value: Expr
    name: str


@_hashed_once
@node()
class Index(Expr):
    value: Expr
    index: Expr


@_hashed_once
@node()
class Slice(Expr):
    lower: Expr | None = None
    upper: Expr | None = None
    step: Expr | None = None


@_hashed_once
@node()
class Bin(Expr):
    """An operation; `left += right` is Python's in-place operator, as an expression.

    It returns `left` itself where that is mutable, a new value elsewhere; `lowering`
    replaces it by one or the other as soon as types are known.
    """

    op: str  # one of + - * / // % ** @ & | ^ << >>, or `+=` and kin
    left: Expr
    right: Expr


@_hashed_once
@node()
class Un(Expr):
    op: str  # one of - + ~ not
    operand: Expr


@_hashed_once
@node()
class Cmp(Expr):
    op: str  # one of < <= > >= == != is, is not, in, not in
    left: Expr
    right: Expr


@_hashed_once
@node()
class Bool(Expr):
    op: str  # and, or
    values: tuple[Expr, ...]


@_hashed_once
@node()
class Cond(Expr):
    test: Expr
    body: Expr
    orelse: Expr


@_hashed_once
@node()
class Seq(Expr):
    kind: str  # tuple, list, set
    items: tuple[Expr, ...]


@_hashed_once
@node()
class Dict(Expr):
    keys: tuple[Expr, ...]
    values: tuple[Expr, ...]


@_hashed_once
@node()
class Star(Expr):
    value: Expr


@_hashed_once
@node()
class Raw(Expr):
    """A passive expression of a kind that nothing here looks into.

    `node` is its syntax tree, which mentions names by text; `reads` maps each of those
    that stands for something outside the expression to what it stands for.
    """

    node: Any
    reads: tuple[tuple[str, Expr], ...]


UNBOUND = Const(Ellipsis)  # the value of a name on a path that has not bound it
