"""The canonical form of a function, written down.

    function   = statement* "return" expression
    block      = statement*, with nothing after a `break` or an `if` that may break
    statement  = target "=" expression
               | (name | element | attribute) operator "=" expression
               | expression
               | "if" test ":" block ["else" ":" block]
               | "for" names "in" expression ":" block
               | "while" test ":" block
               | "break"
               | "assert" … | "raise" … | "def" … | "import" …
               | passive              (any statement that stays whole)
    target     = name | element | attribute | names
    names      = name | name "," name …      (flat)
    expression = no assignment expression, no active comprehension or conditional
                 expression, no active chained comparison; `and` and `or` over active
                 values only as truth values of pure operands

A loop without statements has a `pass` for its body. Nested functions and lambdas are
not looked into.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import gast

from autograd_src.frontend.names import identifiers
from autograd_src.frontend.passive import escapes, is_active, whole

__all__ = ["fits", "verify"]

_PLAIN = (
    gast.Assert, gast.Raise, gast.FunctionDef, gast.Import, gast.ImportFrom,
)  # fmt: skip
_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
_NEVER = (gast.NamedExpr, gast.Yield, gast.YieldFrom, gast.Await)


def verify(function: Any, active: Collection[str]) -> None:
    """Checks that a function is in canonical form.

    Raises
    ------
    AssertionError
        Naming the node that does not belong, and its place.

    Examples
    --------
    >>> verify(gast.parse("def f(x):\\n    y = x\\n    return y").body[0], {"x", "y"})
    >>> verify(gast.parse("def f(x):\\n    if x: return 1").body[0], {"x"})
    Traceback (most recent call last):
        ...
    AssertionError: If at 2:4: the last statement of a function is its return
    """
    last = function.body[-1]
    _check(isinstance(last, gast.Return), last, _LAST)
    _check(last.value is not None, last, "a return has a value")
    _Verifier(active).block(function.body[:-1], loop=False)
    _Verifier(active).expressions(last)


def fits(statement: Any) -> bool:
    """Whether a passive statement happens to be in canonical form too.

    One that doesn't has to be carried over whole: its parts mean nothing by themselves.

    >>> fits(gast.parse("for i in r:\\n    n = n + i").body[0])
    True
    >>> fits(gast.parse("n = 4 if odd else 2").body[0])
    True
    >>> fits(gast.parse("for i in r:\\n    if i: continue\\n    n = n + i").body[0])
    False
    """
    try:
        _Passive(identifiers(statement)).block([statement], loop=False)
    except AssertionError:
        return False
    return True


_LAST = "the last statement of a function is its return"


def _check(holds: bool, node: Any, rule: str) -> None:
    if not holds:
        where = f"{getattr(node, 'lineno', '?')}:{getattr(node, 'col_offset', '?')}"
        raise AssertionError(f"{type(node).__name__} at {where}: {rule}")


class _Verifier:
    several: tuple[type, ...] = (*_COMPREHENSIONS, gast.IfExp, gast.Set)

    def __init__(self, active: Collection[str]) -> None:
        self.active = active

    def block(self, statements: list[Any], loop: bool) -> None:
        for k, s in enumerate(statements):
            _check(getattr(s, "lineno", None) is not None, s, "a statement has a place")
            if whole(s, self.active) and not isinstance(s, gast.Pass):
                continue
            jumps = isinstance(s, (gast.If, gast.Break)) and bool(escapes(s))
            ends = k == len(statements) - 1
            _check(ends or not jumps, s, "nothing follows what may jump")
            self.statement(s, loop, alone=len(statements) == 1)

    def statement(self, s: Any, loop: bool, alone: bool) -> None:
        if isinstance(s, gast.Break):
            _check(loop, s, "`break` stands in a loop")
        elif isinstance(s, gast.Pass):
            _check(loop and alone, s, "`pass` stands alone in a loop")
        elif isinstance(s, gast.If):
            _check(bool(s.body), s, "an `if` has a body")
            self.block(s.body, loop)
            self.block(s.orelse, loop)
        elif isinstance(s, (gast.For, gast.While)):
            _check(not s.orelse, s, "a loop has no `else`")
            _check(bool(s.body), s, "a loop has a body")
            self.block(s.body, loop=True)
            if isinstance(s, gast.For):
                _check(_names(s.target), s.target, "a loop binds names")
        elif isinstance(s, gast.Assign):
            _check(len(s.targets) == 1, s, "an assignment has one target")
            _check(_target(s.targets[0]), s.targets[0], "a target is flat")
        elif isinstance(s, gast.AugAssign):
            _check(_place(s.target), s.target, "a target is a name or an element")
        else:
            known = isinstance(s, (gast.Expr, *_PLAIN))
            _check(known, s, "the canonical form has no such statement")
        if not isinstance(s, gast.FunctionDef):
            self.expressions(s)

    def expressions(self, s: Any) -> None:
        for field, value in gast.iter_fields(s):
            if field not in ("body", "orelse"):
                for node in value if isinstance(value, list) else [value]:
                    if isinstance(node, gast.AST):
                        truth = field == "test"
                        self.expression(node, truth)

    def expression(self, node: Any, truth: bool = False) -> None:
        if isinstance(node, gast.Lambda):
            return
        _check(not isinstance(node, _NEVER), node, "no such expression")
        if not isinstance(node, gast.expr_context) and is_active(node, self.active):
            self.active_expression(node, truth)
        negation = isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not)
        truth = negation or (truth and isinstance(node, gast.BoolOp))
        for child in gast.iter_child_nodes(node):
            self.expression(child, truth)

    def active_expression(self, node: Any, truth: bool) -> None:
        _check(not isinstance(node, self.several), node, "it is not active")
        if isinstance(node, gast.Compare):
            _check(len(node.ops) == 1, node, "comparisons are not chained")
        if isinstance(node, gast.BoolOp) and not truth:
            fine = all(_truth_value(v) for v in node.values)
            _check(fine, node, "`and` and `or` hold truth values")


class _Passive(_Verifier):
    """For code that is only carried along: one of two values has a type, too."""

    several = (*_COMPREHENSIONS, gast.Set)


def _truth_value(node: Any) -> bool:
    if isinstance(node, gast.BoolOp):
        return all(_truth_value(v) for v in node.values)
    if isinstance(node, gast.UnaryOp):
        return isinstance(node.op, gast.Not)
    return isinstance(node, (gast.Compare, gast.Constant))


def _place(target: Any) -> bool:
    return isinstance(target, (gast.Name, gast.Subscript, gast.Attribute))


def _names(target: Any) -> bool:
    flat = isinstance(target, gast.Tuple)
    names = target.elts if flat else [target]
    return all(isinstance(n, gast.Name) for n in names)


def _target(target: Any) -> bool:
    return _place(target) or _names(target)
