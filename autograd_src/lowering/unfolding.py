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
from autograd_src.live.values import List, Scalar, Tuple
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.keys import is_integer, is_text
from autograd_src.lowering.makers import is_replacing
from autograd_src.lowering.operations import refused
from autograd_src.lowering.struct_joins import Joins
from autograd_src.lowering.structs import (
    Closed,
    Struct,
    Tree,
    Unroll,
    Wanted,
    atom,
    structs_in,
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
    for _ in range(_MOST_TRIES):
        callees.look_at(function)
        walk = Unfolder(hot, known, found, callees, closed, unrolled, wanted)
        walk.attributes = any(map(stores_attribute, ir.walk(function.body)))
        try:
            body = walk.body(function.body)
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


def stores_attribute(s: Stmt) -> bool:
    """Whether `s` is `setattr(...)`, which an attribute that is assigned becomes."""
    match s:
        case ir.Do(ir.Call(ir.Ref(value=f))):
            return f is setattr
    return False


class Unfolder(Joins):
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
        self.attributes = False
        self.stirred = False
        self.copied = 0
        self.turning: frozenset[Var] = frozenset()
        self.counted: list[Var] = []
        self.loop_of: dict[Var, Var] = {}
        self.integers: dict[Var, Const] = {}
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
            case ir.If(test, body, orelse) if self.turning and (
                (holds := self.decision(test)) is not None
            ):
                # An arm that is known is part of the turn of an unrolled loop.
                for inner in body if holds else orelse:
                    self.stmt(inner)
            case ir.Ret(value):
                self.out.append(ir.replace(s, value=self.result(value)))
            case ir.Carry():
                self.out.append(self.carried(s))
            case _:
                s = ir.map_exprs(s, self.read)
                self.out.append(ir.map_blocks(s, self.body))

    def let(self, s: Let, target: Var, value: Expr) -> None:
        self.trees.pop(target, None)
        self.integers.pop(target, None)
        tree = self.taken(value) or self.tree(value)
        if tree is None and target not in self.closed:
            start = len(self.out)
            tree = self.made(value, target)
            if tree is not None and not self.is_worth(tree, target):
                del self.out[start:]
                self.idle.add(target)
                tree = None
            elif tree is not None:
                self.own(tree, target)
        if tree is None and target in self.closed and is_replacing(value):
            tree = self.made(value, target)  # a new one, as its class makes it
            self.touched |= tree is not None
            value, tree = value if tree is None else self.whole(tree), None
        if tree is None:
            self.note(target, value)
            self.out.append(ir.replace(s, value=self.read(value)))
        elif isinstance(tree, (Struct, Const)):
            self.trees[target] = tree
            self.touched = True
            if not isinstance(tree, Struct):
                self.out.append(ir.replace(s, value=tree))
        else:
            self.touched |= tree != value
            self.out.append(ir.replace(s, value=tree))

    def note(self, target: Var, value: Expr) -> None:
        """What `target` selects, if it is a key: a constant, or a part of a loop's."""
        key = self.folded(value)
        if is_integer(key) or is_text(key):
            self.integers[target] = key
        elif isinstance(value, (ir.Bin, ir.Raw)):
            loop = self.selecting(value)
            if loop is not None:
                self.loop_of[target] = loop

    def own(self, struct: Struct, target: Var) -> None:
        """What may be written has variables of its own for its items."""
        for inner in structs_in(struct):
            if inner.home is not target:
                continue
            inner.mutable = self.is_written(inner, target)
            if inner.mutable:
                for k, item in enumerate(inner.items):
                    inner.items[k] = self.fresh(inner, inner.keys[k], item)

    def is_written(self, struct: Struct, target: Var) -> bool:
        """Whether something may be stored into a container made at `target`."""
        if struct.kind in ("tuple", "named"):
            return False
        if struct.kind == "object":
            return self.attributes
        inside = any(map(self.found.written, self.found.held(target)))
        return inside or self.found.written(target)

    def unpack(self, s: ir.Unpack, targets: tuple[Var, ...], value: Expr) -> None:
        tree = self.tree(value)
        if tree is None and isinstance(value, (ir.Seq, ir.Bin, ir.Index, ir.Call)):
            home = targets[0] if targets else Var()
            tree = self.rows(value, home) or self.made(value, home)
        if isinstance(tree, ir.Index) and self.turning:
            kind = self.known.of(tree)
            if isinstance(kind, (List, Tuple)) and len(kind.items) == len(targets):
                self.touched = True
                for k, target in enumerate(targets):
                    self.bind(target, ir.Index(tree, Const(k)))
                return
        if not isinstance(tree, Struct) or tree.kind == "object":
            if isinstance(value, Var) and (loop := self.selecting(value)) is not None:
                self.loop_of.update(dict.fromkeys(targets, loop))
            self.out.append(ir.replace(s, value=self.read(value)))
            return
        items = list(tree.keys if tree.kind == "dict" else tree.items)
        if len(items) != len(targets):
            raise Closed(tree)
        self.touched = True
        for target, item in zip(targets, items, strict=True):
            self.bind(target, item if isinstance(item, Struct) else atom(item))

    def bind(self, target: Var, tree: Tree) -> None:
        """`target` is one more name of `tree`."""
        self.trees.pop(target, None)
        if isinstance(tree, (Struct, Const, ir.Index)):
            self.trees[target] = tree
        if not isinstance(tree, Struct):
            self.out.append(Let(target, tree, origin=self.origin))

    # --------------------------------------------------------------------- loops

    def loop(self, s: ir.For) -> None:
        inside = (v for b in ir.walk((s,)) for v in (*ir.defs(b), *ir.uses(b)))
        self.stirred = any(v in self.hot for v in inside)
        items = None if breaks(s.body) else self.items(s.iter, s.target)
        if items is None:
            self.counted.append(s.target)
            s = ir.replace(s, iter=self.read(s.iter), body=self.body(s.body))
            self.counted.pop()
            self.out.append(s)
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
        for item in items:
            self.origin = s.origin
            self.bind(s.target, item if isinstance(item, Struct) else atom(item))
            for inner in s.body:
                self.stmt(inner)
        self.turning = outer

    # ------------------------------------------------------------------- reading

    def kept(self, e: Expr, name: str) -> Expr:
        e = self.read(e)
        if isinstance(e, Const) or (isinstance(e, Var) and e not in self.turning):
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
