"""Modules of the standard library and of NumPy as samples of real syntax."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

STANDARD = """
ast argparse asyncio.base_events asyncio.tasks bisect calendar collections colorsys
contextlib copy dataclasses decimal difflib dis enum fractions functools heapq inspect
json.decoder json.encoder pathlib pprint random statistics string textwrap tokenize
traceback types typing unittest.mock zipfile
""".split()
NUMERICAL = """
numpy.lib._function_base_impl numpy.lib._index_tricks_impl numpy.linalg._linalg
numpy.ma.core numpy.polynomial.chebyshev numpy._core.einsumfunc numpy._core.numeric
numpy.lib.function_base numpy.lib.index_tricks numpy.linalg.linalg numpy.core.numeric
numpy.core.einsumfunc
""".split()


def path_of(module: str) -> Path | None:
    """The source of a module, None where this version has no such module."""
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    return Path(spec.origin)


SAMPLES = [m for m in STANDARD + NUMERICAL if path_of(m) is not None]


def source_of(module: str) -> str | None:
    """Its text."""
    path = path_of(module)
    return None if path is None else path.read_text(encoding="utf-8")


def same(text: str, other: str) -> bool:
    """Whether two texts are the same program."""
    return ast.dump(ast.parse(text)) == ast.dump(ast.parse(other))


def without_docstrings(text: str) -> ast.Module:
    """A tree with short docstrings: formatters change the others."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        owner = isinstance(
            node,
            (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef),
        )
        if owner and ast.get_docstring(node, clean=False) is not None:
            node.body[0].value.value = "Documented."
    return tree
