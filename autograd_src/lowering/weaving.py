"""The body of a loop in the places where the generator that it goes through yields."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograd_src import ir
from autograd_src.frontend.generators import YIELD
from autograd_src.frontend.ssa import breaks
from autograd_src.ir import Const, Expr, Let, Stmt, Var

__all__ = ["Turn", "followed", "given", "woven", "yields"]

Body = tuple[Stmt, ...]


@dataclass(frozen=True)
class Turn:
    """What happens when a value is yielded.

    Attributes
    ----------
    loop
        the loop that goes through the generator
    may_break
        the loop may end before the generator does
    ended
        tells the generator's own loops, several deep, that it did
    """

    loop: ir.For
    may_break: bool
    ended: Var = field(default_factory=lambda: Var("ended"))

    def with_(self, value: Expr, flagged: bool) -> Body:
        """The loop's body, which has been given `value`."""
        body = _flagging(self.loop.body, self.ended) if flagged else self.loop.body
        return given(self.loop.target, value, body, self.loop.origin)


def given(target: Var, item: Expr, body: Body, origin: ir.Origin | None) -> Body:
    """`body` of a loop that binds `target` to `item`; a tuple is unpacked at once."""
    match item, body[:1]:
        case (ir.Seq(items=items), (ir.Unpack(targets, v),)) if (
            v is target
            and len(items) == len(targets)
            and not any(isinstance(i, ir.Star) for i in items)
            and not any(v in ir.uses(s) for s in ir.walk(body[1:]))
        ):
            pairs = zip(targets, items, strict=True)
            return (*(Let(t, i, origin=origin) for t, i in pairs), *body[1:])
    return (Let(target, item, origin=origin), *body)


def woven(body: Body, turn: Turn) -> Body:
    """A generator's body with the loop's for `yield`."""
    body = _without_results(body)
    if not turn.may_break:
        return _plain(body, turn)
    if _is_one_loop(body):
        [*before, loop] = body
        inner = _direct(ir.blocks(loop)[0], turn)
        return (*before, ir.replace(loop, body=inner))
    start = Let(turn.ended, Const(False), origin=turn.loop.origin)
    return (start, *_flagged(body, turn, inside=False))


def _plain(body: Body, turn: Turn) -> Body:
    """The loop goes on to the generator's end."""
    out: list[Stmt] = []
    for s in body:
        value = _yielded(s)
        if value is not None:
            out += turn.with_(value, False)
        else:
            out.append(ir.map_blocks(s, lambda b: _plain(b, turn)))
    return tuple(out)


def _direct(body: Body, turn: Turn) -> Body:
    """The body of the generator's only loop: that ends when the other one does."""
    for k, s in enumerate(body):
        value = _yielded(s)
        if value is None and not _yields(s):
            continue
        if value is not None:
            new = turn.with_(value, False)
        else:
            new = (ir.map_blocks(s, lambda b: _direct(b, turn)),)
        return body[:k] + followed(new, _direct(body[k + 1 :], turn))
    return body


def _flagged(body: Body, turn: Turn, inside: bool) -> Body:
    """`inside` a loop of the generator, which ends when the other one has."""
    for k, s in enumerate(body):
        value = _yielded(s)
        if value is None and not _yields(s):
            continue
        is_loop = isinstance(s, (ir.For, ir.While))
        new: Body
        if value is not None:
            new = turn.with_(value, True)
        else:
            new = (ir.map_blocks(s, lambda b: _flagged(b, turn, is_loop)),)  # noqa: B023 (called at once)
        rest = _flagged(body[k + 1 :], turn, inside=False)
        origin = turn.loop.origin
        ends: Body = (ir.Break(origin=origin),) if inside else ()
        if not ends and not rest:
            return body[:k] + new
        if inside:
            # What follows may yield, too.
            checked = any(map(_yields, rest))
            rest = (*rest, ir.If(turn.ended, ends, origin=origin)) if checked else rest
        return (*body[:k], *new, ir.If(turn.ended, ends, rest, origin=origin))
    return body


def followed(body: Body, rest: Body) -> Body:
    """`rest` after `body`, on the paths that don't leave the loop."""
    if not rest:
        return body
    if not breaks(body):
        return body + rest
    *before, last = body
    if isinstance(last, ir.If):
        arms = (followed(b, rest) for b in (last.body, last.orelse))
        return (*before, ir.If(last.test, *arms, origin=last.origin))
    return body


def _flagging(body: Body, ended: Var) -> Body:
    out: list[Stmt] = []
    for s in body:
        if isinstance(s, ir.Break):
            out.append(Let(ended, Const(True), origin=s.origin))
        elif isinstance(s, ir.If):
            out.append(ir.map_blocks(s, lambda b: _flagging(b, ended)))
        else:
            out.append(s)
    return tuple(out)


def _is_one_loop(body: Body) -> bool:
    """Whether all is yielded in one loop, with nothing after it."""
    if not body or not isinstance(body[-1], (ir.For, ir.While)):
        return False
    inner = (s for s in ir.walk(body[-1].body) if isinstance(s, (ir.For, ir.While)))
    return not any(map(_yields, (*body[:-1], *inner)))


def _without_results(body: Body) -> Body:
    """Without the `None` that a generator returns at its end."""
    while body and isinstance(body[-1], Let) and isinstance(body[-1].value, Const):
        body = body[:-1]
    return body


def _yields(s: Stmt) -> bool:
    return any(_yielded(inner) is not None for inner in ir.walk((s,)))


def yields(body: Body) -> int:
    """In how many places a generator yields."""
    return sum(1 for s in ir.walk(body) if _yielded(s) is not None)


def _yielded(s: Stmt) -> Expr | None:
    match s:
        case ir.Do(ir.Call(ir.Ref() as mark, (value,))) if mark.value is YIELD.value:
            return value
    return None
