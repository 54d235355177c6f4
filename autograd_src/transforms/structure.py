"""Containers of known structure: arguments taken apart, results put together.

A differentiated argument that is a tuple, list, dict or named tuple is read once, at
entry, leaf by leaf; each leaf is a variable of its own from there on.  Derivatives and
tangents have the argument's structure, with None where there is no number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Union

from autograd_src import ir
from autograd_src.analyses.aliases import MUTATORS
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Abstract, Array, Dict, List, Scalar, Tuple, Unknown
from autograd_src.lowering.operations import refused
from autograd_src.transforms.program import Program

__all__ = ["Branch", "Tree", "children", "leaves", "opened", "put_together", "with_leaves"]


class Branch(NamedTuple):
    """A container: where it is, what is known of it, and its items."""

    path: Expr
    value: Tuple | List | Dict
    items: tuple[Tree, ...]


class Passive(NamedTuple):
    """Something in a container that is no number."""

    path: Expr


Tree = Union[Var, Branch, Passive]


def leaves(tree: Tree) -> Iterator[Var]:
    """The numbers in a tree, in order."""
    if isinstance(tree, Branch):
        for item in tree.items:
            yield from leaves(item)
    elif isinstance(tree, Var):
        yield tree


def put_together(tree: Tree, leaf: Callable[[Var], Expr]) -> Expr:
    """An expression of the structure of `tree`, its leaves given by `leaf`."""
    if isinstance(tree, Var):
        return leaf(tree)
    if isinstance(tree, Passive):
        return Const(None)
    return with_leaves(tree, tuple(put_together(i, leaf) for i in tree.items))


def with_leaves(branch: Branch, items: tuple[Expr, ...]) -> Expr:
    """A container like `branch` that holds `items`."""
    value = branch.value
    if isinstance(value, Dict):
        return ir.Dict(tuple(map(Const, value.keys)), items)
    if isinstance(value, Tuple) and value.fields:
        pairs = tuple(zip(value.fields, items, strict=True))
        return ir.Call(ir.Attr(branch.path, "_replace"), (), pairs)
    return ir.Seq("list" if isinstance(value, List) else "tuple", items)


def children(e: Expr) -> tuple[Expr, ...] | None:
    """The items of an expression that builds a container; None for any other."""
    match e:
        case ir.Seq(_, items):
            return items
        case ir.Dict(_, values):
            return values
        case ir.Call(ir.Attr(Var(), "_replace"), (), keywords):
            return tuple(v for _, v in keywords)
    return None


def item_of(path: Expr, value: Tuple | List | Dict, k: int) -> Expr:
    """How the k-th item of a container is read."""
    if isinstance(value, Dict):
        return ir.Index(path, Const(value.keys[k]))
    if isinstance(value, Tuple) and value.fields:
        return ir.Attr(path, value.fields[k])
    return ir.Index(path, Const(k))


def tree_of(path: Expr, value: Abstract) -> Tree:
    """The structure of what stands at `path`, with new variables for its numbers."""
    if isinstance(value, (Scalar, Array, Unknown)):
        return path if isinstance(path, Var) else Var(_name(path))
    if not isinstance(value, (Tuple, List, Dict)):
        return Passive(path)
    items = (
        tree_of(item_of(path, value, k), item) for k, item in enumerate(value.items)
    )
    return Branch(path, value, tuple(items))


def _name(path: Expr) -> str:
    """What a leaf is called, unless the user has a name for it."""
    match path:
        case Var(base=base):
            return base
        case ir.Attr(value, name):
            return f"{_name(value)}_{name}"
        case ir.Index(value, Const(key)):
            return f"{_name(value)}_{key}" if f"{key}".isidentifier() else (
                f"{_name(value)}_{key}" if isinstance(key, int) and key >= 0 else ""
            )
    return ""


def opened(program: Program, wrt: list[Var]) -> tuple[Program, list[Tree]]:
    """The program with the containers among its arguments `wrt` taken apart."""
    trees = [tree_of(v, program.values[v]) for v in wrt]
    if all(isinstance(t, Var) for t in trees):
        return program, trees
    opener = _Opener(dict(zip(wrt, trees, strict=True)))
    body = opener.block(program.function.body)
    trees = [opener.renamed(t) for t in trees]
    entry = tuple(s for t in trees for s in _reads(t))
    function = ir.replace(program.function, body=entry + body)
    return program._replace(function=function), trees


def _reads(tree: Tree) -> Iterator[Stmt]:
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
        for e in ir.exprs(s):
            self.check(e, s)
        return [ir.map_blocks(ir.map_exprs(s, self.read), self.rewritten)]

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


def _item(branch: Branch, key: object) -> Tree | None:
    if isinstance(branch.value, Dict):
        keys = list(branch.value.keys)
        return branch.items[keys.index(key)] if key in keys else None  # type: ignore[arg-type]
    if type(key) is int and -len(branch.items) <= key < len(branch.items):
        return branch.items[key]
    return None
