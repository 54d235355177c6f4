"""What a function that is defined inside another one, or an expression that is kept
whole, does to the arrays and containers that it reads from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gast

from autograd_src.analyses.carried import resolved
from autograd_src.analyses.lists import ListOf
from autograd_src.ir import Expr
from autograd_src.live.values import Abstract, Array, Dict, List, Scalar, Static, Tuple
from autograd_src.recipes import registry
from autograd_src.syntax.walking import children, walk

__all__ = ["changed_later", "defers", "is_only_read"]

_FUNCTIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda, gast.GeneratorExp)
_LOOKING = frozenset("copy count get index items keys values".split())
_TESTED = (gast.If, gast.While, gast.IfExp, gast.Assert)


def defers(node: Any) -> bool:
    """Whether something in `node` runs later than `node`."""
    return any(isinstance(n, _FUNCTIONS) for n in walk(node))


def levels(kind: Abstract) -> int:
    """How many levels deep there is something in a value that can be written."""
    if isinstance(kind, (Scalar, Static)):
        return 0
    if isinstance(kind, Array):
        return 1
    if isinstance(kind, (Tuple, List, Dict)):
        inside = max(map(levels, kind.items), default=0)
        return 1 + inside if inside or not isinstance(kind, Tuple) else 0
    item = kind.item if isinstance(kind, ListOf) else None
    return 2 if item is None else 1 + levels(item)


def changed_later(
    node: Any, reads: tuple[tuple[str, Expr], ...], of: Callable[[Expr], Abstract]
) -> list[Expr]:
    """What functions that `node` defines may write whenever they are called."""
    if not defers(node):
        return []
    given = dict(reads)
    return [
        e for name, e in reads if not is_only_read(node, name, levels(of(e)), given)
    ]


def is_only_read(node: Any, name: str, deep: int, reads: Mapping[str, Expr]) -> bool:
    """Whether `node` neither changes nor gives out a value with so many levels.

    >>> reads = {}
    >>> def of(text, deep=1):
    ...     return is_only_read(gast.parse(text), "q", deep, reads)
    >>> of("lambda k: q[k] * q[0]"), of("lambda v: q.append(v)")
    (True, False)
    >>> of("def f(a):\\n    q[0] = a"), of("def f(a):\\n    r = q")
    (False, False)
    >>> of("lambda: q[0][1]", 2), of("lambda: q[0]", 2)
    (True, False)
    """
    nodes = walk(node)
    above = {id(child): n for n in nodes for child in children(n)}
    return all(
        _is_read(n, above, deep, reads)
        for n in nodes
        if isinstance(n, gast.Name) and n.id == name
    )


def _is_read(
    e: Any, above: Mapping[int, Any], deep: int, reads: Mapping[str, Expr]
) -> bool:
    if not isinstance(e.ctx, gast.Load):
        return False
    user = above.get(id(e))
    while isinstance(user, gast.Subscript) and user.value is e:
        if not isinstance(user.ctx, gast.Load):
            return False
        deep -= not isinstance(user.slice, gast.Slice)
        e, user = user, above.get(id(user))
    if deep < 1 or isinstance(user, (gast.Compare, gast.UnaryOp, gast.Expr)):
        return True
    if isinstance(user, _TESTED) and user.test is e:
        return True
    if isinstance(user, gast.Call) and user.func is e:
        return True  # a function, which was looked at where it is defined
    # What follows may give out what is inside.
    return deep == 1 and _is_looked_at(e, user, reads)


def _is_looked_at(e: Any, user: Any, reads: Mapping[str, Expr]) -> bool:
    """Whether `user` needs no more of a container than its items."""
    match user:
        case gast.Attribute(attr=name):
            return name in _LOOKING
        case gast.Call():
            f = resolved(user.func, reads)
            return f is not None and registry.pure(f)
        case gast.For() | gast.comprehension():
            return user.iter is e
        case gast.Assign():
            return all(isinstance(t, (gast.Tuple, gast.List)) for t in user.targets)
    return isinstance(user, (gast.BinOp, gast.Starred, gast.FormattedValue))
