"""`python -m tests.fuzz --minutes N --seed S`: a long run, and what it found."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator

from tests.fuzz.campaign import Failure, Report, run, smaller, workplace
from tests.fuzz.judge import MODES
from tests.fuzz.topics import TOPICS


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", default="1", help="another one, other programs")
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--about", type=_topics, default="", help="topics always drawn")
    parser.add_argument("--without", type=_topics, default="", help="topics left out")
    parser.add_argument("--programs", type=int, default=10**9, help="at most so many")
    parser.add_argument("--only", help="one program: the seed that a report names")
    parser.add_argument("--shrink", type=float, default=60.0, help="seconds a failure")
    parser.add_argument("--show", type=int, default=20, help="failures shown")
    return parser.parse_args()


def _topics(text: str) -> frozenset[str]:
    topics = frozenset(text.split(",")) - {""}
    unknown = sorted(topics - TOPICS.keys())
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
    return topics


def _seeds(options: argparse.Namespace) -> Iterator[str]:
    if options.only:
        yield options.only
        return
    for number in range(options.programs):
        if number % 100 == 0 and sys.stderr.isatty():
            print(f"\r{number} programs", end="", file=sys.stderr, flush=True)
        yield f"{options.seed}-{number}"


def _print(failure: Failure) -> None:
    seed, verdict, text = failure
    print(f"\n======== {verdict.kind} in {verdict.mode} (--only {seed})")
    print(text)
    print(f"-------- {verdict.cause}\n{verdict.detail}", flush=True)


def _end(report: Report, options: argparse.Namespace) -> int:
    print(*report.lines(), sep="\n")
    print("refusals:")
    for reason, n in report.refusals.most_common(25):
        print(f"  {n:4} {reason}\n         {report.refused[reason]}")
    print("constructs in accepted programs:")
    print(*report.census.table(), sep="\n")
    complaints = report.complaints()
    print(*complaints, sep="\n")
    return 1 if complaints else 0


def main() -> int:
    """Run, report, shrink; 0 where nothing is to complain about."""
    options = _options()
    with workplace() as folder:
        end = time.monotonic() + 60 * options.minutes
        topics = {"about": options.about, "without": options.without}
        modes = options.modes.split(",")
        report = run(_seeds(options), folder, modes, end, **topics)
        print(*report.lines(), sep="\n", flush=True)
        for failure in report.failures[: options.show]:
            _print(smaller(failure, folder, options.shrink))
        return _end(report, options)


if __name__ == "__main__":
    sys.exit(main())
