"""`y += e` where the array that `y` is has other names, or may be a number.

It comes to `y = y + e` if nobody else sees the array: it was made here, no container
holds it, and no other name of it is read any more.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.methods import as_call
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import is_in_place, returns_argument
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Array, Scalar, Static, Unknown
from autograd_src.optimize.liveness import Interference, members
from autograd_src.recipes import registry

__all__ = ["with_new_values"]

_NUMBERS = ("-", "/", "//", "**", "@")
_ELSEWHERE = -1  # the memory of somebody else


def with_new_values(
    function: ir.Function, hot: Iterable[Var], known: Ranks, found: Aliases
) -> ir.Function:
    """`function` with `y = y + e` for `y += e`, where nobody can tell the two apart."""
    hot = set(hot)
    updates = [
        s
        for s in ir.walk(function.body)
        if isinstance(s, ir.Let) and is_in_place(s.value) and enters(s.value, hot)
    ]
    viewed = _viewed(function, known, found) if updates else set()
    doubtful = [s for s in updates if _is_doubtful(s.value, viewed, known, found)]
    if not doubtful:
        return function
    look = _Memory(function, known, found)
    alone = {id(s) for s in doubtful if look.is_alone(s)}
    return ir.replace(function, body=_block(function.body, alone))


def _viewed(function: ir.Function, known: Ranks, found: Aliases) -> set[Var]:
    """The classes of memory of which something may be a view."""
    return {
        found.find(s.target)
        for s in ir.walk(function.body)
        if isinstance(s, ir.Let) and _is_view(s.value, known)
    }


def _is_view(e: Expr, known: Ranks) -> bool:
    e = as_call(e, known) if isinstance(e, ir.Call) else e
    match e:
        case ir.Call(ir.Ref(value=function)):
            return returns_argument(function)
    return isinstance(e, (ir.Index, ir.Attr, ir.Cond, ir.Call))


def _is_doubtful(e: Expr, viewed: set[Var], known: Ranks, found: Aliases) -> bool:
    assert isinstance(e, ir.Bin)
    if isinstance(known.of(e.left), Unknown):
        return True
    same = isinstance(e.left, Var) and found.find(e.left) in viewed
    return same and isinstance(known.of(e.left), Array)


def _block(body: tuple[Stmt, ...], alone: set[int]) -> tuple[Stmt, ...]:
    return tuple(
        _plain(s)
        if isinstance(s, ir.Let) and id(s) in alone
        else ir.map_blocks(s, lambda b: _block(b, alone))
        for s in body
    )


def _plain(s: ir.Let) -> Stmt:
    assert isinstance(s.value, ir.Bin)
    new = ir.Bin(s.value.op.removesuffix("="), s.value.left, s.value.right)
    return ir.replace(s, value=new)


class _Memory(Interference):
    """What is alive after each assignment, and where memory comes from.

    Attributes
    ----------
    sites
        for each variable the (ids of) expressions that made the memory it may have
    """

    def __init__(self, function: ir.Function, known: Ranks, found: Aliases) -> None:
        self.after: dict[int, int] = {}
        self.known = known
        self.found = found
        bound = [pair for s in ir.walk(function.body) for pair in _bound(s)]
        self.sites: dict[Var, set[int]] = {p.var: {_ELSEWHERE} for p in function.params}
        changed = True
        while changed:
            changed = False
            for v, e in bound:
                old = self.sites.setdefault(v, set())
                new = self.origins(v, e)
                changed |= not new <= old
                old |= new
        super().__init__(function)

    def define(self, s: Stmt, after: int, reads: int) -> None:
        self.after[id(s)] = self.after.get(id(s), 0) | after
        super().define(s, after, reads)

    def origins(self, v: Var, e: Expr | None) -> set[int]:
        """Where the memory comes from that `v` has when it is bound to `e`."""
        if isinstance(self.known.of(v if e is None else e), (Scalar, Static)):
            return set()
        if e is None:
            return {_ELSEWHERE}
        shared = self.found.shares(e)
        if not shared:
            return {id(e) if self.is_made(e) else _ELSEWHERE}
        found = set[int]()
        for w in shared:
            found |= {_ELSEWHERE} if w.role == "content" else self.sites.get(w, set())
        return found

    def is_alone(self, s: ir.Let) -> bool:
        """Whether nobody but `s` has to do with what it writes into."""
        assert isinstance(s.value, ir.Bin)
        own = self.origins(s.target, s.value)
        if _ELSEWHERE in own:
            return False
        root = self.found.find(s.target)
        if any(root in self.found.held(v) for v in self.vars):
            return False
        alive = (self.vars[k] for k in members(self.after.get(id(s), 0)))
        others = (v for v in alive if v is not s.target and self.found.find(v) is root)
        return not any(self.sites[v] & {*own, _ELSEWHERE} for v in others)

    def is_made(self, e: Expr) -> bool:
        """Whether `e` is a number or an array made here, and no list."""
        e = as_call(e, self.known) if isinstance(e, ir.Call) else e
        match e:
            case ir.Un():
                return True
            case ir.Bin(op, left, right):
                kinds = (self.known.of(left), self.known.of(right))
                number = any(isinstance(k, (Scalar, Array)) for k in kinds)
                return number or op in _NUMBERS
            case ir.Call(ir.Ref(value=function), args) if returns_argument(function):
                return registry.lookup(function) is not None and self.is_made(args[0])
            case ir.Call(ir.Ref(value=function)):
                made = isinstance(self.known.of(e), (Scalar, Array))
                pure = registry.pure(function) and made
                return registry.lookup(function) is not None or pure
        return False


def _bound(s: Stmt) -> list[tuple[Var, Expr | None]]:
    """The variables that `s` binds, each to an expression if that can be told."""
    match s:
        case ir.Let(target, value):
            return [(target, value)]
        case ir.Copies(targets, values):
            return list(zip(targets, values, strict=True))
    return [(v, None) for v in ir.defs(s)]
