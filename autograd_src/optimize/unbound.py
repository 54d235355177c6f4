"""Variables that some path leaves unbound: where that has to be `None` instead.

A read of an unbound name raises, as it does in the user's own code.  A record keeps
whatever the name holds when it is made, though, so there must be something to keep;
and so must there be for a copy to another name, which the user's code does not make,
and for an adjoint that is zeros like it, on paths that never use that adjoint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from autograd_src import ir, runtime
from autograd_src.ir import Expr, Stmt, Var

__all__ = ["bind_copied", "bind_kept", "bind_recorded"]


def bind_recorded(f: ir.Function) -> ir.Function:
    """`f` with `None` for `UNBOUND` wherever a record may come to hold it."""
    kept = _flowing_into(f, {v for s in ir.walk(f.body) for v in _recorded(s)})
    return ir.replace(f, body=_block(f.body, kept))


def bind_kept(f: ir.Function, names: set[Var], lists: set[Var]) -> ir.Function:
    """`f` with `None` for `UNBOUND` in these `names`; in these `lists`, no items."""
    body = _block(f.body, _flowing_into(f, lists), _NO_ITEMS)
    return ir.replace(f, body=_block(body, _flowing_into(f, names)))


def bind_copied(f: ir.Function, names: Mapping[Var, str]) -> ir.Function:
    """`f` with `None` for `UNBOUND` where one of the `names` is copied to another, or
    its shape is asked for; a list is an empty one.
    """
    pairs = (pair for s in _copies(f) for pair in zip(s.targets, s.values, strict=True))
    copied = {v for t, v in pairs if isinstance(v, Var) and names[v] != names[t]}
    if not any(ir.UNBOUND in s.values for s in _copies(f)):
        return f
    calls = [call for s in ir.walk(f.body) for call in _adjoint_calls(s)]
    arrays = {v for v, function in calls if function in _ZEROS}
    lists = {v for v, function in calls if function in (len, runtime.zeros_of)}
    f = ir.replace(f, body=_block(f.body, _flowing_into(f, lists), _NO_ITEMS))
    return ir.replace(f, body=_block(f.body, _flowing_into(f, copied | arrays)))


_ZEROS = (np.zeros_like, np.ones_like, np.full_like, np.size, np.shape)
_NONE = ir.Const(None)
_NO_ITEMS = ir.Seq("list", ())


def _adjoint_calls(s: Stmt) -> Iterator[tuple[Var, object]]:
    """Functions of one variable first of all that adjoints and tangents call."""
    for t, value in ir.bindings(s):
        for e in ir.walk_expr(value) if t.role in ("bar", "dot") else ():
            match e:
                case ir.Call(ir.Ref(value=function), (Var() as v, *_)):
                    yield v, function


def _block(
    body: tuple[Stmt, ...], kept: set[Var], instead: Expr = _NONE
) -> tuple[Stmt, ...]:
    def inner(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(ir.map_blocks(_stmt(s, kept, instead), inner) for s in body)

    return inner(body)


def _stmt(s: Stmt, kept: set[Var], instead: Expr) -> Stmt:
    if not isinstance(s, ir.Copies):
        return s
    pairs = zip(s.targets, s.values, strict=True)
    values = (instead if v == ir.UNBOUND and t in kept else v for t, v in pairs)
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
    copies = _copies(f)
    size = -1
    while size < len(kept):
        size = len(kept)
        for s in copies:
            pairs = zip(s.targets, s.values, strict=True)
            kept |= {v for t, v in pairs if t in kept and isinstance(v, Var)}
    return kept


def _copies(f: ir.Function) -> list[ir.Copies]:
    return [s for s in ir.walk(f.body) if isinstance(s, ir.Copies)]
