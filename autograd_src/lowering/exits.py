"""Names for what inner loops leave behind.

What a loop carries has its last value only once the loop has run.  Where the loop
stands in another one, its readers get a copy made right after it: a variable then
means one thing in each block, and what reverse code reads of it can be recorded there
(S13).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from autograd_src import ir
from autograd_src.ir import Copies, Expr, Stmt, Var

__all__ = ["with_exits"]

Mapping = dict[Var, Var]


def with_exits(function: ir.Function) -> ir.Function:
    """`function` with a copy after each inner loop of what is read of it later."""
    uses = _uses(function.body)
    exits = {
        id(s): {v: Var(v.base, v.role, v.of) for v in _left_behind(s, uses)}
        for s in _inner_loops(function.body, inside=False)
    }
    readers = {v: new for own in exits.values() for v, new in own.items()}
    if not readers:
        return function
    return ir.replace(function, body=_block(function.body, readers, exits))


def _uses(body: tuple[Stmt, ...]) -> Counter[Var]:
    return Counter(v for s in ir.walk(body) for v in ir.uses(s))


def _inner_loops(body: tuple[Stmt, ...], inside: bool) -> Iterator[ir.For | ir.While]:
    for s in body:
        is_loop = isinstance(s, (ir.For, ir.While))
        if isinstance(s, (ir.For, ir.While)) and inside:
            yield s
        for b in ir.blocks(s):
            yield from _inner_loops(b, inside or is_loop)


def _left_behind(s: ir.For | ir.While, uses: Counter[Var]) -> list[Var]:
    """What the loop assigns in parallel and something outside of it reads."""
    copies = [c for c in ir.walk(s.body) if isinstance(c, Copies)]
    carried = dict.fromkeys(v for c in copies for v in c.targets)
    within = _uses(s.body)
    if isinstance(s, ir.While):
        within.update(ir.uses(s))
    return [v for v in carried if uses[v] > within[v]]


def _block(
    body: tuple[Stmt, ...], readers: Mapping, exits: dict[int, Mapping]
) -> tuple[Stmt, ...]:
    out: list[Stmt] = []
    for s in body:
        own = exits.get(id(s), {})
        inner = {v: new for v, new in readers.items() if v not in own}
        out.append(_renamed(s, readers, inner, exits))
        if own:
            out.append(Copies(tuple(own.values()), tuple(own)))
    return tuple(out)


def _renamed(
    s: Stmt, readers: Mapping, inner: Mapping, exits: dict[int, Mapping]
) -> Stmt:
    """`s` with the copies read, a loop's own ones in its iterable alone."""
    head = inner if isinstance(s, ir.While) else readers
    s = ir.map_exprs(s, lambda e: _read(e, head))
    return ir.map_blocks(s, lambda b: _block(b, inner, exits))


def _read(e: Expr, readers: Mapping) -> Expr:
    if isinstance(e, Var):
        return readers.get(e, e)
    return ir.rebuild(e, lambda p: _read(p, readers))
