"""Time of (value and gradient) over time of the plain function, workload by workload.

All contestants run in one process, interleaved, and medians are compared: absolute
times drift between processes, ratios hold. The emitted functions are called as
`.unchecked`, the dispatch of small arguments is measured by itself.

Fresh temporaries of medium size go back to the kernel at every call, which makes the
result depend on what ran before; the script starts itself anew with an allocator that
keeps them.
"""

import os
import statistics
import sys
import time

import numpy as np

from benchmarks.by_hand import BY_HAND
from benchmarks.workloads import WORKLOADS

KEEP = "4294967296"
ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": KEEP, "MALLOC_TRIM_THRESHOLD_": KEEP}
SECONDS = 0.5  # for each contestant


def repeated(function, args):
    """Seconds a call, over enough calls to be measured."""
    number = 1
    while True:
        start = time.perf_counter()
        for _ in range(number):
            function(*args)
        spent = time.perf_counter() - start
        if spent > 2e-3:
            return spent / number
        number *= 4


def medians(contestants, args):
    """The median seconds of each, taken in turns."""
    times = {name: [] for name in contestants}
    single = sum(repeated(f, args[name]) for name, f in contestants.items())
    rounds = max(7, min(200, int(SECONDS * len(contestants) / max(single, 2e-3))))
    for _ in range(rounds):
        for name, function in contestants.items():
            times[name].append(repeated(function, args[name]))
    return {name: statistics.median(each) for name, each in times.items()}


def emitted(work, args):
    """The bare emitted function and the arguments that it takes."""
    from autograd_src import differentiable

    wrt = work.wrt if len(work.wrt) > 1 else work.wrt[0]
    derivative = getattr(differentiable(work.f, wrt=wrt), work.mode)
    if work.mode == "hvp":
        args = (args[0], np.ones_like(args[0]), *args[1:])
    return derivative.specialize(*args).unchecked, args


def measure(name):
    """One line of the table: plain time, the ratio, by hand, and whether it holds."""
    work = WORKLOADS[name]
    plain = work.args()
    function, args = emitted(work, plain)
    contestants = {"plain": work.f, "emitted": function}
    if name in BY_HAND:
        contestants["by hand"] = BY_HAND[name]
    arguments = {"plain": plain, "emitted": args, "by hand": args}
    found = medians(contestants, arguments)
    ratio = found["emitted"] / found["plain"]
    by_hand = found.get("by hand", float("nan")) / found["plain"]
    limit = "" if work.limit is None else f"{work.limit:.1f}"
    mark = "" if work.limit is None or ratio <= work.limit else "  over the limit"
    micros = 1e6 * found["plain"]
    print(f"{name:20} {micros:12.2f} {ratio:8.2f} {by_hand:8.2f} {limit:>6}{mark}")
    return not mark


def dispatch():
    """What the guarded call adds to the bare one, on a float and on a small array."""
    from autograd_src import differentiable

    f = differentiable(_square)
    for x in (1.5, np.ones(3)):
        bare = f.grad.specialize(x).unchecked
        found = medians({"call": f.grad, "bare": bare}, {"call": (x,), "bare": (x,)})
        added = 1e9 * (found["call"] - found["bare"])
        print(f"dispatch, {type(x).__name__:8} {added:8.0f} ns")


def _square(x):
    return np.sum(x * x)


def main(words):
    """Measure the workloads whose names contain a word, all without words."""
    print(f"{'workload':20} {'plain us':>12} {'ratio':>8} {'by hand':>8} {'limit':>6}")
    chosen = [n for n in WORKLOADS if not words or any(w in n for w in words)]
    held = [measure(name) for name in chosen]
    if not words:
        dispatch()
    return 0 if all(held) else 1


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
        command = [sys.executable, "-m", "benchmarks.run", *sys.argv[1:]]
        os.execve(sys.executable, command, {**os.environ, **ALLOCATOR})
    raise SystemExit(main(sys.argv[1:]))
