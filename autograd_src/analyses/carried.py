"""Effects of expressions and statements that are kept whole.

They are read as syntax, name by name: what isn't known to be harmless is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any

import gast

from autograd_src import ir
from autograd_src.ir import Expr
from autograd_src.recipes import registry
from autograd_src.syntax.regions import Begin, End

__all__ = [
    "attributes",
    "is_mark",
    "is_pure_node",
    "is_quiet",
    "leaves_alone",
    "resolved",
]

_HARMLESS = (
    gast.expr_context, gast.operator, gast.unaryop, gast.cmpop, gast.boolop, gast.Name,
    gast.Constant, gast.BinOp, gast.UnaryOp, gast.Compare, gast.BoolOp, gast.IfExp,
    gast.Subscript, gast.Slice, gast.Tuple, gast.List, gast.Set, gast.Dict,
    gast.Starred, gast.ListComp, gast.SetComp, gast.DictComp, gast.comprehension,
    gast.JoinedStr, gast.FormattedValue, gast.keyword,
)  # fmt: skip


# Read from arrays, where they are no properties with an effect.
_HEADERS = frozenset("shape ndim size dtype T".split())


def is_pure_node(node: Any, reads: Mapping[str, Expr]) -> bool:
    """Whether evaluating `node`, or defining what it defines, has no effect.

    >>> import gast
    >>> is_pure_node(gast.parse("[k + 1 for k in r]", mode="eval").body, {})
    True
    >>> is_pure_node(gast.parse("f(x)", mode="eval").body, {})
    False
    """
    return all(_is_harmless(part, reads) for part in _evaluated(node))


def attributes(s: ir.Carry) -> Iterator[tuple[Expr, str]]:
    """What a carried statement reads attributes of, and their names."""
    reads = dict(s.reads)
    for node in gast.walk(s.node):
        match node:
            case gast.Attribute(value=gast.Name(id=name), attr=attr) if name in reads:
                yield reads[name], attr


def is_mark(node: Any) -> bool:
    """Whether a carried statement is where a region begins or ends."""
    return isinstance(node, (Begin, End))


def leaves_alone(mark: Any) -> bool:
    """Whether what runs where a region begins or ends writes nothing: the managers
    that are followed don't, and after a handler nothing else runs.
    """
    return isinstance(mark, Begin) or not getattr(mark.trailer, "finalbody", None)


def is_quiet(node: Any, reads: tuple[tuple[str, Expr], ...]) -> bool:
    """Whether a carried statement writes nothing; assertions only look."""
    if isinstance(node, (Begin, End)):
        return leaves_alone(node)
    if isinstance(node, gast.Assert):
        parts = [p for p in (node.test, node.msg) if p is not None]
        return all(is_pure_node(p, dict(reads)) for p in parts)
    if isinstance(node, gast.Raise) and isinstance(node.exc, gast.Call):
        error = resolved(node.exc.func, dict(reads))
        parts = [*node.exc.args, *(k.value for k in node.exc.keywords)]
        quiet = all(is_pure_node(p, dict(reads)) for p in parts)
        return quiet and node.cause is None and _is_plain_error(error)
    return is_pure_node(node, dict(reads))


def _is_plain_error(cls: Any) -> bool:
    """Whether a class is an exception that is made without code of the user's."""
    if not (isinstance(cls, type) and issubclass(cls, BaseException)):
        return False
    held: Any = cls
    return not any(
        isinstance(getattr(held, name), FunctionType)
        for name in ("__init__", "__new__")
    )


def _evaluated(node: Any) -> Iterator[Any]:
    """The parts of `node` that run when it does: a function's body waits for a call."""
    yield node
    if isinstance(node, gast.Lambda):
        for part in (*node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                yield from _evaluated(part)
        return
    if isinstance(node, gast.FunctionDef):
        waiting = [*node.args.defaults, *node.args.kw_defaults, *node.decorator_list]
        for part in waiting:
            if part is not None:
                yield from _evaluated(part)
        return
    for child in gast.iter_child_nodes(node):
        yield from _evaluated(child)


def _is_harmless(node: Any, reads: Mapping[str, Expr]) -> bool:
    if isinstance(node, gast.FunctionDef):
        return not node.decorator_list
    if isinstance(node, gast.Attribute):
        return node.attr in _HEADERS or resolved(node, reads) is not None
    if isinstance(node, gast.Call):
        f = resolved(node.func, reads)
        named = any(k.arg in ("out", None) for k in node.keywords)
        return f is not None and not named and registry.pure(f)
    return isinstance(node, (gast.Lambda, *_HARMLESS))


def resolved(node: Any, reads: Mapping[str, Expr]) -> Any:
    """The live object that a name or a dotted path stands for, if it is known."""
    if isinstance(node, gast.Name):
        ref = reads.get(node.id)
        return ref.value if isinstance(ref, ir.Ref) else None
    if isinstance(node, gast.Attribute):
        owner = resolved(node.value, reads)
        if type(owner).__name__ == "module":
            return getattr(owner, node.attr, None)
    return None
