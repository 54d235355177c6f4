"""Views of written arrays that are only looked at, taken of a copy instead.

Functions such as `np.diagonal` may give back a view, and which memory it has isn't
followed. As long as nothing writes that memory while the view is in use, the view of a
copy holds the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import BuiltinFunctionType, MethodDescriptorType, MethodType
from typing import Any

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.ownership import conflicts, written
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import writes_arguments
from autograd_src.analyses.writers import WRITERS
from autograd_src.ir import Stmt, Var
from autograd_src.live.values import Array

__all__ = ["with_copies"]

Block = tuple[Stmt, ...]
_METHODS = (BuiltinFunctionType, MethodDescriptorType, MethodType)


def with_copies(
    function: ir.Function, known: Ranks, found: Aliases, active: frozenset[Var]
) -> ir.Function:
    """`function` with copies where a view that can't be followed is only read."""
    suspects = {id(c.stmt) for c in conflicts(function, known, found, active)}
    if not suspects:
        return function

    def block(body: Block) -> Block:
        return tuple(new for k in range(len(body)) for new in stmts(body, k))

    def stmts(body: Block, k: int) -> Iterator[Stmt]:
        s = body[k]
        if id(s) in suspects and isinstance(s, ir.Let):
            yield from _copied(s, body[k + 1 :], known, found)
        else:
            yield ir.map_blocks(s, block)

    return ir.replace(function, body=block(function.body))


def _copied(s: ir.Let, after: Block, known: Ranks, found: Aliases) -> Iterator[Stmt]:
    """`y = diagonal(x)` as `c = x.copy()`, `y = diagonal(c)`."""
    match s.value:
        case ir.Call(ir.Ref(value=function), (Var() as base, *rest)) if (
            isinstance(known.of(base), Array)
            and _reads_alone(function)
            and _is_only_read(s.target, after, found)
        ):
            copy = Var()
            yield ir.Let(copy, ir.Call(ir.Attr(base, "copy")), origin=s.origin)
            yield ir.replace(s, value=ir.replace(s.value, args=(copy, *rest)))
        case _:
            yield s


def _reads_alone(function: Any) -> bool:
    """Whether a function leaves its arguments as they are, as far as is known."""
    if not writes_arguments(function):
        return True
    # Methods such as `np.ndarray.sort` and `np.random.shuffle` write.
    if isinstance(function, _METHODS) or any(function is f for f in WRITERS):
        return False
    home = (getattr(function, "__module__", None) or "").partition(".")[0]
    return home in ("numpy", "scipy")


def _is_only_read(target: Var, after: Block, found: Aliases) -> bool:
    """Whether no memory of its class is written from its binding to its last use,
    which is in the block that it is bound in.
    """
    names, last = {target}, -1
    for k, s in enumerate(after):
        for inner in ir.walk((s,)):
            if names.isdisjoint(ir.uses(inner)):
                continue
            last = k
            if not isinstance(inner, (ir.Let, ir.If, ir.While, ir.Put, ir.Ret)):
                return False  # it may be kept where it is no longer seen
            if isinstance(inner, ir.Let) and _has_memory(inner, names, found):
                names.add(inner.target)
            if isinstance(inner, ir.Put) and inner.base in names:
                return False
    return not any(
        found.may_alias(v, target)
        for s in ir.walk(after[: last + 1])
        for v in written(s, found)
    )


def _has_memory(s: ir.Let, names: set[Var], found: Aliases) -> bool:
    return any(v in names for v in ir.names_in(s.value)) and found.written(s.target)
