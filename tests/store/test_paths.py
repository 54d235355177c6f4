"""Where the caches are: call, then environment, then default; and who said so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_src.store import paths
from autograd_src.store.paths import configure, describe, settings

from .unprivileged import folder, run


def test_defaults(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    now = settings()
    assert (now.mode, now.project, now.max_size) == ("rw", None, 256 << 20)
    assert now.user is not None
    assert now.user.endswith("autograd_src")
    assert now.origins["user"] == "default, by platformdirs"


def test_call_comes_before_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE", "RO")
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE_DIR", str(tmp_path / "mine"))
    monkeypatch.setenv("AUTOGRAD_SRC_USER_CACHE", str(tmp_path / "user"))
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE_MAX_SIZE", "1M")
    now = settings()
    assert now[:4] == ("ro", str(tmp_path / "mine"), str(tmp_path / "user"), 1 << 20)
    configure(mode="off", max_size=5)
    assert settings()[:4] == ("off", *now[1:3], 5)
    configure(mode="")
    assert settings().mode == "ro"


def test_description_says_where_each_value_came_from(monkeypatch, tmp_path):
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE", "ro")
    monkeypatch.setenv("AUTOGRAD_SRC_USER_CACHE", str(tmp_path))
    configure(max_size="2K")
    assert describe().splitlines() == [
        "mode: ro (environment AUTOGRAD_SRC_CACHE)",
        "project: none (default)",
        f"user: {tmp_path} (environment AUTOGRAD_SRC_USER_CACHE)",
        "max_size: 2048 bytes (set by a call)",
    ]


def test_a_misspelt_mode_is_no_cache(monkeypatch):
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE", "r0")
    with pytest.warns(RuntimeWarning, match="r0 is none of rw, ro"):
        assert settings().mode == "off"


def test_a_misspelt_size_is_the_default(monkeypatch):
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE_MAX_SIZE", "-3")
    with pytest.warns(RuntimeWarning, match="no size"):
        assert settings().max_size == 256 << 20


def test_calls_with_nonsense_raise():
    with pytest.raises(ValueError, match="mode is one of"):
        configure(mode="r0")
    with pytest.raises(ValueError, match="no size"):
        configure(max_size="much")


def test_empty_variables_are_none(monkeypatch):
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE", "")
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE_DIR", " ")
    assert settings()[:2] == ("rw", None)


def test_a_relative_folder_stays_where_it_was_first_seen(monkeypatch, tmp_path):
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE_DIR", "cache")
    monkeypatch.chdir(tmp_path)
    assert settings().project == str(tmp_path / "cache")
    monkeypatch.chdir(os.sep)
    assert settings().project == str(tmp_path / "cache")


def test_home_is_asked_for_when_it_changes(monkeypatch, tmp_path):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    found = set()
    for name in ("one", "two"):
        monkeypatch.setenv("HOME", str(tmp_path / name))
        found.add(settings().user)
    assert len(found) == 2


def test_log_is_switched_on_by_the_environment(monkeypatch):
    assert not settings().log
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE_LOG", "1")
    assert settings().log


def test_platformdirs_is_imported_only_for_the_default(tmp_path):
    program = (
        "import sys; from autograd_src.store import settings; settings();"
        "print('platformdirs' in sys.modules)"
    )
    root = Path(__file__).resolve().parent.parent.parent
    found = []
    for given in ({"AUTOGRAD_SRC_USER_CACHE": str(tmp_path)}, {}):
        variables = {**os.environ, "PYTHONPATH": str(root), **given}
        command = [sys.executable, "-c", program]
        found.append(subprocess.check_output(command, env=variables, text=True))
    assert found == ["False\n", "True\n"]


@pytest.mark.parametrize("home", [None, "/", "relative"])
def test_a_user_without_a_home_has_no_cache(home):
    program = """
def nobody(uid): raise KeyError(uid)
pwd.getpwuid = nobody
print(store.settings()[2])
"""
    with folder() as here:
        assert run(program, here, HOME=home) == ["None"]
        assert run(program, here, HOME=home, XDG_CACHE_HOME="/cache") == [
            "/cache/autograd_src"
        ]


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 0), ("12", 12), ("1k", 1024), ("1 MiB", 1 << 20), ("2GB", 2 << 30)],
)
def test_sizes(text, size):
    assert paths._bytes(text) == size


@pytest.mark.parametrize("text", ["", "M", "-1", "1.5M", "1X", "1e3", "²"])
def test_no_sizes(text):
    assert paths._bytes(text) is None
