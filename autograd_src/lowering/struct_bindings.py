"""Names of containers whose items have variables of their own."""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.ir import Const, Expr, Let, Var
from autograd_src.live.values import List, Tuple
from autograd_src.lowering.keys import is_integer, is_text
from autograd_src.lowering.struct_joins import Joins
from autograd_src.lowering.structs import (
    Closed,
    Struct,
    Tree,
    atom,
    is_replacing,
    structs_in,
)

__all__ = ["Bindings"]


class Bindings(Joins):
    """The part of unfolding that binds names."""

    found: Aliases

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
            self.check_given_out(value)
            self.note(target, value)
            self.out.append(ir.replace(s, value=self.read(value)))
        elif isinstance(tree, (Struct, Const)):
            self.trees[target] = tree
            self.touched = True
            if isinstance(tree, Struct) and target.base:
                self.call_it(tree, target.base)
            if not isinstance(tree, Struct):
                self.out.append(ir.replace(s, value=tree))
        else:
            self.touched |= tree != value
            self.out.append(ir.replace(s, value=tree))

    def bound(self, e: Expr) -> Var:
        v = Var()
        self.let(Let(v, e, origin=self.origin), v, e)
        self.touched = True
        return v

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
            return self.loose or target in self.mutated
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
            self.check_given_out(value)
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
