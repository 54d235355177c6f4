"""Which value of a statement gets parentheses when it must be broken: black's rule.

A value with brackets of its own is rather opened there, unless its operators are the
better places to break it.
"""

from __future__ import annotations

from autograd_src.syntax.precedence import (
    ATOM,
    COMPARE,
    OR,
    TEST,
    Node,
    displays,
    kind,
    operands,
    parenthesized,
    precedence,
)

__all__ = ["how", "is_chain"]

_POSTFIX = ("Attribute", "Call", "Subscript")


def how(node: Node) -> str:
    """
    How `layout.Wrapped` treats a value; "" where it is never parenthesized.

    Examples
    --------
    >>> import ast
    >>> parse = lambda text: ast.parse(text, mode="eval").body
    >>> [how(parse(text)) for text in ("x", "[x]", "f(x)", "a + b", "a + f(x)")]
    ['fit', '', 'head', 'expand', 'hug']
    """
    name = kind(node)
    if name in ("BinOp", "BoolOp", "Compare", "IfExp", "Yield", "YieldFrom"):
        return "hug" if _prefers_own(node) else "expand"
    if name == "NamedExpr":
        return "hug" if _prefers_own(node) else "expand"
    if displays(node) or name == "Lambda":
        return ""
    if name in _POSTFIX:
        return _of_postfix(node)
    if name in ("UnaryOp", "Await"):
        (operand, level), *_ = operands(node)
        return "" if parenthesized(operand, level) else how(operand)
    return "fit"


def _of_postfix(node: Node) -> str:
    if is_chain(node):
        return "hug" if _prefers_own(node) else "expand"
    value, level = operands(node)[0]
    if parenthesized(value, level):
        return ""
    inner = how(value)
    return "head" if inner == "fit" and kind(node) != "Attribute" else inner


def is_chain(node: Node) -> bool:
    """Whether calls and attributes alternate often enough to break before dots."""
    dots = 0
    while kind(node) in _POSTFIX:
        value, level = operands(node)[0]
        closed = parenthesized(value, level)
        if kind(node) == "Attribute":
            dots += closed or kind(value) in ("Call", "Subscript")
        if closed:
            break
        node = value
    return dots >= 2


class _Operators:
    """The loosest operators outside all brackets, and what stands at both ends."""

    def __init__(self, node: Node) -> None:
        self.loosest = ATOM + 1
        self.count = 0
        self.bracketed = False
        self.first: tuple[Node, bool] | None = None
        self.last: tuple[Node, bool] = (node, False)
        self.visit(node)

    def operator(self, level: int, count: int = 1) -> None:
        if level < self.loosest:
            self.loosest, self.count = level, 0
        if level == self.loosest:
            self.count += count

    def operand(self, node: Node, closed: bool) -> None:
        self.last = (node, closed)
        if closed:
            self.bracketed = True
        else:
            self.visit(node)
        if self.first is None:
            self.first = (node, closed)

    def visit(self, node: Node) -> None:
        name = kind(node)
        if displays(node):
            self.bracketed = True
            return
        self.count_operators(node, name)
        if name in ("UnaryOp", "Lambda", "Await", "Yield", "YieldFrom", "Starred"):
            self.first = self.first or (None, False)
        for child, level in operands(node):
            self.operand(child, parenthesized(child, level))
        if name in _POSTFIX:
            self.bracketed = self.bracketed or name != "Attribute"
            self.last = (node, False)

    def count_operators(self, node: Node, name: str) -> None:
        if name == "BoolOp":
            self.operator(OR, len(node.values) - 1)  # black counts `and` with `or`
        elif name == "BinOp":
            self.operator(precedence(node))
        elif name == "IfExp":
            self.operator(TEST, 2)
        elif name == "Compare":
            self.operator(COMPARE, len(node.ops))
        elif name == "Attribute":
            value, level = operands(node)[0]
            if parenthesized(value, level) or _has_brackets(value):
                self.operator(ATOM)


def _has_brackets(node: Node) -> bool:
    return displays(node) or kind(node) in ("Call", "Subscript")


def _is_opened(end: tuple[Node, bool] | None) -> bool:
    """Whether brackets that aren't empty stand at an end of the expression."""
    if end is None or end[0] is None:
        return False
    node, closed = end
    name = kind(node)
    if name == "Subscript":
        return False
    if name == "Call":
        return bool(node.args or node.keywords)
    if displays(node):
        elements = getattr(node, "elts", getattr(node, "keys", True))
        return bool(elements)
    return closed


def _prefers_own(node: Node) -> bool:
    found = _Operators(node)
    if not found.bracketed or found.count > 1:
        return False
    if found.loosest > ATOM or found.loosest == ATOM:
        return True
    return _is_opened(found.last) or _is_opened(found.first)
