"""A test that stops running is noticed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

SKIPS = """\
import pytest

def test_that_runs():
    pass

@pytest.mark.skip(reason="nobody knows why")
def test_that_does_not():
    raise AssertionError
"""


@pytest.mark.parametrize(("text", "status"), [(SKIPS, 1), (SKIPS.split("@")[0], 0)])
def test_a_skip_that_nobody_expects_fails_the_run(tmp_path, text, status):
    (tmp_path / "test_program.py").write_text(text)
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-q", tmp_path],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert found.returncode == status, found.stdout
    assert ("test_that_does_not: Skipped: nobody knows why" in found.stdout) is (
        status == 1
    )
    assert "1 passed" in found.stdout
