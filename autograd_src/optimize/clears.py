"""Adjoints that are taken, cleared and given on: given on first, they need no copy.

v = y_bar[0].copy()
y_bar[0] = 0.0           becomes     y_bar[1] += y_bar[0]
y_bar[1] += v                        y_bar[0] = 0.0
"""

from __future__ import annotations

from collections import Counter

from autograd_src import ir
from autograd_src.analyses.effects import Effects
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.optimize.first import are_apart

__all__ = ["cleared_last"]

Block = tuple[Stmt, ...]


def cleared_last(f: ir.Function, effects: Effects) -> ir.Function:
    """`f` with elements of an adjoint cleared after the one statement that reads
    them.
    """
    count = Counter(v for s in ir.walk(f.body) for v in ir.uses(s))

    def block(body: Block) -> Block:
        out: list[Stmt] = []
        for s in body:
            s = ir.map_blocks(s, block)
            new = _turned(out[-2:], s, count, effects)
            if new is None:
                out.append(s)
            else:
                out[-2:] = new
        return tuple(out)

    return ir.replace(f, body=block(f.body))


def _turned(
    before: list[Stmt], s: Stmt, count: Counter[Var], effects: Effects
) -> tuple[Stmt, Stmt] | None:
    """What a copy, the clearing of the original and `s`, which reads the copy, are."""
    match before:
        case [
            ir.Let(
                taken, ir.Call(ir.Attr(ir.Index(Var() as base, at), "copy"), (), ())
            ),
            ir.Put(cleared, index, Const(0.0), "") as clear,
        ] if cleared is base and index == at:
            if count[taken] == 1 and _is_apart(s, base, at, effects):
                mapping = {taken: ir.Index(base, at)}
                new = ir.map_exprs(s, lambda e: ir.substitute(e, mapping))
                return (new, clear) if taken in ir.uses(s) else None
    return None


def _is_apart(s: Stmt, base: Var, at: Expr, effects: Effects) -> bool:
    """Whether `s` stores or computes something that has nothing to do with
    `base[at]`.
    """
    if not isinstance(s, ir.Put) or not all(map(effects.pure, ir.exprs(s))):
        return False
    if any(effects.aliases.may_alias(s.base, v) for v in ir.names_in(at)):
        return False
    touched = [v for v in ir.uses(s) if v is base or effects.aliases.may_alias(base, v)]
    if s.base is not base:
        return not touched
    return touched == [base] and s.index is not None and are_apart(s.index, at)
