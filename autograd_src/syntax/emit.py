"""From syntax trees to text that `black` would leave as it is.

Here are the two functions that the rest of the package calls, the pseudo statements for
comments and blank lines, and the blank lines between statements. Trees are those of
gast, or plain ones of ast.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import gast

from autograd_src.syntax.emit_statements import Statements
from autograd_src.syntax.layout import flat
from autograd_src.syntax.literals import docstring
from autograd_src.syntax.precedence import Node, kind

__all__ = ["WIDTH", "Blank", "Comment", "emit", "emit_expression"]

WIDTH = 88
_DEFINITIONS = ("FunctionDef", "AsyncFunctionDef", "ClassDef")
_IMPORTS = ("Import", "ImportFrom")
_SIMPLE = frozenset("Assign AugAssign Comment Expr Return".split())  # without a body


class Comment(gast.stmt):  # type: ignore[misc]
    """
    A comment on lines of its own, as a statement.

    Parameters
    ----------
    text : str
        What follows `# `, on as many lines as it has.
    """

    _fields = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Blank(gast.stmt):  # type: ignore[misc]
    """An empty line, as a statement."""

    _fields = ()

    def __init__(self) -> None:
        pass


class Emitter(Statements):
    """Bodies of statements, and the blank lines between these."""

    def _Module(self, node: Node) -> None:
        self.suite(node.body, "module")

    def _Expression(self, node: Node) -> None:
        self.fill()
        self.write(self.expression(node.body))

    def _Comment(self, node: Comment) -> None:
        for line in node.text.split("\n"):
            for part in _wrapped(line, WIDTH - 2 - 4 * self._indent):
                self.fill(f"# {part}".rstrip())

    def _Blank(self, node: Blank) -> None:
        self.flush()
        self.lines.append("")

    def dispatch(self, tree: Node) -> None:
        """Write a statement, a body or an expression."""
        if isinstance(tree, (list, tuple)):
            self.suite(tree)
        elif isinstance(tree, gast.expr):
            self.write(self.expression(tree))
        elif hasattr(self, "_" + kind(tree)):
            getattr(self, "_" + kind(tree))(tree)
        else:
            raise TypeError(f"no syntax for {tree!r}")

    def suite(self, body: Sequence[Node], owner: str = "") -> None:
        """The statements of a body, with the blank lines between them."""
        previous, blanks = None, 0
        for position, node in enumerate(body):
            if kind(node) == "Blank":
                blanks += 1
                continue
            self._space(previous, body[position:], owner, blanks)
            if position == 0 and owner and _is_docstring(node):
                self.fill()
                # As it is: a break would be a break of the text.
                self.write(docstring(node.value.value))
                previous = "docstring"
            else:
                self.dispatch(node)
                previous = node
            blanks = 0
        if previous is None or kind(previous) == "Comment":
            self._complete(body, owner)

    def _complete(self, body: Sequence[Node], owner: str) -> None:
        """A body of nothing but comments needs a statement."""
        if owner != "module" and all(kind(n) in ("Blank", "Comment") for n in body):
            self.fill("pass")

    def _space(
        self, previous: Node | str | None, rest: Sequence[Node], owner: str, blanks: int
    ) -> None:
        most = 2 if self._indent == 0 else 1
        wanted = _wanted(previous, rest, owner, most)
        if previous is not None:
            detached = blanks and _leads_to(rest, _DEFINITIONS)
            wanted = max(wanted, most if detached else min(blanks, most))
        self.flush()
        self.lines += [""] * wanted


def _wanted(
    previous: Node | str | None, rest: Sequence[Node], owner: str, most: int
) -> int:
    """How many blank lines black puts before the first statement of the rest."""
    defines = _leads_to(rest, _DEFINITIONS)
    if previous is None:
        return int(defines and not owner)
    if kind(previous) == "Comment":
        return 0
    if previous == "docstring":
        return most if defines else int(owner != "function")
    if defines or _ends_in_definition(previous):
        return most
    return int(kind(previous) in _IMPORTS and not _leads_to(rest, _IMPORTS))


def _leads_to(rest: Sequence[Node], kinds: Sequence[str]) -> bool:
    """Whether the next statement is of a kind, comments right above it aside."""
    for node in rest:
        if kind(node) != "Comment":
            return kind(node) in kinds
    return False


def _ends_in_definition(node: Node) -> bool:
    while kind(node) not in _DEFINITIONS:
        if kind(node) in _SIMPLE:
            return False
        body = _last_body(node)
        if not body:
            return False
        node = body[-1]
    return True


def _last_body(node: Node) -> Sequence[Node]:
    for name in ("finalbody", "orelse", "handlers", "cases", "body"):
        body: Sequence[Node] = getattr(node, name, None) or ()
        if body:
            return body
    return ()


def _is_docstring(node: Node) -> bool:
    if kind(node) != "Expr" or kind(node.value) != "Constant":
        return False
    return type(node.value.value) is str and getattr(node.value, "kind", None) != "u"


def _wrapped(line: str, width: int) -> list[str]:
    """A line of a comment as lines that fit, the rest of it indented."""
    if len(line) <= width:
        return [line]
    return textwrap.wrap(
        line,
        width,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def emit(tree: Node | Sequence[Node], width: int = WIDTH) -> str:
    """
    Print a module, a statement, a list of statements or an expression.

    Parameters
    ----------
    tree : gast or ast node, or list of statements
        `Comment` and `Blank` may stand among the statements.
    width : int
        Longer lines are broken as `black` breaks them.

    Returns
    -------
    str
        The text, which ends in one newline.

    Raises
    ------
    TypeError
        For constants without a literal, such as NumPy scalars.

    Examples
    --------
    >>> import gast
    >>> print(emit(gast.parse("y = (-1)**n*x[(i, j)]")), end="")
    y = (-1) ** n * x[i, j]
    """
    emitter = Emitter(width)
    if isinstance(tree, (list, tuple)):
        emitter.suite(tree, "module")
    else:
        emitter.dispatch(tree)
    emitter.flush()
    return "\n".join(emitter.lines) + "\n"


def emit_expression(node: Node) -> str:
    """
    Print an expression on one line.

    Examples
    --------
    >>> import gast
    >>> emit_expression(gast.parse("((a + b)) * c[(1, 2)]", mode="eval").body)
    '(a + b) * c[1, 2]'
    """
    return flat(Emitter(WIDTH).expression(node))
