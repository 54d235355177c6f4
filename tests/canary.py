"""Does the quick suite notice? Breaks one thing at a time in a copy of the tree.

    python -m tests.canary

A recipe, a restore of an overwritten array, and a sum over broadcast axes: after each,
the quick suite has to turn red. Tests that compare emitted text are left out, for they
would notice anything: numbers have to be held against numbers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("autograd_src", "benchmarks", "cache", "docs", "examples", "tests",
          "setup.cfg", "pyproject.toml", "README.md")  # fmt: skip
# What finds most comes first; together they are the quick suite without the texts.
FIRST = ("tests/recipes", "tests/test_soundness.py", "tests/test_scipy_calls.py")
LEFT_OUT = [
    f"tests/test_{name}.py"
    for name in ("examples", "examples_of_output", "cost", "readme", "repository")
]


class Damage(NamedTuple):
    """One line of the package, and what it is replaced by."""

    name: str
    file: str
    right: str
    wrong: str


DAMAGES = (
    Damage(
        "recipe",
        "recipes/numpy_elementwise.py",
        "elementwise(np.tanh, lambda y, x: 1 - y**2)",
        "elementwise(np.tanh, lambda y, x: 1 - y)",
    ),
    Damage(
        "restore",
        "transforms/memory.py",
        "return [before], [ir.Put(base, index, taken, origin=s.origin)]",
        "return [before], [ir.Do(taken)]",
    ),
    Damage(
        "sum_to",
        "transforms/adjoints.py",
        "return _sum(value, *axes)",
        "return value",
    ),
)


def copy_to(folder: Path) -> None:
    """The tree without what was left behind by Python and tools."""
    left_behind = shutil.ignore_patterns("__pycache__", ".*_cache", "*.egg-info")
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=left_behind)
        elif source.exists():
            shutil.copy2(source, folder / name)


def damage(folder: Path, one: Damage) -> None:
    """Replace the one occurrence of a line; anything else is a fault of this script."""
    path = folder / "autograd_src" / one.file
    text = path.read_text(encoding="utf-8")
    if text.count(one.right) != 1:
        raise SystemExit(f"canary: {one.file} does not have once: {one.right}")
    path.write_text(text.replace(one.right, one.wrong), encoding="utf-8")


def quick_suite(folder: Path) -> subprocess.CompletedProcess[str]:
    """The quick suite in the copy, up to the first failure."""
    first = run(folder, *FIRST)
    if first.returncode:
        return first
    ignored = [f"--ignore={path}" for path in (*FIRST, *LEFT_OUT)]
    return run(folder, "tests", *ignored)


def run(folder: Path, *what: str) -> subprocess.CompletedProcess[str]:
    """pytest in the copy."""
    options = ["-q", "-x", "-m", "quick", "-p", "no:cacheprovider", "--tb=line"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *what],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )


def first_failure(one: Damage | None) -> str:
    """The test that fails first, "" if none; not even starting does not count."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copy_to(folder)
        if one is not None:
            damage(folder, one)
        result = quick_suite(folder)
    if result.returncode > 1:
        raise SystemExit(f"canary: the suite did not run\n{result.stdout[-2000:]}")
    failed = [x for x in result.stdout.splitlines() if x.startswith("FAILED")]
    return failed[0] if failed else ""


def main() -> int:
    """Break each in turn; the status is that of a command."""
    before = first_failure(None)
    print(f"undamaged: {before or 'green'}", flush=True)
    status = int(bool(before))
    for one in DAMAGES:
        found = first_failure(one)
        print(f"{one.name}: {found or 'NOT NOTICED'}", flush=True)
        status |= not found
    return status


if __name__ == "__main__":
    raise SystemExit(main())
