"""Which expressions may be evaluated later than they stand, and what disturbs them."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.syntax.walking import children, walk

__all__ = ["disturbs", "is_leaf", "pure", "stable", "stores"]

_OPERATIONS = (
    gast.Constant, gast.Name, gast.BinOp, gast.UnaryOp, gast.Compare, gast.BoolOp,
    gast.IfExp, gast.Subscript, gast.Slice, gast.Tuple, gast.List, gast.Dict,
    gast.operator, gast.unaryop, gast.cmpop, gast.boolop, gast.expr_context,
)  # fmt: skip
_FUNCTIONS = frozenset(
    "abs bool complex divmod float int isinstance len pow range round type".split()
)
# Read from arrays and numbers, where they are no properties with an effect.
_ATTRIBUTES = frozenset("shape ndim size dtype T real imag".split())


def is_leaf(node: Any) -> bool:
    return isinstance(node, (gast.Name, gast.Constant))


def pure(node: Any, context: Context) -> bool:
    """Whether evaluating `node` has no effect, and may be repeated or left out.

    >>> context = Context(gast.parse("def f(x): pass").body[0], ["x"])
    >>> [pure(gast.parse(e).body[0].value, context) for e in ("x[0] * 2", "g(x)")]
    [True, False]
    """
    if isinstance(node, gast.Call):
        return _pure_call(node, context)
    if isinstance(node, gast.Attribute):
        return dotted(node, context) or (
            node.attr in _ATTRIBUTES and pure(node.value, context)
        )
    if not isinstance(node, _OPERATIONS):
        return False
    return all(pure(child, context) for child in children(node))


def _pure_call(node: Any, context: Context) -> bool:
    arguments = [*node.args, *(k.value for k in node.keywords)]
    if not all(pure(a, context) for a in arguments):
        return False
    if context.facts.pure(node):
        return True
    if not isinstance(node.func, gast.Name) or not context.is_builtin(node.func.id):
        return False
    several = node.func.id in ("min", "max") and len(node.args) > 1
    return (node.func.id in _FUNCTIONS or several) and not node.keywords


def dotted(node: Any, context: Context) -> bool:
    """Whether `node` is an attribute of a free name, as `np.linalg.norm`."""
    while isinstance(node, gast.Attribute):
        node = node.value
    return isinstance(node, gast.Name) and node.id not in context.local


def stores(statements: list[Any]) -> frozenset[str]:
    """The names that the statements bind."""
    return frozenset(
        n.id
        for s in statements
        for n in walk(s)
        if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)
    )


def disturbs(statements: list[Any], context: Context) -> bool:
    """Whether running them may change what an expression evaluated earlier has read.

    What they do to temporaries of this canonicalization is seen by nobody else.
    """
    return any(_disturbs(s, context) for s in statements)


def _disturbs(s: Any, context: Context) -> bool:
    if isinstance(s, gast.Assign):
        return not (_own(s.targets[0], context) and pure(s.value, context))
    if isinstance(s, gast.If):
        inner = disturbs([*s.body, *s.orelse], context)
        return inner or not pure(s.test, context)
    if isinstance(s, gast.For):
        return disturbs(s.body, context) or not pure(s.iter, context)
    if isinstance(s, gast.Expr):
        return not (pure(s.value, context) or _append(s.value, context))
    return not isinstance(s, (gast.Break, gast.Pass))


def _own(target: Any, context: Context) -> bool:
    if isinstance(target, gast.Subscript):
        base = target.value
        inside = isinstance(base, gast.Name) and base.id in context.fresh.introduced
        return inside and pure(target.slice, context)
    return isinstance(target, gast.Name)


def _append(node: Any, context: Context) -> bool:
    """`t.append(pure)` on a temporary."""
    if not (isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute)):
        return False
    base = node.func.value
    mine = isinstance(base, gast.Name) and base.id in context.fresh.introduced
    return mine and all(pure(a, context) for a in node.args)


def stable(node: Any, later: list[Any], context: Context) -> bool:
    """Whether `node` means the same after the statements `later` as before them.

    >>> context = Context(gast.parse("def f(a, b): pass").body[0], ["a"])
    >>> node, quiet = gast.parse("a * b").body[0].value, gast.parse("t = b / 2").body
    >>> stable(node, quiet, context)
    True
    >>> stable(node, gast.parse("b = 3").body, context)
    False
    >>> stable(node, gast.parse("t = g()").body, context)
    False
    """
    if isinstance(node, gast.Constant):
        return True
    if isinstance(node, gast.Name) and node.id in context.local - context.shared:
        return node.id not in stores(later)
    read = {n.id for n in walk(node) if isinstance(n, gast.Name)}
    if read & stores(later) or not pure(node, context):
        return False
    return not disturbs(later, context)
