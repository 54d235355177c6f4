"""Settings of the whole suite: repeatable examples, the quick suite, and skips.

Hypothesis draws the same examples in every run. Whatever is not marked `slow` is
`quick`; of the many tests that hold programs against numbers and texts each Python has
a fifth of its own. A skip that EXPECTED_SKIPS does not name fails the run: a test that
silently stops running protects nothing.
"""

from __future__ import annotations

import os
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent

# Part of a test's id -> part of the reason it may give.
EXPECTED_SKIPS: dict[str, str] = {}

# Where tests go program by program, most of them through the whole pipeline.
DRAWN = (
    "tests/frontend/", "tests/analyses/", "tests/lowering/", "tests/transforms/",
    "tests/optimize/", "tests/store/", "tests/fuzz/", "test_soundness.py",
    "test_examples.py", "test_refusals.py", "test_layers.py", "test_round_trip.py",
    "test_shapes.py::test_rules_are_true", "test_recipes.py::test_float32_stays",
)  # fmt: skip
SHARES = 5

hypothesis.settings.register_profile(
    "repeatable",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("repeatable")

# Programs for a type checker, with names that not every supported Python has.
collect_ignore = ["typing"]

_unexpected: list[str] = []


@pytest.fixture(scope="session", autouse=True)
def _cache_of_this_run() -> Iterator[None]:
    """Tests neither read nor fill the cache of whoever runs them."""
    with tempfile.TemporaryDirectory() as root, pytest.MonkeyPatch.context() as patch:
        if "AUTOGRAD_SRC_CACHE_DIR" not in os.environ:
            patch.setenv("XDG_CACHE_HOME", root)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("slow") is None and _is_drawn(item.nodeid):
            item.add_marker(pytest.mark.quick)


def _is_drawn(nodeid: str) -> bool:
    """Whether a test is in the quick suite of this Python, as far as it is drawn."""
    if not any(folder in nodeid for folder in DRAWN):
        return True
    return zlib.crc32(nodeid.encode()) % SHARES == sys.version_info.minor % SHARES


def _is_expected(nodeid: str, reason: str) -> bool:
    return any(i in nodeid and why in reason for i, why in EXPECTED_SKIPS.items())


def _note_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    if not _is_expected(report.nodeid, reason):
        _unexpected.append(f"{report.nodeid}: {reason}")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _note_skip(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    _note_skip(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _unexpected and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _unexpected:
        terminalreporter.section("skips that nobody expected fail the run")
        terminalreporter.line("\n".join(_unexpected))
