"""What is emitted is formatted: a formatter finds nothing to change."""

from __future__ import annotations

import ast
import subprocess
import sys
import warnings

import gast
import pytest

from autograd_src.syntax.emit import Blank, Comment, emit
from tests.syntax.trees import SAMPLES, source_of, without_docstrings

SETTINGS = "format --isolated --target-version py310 --line-length 88 --diff".split()


def difference(*paths) -> str:
    command = [sys.executable, "-m", "ruff", *SETTINGS, *map(str, paths)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    assert "No module" not in run.stderr
    return run.stdout


@pytest.mark.slow
def test_real_modules_are_formatted(tmp_path):
    written = 0
    for module in SAMPLES:
        text = source_of(module)
        assert text is not None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = without_docstrings(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant):
                node.kind = None  # u"" prefixes are kept, and a formatter drops them
        target = tmp_path / f"{module}.py"
        target.write_text(emit(gast.ast_to_gast(tree)), encoding="utf-8")
        written += 1
    assert written > 30
    assert difference(tmp_path) == ""


def test_modules_with_comments_are_formatted(tmp_path):
    def body(text):
        return gast.parse(text).body

    (function,) = body("def f(x):\n 'Doc.'\n y = x\n for i in y: pass\n return y")
    doc, assignment, loop, result = function.body
    loop.body = [Comment("y = x"), *body("x += 1"), Blank(), Comment("last")]
    function.body = [
        doc, Comment("Forward sweep."), assignment, Blank(), Comment("Reverse sweep."),
        Comment("for"), loop, result,
    ]  # fmt: skip
    module = [
        *body("'Doc.'\nimport numpy as np"), Comment("A constant."), *body("X = 1"),
        Comment("About f."), function, Comment("After f."), *body("Y = 2"), Blank(),
        Blank(), Blank(), *body("Z = 3"), Comment("Detached."), Blank(), function,
        *body("if X:\n    def g(): pass\nelse:\n    class C: x = 1\nW = 1"),
    ]  # fmt: skip
    target = tmp_path / "module.py"
    target.write_text(emit(module), encoding="utf-8")
    assert difference(target) == ""
