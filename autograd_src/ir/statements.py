"""Statements, functions and modules of the intermediate form."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from autograd_src.ir.expressions import Expr, Symbol, Var
from autograd_src.ir.node import node


@node()
class Origin:
    """The user's statement that a statement comes from, for comments and errors.

    `shown`: comments quote it.
    """

    text: str
    line: int
    column: int = 0
    filename: str = ""
    shown: bool = True


@node()
class Stmt:
    """A statement."""

    origin: Origin | None = field(default=None, compare=False, kw_only=True)


@node()
class Let(Stmt):
    target: Var
    value: Expr


@node()
class Copies(Stmt):
    """A parallel assignment of names or constants: a join, or a swap."""

    targets: tuple[Var, ...]
    values: tuple[Expr, ...]


@node()
class Put(Stmt):
    """`base[index] = value`, or `base[index] op= value`; without an index `base op=
    value`.
    """

    base: Var
    index: Expr | None
    value: Expr
    op: str = ""


@node()
class Do(Stmt):
    """An expression evaluated for its effect."""

    value: Expr


@node()
class If(Stmt):
    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...] = ()


@node()
class For(Stmt):
    target: Var
    iter: Expr
    body: tuple[Stmt, ...]


@node()
class While(Stmt):
    test: Expr
    body: tuple[Stmt, ...]


@node()
class Break(Stmt):
    pass


@node()
class Unpack(Stmt):
    targets: tuple[Var, ...]
    value: Expr


@node()
class Ret(Stmt):
    value: Expr


@node()
class Carry(Stmt):
    """A passive statement kept whole; like `Raw`, with the variables that it binds.

    A variable in `writes` that also stands in `reads` is read before it is bound.
    """

    node: Any
    reads: tuple[tuple[str, Expr], ...]
    writes: tuple[tuple[str, Var], ...]


@node()
class Note(Stmt):
    """The heading of a section of the emitted function, such as "Reverse sweep."."""

    text: str


@node()
class Param:
    var: Var
    kind: str = "positional"  # or "keyword" (keyword-only), "varargs", "kwargs"
    default: Expr | None = None


@node()
class Function:
    symbol: Symbol
    params: tuple[Param, ...]
    body: tuple[Stmt, ...]
    doc: str = ""


@node()
class Module:
    doc: str
    functions: tuple[Function, ...]  # the entry last
