"""Statements, line by line; blank lines and whole modules are left to `emit`."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_src.syntax.emit_definitions import Definitions
from autograd_src.syntax.layout import (
    Doc,
    Wrapped,
    brackets,
    cat,
    items,
    render,
)
from autograd_src.syntax.precedence import NAMED, TEST, TUPLE, Node, kind
from autograd_src.syntax.wrapping import how

_SPLIT = ("BinOp", "BoolOp", "Compare")


class Statements(Definitions):
    """The methods for statements, named after the node classes."""

    width: int

    def __init__(self, width: int) -> None:
        # The base class would print at once.
        self.width = width
        self.lines: list[str] = []
        self._line: list[Doc] = []
        self._indent = 0

    def suite(self, body: Sequence[Node], owner: str = "") -> None:
        """The statements of a body, with the blank lines between them."""
        raise NotImplementedError

    # Lines

    def fill(self, text: str = "") -> None:
        """Begin a line."""
        self.flush()
        self._line = [text]

    def write(self, text: Doc) -> None:
        """Go on with the line."""
        self._line.append(text)

    def flush(self) -> None:
        """Lay the line out."""
        if self._line:
            indent = 4 * self._indent
            text = render(tuple(self._line), self.width, indent)
            self.lines.append(" " * indent + text)
            self._line = []

    def enter(self) -> None:
        """End the line with a colon, and indent what follows."""
        self.write(":")
        self.flush()
        self._indent += 1

    def leave(self) -> None:
        """Indent no more."""
        self.flush()
        self._indent -= 1

    def _block(self, body: Sequence[Node], owner: str = "") -> None:
        self.enter()
        self.suite(body, owner)
        self.leave()

    def _orelse(self, body: Sequence[Node]) -> None:
        if body:
            self.fill("else")
            self._block(body)

    # Simple statements

    def _Expr(self, node: Node) -> None:
        self.fill()
        value = node.value
        if kind(value) in ("Yield", "YieldFrom"):
            self._yielded(value)
        elif kind(value) in _SPLIT:
            self.write(self.value(value))
        else:
            self.write(self.expression(value))

    def _yielded(self, node: Node) -> None:
        if node.value is None:
            self.write("yield")
        else:
            self.write("yield from " if kind(node) == "YieldFrom" else "yield ")
            self.write(self.value(node.value))

    def assigned(self, node: Node) -> Doc:
        """The right side of an assignment, where a yield may stand bare."""
        yields = kind(node) in ("Yield", "YieldFrom")
        return self.value(node, TUPLE if yields else TEST)

    def _target(self, node: Node) -> Doc:
        if kind(node) == "Tuple" and len(node.elts) > 1:
            return Wrapped(self.bare_tuple(node), "expand")
        return self.expression(node)

    def _Assign(self, node: Node) -> None:
        self.fill()
        for target in node.targets:
            self.write(self._target(target))
            self.write(" = ")
        unpacks = any(kind(target) == "Tuple" for target in node.targets)
        if unpacks:
            self.write(self._bare(node.value))
        elif kind(node.targets[-1]) == "Subscript":
            self.write(self._insistent(node.value))
        else:
            self.write(self.assigned(node.value))

    def _bare(self, node: Node) -> Doc:
        """A value, a tuple without parentheses."""
        if kind(node) == "Tuple" and len(node.elts) > 1:
            return Wrapped(self.bare_tuple(node), "expand")
        return self.assigned(node)

    def _AugAssign(self, node: Node) -> None:
        self.fill()
        self.write(self.expression(node.target))
        self.write(f" {self.binop[kind(node.op)]}= ")
        self.write(self.assigned(node.value))

    def _AnnAssign(self, node: Node) -> None:
        self.fill()
        target = self.expression(node.target)
        if kind(node.target) == "Name" and not node.simple:
            target = brackets("(", target, ")")
        self.write(cat(target, ": ", self.expression(node.annotation)))
        if node.value is not None:
            self.write(cat(" = ", self.assigned(node.value)))

    def _Return(self, node: Node) -> None:
        self.fill("return")
        if node.value is not None:
            self.write(cat(" ", self._returned(node.value)))

    def _returned(self, node: Node) -> Doc:
        if kind(node) == "Tuple" and len(node.elts) > 1:
            return self._bare(node)
        return self.value(node)

    def _Delete(self, node: Node) -> None:
        self.fill("del ")
        docs = [self.expression(target) for target in node.targets]
        self.write(docs[0] if len(docs) == 1 else Wrapped(items(docs), "expand"))

    def _Assert(self, node: Node) -> None:
        self.fill("assert ")
        self.write(self.value(node.test))
        if node.msg is not None:
            self.write(cat(", ", self._insistent(node.msg)))

    def _insistent(self, node: Node) -> Doc:
        # What doesn't fit anywhere gets parentheses all the same.
        if how(node) == "fit":
            return Wrapped(self.expression(node), "expand")
        return self.value(node)

    def _Raise(self, node: Node) -> None:
        self.fill("raise")
        if node.exc is not None:
            self.write(cat(" ", self.value(node.exc)))
        if node.cause is not None:
            self.write(cat(" from ", self.value(node.cause)))

    def _ImportFrom(self, node: Node) -> None:
        self.fill(f"from {'.' * (node.level or 0)}{node.module or ''} import ")
        names = [_imported(alias) for alias in node.names]
        self.write("*" if names == ["*"] else Wrapped(items(names), "expand"))

    def _TypeAlias(self, node: Node) -> None:
        self.fill("type ")
        self.write(cat(self.expression(node.name), self.type_parameters(node)))
        self.write(cat(" = ", self.value(node.value)))

    # Compound statements

    def _If(self, node: Node) -> None:
        self._test("if ", node)
        while len(node.orelse) == 1 and kind(node.orelse[0]) == "If":
            node = node.orelse[0]
            self._test("elif ", node)
        self._orelse(node.orelse)

    def _test(self, keyword: str, node: Node) -> None:
        self.fill(keyword)
        self.write(self.value(node.test, NAMED))
        self._block(node.body)

    def _While(self, node: Node) -> None:
        self._test("while ", node)
        self._orelse(node.orelse)

    def _For(self, node: Node, keyword: str = "for ") -> None:
        self.fill(keyword)
        self.write(cat(self._target(node.target), " in ", self.value(node.iter)))
        self._block(node.body)
        self._orelse(node.orelse)

    def _AsyncFor(self, node: Node) -> None:
        self._For(node, "async for ")

    def _With(self, node: Node, keyword: str = "with ") -> None:
        self.fill(keyword)
        if len(node.items) == 1:
            self.write(self._only_item(node.items[0]))
        else:
            docs = [self._item_of_with(item) for item in node.items]
            self.write(Wrapped(items(docs), "expand"))
        self._block(node.body)

    def _AsyncWith(self, node: Node) -> None:
        self._With(node, "async with ")

    def _only_item(self, item: Node) -> Doc:
        if item.optional_vars is not None:
            doc, manner = self._item_of_with(item), how(item.context_expr)
            return Wrapped(doc, manner) if manner else doc
        doc = self.value(item.context_expr)
        # Without a second pair, a tuple would be several items.
        return brackets("(", doc, ")") if kind(item.context_expr) == "Tuple" else doc

    def _item_of_with(self, item: Node) -> Doc:
        doc = self.expression(item.context_expr)
        if item.optional_vars is None:
            return doc
        return cat(doc, " as ", self.expression(item.optional_vars))

    def _Try(self, node: Node) -> None:
        self._attempt(node, "except")

    def _TryStar(self, node: Node) -> None:
        self._attempt(node, "except*")

    def _attempt(self, node: Node, keyword: str) -> None:
        self.fill("try")
        self._block(node.body)
        for handler in node.handlers:
            self._handler(handler, keyword)
        self._orelse(node.orelse)
        if node.finalbody:
            self.fill("finally")
            self._block(node.finalbody)

    def _handler(self, node: Node, keyword: str) -> None:
        self.fill(keyword)
        if node.type is not None:
            self.write(cat(" ", self.value(node.type)))
        if node.name is not None:
            name = node.name if isinstance(node.name, str) else node.name.id
            self.write(f" as {name}")
        self._block(node.body)


def _imported(alias: Node) -> str:
    name: str = alias.name
    return f"{name} as {alias.asname}" if alias.asname else name
