"""The examples run, assert their results, and are one thing however started."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograd_src.cli import main

ROOT = Path(__file__).resolve().parent.parent

WAYS = {
    "script": lambda name: [f"examples/{name}.py"],
    "module": lambda name: ["-m", f"examples.{name}"],
    "import": lambda name: ["-c", f"import examples.{name} as e; e.main()"],
}

# Started before anything else of a process: makes generation impossible.
NO_PARSER = "import sys\nsys.modules['gast'] = sys.modules['astunparse'] = None\n"


def run(name: str, way: str, folder: Path, **environment: str) -> str:
    """Start an example in a process of its own; what it prints."""
    result = subprocess.run(
        [sys.executable, *WAYS[way](name)],
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(folder), "HOME": str(folder),
             "MPLCONFIGDIR": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def entries(folder: Path) -> dict[str, bytes]:
    """The emitted modules below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*.py"))
    }


@pytest.fixture
def without_parser(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(NO_PARSER)
    return {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}


# Training takes ten seconds: once will do in the quick suite.
SLOW = {("digits", "script"), ("digits", "import")}
RUNS = [
    pytest.param(name, way, marks=[pytest.mark.slow] * ((name, way) in SLOW))
    for name in ("newton", "pendulum", "digits")
    for way in WAYS
]


@pytest.mark.parametrize(("name", "way"), RUNS)
def test_runs_from_the_committed_cache_and_generates_nothing(
    name, way, tmp_path, without_parser
):
    printed = run(
        name, way, tmp_path, AUTOGRAD_SRC_CACHE_DIR=str(ROOT / "cache"),
        **without_parser,
    )  # fmt: skip
    assert len(printed.splitlines()) > 5, "an example shows progress"
    assert not entries(tmp_path / "autograd_src")


def test_generation_is_what_the_missing_parser_prevents(tmp_path, without_parser):
    with pytest.raises(AssertionError, match=r"gast|astunparse"):
        run("newton", "script", tmp_path, **without_parser)


def test_one_identity_however_it_is_started(tmp_path):
    path = {"PYTHONPATH": str(ROOT)}
    run("newton", "script", tmp_path, **path)
    first = entries(tmp_path)
    assert first
    for way in ("module", "import"):
        run("newton", way, tmp_path, **path)
        assert entries(tmp_path) == first, way


def test_every_file_in_the_cache_is_what_generating_gives(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE_DIR", "cache")
    assert main(["cache", "warm", "--check"]) == 0, capsys.readouterr().out
    states = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert states == {"fresh"}


@pytest.mark.slow
def test_the_cache_holds_what_the_examples_use_and_nothing_else(tmp_path):
    command = ["bash", str(ROOT / ".ci" / "warm"), str(tmp_path / "cache")]
    environment = {**os.environ, "PYTHON": sys.executable}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    assert entries(tmp_path / "cache") == entries(ROOT / "cache")


def test_source_of_others_stays_out_of_the_committed_cache(tmp_path):
    before = entries(ROOT / "cache")
    path = {"PYTHONPATH": str(ROOT), "AUTOGRAD_SRC_CACHE_DIR": str(ROOT / "cache")}
    assert "agree" in run("rosen", "script", tmp_path, **path)
    assert entries(ROOT / "cache") == before
    assert not [name for name in before if "scipy" in name]


def test_halley_needs_fewer_steps():
    total = importlib.import_module("examples.newton").main()
    assert total["halley"] < total["newton"]


def test_pendulum_data_are_what_the_example_makes(tmp_path):
    pendulum = importlib.import_module("examples.pendulum")
    pendulum.make_data(tmp_path / "again.csv")
    again = np.loadtxt(tmp_path / "again.csv", delimiter=",")
    kept = np.loadtxt(pendulum.DATA, delimiter=",")
    np.testing.assert_allclose(again, kept, atol=1e-5)
    assert pendulum.DATA.read_text().startswith("# Synthetic")


@pytest.mark.slow
def test_digits_draws_what_it_learned(tmp_path):
    picture = tmp_path / "digits.png"
    _, network = importlib.import_module("examples.digits").main(picture)
    assert network >= 0.95
    assert picture.read_bytes()[:4] == b"\x89PNG"
