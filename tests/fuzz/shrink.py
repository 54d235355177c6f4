"""Small programs from large ones: the tree is cut wherever the failure survives it."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator
from typing import Any

Edit = tuple[int, str, int, str]  # node number, field, position (-1: the field), how
Failing = Callable[[str], bool]


def shrink(text: str, fails: Failing, seconds: float = 60.0) -> str:
    """The smallest program found, within a time, of which `fails` still holds.

    Larger cuts are tried first; every success starts over on the smaller program.

    Examples
    --------
    >>> print(shrink("a = 1\\nb = f(2 + 3)\\n", lambda text: "f(" in text))
    f()
    """
    end = time.monotonic() + seconds
    text = ast.unparse(ast.parse(text))
    seen = {text}
    start = 0
    while True:
        edits = list(_edits(text))
        for k in range(len(edits)):
            if time.monotonic() > end:
                return text
            cut = _edited(text, edits[(start + k) % len(edits)])
            if cut is None or cut in seen or len(cut) >= len(text):
                continue
            seen.add(cut)
            if fails(cut):
                text, start = cut, start + k
                break
        else:
            return text


def _edits(text: str) -> Iterator[Edit]:
    """Changes that make a program a little smaller, large ones first."""
    tree = ast.parse(text)
    yield from _statement_edits(tree)
    yield from _expression_edits(tree)


def _edited(text: str, edit: Edit) -> str | None:
    """The program after one change; None where that makes no sense."""
    tree = ast.parse(text)
    try:
        if not _apply(tree, *edit):
            return None
        return ast.unparse(ast.parse(ast.unparse(ast.fix_missing_locations(tree))))
    except (SyntaxError, ValueError, AttributeError, TypeError):
        return None


def _statement_edits(tree: ast.AST) -> Iterator[Edit]:
    for number, node in enumerate(ast.walk(tree)):
        for field in ("body", "orelse"):
            body = getattr(node, field, None)
            if not isinstance(body, list):
                continue
            for half in (slice(0, len(body) // 2), slice(len(body) // 2, None)):
                if len(body[half]) > 1:
                    yield number, field, half.start, f"drop {len(body[half])}"
            for k, statement in enumerate(body):
                yield number, field, k, "drop 1"
                if getattr(statement, "body", None) and isinstance(
                    statement, (ast.If, ast.For, ast.While)
                ):
                    yield number, field, k, "body"
                    if getattr(statement, "orelse", None):
                        yield number, field, k, "orelse"


def _kept(tree: ast.AST) -> set[int]:
    """Numbers of the nodes that say how the program is called."""
    assert isinstance(tree, ast.Module)
    calling = [n for n in tree.body if isinstance(n, ast.Assign) and _is_calling(n)]
    ours = {id(inner) for node in calling for inner in ast.walk(node)}
    return {k for k, node in enumerate(ast.walk(tree)) if id(node) in ours}


def _is_calling(node: ast.Assign) -> bool:
    target = node.targets[0]
    return isinstance(target, ast.Name) and target.id in ("ARGS", "WRT")


def _expression_edits(tree: ast.AST) -> Iterator[Edit]:
    kept = _kept(tree)
    for number, node in enumerate(ast.walk(tree)):
        if number in kept:
            continue
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and field not in ("func", "target"):
                for inner, _ in enumerate(ast.iter_child_nodes(value)):
                    yield number, field, -1, f"child {inner}"
                if not isinstance(value, (ast.Name, ast.Constant)):
                    yield number, field, -1, "x"
                    yield number, field, -1, "1.5"
            elif isinstance(value, list) and field in (
                "args", "keywords", "elts", "defaults", "values", "ops", "targets"
            ):  # fmt: skip
                for k in range(len(value)):
                    yield number, field, k, "drop 1"
                    for inner, _ in enumerate(ast.iter_child_nodes(value[k])):
                        yield number, field, k, f"child {inner}"


def _apply(tree: ast.AST, number: int, field: str, k: int, how: str) -> bool:
    """Edit a tree in place; False where the edit makes no sense."""
    node: Any = next(n for i, n in enumerate(ast.walk(tree)) if i == number)
    value = getattr(node, field)
    if k < 0:
        new = _replacement(value, how)
        if new is None:
            return False
        setattr(node, field, new)
        return True
    if how.startswith("drop"):
        del value[k : k + int(how.split()[1])]
        if not value and field == "body":
            value.append(ast.Pass())
        if field == "values" and isinstance(node, ast.Dict):
            del node.keys[k]
        return True
    if how in ("body", "orelse"):
        value[k : k + 1] = getattr(value[k], how)
        return True
    new = _replacement(value[k], how)
    if new is None:
        return False
    value[k] = new
    return True


def _replacement(value: ast.AST, how: str) -> ast.expr | None:
    if how == "x":
        return ast.Name("x", ast.Load())
    if how == "1.5":
        return ast.Constant(1.5)
    children = list(ast.iter_child_nodes(value))
    child = children[int(how.split()[1])]
    return child if isinstance(child, ast.expr) else None
