"""What a derivative costs before it runs: generation, import, warm start, dispatch.

    python -m benchmarks.startup

Processor time of one thread, the least of several repeats: neither other work on the
machine nor the threads that NumPy starts add to it.
Bytecode of the package has to be there, as it is after an installation: the script
starts itself anew if writing it is switched off.
"""

import os
import subprocess
import sys
import tempfile
import time
import timeit
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPEATS = 5
GENERATED = (
    (33, "grad"), (100, "grad"), (33, "jvp"), (33, "hvp"), (33, "vjp"),
)  # fmt: skip


def program(groups):
    """A function of an array and a number, three lines a group, as text.

    >>> print(program(1).strip())
    import numpy as np
    <BLANKLINE>
    <BLANKLINE>
    def big(x, w):
        s = 0.0
        a0 = np.sin(x * 1) + w * 0
        b0 = np.tanh(a0 * x) - a0
        s = s + np.sum(b0**2)
        return s
    """
    lines = ["import numpy as np", "", "", "def big(x, w):", "    s = 0.0"]
    for k in range(groups):
        lines += [
            f"    a{k} = np.sin(x * {k + 1}) + w * {k}",
            f"    b{k} = np.tanh(a{k} * x) - a{k}",
            f"    s = s + np.sum(b{k}**2)",
        ]
    return "\n".join([*lines, "    return s", ""])


def requested(groups, mode, folder):
    """What asks the pipeline for a derivative of such a function by its array."""
    import importlib

    import numpy as np

    from autograd_src.live.signature import abstract
    from autograd_src.pipeline import Request

    name = f"generated_{groups}"
    Path(folder, f"{name}.py").write_text(program(groups), encoding="utf-8")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    big = importlib.import_module(name).big
    signature = (("x", abstract(np.ones(3))), ("w", abstract(2.0)))
    return Request(big, mode, ("x",), True, signature)


def least(action):
    """Seconds of processor time of the quickest of some repeats."""
    return min(timeit.repeat(action, number=1, repeat=REPEATS, timer=time.thread_time))


def generation():
    """How long a module takes to write, and how that grows with the function."""
    from autograd_src.pipeline import generate

    with tempfile.TemporaryDirectory() as folder:
        for groups, mode in GENERATED:
            request = requested(groups, mode, folder)
            seconds = least(lambda request=request: generate(request))
            print(
                f"generation, {mode:5} of {3 * groups:3} lines {seconds * 1e3:10.0f} ms"
            )


IMPORT = """
import time, numpy
start = time.thread_time()
import autograd_src
print(time.thread_time() - start)
"""
WARM = """
import time, numpy, platformdirs
from autograd_src import differentiable
from {module} import big
x = numpy.ones(3)
start = time.thread_time()
differentiable(big).grad(x, 2.0)
print(time.thread_time() - start)
"""


def least_of_processes(text, folder):
    """The least of what some processes print, after one that fills the caches."""
    path = os.pathsep.join([str(ROOT), folder])
    env = {**os.environ, "PYTHONPATH": path, "AUTOGRAD_SRC_USER_CACHE": folder}
    run = [sys.executable, "-c", text]
    found = [
        float(subprocess.run(run, env=env, capture_output=True, check=True).stdout)
        for _ in range(REPEATS + 1)
    ]
    return min(found[1:])


def derivative_lines(folder, name):
    """How many lines of code and comments the module in the cache has."""
    (path,) = Path(folder).glob(f"v1/*/{name}.big/*.py")
    return len(path.read_text(encoding="utf-8").partition("\nimport ")[2].splitlines())


def processes():
    """The import over NumPy's, and the first call where the cache has the module."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = least_of_processes(IMPORT, folder)
        print(f"import over numpy         {seconds * 1e3:10.1f} ms")
        for groups in (10, 33):
            name = f"warm_{groups}"
            Path(folder, f"{name}.py").write_text(program(groups), encoding="utf-8")
            seconds = least_of_processes(WARM.format(module=name), folder)
            lines = derivative_lines(folder, name)
            print(f"warm start, {lines:3} lines of derivative {seconds * 1e3:7.1f} ms")


def _single(x):
    return x * x


def _product(x, w, b):
    return (x * w + b).sum()


def dispatch():
    """What `f.grad(x)` adds to the emitted function."""
    import numpy as np

    from autograd_src import differentiable

    x = np.ones(3)
    for name, f, args in (
        ("a float", _single, (1.5,)),
        ("an array", lambda x: np.sum(x * x), (x,)),
        ("three arrays", _product, (x, x + 1, x + 2)),
    ):
        d = differentiable(f)
        bare, number = d.grad.specialize(*args).unchecked, 20_000
        timed = (
            timeit.repeat(
                lambda g=g, args=args: g(*args),
                number=number,
                repeat=REPEATS,
                timer=time.thread_time,
            )
            for g in (d.grad, bare)
        )
        called, emitted = (min(each) / number for each in timed)
        print(f"dispatch, {name:15} {(called - emitted) * 1e9:10.0f} ns")


def main():
    """Print the table."""
    generation()
    processes()
    dispatch()


if __name__ == "__main__":
    if sys.dont_write_bytecode:
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        with tempfile.TemporaryDirectory() as kept:
            env["PYTHONPYCACHEPREFIX"] = kept
            command = [sys.executable, "-m", "benchmarks.startup"]
            raise SystemExit(subprocess.run(command, env=env, check=False).returncode)
    main()
