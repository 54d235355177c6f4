"""Functions and classes: their decorators, their signatures, their bodies."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_src.syntax.emit_patterns import Patterns
from autograd_src.syntax.layout import Doc, Group, brackets, cat, flat, items
from autograd_src.syntax.precedence import Node, kind


class Definitions(Patterns):
    """The methods for definitions, named after the node classes."""

    def _decorators(self, node: Node) -> None:
        for decorator in node.decorator_list:
            self.fill("@")
            self.write(self.value(decorator))

    def _FunctionDef(self, node: Node, keyword: str = "def ") -> None:
        self._decorators(node)
        self.fill(keyword + node.name)
        docs = self.parameters(node.args)
        self.write(self.type_parameters(node))
        self.write(_signature(docs))
        if node.returns is not None:
            returns = self.expression(node.returns)
            # Rather the parameters are broken than the annotation.
            self.write(cat(" -> ", flat(returns) if docs else returns))
        self._definition(node.body, "function")

    def _AsyncFunctionDef(self, node: Node) -> None:
        self._FunctionDef(node, "async def ")

    def _ClassDef(self, node: Node) -> None:
        self._decorators(node)
        self.fill(f"class {node.name}")
        self.write(self.type_parameters(node))
        if node.bases or node.keywords:
            self.write(self.arguments(node))
        self._definition(node.body, "class")

    def _definition(self, body: Sequence[Node], owner: str) -> None:
        if len(body) == 1 and _is_ellipsis(body[0]):
            self.write(": ...")
        else:
            self.enter()
            self.suite(body, owner)
            self.leave()


def _is_ellipsis(node: Node) -> bool:
    if kind(node) != "Expr" or kind(node.value) != "Constant":
        return False
    return node.value.value is Ellipsis


def _signature(docs: list[Doc]) -> Doc:
    if len(docs) < 2:
        return brackets("(", items(docs), ")") if docs else "()"
    return brackets("(", Group(items(docs)), ")")
