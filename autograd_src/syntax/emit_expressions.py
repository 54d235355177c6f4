"""Expressions as documents: what `emit` writes between the keywords of statements.

Literals, precedence and line breaking have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from autograd_src.syntax.emit_atoms import Atoms
from autograd_src.syntax.layout import (
    Doc,
    Group,
    Line,
    Operator,
    Wrapped,
    brackets,
    cat,
    flat,
    items,
    join,
)
from autograd_src.syntax.precedence import (
    ATOM,
    BIT_OR,
    NAMED,
    OR,
    POWER,
    TEST,
    TUPLE,
    Node,
    kind,
    operands,
    parenthesized,
    precedence,
)
from autograd_src.syntax.spacing import hugs, is_simple_bound
from autograd_src.syntax.wrapping import how, is_chain


class Expressions(Atoms):
    """The methods for expressions, named after the node classes; each returns a Doc."""

    def _operands(self, node: Node) -> list[Doc]:
        return [self.expression(child, level) for child, level in operands(node)]

    # Operators

    def _BinOp(self, node: Node) -> Doc:
        return Group(tuple(self._terms(node)))

    def _terms(self, node: Node) -> Iterator[Doc]:
        """The operands of a chain of equal precedence, each with its operator."""
        (left, left_level), (right, right_level) = operands(node)
        level = precedence(node)
        if _continues(left, level) and level != POWER:
            yield from self._terms(left)
        else:
            yield self.expression(left, left_level)
        operator: str = self.binop[kind(node.op)]
        if (
            level == POWER
            and hugs(left, left_level)
            and hugs(_nearest(right), right_level)
        ):
            yield operator
        else:
            yield cat(Operator(), operator, " ")
        if _continues(right, level) and level == POWER:
            yield from self._terms(right)
        else:
            yield self.expression(right, right_level)

    def _BoolOp(self, node: Node) -> Doc:
        return Group(tuple(self._tests(node)))

    def _tests(self, node: Node) -> Iterator[Doc]:
        """The operands of `and` within `or`: black breaks before all of these."""
        word = "or" if kind(node.op) == "Or" else "and"
        for position, (value, level) in enumerate(operands(node)):
            if position:
                yield cat(Operator(), word, " ")
            if kind(value) == "BoolOp" and not parenthesized(value, level):
                yield from self._tests(value)
            else:
                yield self.expression(value, level)

    def _Compare(self, node: Node) -> Doc:
        first, *others = self._operands(node)
        parts = [first]
        for operator, other in zip(node.ops, others):
            parts += [Operator(), self.cmpops[kind(operator)], " ", other]
        return Group(tuple(parts))

    def _UnaryOp(self, node: Node) -> Doc:
        space = " " if kind(node.op) == "Not" else ""
        return cat(self.unop[kind(node.op)], space, *self._operands(node))

    def _IfExp(self, node: Node) -> Doc:
        return Group(self._conditional(node))

    def _conditional(self, node: Node) -> Doc:
        body, test, orelse = self._operands(node)
        if kind(node.orelse) == "IfExp":
            orelse = self._conditional(node.orelse)
        return cat(body, Operator(), "if ", test, Operator(), "else ", orelse)

    def _NamedExpr(self, node: Node) -> Doc:
        return cat(self.expression(node.target), " := ", *self._operands(node))

    def _Await(self, node: Node) -> Doc:
        return cat("await ", *self._operands(node))

    def _Starred(self, node: Node) -> Doc:
        return cat("*", *self._operands(node))

    def _Yield(self, node: Node) -> Doc:
        if node.value is None:
            return "yield"
        return cat("yield ", *self._operands(node))

    def _YieldFrom(self, node: Node) -> Doc:
        return cat("yield from ", *self._operands(node))

    def _Lambda(self, node: Node) -> Doc:
        parameters = flat(join(self.parameters(node.args), ", "))
        head = f"lambda {parameters}: " if parameters else "lambda: "
        body = self.expression(node.body)
        manner = how(node.body)
        if kind(node.body) in ("Call", "Subscript") or not manner:
            return cat(head, body)
        return cat(head, Wrapped(body, "fit" if manner == "fit" else "expand"))

    def value(self, node: Node, level: int = TEST) -> Doc:
        """What a statement ends with: parenthesized only where it must be broken."""
        doc = self.expression(node, level)
        return doc if parenthesized(node, level) else Wrapped(doc, partial(how, node))

    # Attributes, calls, subscripts

    def _Attribute(self, node: Node) -> Doc:
        return self._postfix(node, is_chain(node))

    def _postfix(self, node: Node, chain: bool) -> Doc:
        name = kind(node)
        if name not in ("Attribute", "Call", "Subscript"):
            return self.expression(node, ATOM)
        value, level = operands(node)[0]
        if parenthesized(value, level) or _is_number(value):
            base = brackets("(", self.expression(value, TUPLE), ")")
            opened = True
        else:
            base = self._postfix(value, chain)
            opened = kind(value) in ("Call", "Subscript")
        if name == "Call":
            return cat(base, self.arguments(node))
        if name == "Subscript":
            return cat(base, self._index(node.slice))
        dot: Doc = cat(Operator(""), ".") if chain and opened else "."
        return cat(base, dot, node.attr)

    def _Call(self, node: Node) -> Doc:
        chain = is_chain(node)
        doc = self._postfix(node, chain)
        return Group(doc) if chain else doc

    def arguments(self, call: Node) -> Doc:
        """The arguments of a call, or the bases of a class, in parentheses."""
        positional = getattr(call, "bases", None) or getattr(call, "args", [])
        if len(positional) == 1 and not call.keywords:
            only = positional[0]
            if kind(only) == "GeneratorExp":
                return self._GeneratorExp(only)
        docs = [self.expression(node, NAMED) for node in positional]
        docs += [self._keyword(keyword) for keyword in call.keywords]
        return brackets("(", Group(items(docs)), ")") if docs else "()"

    def _keyword(self, node: Node) -> Doc:
        if node.arg is None:
            return cat("**", self.expression(node.value, BIT_OR))
        return cat(node.arg, "=", self.expression(node.value))

    _Subscript = _Call

    def _index(self, node: Node) -> Doc:
        inside = self._elements(node) if _is_bare_index(node) else self._indexed(node)
        return brackets("[", inside, "]")

    def _elements(self, node: Node) -> Doc:
        docs = [self._indexed(element) for element in node.elts]
        if len(docs) == 1:
            return cat(docs[0], ",")
        return Group(items(docs))

    def _indexed(self, node: Node) -> Doc:
        return self._Slice(node) if kind(node) == "Slice" else self.expression(node)

    def _Slice(self, node: Node) -> Doc:
        ends = [end for end in (node.lower, node.upper, node.step) if end is not None]
        space = "" if all(map(is_simple_bound, ends)) else " "
        parts: list[Doc] = []
        if node.lower is not None:
            parts += [self.expression(node.lower), space]
        parts.append(":")
        if node.upper is not None:
            parts += [space, self.expression(node.upper)]
        if node.step is not None:
            parts += [space if node.upper is not None else "", ":", space]
            parts.append(self.expression(node.step))
        return tuple(parts)

    # Displays and comprehensions

    def _many(self, left: str, nodes: list[Node], right: str) -> Doc:
        docs = [self.expression(node, NAMED) for node in nodes]
        return brackets(left, items(docs), right) if docs else left + right

    def _List(self, node: Node) -> Doc:
        return self._many("[", node.elts, "]")

    def _Set(self, node: Node) -> Doc:
        # There is no display of an empty set; unpacking an empty tuple makes one.
        return self._many("{", node.elts, "}") if node.elts else "{*()}"

    def _Tuple(self, node: Node) -> Doc:
        if len(node.elts) == 1:
            only = self.expression(node.elts[0], NAMED)
            return brackets("(", cat(only, ","), ")")
        return self._many("(", node.elts, ")")

    def bare_tuple(self, node: Node) -> Doc:
        """A tuple without parentheses, where these are added when it is broken."""
        return items([self.expression(element) for element in node.elts])

    def _Dict(self, node: Node) -> Doc:
        docs = [self._item(*item) for item in zip(node.keys, node.values)]
        return brackets("{", items(docs), "}") if docs else "{}"

    def _item(self, key: Node, value: Node) -> Doc:
        if key is None:
            return cat("**", self.expression(value, BIT_OR))
        return cat(self.expression(key), ": ", self.expression(value))

    def _comprehension_of(self, left: str, element: Doc, node: Node, right: str) -> Doc:
        clauses = [self._clause(generator) for generator in node.generators]
        return brackets(left, Group(cat(Group(element), *clauses)), right)

    def _clause(self, node: Node) -> Doc:
        head = "async for " if node.is_async else "for "
        parts: list[Doc] = [Line(), head, self.target(node.target), " in "]
        parts.append(self.expression(node.iter, OR))
        for test in node.ifs:
            parts += [Line(), "if ", self.expression(test, OR)]
        return tuple(parts)

    def target(self, node: Node) -> Doc:
        """What a `for` assigns to: a tuple without parentheses."""
        if kind(node) == "Tuple" and len(node.elts) > 1:
            return join([self.expression(element) for element in node.elts], ", ")
        return self.expression(node)

    def _ListComp(self, node: Node) -> Doc:
        return self._comprehension_of("[", self._element(node), node, "]")

    def _SetComp(self, node: Node) -> Doc:
        return self._comprehension_of("{", self._element(node), node, "}")

    def _GeneratorExp(self, node: Node) -> Doc:
        return self._comprehension_of("(", self._element(node), node, ")")

    def _element(self, node: Node) -> Doc:
        return self.expression(node.elt, NAMED)

    def _DictComp(self, node: Node) -> Doc:
        element = self._item(node.key, node.value)
        return self._comprehension_of("{", element, node, "}")


def _nearest(node: Node) -> Node:
    """The operand right after an operator, where a chain of powers follows."""
    return node.left if _continues(node, POWER) else node


def _continues(node: Node, level: int) -> bool:
    return kind(node) == "BinOp" and precedence(node) == level


def _is_number(node: Node) -> bool:
    return kind(node) == "Constant" and type(node.value) in (int, float)


def _is_bare_index(node: Node) -> bool:
    """Whether a tuple is written without parentheses between the brackets."""
    if kind(node) != "Tuple":
        return False
    kinds = [kind(element) for element in node.elts]
    return "Slice" in kinds or (len(kinds) > 1 and "Starred" not in kinds)
