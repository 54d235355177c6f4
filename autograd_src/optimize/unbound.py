"""Variables that some path leaves unbound: where that has to be `None` instead.

A read of an unbound name raises, as it does in the user's own code.  A record keeps
whatever the name holds when it is made, though, so there must be something to keep;
and so must there be for a copy to another name, which the user's code does not make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autograd_src import ir
from autograd_src.ir import Expr, Stmt, Var

__all__ = ["bind_copied", "bind_recorded"]


def bind_recorded(f: ir.Function) -> ir.Function:
    """`f` with `None` for `UNBOUND` wherever a record may come to hold it."""
    kept = _flowing_into(f, {v for s in ir.walk(f.body) for v in _recorded(s)})
    return ir.replace(f, body=_block(f.body, kept))


def bind_copied(f: ir.Function, names: Mapping[Var, str]) -> ir.Function:
    """`f` with `None` for `UNBOUND` where one of the `names` is copied to another."""
    pairs = (
        pair
        for s in ir.walk(f.body)
        if isinstance(s, ir.Copies)
        for pair in zip(s.targets, s.values, strict=True)
    )
    copied = {v for t, v in pairs if isinstance(v, Var) and names[v] != names[t]}
    return ir.replace(f, body=_block(f.body, _flowing_into(f, copied)))


def _block(body: tuple[Stmt, ...], kept: set[Var]) -> tuple[Stmt, ...]:
    return tuple(ir.map_blocks(_stmt(s, kept), lambda b: _block(b, kept)) for s in body)


def _stmt(s: Stmt, kept: set[Var]) -> Stmt:
    if not isinstance(s, ir.Copies):
        return s
    pairs = zip(s.targets, s.values, strict=True)
    values = (ir.Const(None) if v == ir.UNBOUND and t in kept else v for t, v in pairs)
    return ir.replace(s, values=tuple(values))


def _recorded(s: Stmt) -> Iterator[Var]:
    """The variables that `s` keeps without looking at what they hold."""
    match s:
        case ir.Do(ir.Call(ir.Attr(Var(role="saved"), "append"), args)):
            yield from _items(args)
        case ir.Let(Var(role="saved"), value) | ir.Ret(value):
            yield from _items((value,))


def _items(values: tuple[Expr, ...]) -> Iterator[Var]:
    for v in values:
        if isinstance(v, Var):
            yield v
        elif isinstance(v, ir.Seq):
            yield from _items(v.items)


def _flowing_into(f: ir.Function, kept: set[Var]) -> set[Var]:
    """`kept`, and every variable that parallel copies carry into one of them."""
    copies = [s for s in ir.walk(f.body) if isinstance(s, ir.Copies)]
    size = -1
    while size < len(kept):
        size = len(kept)
        for s in copies:
            pairs = zip(s.targets, s.values, strict=True)
            kept |= {v for t, v in pairs if t in kept and isinstance(v, Var)}
    return kept
