"""Programs run as a user for whom permissions hold: for root they never do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOBODY = 54321
"""A user that no password file knows."""

# Everything is imported and looked at first: the other user may not be able to read
# this Python, or this checkout.
PRELUDE = f"""
import hashlib, linecache, logging, multiprocessing, multiprocessing.popen_fork
import os, platformdirs, platformdirs.unix, pwd, resource, signal, sys, time, traceback
import warnings
from autograd_src import store
from autograd_src.store import generator, trust
from tests.store.entries import *
generator._imported_at = 2**62
generator.generator_digest()
generator._states = lambda found=generator._states(): found
context = multiprocessing.get_context("fork")
context.Barrier(2), context.SimpleQueue()
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
assert os.geteuid() != 0
"""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that belongs to the user of `run`, removed whatever became of it."""
    made = Path(tempfile.mkdtemp(prefix="store-")).resolve()
    if os.geteuid() == 0:
        os.chown(made, NOBODY, NOBODY)
    made.chmod(0o755)
    try:
        yield made
    finally:
        for path, _, _ in os.walk(made):
            os.chmod(path, 0o700)
        shutil.rmtree(made)


def run(program: str, cwd: Path, **environment: str | None) -> list[str]:
    """Lines printed by a program, as that user; it fails the test if it fails."""
    variables = {k: v for k, v in os.environ.items() if "AUTOGRAD_SRC" not in k}
    variables.update(PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1")
    variables.pop("XDG_CACHE_HOME", None)
    for name, value in environment.items():
        variables.pop(name, None)
        if value is not None:
            variables[name] = value
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + program],
        cwd=cwd,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
