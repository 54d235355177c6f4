"""One key and one text for a derivative, wherever and however it is generated.

Every world is a process of its own with another order of hashes, working directory,
checkout, umask and locale. That every supported Python writes the same is what the
check of `cache/` shows on each of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent

MODEL = """\
import numpy as np
from autograd_src import differentiable

NAMES = {"gain", "bias", "scale", "shift"}
SCALES = {"gain": 2.0, "bias": 0.5}


def layer(w, b, h):
    for k in range(2):
        h = np.tanh(w @ h + b) * SCALES["gain"]
    return h


def close(n):
    return lambda h: layer(np.eye(n), SCALES["bias"], h)


last = close(3)


@differentiable
def loss(w, b, x, kind="square"):
    h = layer(w, b, x)
    h = last(layer(w, b, h))
    y = h.copy()
    for i in range(len(y)):
        if y[i] > 0.1:
            y[i] *= x[i]
    if kind == "square" and "gain" in NAMES:
        return np.sum(y**2)
    return np.sum(np.abs(y))
"""

PROGRAM = """
import os, sys
os.umask({umask})
sys.path.insert(0, {folder!r})
import numpy as np
import model
w, b, x = np.eye(3) * 0.5, np.ones(3), np.array([0.3, -0.4, 0.5])
model.loss.grad(w, b, x)
model.loss.wrt("w", "x").value_and_grad(w, b, x)
model.loss.hvp(w, w, b, x, kind="absolute")
model.loss.jvp(w, w, b, x)
"""


class World(NamedTuple):
    """What must not matter."""

    seed: str
    locale: str
    umask: int
    folder: str
    cwd: str


WORLDS = [
    World("0", "C", 0o022, "checkout", "."),
    World("1", "C.UTF-8", 0o077, "another/place", "elsewhere"),
    World("2", "POSIX", 0o002, "päckage here", "checkout"),
    World("4242", "tr_TR.UTF-8", 0o027, "d" * 120, "another"),
]


def entries(tmp_path: Path, world: World) -> dict[str, bytes]:
    """The cache after a run in that world: names below it, and contents."""
    folder = tmp_path / world.folder
    cwd = tmp_path / world.cwd
    cache = tmp_path / f"cache-{world.seed}"
    for each in (folder, cwd, cache):
        each.mkdir(parents=True, exist_ok=True)
    os.chmod(cache, 0o700)
    (folder / "model.py").write_text(MODEL, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONHASHSEED": world.seed,
        "PYTHONPATH": str(ROOT),
        "LC_ALL": world.locale,
        "AUTOGRAD_SRC_USER_CACHE": str(cache),
    }
    program = PROGRAM.format(umask=world.umask, folder=str(folder))
    subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=cwd, env=environment, check=True, timeout=120,
    )  # fmt: skip
    return {
        str(path.relative_to(cache)): path.read_bytes()
        for path in sorted(cache.rglob("*.py"))
    }


@pytest.mark.slow
def test_one_name_and_one_text_in_every_world(tmp_path):
    first, *others = [entries(tmp_path, world) for world in WORLDS]
    assert len(first) == 4
    for other in others:
        assert other == first
