"""Differentiated arguments that are containers, read once, at entry, leaf by leaf.

Each leaf is a variable of its own from there on.  Loops over such a container are
unrolled: every item has a structure of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograd_src import ir
from autograd_src.analyses.sharing import MUTATORS
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Dict, List, Tuple
from autograd_src.lowering.operations import refused
from autograd_src.transforms.program import Program
from autograd_src.transforms.structure import (
    Branch,
    Passive,
    Tree,
    item_of,
    tree_of,
    with_leaves,
)

__all__ = ["opened"]

MOST_UNROLLED = 64


def opened(program: Program, wrt: list[Var]) -> tuple[Program, list[Tree]]:
    """The program with the containers among its arguments `wrt` taken apart."""
    trees = [tree_of(v, program.values[v]) for v in wrt]
    if all(isinstance(t, Var) for t in trees):
        return program, trees
    opener = _Opener(dict(zip(wrt, trees, strict=True)))
    # A leaf may get its name in a loop after it has been read.
    body = _renamed(opener.block(program.function.body), opener.names)
    trees = [opener.renamed(t) for t in trees]
    entry = tuple(s for t in trees for s in _reads(t))
    function = ir.replace(program.function, body=entry + body)
    if opener.unrolled:
        function = ssa(function)
        # Single assignment renames what it finds bound, the leaves among it.
        first = zip(entry, function.body, strict=False)
        new = {s.target: now.target for s, now in first if isinstance(now, ir.Let)}
        trees = [_replaced(t, new) for t in trees]
    return program._replace(function=function), trees


def _renamed(body: tuple[Stmt, ...], names: dict[Var, Var]) -> tuple[Stmt, ...]:
    def read(e: Expr) -> Expr:
        return names.get(e, e) if isinstance(e, Var) else ir.rebuild(e, read)

    def block(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(ir.map_blocks(ir.map_exprs(s, read), block) for s in body)

    return block(body)


def _replaced(tree: Tree, new: dict[Var, Var]) -> Tree:
    if isinstance(tree, Branch):
        return tree._replace(items=tuple(_replaced(t, new) for t in tree.items))
    return new.get(tree, tree) if isinstance(tree, Var) else tree


def _reads(tree: Tree) -> Iterator[ir.Let]:
    """Statements that read the leaves of a container."""
    if not isinstance(tree, Branch):
        return
    for k, item in enumerate(tree.items):
        if isinstance(item, Var):
            yield ir.Let(item, item_of(tree.path, tree.value, k))
        else:
            yield from _reads(item)


class _Opener:
    """Replaces reads of containers by their leaves."""

    def __init__(self, trees: dict[Var, Tree]) -> None:
        self.trees = {v: t for v, t in trees.items() if isinstance(t, Branch)}
        self.names: dict[Var, Var] = {}
        self.unrolled = False

    def renamed(self, tree: Tree) -> Tree:
        """The tree with the leaves that go by names of the user's."""
        if isinstance(tree, Branch):
            return tree._replace(items=tuple(map(self.renamed, tree.items)))
        return self.names.get(tree, tree) if isinstance(tree, Var) else tree

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        for s in ir.walk(body):
            self.find_names(s)
        return self.rewritten(body)

    def find_names(self, s: Stmt) -> None:
        """Follow copies of containers, and names that the user gives to leaves."""
        match s:
            case ir.Let(target, value):
                self.bind(target, self.lookup(value))
            case ir.Unpack(targets, value):
                branch = self.lookup(value)
                if isinstance(branch, Branch) and len(branch.items) == len(targets):
                    for target, item in zip(targets, branch.items, strict=True):
                        self.bind(target, item)

    def bind(self, target: Var, tree: Tree | None) -> None:
        if isinstance(tree, Branch):
            self.trees[target] = tree
        elif isinstance(tree, Var) and target.base:
            self.names.setdefault(tree, Var(target.base))

    def lookup(self, e: Expr) -> Tree | None:
        """What part of a container `e` reads; None if it is none."""
        match e:
            case Var():
                return self.trees.get(e)
            case ir.Index(value, Const(key)):
                branch = self.lookup(value)
                return _item(branch, key) if isinstance(branch, Branch) else None
            case ir.Index(value, ir.Slice(lower, upper, step)):
                branch = self.lookup(value)
                return _part(branch, lower, upper, step) if branch else None
            case ir.Attr(value, name):
                branch = self.lookup(value)
                if isinstance(branch, Branch) and isinstance(branch.value, Tuple):
                    fields = branch.value.fields
                    return branch.items[fields.index(name)] if name in fields else None
        return None

    def rewritten(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(new for s in body for new in self.stmt(s))

    def stmt(self, s: Stmt) -> list[Stmt]:
        match s:
            case ir.Let(target) if target in self.trees:
                return []
            case ir.Unpack(targets, value) if isinstance(
                branch := self.lookup(value), Branch
            ) and len(branch.items) == len(targets):
                return [
                    ir.Let(t, self.part(i), origin=s.origin)
                    for t, i in zip(targets, branch.items, strict=True)
                    if t not in self.trees
                ]
            case ir.Put(base) if base in self.trees:
                raise refused(
                    "a container that is an argument is changed",
                    "build a new one instead",
                    s.origin,
                )
            case ir.Copies():
                return self.copies(s)
            case ir.For(_, iterable, body) if not _leaves_early(body):
                items = self.items(iterable)
                if items is not None:
                    return self.unroll(s, items)
        for e in ir.exprs(s):
            self.check(e, s)
        return [ir.map_blocks(ir.map_exprs(s, self.read), self.rewritten)]

    def items(self, iterable: Expr) -> list[Tree] | None:
        """What a loop over a container of known structure goes through."""
        match iterable:
            case ir.Call(ir.Ref(value=function), args, ()) if args:
                inner = [self.items(a) for a in args]
                found = [i for i in inner if i is not None]
                if len(found) < len(args):
                    return None
                if function is zip:
                    return [_tuple(row) for row in zip(*found, strict=False)]
                if function is enumerate and len(args) == 1:
                    rows = enumerate(found[0])
                    return [_tuple((Passive(Const(k)), item)) for k, item in rows]
                return found[0][::-1] if function is reversed else None
            case ir.Call(ir.Attr(value, "items" | "values" | "keys" as name), (), ()):
                branch = self.lookup(value)
                if isinstance(branch, Branch) and isinstance(branch.value, Dict):
                    keys = [Passive(Const(k)) for k in branch.value.keys]
                    both = zip(keys, branch.items, strict=True)
                    every = {"keys": keys, "values": branch.items}
                    return list(every.get(name) or map(_tuple, both))
                return None
        branch = self.lookup(iterable)
        if not isinstance(branch, Branch):
            return None
        if isinstance(branch.value, Dict):
            return [Passive(Const(k)) for k in branch.value.keys]
        return list(branch.items)

    def unroll(self, s: ir.For, items: list[Tree]) -> list[Stmt]:
        """One copy of the body for each item: each has a structure of its own."""
        if len(items) > MOST_UNROLLED:
            raise refused(
                f"a loop over a container of {len(items)} items is too long to follow",
                "keep the numbers in one array",
                s.origin,
            )
        self.unrolled = True
        out: list[Stmt] = []
        for item in items:
            self.trees.pop(s.target, None)
            self.bind(s.target, item)
            for inner in ir.walk(s.body):
                self.find_names(inner)
            if not isinstance(item, Branch):
                out.append(ir.Let(s.target, self.part(item), origin=s.origin))
            out += self.rewritten(s.body)
        return out

    def copies(self, s: ir.Copies) -> list[Stmt]:
        """A join holds a container of its own."""
        before: list[Stmt] = []
        values = []
        for v in s.values:
            new = self.read(v)
            if not isinstance(new, (Var, Const)):
                whole = Var(v.base if isinstance(v, Var) else "")
                before.append(ir.Let(whole, new, origin=s.origin))
                new = whole
            values.append(new)
        return [*before, ir.replace(s, values=tuple(values))]

    def check(self, e: Expr, s: Stmt) -> None:
        for p in ir.walk_expr(e):
            match p:
                case ir.Call(ir.Attr(value, name)) if name in MUTATORS:
                    if isinstance(self.lookup(value), Branch):
                        raise refused(
                            f"{name!r} changes a container that is an argument",
                            "build a new one instead",
                            s.origin,
                        )

    def read(self, e: Expr) -> Expr:
        match e:
            case ir.Call(ir.Ref(value=function), (value,), ()) if function is len:
                if isinstance(self.lookup(value), Branch):
                    return e
            case ir.Call(ir.Attr(value, "_replace") as func, (), keywords):
                if isinstance(self.lookup(value), Branch):
                    new = tuple((k, self.read(v)) for k, v in keywords)
                    return ir.Call(func, (), new)
        found = self.lookup(e)
        return ir.rebuild(e, self.read) if found is None else self.part(found)

    def part(self, tree: Tree) -> Expr:
        if isinstance(tree, Passive):
            return tree.path
        if isinstance(tree, Var):
            return self.names.get(tree, tree)
        return with_leaves(tree, tuple(map(self.part, tree.items)))


def _tuple(items: tuple[Tree, ...]) -> Tree:
    """Items that a loop binds together."""
    return Branch(Const(None), Tuple(()), tuple(items))


def _leaves_early(body: tuple[Stmt, ...]) -> bool:
    """Whether a `break` ends the loop with this body."""
    for s in body:
        if isinstance(s, ir.Break):
            return True
        if isinstance(s, ir.If) and any(map(_leaves_early, ir.blocks(s))):
            return True
    return False


def _part(branch: Tree, *edges: Expr | None) -> Branch | None:
    """The items between constants, in a list or tuple of their own."""
    found: list[Any] = [e.value if isinstance(e, Const) else e for e in edges]
    if not isinstance(branch, Branch) or isinstance(branch.value, Dict):
        return None
    if not all(e is None or type(e) is int for e in found):
        return None
    where = slice(*found)
    value = List(()) if isinstance(branch.value, List) else Tuple(())
    value = value._replace(items=branch.value.items[where])
    return Branch(branch.path, value, branch.items[where])


def _item(branch: Branch, key: object) -> Tree | None:
    if isinstance(branch.value, Dict):
        keys = list(branch.value.keys)
        return branch.items[keys.index(key)] if key in keys else None
    if type(key) is int and -len(branch.items) <= key < len(branch.items):
        return branch.items[key]
    return None
