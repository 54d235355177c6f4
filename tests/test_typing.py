"""A strict type checker reads the programs in `typing/` as they mean it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.slow
@pytest.mark.parametrize("program", ["functions.py", "methods.py"])
def test_program_means_what_it_asserts(program, tmp_path):
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    command += ["--python-version=3.11"]  # has assert_type
    command += [f"--cache-dir={tmp_path}", "--config-file=setup.cfg"]
    found = subprocess.run(
        [*command, f"tests/typing/{program}"],
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout
