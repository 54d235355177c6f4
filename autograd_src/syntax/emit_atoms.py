"""Names, constants, f-strings, and the parameters of functions, as documents."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import astunparse

from autograd_src.syntax.layout import Doc, Group, brackets, cat, flat, items
from autograd_src.syntax.literals import (
    QUOTES,
    Unquotable,
    constant,
    escaped,
    nested,
    string,
)
from autograd_src.syntax.precedence import ATOM, TEST, Node, kind, parenthesized

_NESTS_FREELY = sys.version_info >= (3, 12)  # quotes and backslashes in f-strings
_FREELY = ("",)  # what is within f-strings that only Python 3.12 can read


class Atoms(astunparse.Unparser):  # type: ignore[misc]
    """The way in, and the expressions that have no operands."""

    # The quotes of the f-strings around what is being written.
    _outer: tuple[str, ...] = ()

    def expression(self, node: Node, level: int = TEST) -> Doc:
        """An expression, where one that binds at least as tightly is asked for."""
        method = getattr(self, "_" + kind(node), None)
        if method is None or not isinstance(node, (ast.expr, ast.slice)):
            raise TypeError(f"not an expression: {node!r}")
        doc: Doc = method(node)
        return brackets("(", doc, ")") if parenthesized(node, level) else doc

    def _Name(self, node: Node) -> Doc:
        return str(node.id)

    def _Constant(self, node: Node) -> Doc:
        if type(node.value) is str and self._outer == _FREELY:
            return string(node.value, "'")
        if type(node.value) is str and self._outer:
            return nested(node.value, self._outer)
        prefix = "u" if getattr(node, "kind", None) == "u" else ""
        return prefix + constant(node.value)

    # f-strings. Before Python 3.12 what stands in braces is free of backslashes and of
    # the quotes around it, so that every kind of quotes is tried.

    def _JoinedStr(self, node: Node) -> Doc:
        if self._outer == _FREELY:
            return self._freely_quoted(node.values, "'")
        for quote in _by_preference(node.values):
            try:
                return self._quoted(node.values, quote)
            except Unquotable:
                continue
        if not _NESTS_FREELY:
            raise Unquotable("this f-string needs Python 3.12 to be written")
        return self._freely_quoted(node.values, '"')

    def _FormattedValue(self, node: Node) -> Doc:
        return self._JoinedStr(ast.JoinedStr(values=[node]))

    def _quoted(self, values: list[Node], quote: str) -> str:
        around = self._outer
        self._outer = (*around, quote)
        try:
            body = "".join(self._part(value, quote) for value in values)
        finally:
            self._outer = around
        text = f"f{quote}{body}{quote}"
        if around:
            _check_nested(text, around[-1])
        return text

    def _freely_quoted(self, values: list[Node], quote: str) -> str:
        around = self._outer
        self._outer = _FREELY
        try:
            body = "".join(self._part(value, quote) for value in values)
        finally:
            self._outer = around
        return f"f{quote}{body}{quote}"

    def _part(self, node: Node, quote: str) -> str:
        if kind(node) == "Constant":
            literal = escaped(node.value, quote)
            return literal.replace("{", "{{").replace("}", "}}")
        if kind(node) == "JoinedStr":
            return "".join(self._part(value, quote) for value in node.values)
        return self._field(node, quote)

    def _field(self, node: Node, quote: str) -> str:
        # Outside of brackets, the colon of a lambda would begin the format.
        colon = any(kind(part) == "Lambda" for part in ast.walk(node.value))
        text = flat(self.expression(node.value, ATOM if colon else TEST))
        if text.startswith("{"):
            text = f" {text} "
        if self._outer != _FREELY:
            _check_nested(text, quote)
        if node.conversion != -1:
            text += "!" + chr(node.conversion)
        if node.format_spec is not None:
            text += ":" + self._part(node.format_spec, quote)
        return "{" + text + "}"

    # Parameters

    def parameters(self, args: Node) -> list[Doc]:
        """The parameters of a function or a lambda, the marks / and * among them."""
        positional = [*args.posonlyargs, *args.args]
        missing = [None] * (len(positional) - len(args.defaults))
        docs = [
            self._parameter(*pair) for pair in zip(positional, missing + args.defaults)
        ]
        if args.posonlyargs:
            docs.insert(len(args.posonlyargs), "/")
        if args.vararg is not None:
            docs.append(cat("*", self._parameter(args.vararg, None)))
        elif args.kwonlyargs:
            docs.append("*")
        docs += [self._parameter(*p) for p in zip(args.kwonlyargs, args.kw_defaults)]
        if args.kwarg is not None:
            docs.append(cat("**", self._parameter(args.kwarg, None)))
        return docs

    def _parameter(self, node: Node, default: Node) -> Doc:
        parts: list[Doc] = [node.arg if kind(node) == "arg" else node.id]
        if node.annotation is not None:
            parts += [": ", self.expression(node.annotation)]
        if default is not None:
            equals = "=" if node.annotation is None else " = "
            parts += [equals, self.expression(default)]
        return tuple(parts)

    def type_parameters(self, node: Node) -> Doc:
        """`[T: int, *Ts, **P]`, or nothing."""
        # Plain ast nodes have none before Python 3.12.
        docs = [self._type_parameter(p) for p in getattr(node, "type_params", ())]
        return brackets("[", Group(items(docs)), "]") if docs else ""

    def _type_parameter(self, node: Node) -> Doc:
        stars = {"TypeVarTuple": "*", "ParamSpec": "**"}.get(kind(node), "")
        parts: list[Doc] = [stars, node.name]
        if getattr(node, "bound", None) is not None:
            parts += [": ", self.expression(node.bound)]
        if getattr(node, "default_value", None) is not None:
            parts += [" = ", self.expression(node.default_value)]
        return tuple(parts)


def _by_preference(values: list[Node]) -> Iterator[str]:
    """Double quotes first, unless single ones save escapes."""
    text = "".join(part.value for part in values if kind(part) == "Constant")
    first = "'" if text.count('"') > text.count("'") else '"'
    yield first
    yield from (quote for quote in QUOTES if quote != first)


def _check_nested(text: str, quote: str) -> None:
    """Refuse what would end the literal around it before Python 3.12."""
    if "\\" in text or quote in text or ("\n" in text and len(quote) == 1):
        raise Unquotable(text)
