"""How tightly each expression binds, and what each of its operands must bind at least.

Written from the expressions chapter of the language reference, its summary of operator
precedence read from the bottom up. Nothing here knows how anything is printed.
"""

from __future__ import annotations

import math
from typing import Any

Node = Any  # a gast or an ast node: neither ships types that serve for both

TUPLE, YIELD, NAMED, TEST, OR, AND, NOT, COMPARE = range(8)
BIT_OR, BIT_XOR, BIT_AND, SHIFT, SUM, TERM, FACTOR, POWER, AWAIT, ATOM = range(8, 18)

BINARY = {
    "BitOr": BIT_OR,
    "BitXor": BIT_XOR,
    "BitAnd": BIT_AND,
    "LShift": SHIFT,
    "RShift": SHIFT,
    "Add": SUM,
    "Sub": SUM,
    "Mult": TERM,
    "MatMult": TERM,
    "Div": TERM,
    "FloorDiv": TERM,
    "Mod": TERM,
    "Pow": POWER,
}
_FIXED = {
    "Yield": YIELD,
    "YieldFrom": YIELD,
    "NamedExpr": NAMED,
    "Lambda": TEST,
    "IfExp": TEST,
    "Compare": COMPARE,
    "Starred": BIT_OR,
    "Await": AWAIT,
}
_DISPLAYS = frozenset("List Dict Set ListComp SetComp DictComp".split())


def kind(node: Node) -> str:
    """The name of the node's class, the same in gast and in ast."""
    return type(node).__name__


def precedence(node: Node) -> int:
    """
    How tightly an expression binds: the higher, the tighter.

    A tuple counts as its parenthesized form, which is what is printed wherever
    a bare one isn't asked for.
    """
    name = type(node).__name__
    if name == "BinOp":
        return BINARY[type(node.op).__name__]
    if name == "BoolOp":
        return OR if kind(node.op) == "Or" else AND
    if name == "UnaryOp":
        return NOT if kind(node.op) == "Not" else FACTOR
    if name == "Constant":
        return _of_constant(node.value)
    return _FIXED.get(name, ATOM)


def _of_constant(value: object) -> int:
    if type(value) is int:
        return FACTOR if value < 0 else ATOM
    if type(value) is float:
        negative = math.copysign(1.0, value) < 0
        return SUM if value != value else FACTOR if negative else ATOM
    if type(value) is complex:
        return ATOM if is_imaginary(value) else SUM
    return ATOM


def is_imaginary(value: complex) -> bool:
    """Whether a number is what a literal such as `2j` stands for."""
    real_zero = value.real == 0 and math.copysign(1.0, value.real) > 0
    return real_zero and math.copysign(1.0, value.imag) > 0 and value.imag == value.imag


def operands(node: Node) -> list[tuple[Node, int]]:
    """
    The operands that no bracket of the node encloses, with what each must bind.

    An operand that binds less is parenthesized.
    """
    name = type(node).__name__
    if name == "BinOp":
        level = BINARY[kind(node.op)]
        if level == POWER:
            return [(node.left, AWAIT), (node.right, FACTOR)]
        return [(node.left, level), (node.right, level + 1)]
    if name == "BoolOp":
        return [(value, precedence(node) + 1) for value in node.values]
    if name == "UnaryOp":
        # Python reads -x**2 as -(x**2); the parentheses are for people.
        power = kind(node.operand) == "BinOp" and kind(node.operand.op) == "Pow"
        return [(node.operand, AWAIT if power else precedence(node))]
    if name == "Compare":
        return [(value, COMPARE + 1) for value in (node.left, *node.comparators)]
    if name == "IfExp":
        return [(node.body, OR), (node.test, OR), (node.orelse, TEST)]
    if name in ("Attribute", "Subscript"):
        return [(node.value, ATOM)]
    if name == "Call":
        return [(node.func, ATOM)]
    return _of_prefixed(node, name)


def _of_prefixed(node: Node, name: str) -> list[tuple[Node, int]]:
    if name == "Await":
        return [(node.value, ATOM)]
    if name == "Starred":
        return [(node.value, BIT_OR)]
    if name == "NamedExpr":
        return [(node.value, TEST)]
    if name in ("Yield", "YieldFrom") and node.value is not None:
        return [(node.value, TEST)]
    return []


def parenthesized(node: Node, level: int) -> bool:
    """
    Whether an operand gets parentheses where `level` is asked for.

    Examples
    --------
    >>> import ast
    >>> power = ast.parse("-1 ** 2", mode="eval").body.operand
    >>> parenthesized(power, TERM), parenthesized(power, AWAIT)
    (False, True)
    """
    return precedence(node) < level


def displays(node: Node) -> bool:
    """Whether the expression is enclosed in brackets of its own."""
    return kind(node) in _DISPLAYS or kind(node) in ("Tuple", "GeneratorExp")
