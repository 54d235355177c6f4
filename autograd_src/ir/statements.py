"""Statements, functions and modules of the intermediate form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autograd_src.ir.expressions import Expr, Symbol, Var


@dataclass(frozen=True, slots=True)
class Origin:
    """The user's statement that a statement comes from, for comments and errors.

    `shown`: comments quote it.
    """

    text: str
    line: int
    column: int = 0
    filename: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Stmt:
    """A statement."""

    origin: Origin | None = field(default=None, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Let(Stmt):
    target: Var
    value: Expr


@dataclass(frozen=True, slots=True)
class Copies(Stmt):
    """A parallel assignment of names or constants: a join, or a swap."""

    targets: tuple[Var, ...]
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Put(Stmt):
    """`base[index] = value`, or `base[index] op= value`; without an index `base op=
    value`.
    """

    base: Var
    index: Expr | None
    value: Expr
    op: str = ""


@dataclass(frozen=True, slots=True)
class Do(Stmt):
    """An expression evaluated for its effect."""

    value: Expr


@dataclass(frozen=True, slots=True)
class If(Stmt):
    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...] = ()


@dataclass(frozen=True, slots=True)
class For(Stmt):
    target: Var
    iter: Expr
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class While(Stmt):
    test: Expr
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Break(Stmt):
    pass


@dataclass(frozen=True, slots=True)
class Unpack(Stmt):
    targets: tuple[Var, ...]
    value: Expr


@dataclass(frozen=True, slots=True)
class Ret(Stmt):
    value: Expr


@dataclass(frozen=True, slots=True)
class Carry(Stmt):
    """A passive statement kept whole; like `Raw`, with the variables that it binds.

    A variable in `writes` that also stands in `reads` is read before it is bound.
    """

    node: Any
    reads: tuple[tuple[str, Expr], ...]
    writes: tuple[tuple[str, Var], ...]


@dataclass(frozen=True, slots=True)
class Note(Stmt):
    """The heading of a section of the emitted function, such as "Reverse sweep."."""

    text: str


@dataclass(frozen=True, slots=True)
class Param:
    var: Var
    kind: str = "positional"  # or "keyword" (keyword-only), "varargs", "kwargs"
    default: Expr | None = None


@dataclass(frozen=True, slots=True)
class Function:
    symbol: Symbol
    params: tuple[Param, ...]
    body: tuple[Stmt, ...]
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    doc: str
    functions: tuple[Function, ...]  # the entry last
