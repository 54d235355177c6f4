"""Where a call may put what it is given: into what it is told to write, its receiver,
or, where nothing is known of it, into anything that it can reach (S19).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.carried import is_pure_node
from autograd_src.analyses.effects import METHODS
from autograd_src.analyses.sharing import MUTATORS, STORING, writes_arguments
from autograd_src.analyses.writers import outputs, overwritten
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Array, Instance, Scalar, Static, Tuple
from autograd_src.recipes import methods, passive

__all__ = ["Fillings", "filling", "receiving"]

# Methods of arrays, and of lists, dicts and strings, that only look.
_ON_ARRAYS = METHODS | methods.DIRECT | passive.PASSIVE_METHODS
_LOOKING = _ON_ARRAYS | frozenset(
    "copy count format get index items join keys values".split()
)
_CHANGING = MUTATORS | STORING

Filling = list[tuple[Expr, list[Var]]]
Fillings = list[tuple[Stmt, Filling]]
# By identity; the expression is kept alive.
Acting = dict[int, tuple[Expr, tuple[ir.Call | ir.Raw, ...]]]


def filling(function: ir.Function, found: Aliases) -> Fillings:
    """Every statement of a function, each with the expressions in it that may put
    something somewhere, and where.
    """
    body = ir.walk(function.body)
    named = _named(body) | {
        p.var: [p.var] for p in function.params
        if isinstance(found.known.of(p.var), Instance)
    }  # fmt: skip
    return [(s, _filling(s, found, named)) for s in body]


def _filling(s: Stmt, found: Aliases, named: dict[Var, list[Var]]) -> Filling:
    places: Filling = []
    for e in ir.exprs(s):
        if type(e) is Var:
            continue
        for p in _acting(e, found.known.outside.acting):
            where = _memory([*_places(p, found), *_through(p, named)], found)
            if where:
                places.append((p, where))
    return places


def _acting(e: Expr, known: Acting) -> tuple[ir.Call | ir.Raw, ...]:
    """The parts of `e` that may put something somewhere, found once."""
    kept = known.get(id(e))
    if kept is None:
        parts = (p for p in ir.walk_expr(e) if isinstance(p, (ir.Call, ir.Raw)))
        kept = known[id(e)] = (e, tuple(filter(_may_fill, parts)))
    return kept[1]


def _may_fill(p: ir.Call | ir.Raw) -> bool:
    match p:
        case ir.Raw(node, reads):
            return not is_pure_node(node, dict(reads))
        case ir.Call(ir.Own()):
            return False
        case ir.Call(ir.Attr(_, name)) if name not in _LOOKING:
            return True
        case ir.Call(ir.Ref(value=f)) if f is setattr or writes_arguments(f):
            return True
        case ir.Call(Var()):
            return True
    return bool(_written(p))


def _memory(where: list[Var], found: Aliases) -> list[Var]:
    """Without numbers, which nothing can be put into."""
    kind = found.known.of
    return [v for v in where if not isinstance(kind(v), (Scalar, Static))]


def _named(body: list[Stmt]) -> dict[Var, list[Var]]:
    """Methods, functions with arguments, and objects that have been given names, each
    with what calling it may write: `put = ys.append`.
    """
    named: dict[Var, list[Var]] = {}
    for s in body:
        if type(s) is not ir.Let or type(s.value) is ir.Bin:
            continue  # most of them
        match s:
            case ir.Let(target, Var() as other) if other in named:
                named[target] = named[other]
            case ir.Let(target, ir.Attr(base, name)) if name in _CHANGING:
                named[target] = list(ir.names_in(base))
            case ir.Let(target, ir.Call(ir.Ref(value=f), args)) if f is partial:
                named[target] = [v for e in args[1:] for v in ir.names_in(e)]
            case ir.Let(target, ir.Call(ir.Ref(value=type()))):
                named[target] = [target]
    return named


def _through(e: Expr, named: dict[Var, list[Var]]) -> list[Var]:
    called = e.func if isinstance(e, ir.Call) else None
    return named.get(called, []) if isinstance(called, Var) else []


def _places(e: ir.Call | ir.Raw, found: Aliases) -> Iterator[Var]:
    match e:
        case ir.Raw(node, reads):
            if not is_pure_node(node, dict(reads)):
                yield from ir.names_in(e)
        case ir.Call(ir.Own()):
            return
        case ir.Call(ir.Attr(receiver, name)):
            yield from _told(e)
            kind = found.known.of(receiver)
            if name in _CHANGING:
                yield from ir.names_in(receiver)
            elif name not in _LOOKING and not isinstance(kind, (Array, Tuple)):
                yield from ir.names_in(e)
        case ir.Call(ir.Ref(value=function), args) if function is setattr:
            yield from ir.names_in(args[0]) if args else ()
        case ir.Call():
            yield from _told(e)
            if not outputs(e) and overwritten(e) is None:
                yield from found.written_by(e)


def receiving(e: ir.Call) -> Iterator[Expr]:
    """The operands of a call into which it may put the others."""
    match e.func:
        case ir.Own():
            return
        case ir.Attr(receiver, name):
            if name not in _LOOKING:
                yield receiver
        case ir.Ref(value=function) if writes_arguments(function):
            if not outputs(e) and overwritten(e) is None:
                yield from (*e.args, *(v for _, v in e.keywords))
    yield from _written(e)


def _told(e: ir.Call) -> Iterator[Var]:
    """What a call writes because it is told to."""
    for p in _written(e):
        yield from ir.names_in(p)


def _written(e: ir.Call) -> tuple[Expr, ...]:
    first = overwritten(e)
    return outputs(e) if first is None else (*outputs(e), first)
