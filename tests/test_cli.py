"""The command line, on a module in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_src import cli
from autograd_src.calling import entries
from tests.calling import handmade
from tests.calling.handmade import loss

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _generator(monkeypatch, tmp_path):
    monkeypatch.delenv("AUTOGRAD_SRC_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.setenv("NO_COLOR", "1")
    generator = handmade.Generator()
    monkeypatch.setattr(entries, "generator", lambda: generator)


NAME = "tests.calling.handmade:loss"


def again(function):
    return handmade.differentiable(function.__wrapped__)


def test_show_prints_the_generic_text_and_says_so(capsys):
    assert cli.main(["show", "tests.calling.handmade:scaled"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# This is the generic text")
    assert "def scaled_grad(x):" in printed


def test_show_lists_signatures_and_prints_the_one_asked_for(capsys):
    again(loss).grad(3.0, 1.0)
    line = "w: float, x: float, y: float"
    assert cli.main(["show", NAME, "--signature", line]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"# in the cache: ({line})\n")
    assert "generic" not in printed
    assert "def loss_grad" in printed
    assert cli.main(["show", NAME, "--signature", "w: int"]) == 1


def test_show_takes_mode_and_wrt(capsys):
    assert cli.main(["show", NAME, "--mode", "hvp"]) == 0
    assert "def loss_hvp" in capsys.readouterr().out
    assert cli.main(["show", NAME, "--wrt", "w,x"]) == 0
    assert "2 * r * w" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([NAME, "--mode", "gradient"], "did you mean 'grad'"),
        ([NAME, "--wrt", "z"], "no argument 'z'"),
        (["tests.calling.handmade"], "MODULE:FUNCTION"),
        (["no_such_module:f"], "no_such_module"),
        (["tests.calling.handmade:nothing"], "has no nothing"),
        ([NAME, "--mode", "grad.grad"], "no grad.grad of loss"),
    ],
)
def test_what_cannot_be_shown_is_said(arguments, message, capsys):
    assert cli.main(["show", *arguments]) == 1
    assert message in capsys.readouterr().err


def on_a_terminal(*arguments, **environment):
    """What the command line prints on a terminal of its own."""
    leader, follower = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "autograd_src", *arguments],
        stdin=follower, stdout=follower, stderr=follower, cwd=ROOT,
        env={**os.environ, "TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(follower)
    printed = b""
    with contextlib.suppress(OSError):  # the end of a terminal, on Linux
        while part := os.read(leader, 1 << 12):
            printed += part
    os.close(leader)
    assert run.wait() == 0
    return printed.decode().replace("\r\n", "\n")


def test_colour_is_for_terminals(monkeypatch):
    monkeypatch.delenv("NO_COLOR")
    name = "tests.calling.handmade:scaled"
    coloured = on_a_terminal("show", name)
    plain = on_a_terminal("show", name, NO_COLOR="1")
    assert "\x1b[34mdef\x1b[0m scaled_grad(x):" in coloured
    assert "\x1b[32m# This is the generic text" in coloured
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


def test_keywords_strings_and_comments_are_coloured():
    painted = cli._coloured("def f(x):  # why\n    return 'a'\n")
    assert painted.startswith("\x1b[34mdef\x1b[0m f(x):  \x1b[32m# why\x1b[0m\n")
    assert "\x1b[33m'a'\x1b[0m" in painted


def test_check_prints_a_table_and_fails_for_a_wrong_derivative(capsys, monkeypatch):
    assert cli.main(["check", NAME, "3.0", "np.ones(2)"]) == 0
    assert "differences" in capsys.readouterr().out
    wrong = dict(handmade._BODIES)
    key = ("scaled", "jvp", "x")
    wrong[key] = "\ndef scaled_jvp(x, x_dot):\n    return 2.0 * x, 2.5 * x_dot\n"
    monkeypatch.setattr(handmade, "_BODIES", wrong)
    assert cli.main(["check", "tests.calling.handmade:scaled", "3.0"]) == 1
    assert "WRONG" in capsys.readouterr().out


def test_check_says_how_arguments_are_given(capsys):
    assert cli.main(["check", NAME]) == 1
    assert "give arguments as expressions" in capsys.readouterr().err


def test_explain_prints_the_source_with_remarks(capsys):
    assert cli.main(["explain", NAME, "3.0", "np.ones(2)", "1.0", "--wrt", "x"]) == 0
    printed = capsys.readouterr().out
    kinds = "(w: float, x: float64[n], y: float)"
    assert printed.startswith(f"grad of tests.calling.handmade.loss wrt x for {kinds}")
    assert "| differentiated by x; w and y constant" in printed
    assert "| active: depends on x" in printed
    assert cli.main(["explain", NAME]) == 0
    assert "wrt w, whatever its arguments are" in capsys.readouterr().out
    assert cli.main(["explain", NAME, "1.0", "2.0", "3.0", "4.0"]) == 1
    assert "positional arguments but 4 were given" in capsys.readouterr().err


def test_the_margin_is_coloured_on_terminals(monkeypatch):
    monkeypatch.delenv("NO_COLOR")
    coloured = on_a_terminal("explain", NAME)
    plain = on_a_terminal("explain", NAME, NO_COLOR="1")
    assert "\x1b[32m| differentiated by w" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


def test_ls_path_and_clear(capsys):
    again(loss).grad(3.0, 1.0)
    assert cli.main(["cache", "ls"]) == 0
    assert f"{NAME} grad wrt w (w: float" in capsys.readouterr().out
    assert cli.main(["cache", "path"]) == 0
    assert "user:" in capsys.readouterr().out
    assert cli.main(["cache", "clear"]) == 0
    assert "removed 1 files" in capsys.readouterr().out
    assert cli.main(["cache", "ls"]) == 0
    assert capsys.readouterr().out == ""


def test_warm_fills_and_keeps_a_projects_cache(capsys, monkeypatch, tmp_path):
    assert cli.main(["cache", "warm"]) == 1
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE_DIR", str(tmp_path / "project"))
    again(loss).grad(3.0, 1.0)
    command = ["cache", "warm", "tests.calling.handmade"]
    assert cli.main([*command, "--check"]) == 1
    assert "missing  tests.calling.handmade.loss/grad" in capsys.readouterr().out
    assert cli.main(command) == 0
    assert cli.main([*command, "--check"]) == 0
    capsys.readouterr()
    [path] = (tmp_path / "project").rglob("*.py")
    path.write_text(path.read_text().replace("2 * r", "3 * r"))
    assert cli.main([*command, "--check"]) == 1
    assert "stale" in capsys.readouterr().out


def test_an_entry_of_nothing_is_an_orphan(capsys, monkeypatch, tmp_path):
    project = tmp_path / "project"
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE_DIR", str(project))
    again(loss).grad(3.0, 1.0)
    assert cli.main(["cache", "warm", "tests.calling.handmade"]) == 0
    [path] = project.rglob("*.py")
    path.rename(path.with_name("grad-x.py"))
    assert cli.main(["cache", "warm", "--check"]) == 1
    assert "orphaned tests.calling.handmade.loss/grad-x.py" in capsys.readouterr().out
