"""Modules written to disk and imported, run or edited: helpers of these tests."""

import importlib
import importlib.util
import subprocess
import sys
import textwrap

import pytest


class Modules:
    """A folder on `sys.path` in which modules come and go."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, text):
        path = self.folder / (name.replace(".", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def load(self, name, text):
        self.write(name, text)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    def reload(self, name, text):
        sys.modules.pop(name)
        return self.load(name, text)

    def run(self, *arguments, **options):
        done = subprocess.run(
            [sys.executable, "-B", "-W", "error", *arguments],
            capture_output=True,
            text=True,
            cwd=self.folder,
            timeout=60,
            **options,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def modules(tmp_path, monkeypatch):
    # A .pyc of an equal size and second would be taken for the new text.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(str(tmp_path))
    known = set(sys.modules)
    yield Modules(tmp_path)
    for name in set(sys.modules) - known:
        file = getattr(sys.modules[name], "__file__", None) or ""
        if file.startswith(str(tmp_path)):
            del sys.modules[name]
