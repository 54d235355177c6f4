"""Where black writes no spaces: around ** and around the colon of a slice."""

from __future__ import annotations

from autograd_src.syntax.precedence import Node, kind, parenthesized


def hugs(node: Node, level: int) -> bool:
    """Whether black writes no spaces around the ** beside this operand."""
    return not parenthesized(node, level) and is_simple(node)


def is_simple(node: Node) -> bool:
    """Whether it is a name, a number or an attribute, with or without a sign."""
    name = kind(node)
    if name == "UnaryOp":
        return kind(node.op) != "Not" and is_simple(node.operand)
    if name == "Attribute":
        return is_simple(node.value)
    if name == "Constant":
        return not isinstance(node.value, (str, bytes, tuple))
    return name == "Name"


def is_simple_bound(node: Node) -> bool:
    """Whether a bound of a slice is a name or a literal, with or without a sign."""
    if kind(node) == "UnaryOp":
        return kind(node.op) != "Not" and is_simple_bound(node.operand)
    return kind(node) in ("Name", "Constant")
