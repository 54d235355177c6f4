"""Items that are read one by one, unpacked where the user has unpacked them.

`a, b = p` also sees to it that `p` has two items, as the function itself does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import groupby

from autograd_src import ir
from autograd_src.ir import Const, Expr, Stmt, Var

__all__ = ["unpacked"]

Block = tuple[Stmt, ...]


def unpacked(f: ir.Function) -> ir.Function:
    """`f` with `a, b = p` instead of `a = p[0]` and `b = p[1]`."""
    named: dict[str, list[str]] = {}

    def block(body: Block) -> Block:
        out: list[Stmt] = []
        for origin, run in groupby(body, lambda s: s.origin if _read(s) else None):
            lines = [ir.map_blocks(s, block) for s in run]
            if origin is not None and len(lines) > 1:
                if origin.text not in named:
                    named[origin.text] = _targets(origin.text)
                lines = list(_together(lines, named[origin.text]))
            out += lines
        return tuple(out)

    return ir.replace(f, body=block(f.body))


def _read(s: Stmt) -> tuple[Expr, int] | None:
    """The container and the place of the item that `s` reads, if that is all."""
    match s:
        case ir.Let(
            _, ir.Index(Var() | ir.Index(Var()) as base, Const(int() as k))
        ) if k >= 0:
            return base, k
    return None


def _targets(text: str) -> list[str]:
    """The names that a statement unpacks one value into; none where it does not.

    >>> _targets("a, b = p"), _targets("a, b = p[0], p[1]"), _targets("a, *b = p")
    (['a', 'b'], [], [])
    """
    try:
        tree = ast.parse(text.strip()).body
    except SyntaxError:
        return []
    match tree:
        case [ast.Assign([ast.Tuple(names) | ast.List(names)], value)] if not (
            isinstance(value, (ast.Tuple, ast.List))
        ):
            found = [n.id for n in names if isinstance(n, ast.Name)]
            return found if len(found) == len(names) else []
    return []


def _named(v: Var) -> str:
    """The user's name of what `v` is, or is a derivative of."""
    while v.of is not None:
        v = v.of
    return v.base


def _together(lines: list[Stmt], names: list[str]) -> Iterator[Stmt]:
    """The lines, those unpacked that read the items of one container into `names`.

    Other items that are read there may be some of many: of what was made in the same
    statement, or of its adjoint.
    """
    count = len(names)
    items: dict[Expr, dict[int, Var]] = {}
    reads = [(_read(s), s) for s in lines]
    bound = {v for s in lines for v in ir.defs(s)}
    for read, s in reads:
        assert read is not None
        assert isinstance(s, ir.Let)
        items.setdefault(read[0], {})[read[1]] = s.target
    bases = [read[0] for read, _ in reads if read is not None]
    whole = {
        base
        for base, found in items.items()
        if sorted(found) == list(range(count))
        and bases.count(base) == count > 1
        and bound.isdisjoint(ir.names_in(base))
        and all(_named(found[k]) == name for k, name in enumerate(names))
    }
    done: set[Expr] = set()
    for base, s in zip(bases, lines, strict=True):
        if base not in whole:
            yield s
        elif base not in done:
            done.add(base)
            targets = tuple(items[base][k] for k in range(count))
            yield ir.Unpack(targets, base, origin=s.origin)
