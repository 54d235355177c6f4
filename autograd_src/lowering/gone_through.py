"""Lists that loops go through while something may change them."""

from __future__ import annotations

from collections.abc import Iterator

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, List, Scalar
from autograd_src.lowering.operations import refused

__all__ = ["check_length", "handed_on", "is_changed", "part", "written_in"]

_LISTS = (List, ListOf)
# They keep nothing of what they are given but its items.
_LOOKING = (enumerate, len, max, min, range, reversed, sorted, sum, zip)


def part(e: Expr, known: Ranks) -> tuple[Var, int, int] | None:
    """A list of unknown length, and how many items `e` leaves out at each end."""
    match e:
        case ir.Index(Var() as whole, ir.Slice(lower, upper, None)) if isinstance(
            known.of(whole), ListOf
        ):
            first, last = (0 if p is None else _number(p) for p in (lower, upper))
            if first is None or last is None or first < 0 or last > 0:
                return None
            ends_at_none = upper is not None and last == 0
            return None if ends_at_none else (whole, first, -last)
    return None


def _number(e: Expr) -> int | None:
    return e.value if isinstance(e, Const) and type(e.value) is int else None


def written_in(body: tuple[Stmt, ...], found: Aliases) -> list[Var]:
    """The variables whose memory the statements of a loop write."""
    every = ir.walk(body)
    written = [b.base for b in every if isinstance(b, ir.Put)]
    return written + [v for b in every for v in _written_by(b, found)]


def _written_by(s: Stmt, found: Aliases) -> list[Var]:
    """What evaluating the expressions of `s` may write."""
    parts = (p for e in ir.exprs(s) for p in ir.walk_expr(e))
    return [v for p in parts for v in found.written_by(p)]


def is_changed(s: ir.For, known: Ranks, found: Aliases, made: set[Var]) -> bool:
    """Whether a loop over a part of a list changes the list: the part is a copy."""
    parts = [p for e in ir.walk_expr(s.iter) if (p := part(e, known)) is not None]
    if not parts:
        return False
    written = written_in(s.body, found)
    wholes = {whole for whole, _, _ in parts}
    others = [v for v in written if v in wholes or v not in made]
    return any(found.may_alias(whole, v) for whole in wholes for v in others)


def check_length(s: ir.For, known: Ranks, found: Aliases, made: set[Var]) -> None:
    """Refuse a loop over a list that may get other items in other places meanwhile.

    An item that is stored is seen when its turn comes.  `made` are the lists that are
    new here, and nothing but themselves.
    """
    lists = [e for e in _gone_through(s.iter) if isinstance(known.of(e), _LISTS)]
    if not lists:
        return
    named = {e for e in lists if isinstance(e, Var)}
    if len(named) < len(lists):
        made = set()
    seen = {found.find(v) for e in lists for v in found.shares(e)}
    for b in ir.walk(s.body):
        for v in _moved(b, known, found):
            if found.find(v) in seen and (v in named or v not in made):
                raise refused(
                    "this list is changed while a loop goes through it",
                    "go through a copy (`for item in list(items):`), or count: "
                    "`while k < len(items):`",
                    b.origin,
                )


def _gone_through(e: Expr) -> list[Expr]:
    """The containers whose items a loop over `e` reads one after another."""
    match e:
        case ir.Call(ir.Ref(value=f), args) if f in (zip, enumerate, reversed):
            return [inner for a in args for inner in _gone_through(a)]
        case ir.Index(_, ir.Slice()):
            return []
        case Var() | ir.Index() | ir.Attr():
            return [e]
    return []


def _moved(s: Stmt, known: Ranks, found: Aliases) -> list[Var]:
    """The variables whose lists `s` may make longer or shorter, or put in order."""
    written = _written_by(s, found)
    if isinstance(s, ir.Put) and (s.index is None or isinstance(s.index, ir.Slice)):
        written.append(s.base)
    return [v for v in written if not isinstance(known.of(v), (Array, Scalar))]


def handed_on(s: Stmt) -> set[Var]:
    """The variables that `s` may give one more name, or put somewhere."""
    return {v for b in ir.walk((s,)) for e in _kept_of(b) for v in _named_by(e)}


def _kept_of(s: Stmt) -> tuple[Expr, ...]:
    match s:
        case ir.Put(_, index, value):
            return (value,) if index is None else (index, value)
        case ir.For(_, Var()) | ir.Unpack(_, Var()):
            return ()
    return ir.exprs(s)


def _named_by(e: Expr) -> Iterator[Var]:
    match e:
        case Var():
            yield e
            return
        case ir.Call(ir.Attr(Var(), _), args, keywords):
            inside: tuple[Expr, ...] = (*args, *(v for _, v in keywords))
        case ir.Call(ir.Ref(value=f), args) if f in _LOOKING:
            inside = tuple(a for a in args if not isinstance(a, Var))
        case ir.Index(Var(), index):
            inside = (index,)
        case _:
            inside = ir.parts(e)
    for p in inside:
        yield from _named_by(p)
