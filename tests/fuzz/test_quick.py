"""A small budget of random programs, the same ones in every run.

The long run is `python -m tests.fuzz`. Here: the grammar reaches the whole language,
the derivatives of some of its programs are right or refused, and the judge, the census
and the shrinker can fail.
"""

from __future__ import annotations

import ast
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import campaign, oracle
from tests.fuzz.counting import CONSTRUCTS, Census, constructs, skeleton
from tests.fuzz.grammar import Program, generate
from tests.fuzz.judge import MODES, Verdict, judge
from tests.fuzz.oracle import Unfit, loaded
from tests.fuzz.shrink import shrink

ENOUGH = 8  # programs in each mode
SAMPLE = 250  # programs that are only counted
CORPUS = sorted((Path(__file__).parent / "corpus").glob("[a-z]*.py"))
KEPT = (
    "value_and_grad",
    "vjp",
    "jvp",
)  # the modes that programs of the corpus are judged in

GOOD = """\
import numpy as np
def program(x):
    return np.sum(np.sin(x) * x)
ARGS = (np.array([0.3, 0.8]),)
WRT = None
"""


@pytest.fixture
def folder():
    with campaign.workplace() as path:
        yield path


@pytest.mark.parametrize("mode", MODES)
def test_programs_are_right_or_refused(mode, folder):
    seeds = (f"{mode}-{k}" for k in range(ENOUGH))
    report = campaign.run(seeds, folder, [mode])
    found = [f"{f.seed} {f.verdict.mode}: {f.verdict.cause}" for f in report.failures]
    assert not found
    assert report.programs["right"] > 0


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_programs_of_the_corpus_are_right(path, folder):
    """Small ones that hold what random programs hold rarely, whatever is drawn."""
    with loaded(path.read_text(encoding="utf-8"), folder) as trial:
        assert trial.fit()
        modes = KEPT if trial.is_scalar else KEPT[1:]
        found = [judge(trial, mode) for mode in modes]
    assert [v for v in found if v.kind != "right"] == []


@pytest.mark.slow
def test_a_sample_of_the_grammar_reaches_the_whole_language(folder):
    """Counted before the tool sees them; the long run counts what it accepts."""
    census = Census()
    for k in range(SAMPLE):
        program = sample(k)
        with loaded(program.text, folder) as trial:
            census.add(program, _moves(trial))
    assert census.complaints() == []


@cache
def sample(k: int) -> Program:
    """One of the programs that several tests look at."""
    return generate(f"sample-{k}")


def _moves(trial: oracle.Trial) -> bool:
    """Whether the result changes along some direction: cheaper than a gradient."""
    try:
        return oracle.size(trial.slopes(trial.tangents(1), 0.01)) > 1e-9
    except Exception:  # unfit programs are left out of the long run
        return True


def test_a_seed_is_a_program():
    assert generate("a") == generate("a")
    assert generate("a").text != generate("b").text


def test_programs_run_and_give_numbers(folder):
    failed = []
    for k in range(100):
        with loaded(sample(k).text, folder) as trial:
            try:
                trial.run()
            except (Unfit, LookupError, ValueError) as error:
                failed.append(error)
    assert len(failed) <= 2


# ------------------------------------------------------------------- the judge can fail


class _Flawed:
    """A derivative that is wrong by a factor in one mode."""

    def __init__(self, real: Any, mode: str) -> None:
        self.real, self.mode = real, mode

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.real, name)
        return (lambda *a: _scaled(found(*a))) if name == self.mode else found


def _scaled(result: Any) -> Any:
    if not isinstance(result, tuple):
        return result * 1.001
    value, second = result
    if callable(second):
        return value, lambda seed: second(seed) * 1.001
    return value, second * 1.001


@pytest.mark.parametrize("mode", ["grad", "jvp", "vjp", "hvp"])
def test_a_wrong_number_is_found(mode, folder):
    with loaded(GOOD, folder) as trial:
        assert trial.fit()
        assert judge(trial, mode).kind == "right"
        trial.under_test = _Flawed(trial.under_test, mode)
        assert judge(trial, mode).kind == "wrong"


def test_an_error_is_a_crash(folder):
    class Broken:
        def grad(self, x):
            raise AssertionError("from inside")

    with loaded(GOOD, folder) as trial:
        trial.under_test = Broken()
        verdict = judge(trial, "grad")
    assert verdict.kind == "crashed"
    assert "AssertionError" in verdict.cause


def test_a_hang_ends(folder):
    class Endless:
        def grad(self, x):
            for _ in count():
                pass

    with loaded(GOOD, folder) as trial:
        trial.under_test = Endless()
        assert judge(trial, "grad", 0.05).cause == "Hang at a hang"


@pytest.mark.parametrize(
    "line",
    [
        "    return str(x)",
        "    return 1 / 0",
        "    return np.sum(x) / 0.0",
        "    return float('inf')",
        "    return np.sum(np.floor(x * 1e3))",
    ],
)
def test_what_cannot_be_judged_is_unfit(line, folder):
    text = GOOD.replace("    return np.sum(np.sin(x) * x)", line)
    with loaded(text, folder) as trial, pytest.raises(Unfit):
        trial.fit()


def test_a_test_that_rounding_decides_is_unfit(folder):
    line = "    return x[0] if (x[0] + x[1]) - x[1] > x[0] else x[1]"
    text = GOOD.replace("    return np.sum(np.sin(x) * x)", line)
    with loaded(text, folder) as trial, pytest.raises(Unfit, match="rounding"):
        trial.fit()


# ------------------------------------------------------------------ the census can fail


def test_every_construct_is_counted_somewhere():
    found = set().union(*(constructs(sample(k)) for k in range(SAMPLE)))
    assert found == set(CONSTRUCTS)


def test_a_poor_sample_is_complained_about():
    census = Census()
    for _ in range(20):
        census.add(Program(GOOD, frozenset()), moves=False)
    text = "\n".join(census.complaints())
    assert "under 1% hold: while" in text
    assert "only 0 of 20" in text
    assert "19 of 20 programs are duplicates" in text
    assert "arithmetic" not in text


def test_names_and_numbers_make_no_new_program():
    other = GOOD.replace("x", "other").replace("0.3", "0.4")
    assert skeleton(GOOD) == skeleton(other)
    assert skeleton(GOOD) != skeleton(GOOD.replace("sin", "cos"))


# ------------------------------------------------------------------------- the shrinker


def test_a_failure_shrinks_to_what_matters():
    text = generate("shrink-1").text.replace("def program(", "def program(z, ")
    text = text.replace("    return", "    bad = np.cbrt(x)\n    return", 1)
    small = shrink(text, lambda cut: "np.cbrt" in cut, seconds=20)
    assert "cbrt" in small
    assert len(list(ast.walk(ast.parse(small)))) < 15


def test_a_wrong_program_shrinks_and_stays_wrong(folder, monkeypatch):
    text = GOOD.replace(
        "    return", "    y = np.cos(x)\n    z = x[0] + y[1]\n    return"
    )

    def flawed(trial: oracle.Trial, mode: str, seconds: float = 5.0) -> Verdict:
        trial.under_test = _Flawed(trial.derive(), mode)
        return judge(trial, mode, seconds)

    monkeypatch.setattr(campaign, "judge", flawed)
    with loaded(text, folder) as trial:
        verdict = flawed(trial, "grad")
    failure = campaign.Failure("seed", verdict, text)
    small = campaign.smaller(failure, folder, 8)
    assert small.verdict.kind == "wrong"
    assert "cos" not in small.text


def test_programs_leave_nothing_behind(folder):
    with loaded(GOOD, Path(folder)) as trial:
        path = Path(str(trial.f.__code__.co_filename))
        assert path.exists()
    assert not path.exists()
