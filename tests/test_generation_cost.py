"""Generation stays quick: calls are counted, there is no clock.

A function three times as long may take little more than three times as many calls, and
a line of the user's has a price. Both are far below what an analysis costs that is run
once too often.
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache

import pytest

from autograd_src.pipeline import generate
from benchmarks.startup import requested

# Calls for each line of the user's, steps of generators included.
PER_LINE = {"grad": 6_600, "jvp": 6_500, "hvp": 16_000}


@cache
def _calls(groups: int, mode: str, folder: str) -> Counter[str]:
    """Calls of Python functions while a module is generated, by name."""
    request = requested(groups, mode, folder)
    generate(request)  # what is imported and remembered for good is there now
    found: Counter[str] = Counter()

    def note(frame, event, _):
        if event == "call":
            found[frame.f_code.co_name] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        generate(request)
    finally:
        sys.setprofile(before)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return str(tmp_path_factory.mktemp("modules"))


@pytest.mark.slow
@pytest.mark.parametrize("mode", PER_LINE)
def test_three_times_the_lines_take_three_times_the_calls(mode, folder):
    small, large = (_calls(n, mode, folder).total() for n in (10, 30))
    assert large <= 3.5 * small


@pytest.mark.slow
@pytest.mark.parametrize("mode", PER_LINE)
def test_a_line_has_its_price(mode, folder):
    assert _calls(30, mode, folder).total() <= PER_LINE[mode] * 90


def test_analyses_are_run_a_few_times_each(folder):
    found = _calls(30, "grad", folder)
    # Program.ranks calls ranks: those count twice.
    assert found["ranks"] <= 14
    assert found["aliases"] <= 7
    assert found["ssa"] <= 3


def test_types_of_expressions_are_found_once(folder):
    # `_of` finds the type of one expression: about one for each operation of both
    # sweeps and one for each version that a pass makes of it.
    assert _calls(30, "grad", folder)["_of"] <= 20 * 90
