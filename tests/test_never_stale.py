"""A derivative from the cache is what generating would give, whatever was edited.

Each case is a project of small files. A first process runs one state of it and fills
the cache, a second the other state, a third the first again: the files keep their size
and their times, and each process must print what it prints without a cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
TIME = 1_600_000_000

HEAD = """\
import numpy as np
from autograd_src import d, differentiable, elementwise, recipe
"""


class Case(NamedTuple):
    """A program in two states: each pair of texts has the same length."""

    text: str
    old: str
    new: str


CASES = {
    "a callee is edited": Case(
        """
def g(x):
    return x ** PART

@differentiable
def f(x):
    return np.sum(g(x))

print(f.grad(np.array([2.0, 3.0])))
""",
        "2.0",
        "3.0",
    ),
    "the function is edited": Case(
        """
@differentiable
def f(x):
    return np.sum(np.PART(x))

print(f.grad(np.array([2.0, 3.0])))
""",
        "sin",
        "cos",
    ),
    "a global function is rebound": Case(
        """
def square(x):
    return x**2

def triple(x):
    return 3.0 * x

h = PART

@differentiable
def f(x):
    return np.sum(h(x))

print(f.grad(np.array([2.0, 3.0])))
""",
        "square",
        "triple",
    ),
    "the rank of a global": Case(
        """
SCALE = PART

@differentiable
def f(x):
    return np.sum(SCALE * x)

print(f.grad(np.array([2.0, 3.0])), f.grad(5.0))
""",
        "np.ones((2, 1))",
        "np.ones((2, 2))",
    ),
    "a global is a number or an array": Case(
        """
SCALE = PART

@differentiable
def f(x):
    return np.sum(SCALE * x)

print(f.grad(5.0))
""",
        "np.ones(4)",
        "1.23456789",
    ),
    "the value of a global": Case(
        """
SCALE = PART

@differentiable
def f(x):
    return SCALE * x**2

print(f.grad(5.0))
""",
        "2.0",
        "3.0",
    ),
    "the function in a closure": Case(
        """
def made(g):
    @differentiable
    def f(x):
        return np.sum(g(x))
    return f

print(made(PART).grad(np.array([2.0, 3.0])))
""",
        "np.sin",
        "np.cos",
    ),
    "the rank of what a closure holds": Case(
        """
def made(scale):
    @differentiable
    def f(x):
        return np.sum(scale * x)
    return f

print(made(PART).grad(2.0), made(3.0).grad(2.0))
""",
        "np.ones(2)",
        "4.56789012",
    ),
    "a default": Case(
        """
def g(x, n=PART):
    return x**n

@differentiable
def f(x):
    return g(x)

print(f.grad(2.0))
""",
        "2",
        "3",
    ),
    "a recipe is edited": Case(
        """
def soft(x):
    return np.log(1.0 + np.exp(x))

elementwise(soft, lambda y, x: PART - np.exp(-y))

@differentiable
def f(x):
    return np.sum(soft(x))

print(f.grad(np.array([2.0, 3.0])))
""",
        "1.0",
        "2.0",
    ),
    "a recipe is added": Case(
        """
def twice(x):
    return 2.0 * x

PARTelementwise(twice, lambda y, x: 5.0)

@differentiable
def f(x):
    return np.sum(twice(x))

print(f.grad(np.array([2.0, 3.0])))
""",
        "0  #",
        "0  ;",
    ),
    "one of two lambdas on a line": Case(
        """
f, g = differentiable(lambda x: PART), differentiable(lambda x: x**5)

print(f.grad(2.0), g.grad(2.0))
""",
        "x**3",
        "x**4",
    ),
    "a method of a class": Case(
        """
class A:
    def h(self, x):
        return x PART 3.0

    @differentiable
    def f(self, x):
        return self.h(x) ** 2

print(A().f.grad(2.0))
""",
        "*",
        "+",
    ),
    "where a method is found": Case(
        """
class A:
    def h(self, x):
        return x * 3.0

class B(A):
    def PART(self, x):
        return x * 5.0

class C(B):
    @differentiable
    def f(self, x):
        return self.h(x) ** 2

print(C().f.grad(2.0))
""",
        "h",
        "k",
    ),
    "an operator of a class": Case(
        """
class A:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return A(self.x * other.x)

    def __PARTadd__(self, other):
        return A(self.x + 5.0 * other.x)

@differentiable
def f(x):
    a = A(x)
    a += A(2.0 * x)
    return a.x

print(f.grad(2.0))
""",
        "i",
        "r",
    ),
    "the order of fields": Case(
        """
from dataclasses import dataclass

@dataclass
class A:
    PART: float
    z: float = 3.0

@differentiable
def f(x):
    a = A(x, x)
    return a.x * a.y ** 2 * a.z

print(f.grad(2.0))
""",
        "x: float\n    y",
        "y: float\n    x",
    ),
    "a default of a field": Case(
        """
from dataclasses import dataclass

@dataclass
class A:
    x: float
    y: float = PART

@differentiable
def f(a):
    return (a.x + A(a.x).y) ** 2

print(f.grad(A(2.0)))
""",
        "3.0",
        "4.0",
    ),
    "the bases of a class": Case(
        """
class A:
    def h(self, x):
        return x * self.k

class B:
    def h(self, x):
        return x + self.k

class C(PART):
    def __init__(self, k):
        self.k = k

    def h(self, x):
        return super().h(x) ** 2

@differentiable
def f(c, x):
    return c.h(x)

print(f.grad(C(3.0), 2.0).k)
""",
        "A",
        "B",
    ),
    "an attribute of a module": Case(
        """
import other

@differentiable
def f(x):
    return np.sum(other.g(x) PART 2.0)

print(f.grad(np.array([2.0, 3.0])))
""",
        "*",
        "+",
    ),
}


class Project:
    """Files in a folder, run in processes of their own with a cache beside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self.write("other.py", "def g(x):\n    return x * 7.0\n")

    def write(self, name: str, text: str, later: int = 0) -> None:
        path = self.folder / name
        path.write_text(text)
        os.utime(path, (TIME + later, TIME + later))

    def run(self, name: str = "program.py", cache: str = "rw") -> str:
        environment = {k: v for k, v in os.environ.items() if "AUTOGRAD" not in k}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment |= {
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(self.cache),
            "AUTOGRAD_SRC_CACHE": cache,
        }
        command = [sys.executable, name]
        found = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True
        )
        assert found.returncode == 0, found.stderr
        return found.stdout

    def entries(self) -> int:
        return len(list(self.cache.rglob("*.py")))


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("backwards", [False, True], ids=["old-new", "new-old"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_edit_is_seen_by_the_next_process(project, case, backwards):
    assert len(case.old) == len(case.new)
    states = [HEAD + case.text.replace("PART", part) for part in (case.old, case.new)]
    printed = []
    for text in (states, states[::-1])[backwards]:
        project.write("program.py", text)
        printed.append((project.run(cache="off"), project.run(), project.run()))
    project.write("program.py", (states, states[::-1])[backwards][0])
    printed.append((printed[0][0], project.run(), printed[0][0]))
    for off, first, again in printed:
        assert off == first == again
    assert project.entries(), "nothing was kept"


@pytest.mark.slow
def test_an_edit_of_a_callees_module_is_seen(project):
    text = "import other\n@differentiable\ndef f(x):\n    return other.g(x) ** 2\n"
    project.write("program.py", f"{HEAD}{text}print(f.grad(2.0))\n")
    for later, (factor, printed) in enumerate([(7, 196), (9, 324), (7, 196)]):
        project.write("other.py", f"def g(x):\n    return x * {factor}.0\n", later)
        assert project.run() == f"{printed}.0\n"


@pytest.mark.slow
def test_where_python_itself_runs_an_old_module_nothing_is_computed(project):
    """A file of the same size and time: Python takes the bytecode beside it."""
    text = "import other\n@differentiable\ndef f(x):\n    return other.g(x) ** 2\n"
    tried = "try:\n    print(f.grad(2.0))\nexcept SyntaxError as e:\n    print(e.msg)\n"
    project.write("program.py", HEAD + text + tried)
    assert project.run() == "196.0\n"
    project.write("other.py", "def g(x):\n    return x * 9.0\n")
    assert project.run().startswith("source changed since import")


@pytest.mark.slow
def test_one_name_in_two_modules_is_two_functions(project):
    for name, part in (("one", "sin"), ("two", "cos")):
        text = f"@differentiable\ndef f(x):\n    return np.sum(np.{part}(x))\n"
        project.write(f"{name}.py", HEAD + text)
    project.write(
        "program.py", "import one, two\nprint(one.f.grad(0.0), two.f.grad(0.0))\n"
    )
    assert project.run() == project.run() == "1.0 -0.0\n"


@pytest.mark.slow
def test_a_file_edited_after_its_import_is_refused_not_believed(project):
    project.write(
        "model.py", f"{HEAD}@differentiable\ndef f(x):\n    return np.sin(x)\n"
    )
    text = (
        "import model, pathlib\n"
        "path = pathlib.Path('model.py')\n"
        "path.write_text(path.read_text().replace('sin', 'cos'))\n"
        "try:\n    print(model.f.grad(0.0))\n"
        "except SyntaxError as error:\n    print(error.msg)\n"
    )
    project.write("program.py", text)
    assert "changed since" in project.run()
    assert project.entries() == 0


IN_PYTEST = """\
import numpy as np
from autograd_src import differentiable

@differentiable
def f(x):
    assert np.all(x > 0), "positive"
    return np.sum(np.PART(x))

def test_f():
    print("\\ngradient", f.grad(np.array([1.0, 2.0])))
"""


@pytest.mark.slow
def test_functions_that_pytest_rewrites_are_followed(project):
    program = "import sys, pytest\nsys.exit(pytest.main(['-qs', 'test_model.py']))\n"
    project.write("program.py", program)
    printed = []
    for later, part in enumerate(["log", "exp", "log"]):
        project.write("test_model.py", IN_PYTEST.replace("PART", part), later)
        for cache in ("off", "rw", "rw"):
            lines = project.run(cache=cache).splitlines()
            printed.append(next(x for x in lines if x.startswith("gradient")))
    assert printed[:3] == printed[6:]
    assert len({*printed[:3]}) == len({*printed[3:6]}) == 1
    assert printed[0] != printed[3]
