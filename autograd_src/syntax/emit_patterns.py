"""The patterns of `match`, as documents, and the statement around them."""

from __future__ import annotations

from collections.abc import Callable

from autograd_src.syntax.emit_expressions import Expressions
from autograd_src.syntax.layout import (
    Doc,
    Group,
    Operator,
    Wrapped,
    brackets,
    cat,
    items,
    join,
)
from autograd_src.syntax.literals import constant
from autograd_src.syntax.precedence import NAMED, Node, kind


class Patterns(Expressions):
    """The methods for patterns, named after the node classes."""

    fill: Callable[[str], None]
    write: Callable[[Doc], None]
    enter: Callable[[], None]
    leave: Callable[[], None]
    suite: Callable[..., None]

    def _Match(self, node: Node) -> None:
        self.fill("match ")
        self.write(self.value(node.subject, NAMED))
        self.enter()
        for case in node.cases:
            self._match_case(case)
        self.leave()

    def _match_case(self, node: Node) -> None:
        self.fill("case ")
        self.write(self._matched(node.pattern))
        if node.guard is not None:
            self.write(cat(" if ", self.value(node.guard, NAMED)))
        self.enter()
        self.suite(node.body)
        self.leave()

    def _matched(self, node: Node) -> Doc:
        doc = self.pattern(node)
        return Wrapped(doc, "expand") if kind(node) == "MatchOr" else doc

    def pattern(self, node: Node, closed: bool = False) -> Doc:
        """A pattern; where a closed one is asked for, in parentheses if need be."""
        doc: Doc = getattr(self, "_" + kind(node))(node)
        alternatives = kind(node) == "MatchOr"
        named = kind(node) == "MatchAs" and node.pattern is not None
        return brackets("(", doc, ")") if closed and (alternatives or named) else doc

    def _MatchValue(self, node: Node) -> Doc:
        return self.expression(node.value)

    def _MatchSingleton(self, node: Node) -> Doc:
        return constant(node.value)

    def _MatchSequence(self, node: Node) -> Doc:
        docs = [self.pattern(pattern) for pattern in node.patterns]
        return brackets("[", items(docs), "]") if docs else "[]"

    def _MatchStar(self, node: Node) -> Doc:
        return f"*{node.name or '_'}"

    def _MatchMapping(self, node: Node) -> Doc:
        docs: list[Doc] = [
            cat(self.expression(key), ": ", self.pattern(pattern))
            for key, pattern in zip(node.keys, node.patterns)
        ]
        if node.rest is not None:
            docs.append(f"**{node.rest}")
        return brackets("{", items(docs), "}") if docs else "{}"

    def _MatchClass(self, node: Node) -> Doc:
        docs = [self.pattern(pattern) for pattern in node.patterns]
        docs += [
            cat(name, "=", self.pattern(pattern))
            for name, pattern in zip(node.kwd_attrs, node.kwd_patterns)
        ]
        inside = brackets("(", Group(items(docs)), ")") if docs else "()"
        return cat(self.expression(node.cls), inside)

    def _MatchAs(self, node: Node) -> Doc:
        if node.pattern is None:
            return node.name or "_"
        pattern = self.pattern(node.pattern, closed=kind(node.pattern) == "MatchAs")
        return cat(pattern, " as ", node.name)

    def _MatchOr(self, node: Node) -> Doc:
        docs = [self.pattern(pattern, closed=True) for pattern in node.patterns]
        return Group(join(docs, cat(Operator(), "| ")))
