"""Containers of known structure as trees, and expressions that build them.

Derivatives and tangents have the structure of their argument, with None where there is
no number.  How a function reads its arguments by leaves is in `opening`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from autograd_src import ir
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import (
    Abstract,
    Array,
    Dict,
    List,
    Record,
    Scalar,
    Tuple,
    Unknown,
)
from autograd_src.lowering.displays import display, object_items
from autograd_src.lowering.entered import class_ref

__all__ = [
    "Branch", "Passive", "Tree", "children", "item_of", "leaves", "put_together",
    "tree_of", "with_leaves",
]  # fmt: skip


class Branch(NamedTuple):
    """A container: where it is, what is known of it, and its items."""

    path: Expr
    value: Tuple | List | Dict
    items: tuple[Tree, ...]


class Passive(NamedTuple):
    """Something in a container that is no number."""

    path: Expr


Tree = Var | Branch | Passive


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
    if isinstance(value, Record):
        return display(class_ref(value.cls), value.fields, items)
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
    held = object_items(e)
    return None if held is None else tuple(v for _, v in held)


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
            name = f"{_name(value)}_{key}"
            return name if name.isidentifier() else ""
    return ""
