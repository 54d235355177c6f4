"""What containers that are followed item by item hold at one moment, and what sees them
change: a copy keeps what there was, a loop and a view see what comes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from types import FunctionType

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import is_any
from autograd_src.ir import Expr, Let, Origin, Stmt, Var
from autograd_src.live.values import Array, Scalar, Static
from autograd_src.lowering.structs import Closed, Struct, Tree, is_changed

__all__ = ["Moments"]

_VIEWS = frozenset({"items", "keys", "values"})
# What they give is made while it is gone through.
_PAIRING = (enumerate, reversed, zip)
_LAZY = (*_PAIRING, filter, iter, map, itertools.chain, itertools.islice)


class Moments:
    """Which moment of a container is meant; the subclass walks over the statements."""

    known: Ranks
    found: Aliases
    trees: dict[Var, Tree]
    out: list[Stmt]
    origin: Origin | None
    slots: set[Var]  # variables for items that stores bind again
    gone_through: list[Struct]  # by loops that are unrolled at this moment
    shown_to: list[Struct]  # to loops that are kept: as they were at the start

    def tree(self, e: Expr) -> Tree | None:
        """What a name or an element of a structure stands for."""
        raise NotImplementedError

    def settled(self, item: Tree) -> Tree:
        """An item as it is now, for a new container, which later stores into others
        leave as it is.
        """
        if not isinstance(item, Var) or item not in self.slots:
            return item
        now = Var(item.base)
        self.out.append(Let(now, item, origin=self.origin))
        return now

    def check_change(self, struct: Struct, shape: bool = False) -> None:
        """Leave a container as it is that a loop goes through while it is changed.

        `shape`: not the numbers in it alone, of which each has its variable.
        """
        seen = [*self.shown_to, *(self.gone_through if shape else ())]
        if any(struct is other for other in seen):
            raise Closed(struct)

    def check_views(self, s: Stmt) -> None:
        """Leave a dict as it is of which a view outlives its statement."""
        if isinstance(s, (ir.For, ir.Ret, ir.Unpack)):
            return
        for e in ir.exprs(s):
            for p in (p for view in _lasting(e) for p in ir.walk_expr(view)):
                tree = self.tree(p)
                if isinstance(tree, Struct) and is_changed(tree):
                    raise Closed(tree)

    def check_given_out(self, e: Expr) -> None:
        """Leave a container as it is that is changed, and that `e` may be."""
        if isinstance(e, (Var, ir.Const)) or not self.trees or _is_users(e):
            return
        if isinstance(self.known.of(e), (Scalar, Static, Array)):
            return
        given = {self.found.find(v) for v in self.found.shares(e)}
        for v in ir.names_in(e):
            tree = self.trees.get(v)
            if isinstance(tree, Struct) and not given.isdisjoint(
                self.given_out(v, tree, e)
            ):
                raise Closed(tree)

    def given_out(self, v: Var, tree: Struct, e: Expr) -> set[Var]:
        """The memory of a container that is changed, as far as `e` may give it out."""
        found: set[Var] = set()
        if tree.kind == "object" or not is_changed(tree):
            return found  # objects are never read as a whole
        if not _is_gathering(e):
            found.add(self.found.find(v))
        if any(isinstance(i, Struct) for i in tree.items):
            found.update(self.found.held(v))
        return found

    def check_shown(self, e: Expr) -> None:
        """Leave a container as it is of which a loop gives out parts that change."""
        for v in ir.names_in(e):
            tree = self.trees.get(v)
            if isinstance(tree, Struct) and any(
                isinstance(i, Struct) and is_changed(i) for i in tree.items
            ):
                raise Closed(tree)

    def through(self, e: Expr) -> list[Struct]:
        """The containers that a loop over `e` looks into again for every item."""
        match e:
            case ir.Call(ir.Ref(value=f), args) if is_any(f, _PAIRING):
                return [t for a in args for t in self.through(a)]
            case ir.Call(ir.Ref(value=f)) if is_any(f, _LAZY):
                trees = map(self.tree, ir.walk_expr(e))
                return [t for t in trees if isinstance(t, Struct)]
            case ir.Call(ir.Attr(value, name), (), ()) if name in _VIEWS:
                return self.through(value)
        tree = self.tree(e)
        return [tree] if isinstance(tree, Struct) else []


def _is_users(e: Expr) -> bool:
    """Whether `e` calls what is given none of these containers as a whole."""
    match e:
        case ir.Call(ir.Ref(value=f)):
            return isinstance(f, FunctionType)
    return isinstance(e, ir.Call)


def _is_gathering(e: Expr) -> bool:
    """Whether `e` makes a container of the items of others."""
    match e:
        case ir.Call(ir.Ref(value=f)):
            return is_any(f, (*_LAZY, dict, list, set, sorted, tuple))
    return False


def _lasting(e: Expr) -> Iterator[Expr]:
    """The parts of an expression that show what their containers will hold later."""
    match e:
        case ir.Call(ir.Attr(_, name), (), ()) if name in _VIEWS:
            yield e
        case ir.Call(ir.Ref(value=f)):
            if is_any(f, _LAZY):
                yield e
        case _:
            for p in ir.parts(e):
                yield from _lasting(p)
