"""The intermediate form: a few statements over immutable expressions.

Expressions are trees with names and constants as leaves; they are compared by
structure, so equal text means equal objects.  A `Var` is compared by identity:
what it is called in the emitted module is decided last, in `optimize.names`.
A body is a tuple of statements; nothing here is ever changed in place.

What lives elsewhere: the algebra that simplifies while it builds (`algebra`), which
forms are legal at which stage (`frontend.grammar`), and printing (`syntax.emit`).
"""

from __future__ import annotations

from autograd_src.ir.bodies import (
    bindings,
    blocks,
    defs,
    exprs,
    map_blocks,
    map_exprs,
    same,
    uses,
    walk,
)
from autograd_src.ir.expressions import (
    UNBOUND,
    Attr,
    Bin,
    Bool,
    Call,
    Cmp,
    Cond,
    Const,
    Dict,
    Expr,
    Index,
    Own,
    Raw,
    Ref,
    Seq,
    Slice,
    Star,
    Symbol,
    Un,
    Var,
)  # fmt: skip
from autograd_src.ir.statements import (
    Break,
    Carry,
    Copies,
    Do,
    For,
    Function,
    If,
    Let,
    Module,
    Note,
    Origin,
    Param,
    Put,
    Ret,
    Stmt,
    Unpack,
    While,
)  # fmt: skip
from autograd_src.ir.traversal import (
    names_in,
    parts,
    rebuild,
    rename,
    replace,
    substitute,
    walk_expr,
)  # fmt: skip

__all__ = [
    "UNBOUND", "Attr", "Bin", "Bool", "Break", "Call", "Carry", "Cmp", "Cond", "Const",
    "Copies", "Dict", "Do", "Expr", "For", "Function", "If", "Index", "Let", "Module",
    "Note", "Origin", "Own", "Param", "Put", "Raw", "Ref", "Ret", "Seq", "Slice",
    "Star", "Stmt", "Symbol", "Un", "Unpack", "Var", "While", "bindings", "blocks",
    "defs", "exprs",
    "map_blocks", "map_exprs", "names_in", "parts", "rebuild", "rename", "replace",
    "same", "substitute", "uses", "walk", "walk_expr",
]  # fmt: skip
