"""Arguments that are written are copied at entry: the caller's stay (S10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import gast
import numpy as np

from autograd_src import ir, special
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.carried import attributes
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Var
from autograd_src.live.values import Abstract, Array, Dict, List, Tuple, Unknown
from autograd_src.syntax.walking import walk
from autograd_src.transforms.facts import helper

__all__ = ["own_arguments"]

Look = Callable[[ir.Function], tuple[Ranks, Aliases]]

_PRIVATE_ITEMS = ir.Ref(
    "special.private_items", "autograd_src.special", "special", special.private_items
)


def own_arguments(
    function: ir.Function,
    seeds: list[Var],
    look: Callable[[ir.Function], tuple[Ranks, Aliases]],
) -> tuple[ir.Function, list[Var]]:
    """`function` with a copy made at entry of each argument that is written (S10)."""
    known, found = look(function)
    objects = frozenset(_objects(function))

    def is_array(v: Var) -> bool:
        return isinstance(known.of(v), (Array, Unknown)) and v not in objects

    # Arguments as they are handed in, and arrays in those that are containers.
    inside = [s for s in function.body if isinstance(s, ir.Let) and s.target in seeds]
    opened = {v for s in inside for v in ir.uses(s)}
    given: dict[Var, ir.Expr] = {
        p.var: p.var
        for p in function.params
        if is_array(p.var) or (_holds_arrays(known.of(p.var)) and p.var not in opened)
    }
    given |= {s.target: s.value for s in inside if is_array(s.target)}
    written = [v for v in given if any(map(found.written, (v, *found.held(v))))]
    if not written:
        return function, seeds
    private = {
        v: _private(
            given[v], tuple(e for w, e in given.items() if w is not v), is_array(v)
        )
        for v in written
    }
    body = tuple(
        ir.replace(s, value=private.pop(s.target))
        if s in inside and s.target in private
        else s
        for s in function.body
    )
    mapping = {v: Var(v.base, v.role, v.of) for v in private}

    def rename(e: ir.Expr) -> ir.Expr:
        if isinstance(e, Var):
            return mapping.get(e, e)
        return ir.rebuild(e, rename)

    def block(body: tuple[ir.Stmt, ...]) -> tuple[ir.Stmt, ...]:
        return tuple(ir.map_blocks(ir.map_exprs(s, rename), block) for s in body)

    copies = tuple(ir.Let(new, private[v]) for v, new in mapping.items())
    return ir.replace(function, body=copies + block(body)), seeds


def _objects(function: ir.Function) -> Iterator[Var]:
    """Variables with attributes that no array has: they can't be copied like one."""
    for s in ir.walk(function.body):
        read = [found for e in ir.exprs(s) for p in ir.walk_expr(e)
                for found in _attributes(p)]  # fmt: skip
        if isinstance(s, ir.Carry):
            read += attributes(s)
        for v, name in read:
            if isinstance(v, Var) and not hasattr(np.ndarray, name):
                yield v


def _attributes(e: ir.Expr) -> Iterator[tuple[ir.Expr, str]]:
    """Attributes that `e` reads, also in what nothing else looks into."""
    match e:
        case ir.Attr(value, name):
            yield value, name
        case ir.Raw(node, reads):
            meant = dict(reads)
            for n in walk(node):
                match n:
                    case gast.Attribute(value=gast.Name(id=name), attr=attr) if (
                        name in meant
                    ):
                        yield meant[name], attr


def _holds_arrays(value: Abstract) -> bool:
    if isinstance(value, (List, Tuple, Dict)):
        return any(isinstance(i, Array) or _holds_arrays(i) for i in value.items)
    return False


def _private(v: ir.Expr, others: tuple[ir.Expr, ...], is_array: bool) -> ir.Expr:
    """A copy of an argument; that it shares memory with another one is refused then."""
    if not is_array:
        return ir.Call(_PRIVATE_ITEMS, (v, *others))
    if not others:
        return ir.Call(numpy("copy"), (v,))
    return ir.Call(helper("private_copy"), (v, *others))
