"""Many programs in a row, what came of them, and small copies of what failed."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.counting import Census
from tests.fuzz.grammar import Program, generate
from tests.fuzz.judge import MODES, Verdict, judge
from tests.fuzz.oracle import SECONDS, Hang, Unfit, alarm, loaded
from tests.fuzz.shrink import shrink

BAD = ("wrong", "crashed")


class Failure(NamedTuple):
    seed: str
    verdict: Verdict
    text: str


class Report:
    """What came of the programs so far."""

    def __init__(self) -> None:
        self.programs: Counter[str] = Counter()
        self.modes: Counter[tuple[str, str]] = Counter()
        self.refusals: Counter[str] = Counter()
        self.refused: dict[str, str] = {}  # an example for each
        self.unfit: Counter[str] = Counter()
        self.failures: list[Failure] = []
        self.causes: Counter[str] = Counter()
        self.census = Census()

    def add(
        self, seed: str, program: Program, moves: bool, found: list[Verdict]
    ) -> None:
        """Count one program by the worst that happened to it."""
        kinds = {v.kind for v in found}
        for verdict in found:
            self.modes[verdict.mode, verdict.kind] += 1
            if verdict.kind == "refused":
                self.refusals[verdict.cause] += 1
                self.refused.setdefault(verdict.cause, f"{seed}: {verdict.detail}")
            elif verdict.kind in BAD:
                self._fail(seed, program, verdict)
        order = ("wrong", "crashed", "refused", "right", "unfit")
        self.programs[next(k for k in order if k in kinds)] += 1
        accepted = any(v.kind not in ("refused", "unfit") for v in found)
        if accepted:
            self.census.add(program, moves)

    def _fail(self, seed: str, program: Program, verdict: Verdict) -> None:
        where = f" in {verdict.mode}" if verdict.kind == "wrong" else ""
        cause = f"{verdict.kind}{where}: {verdict.cause}"
        self.causes[cause] += 1
        numeric = "\n" in verdict.detail and verdict.kind == "wrong"
        if self.causes[cause] <= (3 if numeric else 1):
            self.failures.append(Failure(seed, verdict, program.text))

    def lines(self) -> Iterable[str]:
        """The report, for people."""
        yield f"programs: {dict(sorted(self.programs.items()))}"
        yield f"unfit to be judged: {sum(self.unfit.values())}"
        for mode in MODES:
            found = {k: n for (m, k), n in sorted(self.modes.items()) if m == mode}
            if found:
                yield f"  {mode:14} {found}"
        if self.causes:
            yield "failures by cause:"
            yield from (f"  {n:4} {cause}" for cause, n in self.causes.most_common(30))

    def complaints(self) -> list[str]:
        """Why the run fails; nothing where it passes."""
        bad = [f"{self.programs[k]} programs are {k}" for k in BAD if self.programs[k]]
        return bad + self.census.complaints()


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for programs, with a cache of its own."""
    names = ("XDG_CACHE_HOME", "AUTOGRAD_SRC_CACHE_DIR")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.pop("XDG_CACHE_HOME")
            os.environ.update(before)


def run(
    seeds: Iterable[str],
    folder: Path,
    modes: Sequence[str] = MODES,
    end: float = 0.0,
    **topics: frozenset[str],
) -> Report:
    """Judge the programs of some seeds, until a time (of the monotonic clock).

    `topics` go to `generate`.
    """
    report = Report()
    for seed in seeds:
        if end and time.monotonic() > end:
            break
        program = generate(seed, **topics)
        with loaded(program.text, folder) as trial:
            try:
                moves = trial.fit()
            except Unfit as reason:
                report.unfit[str(reason)] += 1
                continue
            verdicts = [judge(trial, mode) for mode in modes]
        report.add(seed, program, moves, verdicts)
    return report


def smaller(failure: Failure, folder: Path, seconds: float) -> Failure:
    """The same failure on a program that a person can read."""
    kept = [failure.verdict]

    def fails(text: str) -> bool:
        try:
            with loaded(text, folder) as trial:
                if failure.verdict.kind == "wrong":
                    trial.fit()
                else:
                    with alarm(SECONDS):
                        trial.run()
                verdict = judge(trial, failure.verdict.mode, 3.0)
        except (Unfit, Exception, Hang):
            return False
        same = verdict.kind == failure.verdict.kind
        if verdict.kind != "wrong":
            same = same and verdict.cause == failure.verdict.cause
        if same:
            kept.append(verdict)
        return same

    text = shrink(failure.text, fails, seconds)
    return Failure(failure.seed, kept[-1], text)
