"""Activity: which variables lie on a path from a differentiated argument to the result.

`varied` goes forward, `useful` backward; both are fixpoints over structured code, and
memory that is written is varied or useful as a whole class (S19).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.filled import Fillings, filling
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.recipes import passive, registry
from autograd_src.runtime import private_copy
from autograd_src.special import private_items

__all__ = ["active", "active_reads", "enters", "useful", "varied"]


def active_reads(e: Expr, through: bool = False) -> list[Var]:
    """The variables through which a derivative may enter `e`.

    With `through`, functions whose zero derivative surprises (`int`, `argmax`) let it
    pass: so it is found out what they cut off.
    """
    found: list[Var] = []
    _gather(e, through, found)
    return found


def _gather(e: Expr, through: bool, found: list[Var]) -> None:
    if type(e) is Var:
        found.append(e)
    elif e._names or ir.names_in(e):
        for p in _entered(e, through):
            _gather(p, through, found)


def enters(e: Expr, hot: Container[Var]) -> bool:
    """Whether a derivative of any of `hot` may enter `e`: is it in `active_reads`?

    It is asked far more often than which they are, and the first one is enough.
    """
    if type(e) is Var:
        return e in hot
    if not (e._names or ir.names_in(e)):
        return False
    return any(enters(p, hot) for p in _entered(e, False))


def _entered(e: Expr, through: bool) -> tuple[Expr, ...]:
    """The parts of `e` through which a derivative may enter it."""
    if type(e) is ir.Bin:
        return () if e.op in _STEPS and not through else (e.left, e.right)
    match e:
        case ir.Cmp() | ir.Un("not", _) | ir.Slice():
            return ()
        case ir.Attr(value, name):
            return () if name in passive.PASSIVE_ATTRIBUTES else (value,)
        case ir.Index(value, _):
            return (value,)
        case ir.Cond(_, body, orelse):
            return body, orelse
        case ir.Call(ir.Ref(value=function), args) if registry.zero_derivative(
            function
        ):
            return args if through and registry.broken(function) else ()
        case ir.Call(ir.Attr(_, name)) if name in passive.PASSIVE_METHODS:
            return ()
        case ir.Call(ir.Ref(value=function), (copied, *_)) if function in (
            private_copy,
            private_items,
        ):
            return (copied,)
    return ir.parts(e)


# Operators whose value does not change where their operands change little; `|` is none:
# it merges dicts.
_STEPS = frozenset("// & ^ << >>".split())


class _Reads:
    """`active_reads`, found once for each expression of a function.

    Earlier versions of the function have most of their expressions in common with it:
    what was found there is kept with what is known outside of it.
    """

    def __init__(self, aliases: Aliases, through: bool = False) -> None:
        self.through = through
        # The expression is kept alive: its id is the key.
        self.known: dict[int, tuple[Expr, tuple[Var, ...]]]
        self.known = {} if through else aliases.known.outside.entered

    def of(self, e: Expr) -> tuple[Var, ...]:
        if type(e) is Var:
            return (e,)
        found = self.known.get(id(e))
        if found is None:
            found = self.known[id(e)] = (e, tuple(active_reads(e, self.through)))
        return found[1]


def varied(
    function: ir.Function, seeds: Iterable[Var], found: Aliases, through: bool = False
) -> frozenset[Var]:
    """The variables that may depend on `seeds` (see `active_reads` for `through`)."""
    return _varied(function, seeds, found, filling(function, found), through)


def _varied(
    function: ir.Function,
    seeds: Iterable[Var],
    found: Aliases,
    statements: Fillings,
    through: bool = False,
) -> frozenset[Var]:
    names, reads = set(seeds), _Reads(found, through)
    changed = True
    while changed:
        before = len(names)
        for s, places in statements:
            _flow(s, names, reads)
            for e, where in places:
                if not names.isdisjoint(reads.of(e)):
                    names.update(where)
        _close(names, function, found)
        changed = len(names) > before
    return frozenset(names)


def _flow(s: Stmt, names: set[Var], reads: _Reads) -> None:
    if type(s) is ir.Let:
        if not names.isdisjoint(reads.of(s.value)):
            names.add(s.target)
        return

    def hot(e: Expr) -> bool:
        return not names.isdisjoint(reads.of(e))

    match s:
        case ir.Copies(targets, values):
            names.update(t for t, v in zip(targets, values, strict=True) if hot(v))
        case ir.Put(base, _, value):
            if hot(value):
                names.add(base)
        case ir.For(target, iterable):
            if hot(iterable):
                names.add(target)
        case ir.Carry(_, read, writes):
            if any(hot(v) for _, v in read):
                names.update(v for _, v in writes)
        case _:
            if any(hot(e) for e in ir.exprs(s)):
                names.update(ir.defs(s))


def _close(names: set[Var], function: ir.Function, found: Aliases) -> None:
    """Whoever shares written memory with a varied variable, or holds it, is varied."""
    roots = {found.find(v) for v in names if found.written(v)}
    if not roots:
        return
    every = [p.var for p in function.params]
    every += [v for s in ir.walk(function.body) for v in ir.defs(s)]
    names.update(
        v
        for v in every
        if found.find(v) in roots or not roots.isdisjoint(found.held(v))
    )


def useful(
    function: ir.Function, among: frozenset[Var], found: Aliases
) -> frozenset[Var]:
    """The variables in `among` on which the result may depend."""
    return _useful(function, among, found, filling(function, found))


def _useful(
    function: ir.Function, among: frozenset[Var], found: Aliases, statements: Fillings
) -> frozenset[Var]:
    names: set[Var] = set()
    reads = _Reads(found)
    # What is needed is found on the way back.
    statements = statements[::-1]
    changed = True
    while changed:
        before = len(names)
        for s, places in statements:
            if type(s) is not ir.Let:
                names.update(among.intersection(_needs(s, names, reads)))
            elif s.target in names:
                names.update(among.intersection(reads.of(s.value)))
            for e, where in places:
                if not names.isdisjoint(where):
                    names.update(among.intersection(reads.of(e)))
        _close(names, function, found)
        names &= among
        changed = len(names) > before
    return frozenset(names)


def _needs(s: Stmt, names: set[Var], reads: _Reads) -> Iterator[Var]:
    match s:
        case ir.Ret(value):
            yield from reads.of(value)
        case ir.Copies(targets, values):
            for t, v in zip(targets, values, strict=True):
                if t in names:
                    yield from reads.of(v)
        case ir.Put(base, _, value):
            if base in names:
                yield from reads.of(value)
        case ir.For() | ir.Unpack() | ir.Carry():
            if any(v in names for v in ir.defs(s)):
                for e in ir.exprs(s):
                    yield from reads.of(e)


def active(
    function: ir.Function, seeds: Iterable[Var], found: Aliases
) -> frozenset[Var]:
    """The variables that need a tangent or an adjoint."""
    statements = filling(function, found)
    hot = _varied(function, seeds, found, statements)
    return _useful(function, hot, found, statements)
