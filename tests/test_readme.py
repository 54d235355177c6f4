"""Every code block of the README runs, and its promises are what is emitted."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from autograd_src import differentiable

README = Path(__file__).resolve().parent.parent / "README.md"


class Block(NamedTuple):
    """A fenced block: its language, its text, its line, the comment above it."""

    language: str
    text: str
    line: int
    note: str


def blocks() -> list[Block]:
    pattern = r"(?:<!-- (.*?) -->\n)?```(\w+)\n(.*?)```\n"
    text = README.read_text(encoding="utf-8")
    return [
        Block(m[2], m[3], text[: m.start(2)].count("\n") + 1, m[1] or "")
        for m in re.finditer(pattern, text, re.DOTALL)
    ]


BLOCKS = blocks()
PROGRAMS = [b for b in BLOCKS if b.language == "python" and not b.note]
FIRST, EMITTED, PRINTED = [b for b in BLOCKS if b.note]


def run(block: Block, folder: Path, name: str) -> object:
    """Import the block as a module: derivatives need the source in a file."""
    path = folder / f"{name}.py"
    path.write_text(block.text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[name]
    return module


@pytest.mark.parametrize("block", PROGRAMS, ids=[f"line {b.line}" for b in PROGRAMS])
def test_block_runs(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    run(block, tmp_path, f"readme_{block.line}")


def test_the_emitted_module_is_the_one_shown(tmp_path):
    module = run(FIRST, tmp_path, "model")
    rng = np.random.default_rng(0)
    shapes = [(4, 3), (3,), (5, 4), (5, 3)]
    args = [rng.standard_normal(shape) for shape in shapes]
    grad = differentiable(module.loss, wrt=("w", "b")).grad.specialize(*args)
    assert _statements(grad.source) == _statements(EMITTED.text)
    assert _comments(grad.source) == _comments(EMITTED.text)


def _statements(text: str) -> list[str]:
    """The functions' statements in order, without docstrings."""
    defs = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]
    bodies = [n.body[1:] if ast.get_docstring(n) else n.body for n in defs]
    return [ast.unparse(node) for body in bodies for node in body]


def _comments(text: str) -> list[str]:
    inside = text[text.index("def ") :]
    return [x.strip() for x in inside.splitlines() if x.strip().startswith("#")]


def test_what_is_printed_is_shown(tmp_path, capsys):
    program = max((b for b in PROGRAMS if b.line < PRINTED.line), key=lambda b: b.line)
    run(program, tmp_path, "model")
    assert capsys.readouterr().out == PRINTED.text


def test_three_sentences_say_what_it_is():
    text = README.read_text(encoding="utf-8")
    first = text.split("\n\n")[1]
    assert len(re.findall(r"\.(?:\s|$)", first)) == 3


def test_there_are_two_commands_for_a_fresh_machine():
    commands = [b.text for b in BLOCKS if b.language == "sh" and "venv" in b.text]
    assert len(commands) == 2
    assert all(command.count("\n") == 1 for command in commands)


def test_commands_of_the_cache_exist():
    """Each `autograd-src …` that is shown is understood by the command line."""
    from autograd_src.cli import main

    text = README.read_text(encoding="utf-8")
    shown = set(re.findall(r"autograd-src ((?:cache )?\w+)", text))
    assert shown
    for words in sorted(shown):
        with pytest.raises(SystemExit) as caught:
            main([*words.split(), "--help"])
        assert caught.value.code == 0, words
