"""Writes of a backward into what its forward has saved, logged and undone at its end.

A backward may run any number of times for one forward (S10). Mostly it works on copies
of what it writes. Where arrays share memory in ways that no copy keeps, it notes what
it overwrites, and puts that back.
"""

from __future__ import annotations

from collections.abc import Callable

from autograd_src import ir, special
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.writers import overwritten
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, Scalar
from autograd_src.transforms.stores import as_argument

__all__ = ["COPIED_LISTS", "copied", "with_undoing"]

Block = tuple[Stmt, ...]

COPIED_LISTS = ir.Ref(
    "special.copied_lists", "autograd_src.special", "special", special.copied_lists
)
_PUT_BACK = ir.Ref(
    "special.put_back", "autograd_src.special", "special", special.put_back
)


def copied(v: Var, known: Ranks) -> Expr:
    """A copy of what the backward writes, or hands out."""
    value = known.of(v)
    is_record = v.role == "saved" and not isinstance(value, Array)
    if is_record or isinstance(value, ListOf):
        return ir.Call(ir.Ref("list", value=list), (v,))
    if isinstance(value, Array) and len(value.dims) == 1:
        return ir.Call(ir.Attr(v, "copy"))
    # The layout is kept: views are taken of it again.
    return ir.Call(numpy("copy"), (v,))


def with_undoing(body: Block, tangled: Callable[[Var], bool], known: Ranks) -> Block:
    """`body`, which ends in its return, with a log of its writes to `tangled`."""
    log = Var("overwritten")

    def block(body: Block) -> Block:
        return tuple(new for s in body for new in stmt(s))

    def stmt(s: Stmt) -> list[Stmt]:
        found = _written(s)
        if found is None or not tangled(found[0]):
            return [ir.map_blocks(s, block)]
        base, index = found
        old: Expr = ir.Index(base, index)
        if not isinstance(known.of(old), Scalar):
            old = ir.Call(numpy("copy"), (old,))
        entry = ir.Seq("tuple", (base, as_argument(index), old))
        return [ir.Do(ir.Call(ir.Attr(log, "append"), (entry,))), s]

    def result(e: Expr) -> Expr:
        """What is handed out shares no memory with what is put back."""
        if not isinstance(e, Var) or not tangled(e):
            return ir.rebuild(e, result)
        made = Var(e.base, e.role, e.of)
        rest.append(ir.Let(made, ir.Call(numpy("copy"), (e,))))
        return made

    *rest, last = block(body)
    assert isinstance(last, ir.Ret)
    last = ir.replace(last, value=result(last.value))
    put_back = ir.Do(ir.Call(_PUT_BACK, (log,)))
    return (ir.Let(log, ir.Seq("list", ())), *rest, put_back, last)


def _written(s: Stmt) -> tuple[Var, Expr] | None:
    match s:
        case ir.Put(base, index):
            return base, Const(Ellipsis) if index is None else index
        case ir.Do(ir.Call() as call):
            first = overwritten(call)
            if isinstance(first, Var):
                return first, Const(Ellipsis)
    return None
