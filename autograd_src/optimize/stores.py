"""Stores that say the same in fewer lines, as a person writes them.

The reverse of `y[i] = y[i] + e` takes an adjoint, clears it and gives it back: it was
there all along.  What the user wrote with `*=` is written with `*=`.
"""

from __future__ import annotations

from collections.abc import Callable

from autograd_src import ir
from autograd_src.analyses.effects import Effects
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.optimize.first import first_stores

__all__ = ["augmented", "condensed"]

Block = tuple[Stmt, ...]


def condensed(f: ir.Function, effects: Effects) -> ir.Function:
    """`f` without stores that are overwritten, or give back, at once."""

    def block(body: Block) -> Block:
        out: list[Stmt] = []
        for s in body:
            s = ir.map_blocks(s, block)
            before = out[-1] if out else None
            if _adds_to_zeros(before, s, effects):
                out.pop()
                assert isinstance(s, ir.Put)
                s = ir.replace(s, op="")
                before = out[-1] if out else None
            if not _gives_back(before, s):
                out.append(s)
        return first_stores(
            tuple(
                s for k, s in enumerate(out) if not _is_lost(s, out[k + 1 :], effects)
            ),
            effects,
        )

    return ir.replace(f, body=block(f.body))


def _adds_to_zeros(before: Stmt | None, s: Stmt, effects: Effects) -> bool:
    """Whether `s` adds to elements of an adjoint that were set to zero just before."""
    match before, s:
        case (
            ir.Put(base, Expr() as index, Const(0.0), ""),
            ir.Put(same, again, value, "+"),
        ):
            apart = not any(
                effects.aliases.may_alias(base, v) for v in ir.names_in(value)
            )
            return (
                base is same and bool(base.role) and index == again and apart
                and effects.pure(value)
            )  # fmt: skip
    return False


def _gives_back(before: Stmt | None, s: Stmt) -> bool:
    """Whether `s` stores what has just been read from the same place."""
    match before, s:
        case (
            ir.Let(target, ir.Index(Var() as base, index))
            | ir.Let(
                target,
                ir.Call(ir.Attr(ir.Index(Var() as base, index), "copy"), (), ()),
            ),
            ir.Put(same, again, value, ""),
        ):
            return base is same and index == again and value is target
    return False


def _is_lost(s: Stmt, rest: list[Stmt], effects: Effects) -> bool:
    """Whether `s` fills an array that is filled anew before anyone looks at it."""
    if not _fills(s):
        return False
    assert isinstance(s, ir.Put)
    for other in rest:
        again = isinstance(other, ir.Put) and _fills(other) and other.base is s.base
        read = (*ir.names_in(other.value),) if again else (*ir.uses(other),)  # type: ignore[attr-defined]
        seen = any(effects.aliases.may_alias(s.base, v) for v in read)
        if seen or any(ir.blocks(other)) or isinstance(other, (ir.Ret, ir.Break)):
            return False
        if again:
            return True
    return False


def _fills(s: Stmt) -> bool:
    match s:
        case ir.Put(_, Const(value), Var(), ""):
            return value is Ellipsis
    return False


def augmented(
    f: ir.Function, effects: Effects, elements: Callable[[Var], bool]
) -> ir.Function:
    """`f` with `y *= a` for `y[...] = y[...] * a`, where that is what the user wrote.

    Adjoints, which nobody wrote, are changed in place wherever they can be: where
    they have `elements` of their own. An item of a list may be an array that other
    names have too.
    """

    def block(body: Block) -> Block:
        return tuple(
            ir.map_blocks(_augmented(s, effects, elements), block) for s in body
        )

    return ir.replace(f, body=block(f.body))


def _augmented(s: Stmt, effects: Effects, elements: Callable[[Var], bool]) -> Stmt:
    match s:
        case ir.Put(base, Expr() as index, ir.Bin(op, left, e), ""):
            place = ir.Index(base, index)
            ours = base.role in ("bar", "dot")
            if ours and op in ("+", "*") and _read(left) != place:
                left, e = e, left
            if _read(left) != place or op not in _OPERATORS or not elements(base):
                return s
            ours &= not any(effects.aliases.may_alias(base, v) for v in ir.names_in(e))
            if ours or (s.origin is not None and f" {op}= " in s.origin.text):
                at = None if index == Const(Ellipsis) else index
                return ir.replace(s, index=at, value=e, op=op)
    return s


def _read(e: Expr) -> Expr:
    """The elements that `e` is, or is a copy of."""
    match e:
        case ir.Call(ir.Attr(ir.Index() as read, "copy"), (), ()):
            return read
        case ir.Call(ir.Attr(Var() as whole, "copy"), (), ()):
            return ir.Index(whole, Const(Ellipsis))
    return e


_OPERATORS = ("+", "-", "*", "/", "**", "//", "%")
