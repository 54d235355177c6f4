"""From text to gast trees whose positions are those in the file.

The text of a function is never dedented, which would change the strings that go over
several lines: an indented function is parsed as the body of an `if`.
"""

from __future__ import annotations

import ast
from typing import Any

import gast

__all__ = ["parse_expression", "parse_function", "parse_module"]

Span = tuple[int, int, int, int]  # line, column, end line, end column; columns in bytes


def parse_module(text: str) -> Any:
    """
    Parse a module.

    Examples
    --------
    >>> [type(node).__name__ for node in parse_module("x = 1").body]
    ['Assign']
    """
    return gast.ast_to_gast(ast.parse(text))


def parse_expression(text: str) -> Any:
    """
    Parse one expression.

    Examples
    --------
    >>> parse_expression("a + b").left.id
    'a'
    """
    return gast.ast_to_gast(ast.parse(text, mode="eval")).body


def parse_function(
    text: str,
    filename: str,
    first_line: int,
    kind: str = "def",
    span: Span | None = None,
) -> Any:
    """
    Parse one function of a file.

    Parameters
    ----------
    text : str
        The lines of the function, exactly as they stand in the file.
    filename : str
        For the messages of syntax errors.
    first_line : int
        The number of the first of these lines.
    kind : {"def", "lambda"}
        What to look for.
    span : tuple of int, optional
        Where a lambda stands in the file: line, column, end line, end column, the
        columns counted in UTF-8 bytes, as Python does.

    Returns
    -------
    gast.FunctionDef, gast.AsyncFunctionDef or gast.Lambda
        With the lines and columns of the file.

    Raises
    ------
    SyntaxError
        When there is no such function.

    Examples
    --------
    >>> node = parse_function("    def f(x):\\n        return x\\n", "m.py", 7)
    >>> node.name, node.lineno, node.col_offset
    ('f', 7, 4)
    """
    if kind == "lambda":
        found = _lambda(text, filename, first_line, span)
    else:
        found = _definition(text, filename, first_line)
    return gast.ast_to_gast(found)


def _definition(text: str, filename: str, first_line: int) -> ast.AST:
    tree = _at_lines(text, filename, first_line)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return node
    raise _missing("no function", text, filename, first_line)


def _at_lines(text: str, filename: str, first_line: int) -> ast.AST:
    """Parse whole lines, indented or not, and number them as in the file."""
    code = _first_code(text)
    indented = code[:1] in (" ", "\t", "\f")
    header = "if 1:\n" if indented else ""
    shift = first_line - 1 - bool(header)
    if shift >= 0:  # empty lines before it are counted faster than nodes are visited
        return ast.parse("\n" * shift + header + text, filename)
    try:
        tree = ast.parse(header + text, filename)
    except SyntaxError as error:
        raise _moved(error, shift) from None
    return ast.increment_lineno(tree, shift)


def _first_code(text: str) -> str:
    """The first line that is neither empty nor a comment."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return line
    return ""


def _moved(error: SyntaxError, lines: int) -> SyntaxError:
    """The error with the line numbers of the file."""
    if error.lineno is not None:
        error.lineno += lines
    if error.end_lineno is not None:
        error.end_lineno += lines
    return error


def _lambda(text: str, filename: str, first_line: int, span: Span | None) -> ast.AST:
    try:
        tree = _at_lines(text, filename, first_line)
    except SyntaxError:
        # The lines begin or end within a statement.
        if span is None:
            raise
        return _cut(text, filename, first_line, span)
    lambdas = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]
    if span is not None:
        lambdas = [node for node in lambdas if _span(node) == span]
    if len(lambdas) != 1:
        raise _missing("no single lambda", text, filename, first_line)
    return lambdas[0]


def _span(node: ast.expr) -> Span:
    end_line, end_column = node.end_lineno or 0, node.end_col_offset or 0
    return node.lineno, node.col_offset, end_line, end_column


def _cut(text: str, filename: str, first_line: int, span: Span) -> ast.AST:
    """Parse what the span encloses, in parentheses and at its place in the file."""
    line, column, end_line, end_column = span
    lines = text.encode("utf-8", "surrogatepass").split(b"\n")
    lines = lines[line - first_line : end_line - first_line + 1]
    if not lines or line < first_line:
        raise _missing("no lambda", text, filename, first_line)
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]
    source = b"(" + b"\n".join(lines) + b"\n)"
    try:
        tree = ast.parse(source.decode("utf-8", "surrogatepass"), filename, mode="eval")
    except SyntaxError as error:
        raise _moved(error, line - 1) from None
    if not isinstance(tree.body, ast.Lambda):
        raise _missing("no lambda", text, filename, line)
    return _placed(tree.body, line, column - 1)


def _placed(tree: ast.AST, line: int, column: int) -> ast.AST:
    """Move a tree: its first line to `line`, that line's columns by `column`."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.expr, ast.arg, ast.keyword)):
            if node.lineno == 1:
                node.col_offset += column
            if node.end_lineno == 1 and node.end_col_offset is not None:
                node.end_col_offset += column
    return ast.increment_lineno(tree, line - 1)


def _missing(what: str, text: str, filename: str, line: int) -> SyntaxError:
    first = text.splitlines()[0] if text else ""
    return SyntaxError(f"{what} in these lines", (filename, line, 1, first))
