"""Local containers and objects of known structure as variables, one for each item.

A container is never seen as a whole then, so it needs no adjoint of its own; functions
in it are known where they are called.  Loops over such a container are unrolled: every
item has a structure of its own.  What can't be followed item by item stays as it is.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.ranks import Ranks
from autograd_src.frontend.ssa import breaks, ssa
from autograd_src.ir import Const, Copies, Expr, Let, Stmt, Var
from autograd_src.live.values import Scalar
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.operations import refused
from autograd_src.lowering.struct_bindings import Bindings
from autograd_src.lowering.struct_objects import Lifetimes
from autograd_src.lowering.structs import (
    Closed,
    Mutated,
    Struct,
    Tree,
    Unroll,
    Wanted,
    atom,
    structs_in,
    truth,
)

__all__ = ["unfolded"]

_MOST_TRIES = 50
_MOST_COPIED = 4000  # statements


def unfolded(
    function: ir.Function,
    hot: frozenset[Var],
    known: Ranks,
    found: Aliases,
    callees: Callees,
) -> ir.Function | None:
    """`function` without local containers that can be followed; None if it has none."""
    closed: set[Var] = set()
    unrolled: set[Var] = set()
    wanted: set[Var] = set()
    mutated: set[Var] = set()
    lifetimes, loose = Lifetimes(function), False
    for _ in range(_MOST_TRIES):
        callees.look_at(function)
        walk = Unfolder(hot, known, found, callees, closed, unrolled, wanted)
        walk.lifetimes, walk.mutated, walk.loose = lifetimes, mutated, loose
        try:
            body = walk.body(function.body)
            if walk.loose and not loose:
                loose = True
                continue
        except Mutated as error:
            if error.homes <= mutated:
                closed |= error.homes
            mutated |= error.homes
            continue
        except Closed as error:
            closed |= error.homes
            continue
        except Wanted as error:
            wanted |= error.homes
            continue
        except Unroll as error:
            unrolled.add(error.loop)
            continue
        if not walk.touched:
            return None
        return ssa(ir.replace(function, body=body))
    return None


class Unfolder(Bindings):
    """One walk over a function in single assignment."""

    def __init__(
        self,
        hot: frozenset[Var],
        known: Ranks,
        found: Aliases,
        callees: Callees,
        closed: set[Var],
        unrolled: set[Var],
        wanted: set[Var],
    ) -> None:
        self.hot = hot
        self.known = known
        self.found = found
        self.callees = callees
        self.closed = closed
        self.partials: set[Var] = set()
        self.unrolled = unrolled
        self.trees: dict[Var, Tree] = {}
        self.plain: dict[Var, set[Var]] = {}
        self.idle: set[Var] = set()
        self.wanted = wanted
        self.loose = False
        self.looked_at = False
        self.pending = []
        self.unnamed = {}
        self.stirred = False
        self.copied = 0
        self.turning: frozenset[Var] = frozenset()
        self.counted: list[Var] = []
        self.loop_of: dict[Var, Var] = {}
        self.integers: dict[Var, Const] = {}
        self.slots = set()
        self.gone_through = []
        self.shown_to = []
        self.out: list[Stmt] = []
        self.origin: ir.Origin | None = None
        self.block = 0
        self.blocks = 0
        self.touched = False

    # ---------------------------------------------------------------- statements

    def body(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        outer, self.out = self.out, []
        before, self.blocks = self.block, self.blocks + 1
        self.block = self.blocks
        for s in body:
            self.stmt(s)
        made, self.out, self.block = tuple(self.out), outer, before
        return made

    def stmt(self, s: Stmt) -> None:
        self.origin = s.origin
        if self.trees:
            self.check_views(s)
        match s:
            case Let(target, value):
                self.let(s, target, value)
            case Copies():
                self.copies(s)
            case ir.Unpack(targets, value):
                self.unpack(s, targets, value)
            case ir.Put(base, index, value, op) if base in self.trees:
                self.put(base, index, value, op)
            case ir.Do(value):
                self.do(s, value)
            case ir.For():
                self.loop(s)
            case ir.If():
                self.branch(s)
            case ir.Ret(value):
                self.out.append(ir.replace(s, value=self.result(value)))
            case ir.Carry():
                self.out.append(self.carried(s))
            case _:
                s = ir.map_exprs(s, self.read)
                self.out.append(ir.map_blocks(s, self.body))

    def branch(self, s: ir.If) -> None:
        """An arm that is known to be taken is all that there is."""
        holds = self.decision(s.test) if self.turning else None
        read = s.test if holds is not None else self.read(s.test)
        holds = truth(read) if holds is None else holds
        if holds is None:
            self.out.append(ir.map_blocks(ir.replace(s, test=read), self.body))
            return
        self.touched = True
        for inner in s.body if holds else s.orelse:
            self.stmt(inner)

    # --------------------------------------------------------------------- loops

    def loop(self, s: ir.For) -> None:
        inside = (v for b in ir.walk((s,)) for v in (*ir.defs(b), *ir.uses(b)))
        self.stirred = any(v in self.hot for v in inside)
        items = None if breaks(s.body) else self.items(s.iter, s.target)
        through = self.through(s.iter)
        if items is None:
            self.check_shown(s.iter)
            shown = [inner for t in through for inner in structs_in(t)]
            self.counted.append(s.target)
            s = ir.replace(s, iter=self.read(s.iter))
            self.shown_to += shown
            self.out.append(ir.replace(s, body=self.body(s.body)))
            del self.shown_to[len(self.shown_to) - len(shown) :]
            self.counted.pop()
            return
        self.touched = True
        self.copied += len(items) * sum(1 for _ in ir.walk(s.body))
        if s.target in self.unrolled and self.copied > _MOST_COPIED:
            raise refused(
                "this loop selects items of containers, and is too long to be unrolled",
                "keep the numbers in an array",
                s.origin,
            )
        outer = self.turning
        self.turning = outer | {v for b in ir.walk((s,)) for v in ir.defs(b)}
        self.pending.append(list(items))
        self.gone_through += through
        for item in items:
            self.origin = s.origin
            self.pending[-1].pop(0)
            self.bind(s.target, item if isinstance(item, Struct) else atom(item))
            for inner in s.body:
                self.stmt(inner)
        self.turning = outer
        self.pending.pop()
        del self.gone_through[len(self.gone_through) - len(through) :]

    # ------------------------------------------------------------------- reading

    def kept(self, e: Expr, name: str) -> Expr:
        self.check_given_out(e)
        e = self.read(e)
        once = isinstance(e, Var) and e not in self.turning and e not in self.slots
        if once or isinstance(e, Const):
            return e
        v = Var(name)
        self.out.append(Let(v, e, origin=self.origin))
        return v

    def dynamic(self, struct: Tree, index: Expr | None) -> Exception:
        """Why an element that only the run decides can't be followed."""
        assert isinstance(struct, Struct)
        plain = all(isinstance(self.known.of(i), Scalar) for i in struct.leaves())
        loop = None if index is None else self.selecting(index)
        if loop is not None and (not plain or struct.kind == "dict"):
            return Unroll(loop)
        return Closed(struct)
