"""What an object is: by type, module and name; modules are one however started."""

import functools
import math
import operator
import sys

import numpy as np
import pytest

import autograd_src.live
from autograd_src.live.digests import digest_of
from autograd_src.live.identity import class_path, describe, digest, module_of

ROOT = autograd_src.live.__path__[0].rpartition("autograd_src")[0]


class Net:
    def layer(self, x):
        return x

    @property
    def depth(self):
        return 1


DESCRIBED = [
    (math.sin, "builtin math.sin"),
    (np.sin, "ufunc numpy.sin"),
    (np.add.at, "ufunc method numpy.add.at"),
    (np.multiply.at, "ufunc method numpy.multiply.at"),
    (np.sum, "builtin numpy.sum"),
    (np.linalg, "module numpy.linalg"),
    (Net, f"type {__name__}:Net"),
    (Net(), f"instance {__name__}:Net"),
    (Net.layer, f"function {__name__}:layer()"),
    (Net().layer, f"method(function {__name__}:layer(), instance({__name__}:Net))"),
    (Net.depth, f"property(function {__name__}:depth(), None, None)"),
    (str.upper, "descriptor builtins:str.upper"),
    (dict.fromkeys, "builtin builtins:dict.fromkeys"),
    (staticmethod(len), "staticmethod(builtin builtins.len)"),
]


@pytest.mark.parametrize(("value", "described"), DESCRIBED)
def test_descriptions(value, described):
    assert describe(value) == described


def test_descriptions_tell_objects_apart():
    assert len({digest(value) for value, _ in DESCRIBED}) == len(DESCRIBED)


def test_partials_are_described_by_their_parts():
    def f(x, y):
        return x

    same = [functools.partial(f, 1.0, y=v) for v in (2.0, 3.0)]
    assert digest(same[0]) == digest(same[1])
    others = [functools.partial(f, 1, y=2.0), functools.partial(f, 1.0), f]
    assert len({digest(value) for value in (*others, same[0])}) == 4


def test_ufuncs_of_ones_own_are_not_numpys():
    mine = np.frompyfunc(math.sin, 1, 1)
    assert describe(mine) != describe(np.frompyfunc(math.sin, 2, 1))
    assert "numpy" not in describe(mine)


def test_forged_names_do_not_count():
    def f(x):
        return x

    @functools.wraps(math.sin)
    def g(x):
        return x

    g.__qualname__ = "f"
    assert describe(g) == f"function {__name__}:g()"
    assert describe(f) == f"function {__name__}:f()"


def test_cells_and_defaults_count_by_what_they_are():
    def make(k):
        def f(x, n=1.0, *, axis=None):
            return k

        return f

    described = f"function {__name__}:f(float, axis=static(None), k: float[n])"
    assert describe(make(np.zeros(2))) == described.replace("float[n]", "float64[n]")
    assert digest(make(1.0)) == digest(make(2.0))
    assert digest(make(1.0)) != digest(make(1))


def test_a_recursive_closure_ends():
    def make():
        def f(n):
            return f(n - 1) if n else unset

        if not f:
            unset = 1
        return f

    assert "f: static(function" in describe(make())
    assert "unset: unset" in describe(make())


def test_describing_runs_no_code_of_the_object():
    class Trap:
        def __getattribute__(self, name):
            raise AssertionError(name)

    assert describe(Trap()).endswith("Trap")


def test_digests_tell_fields_types_and_borders_apart():
    fields = [("ab", "c"), ("a", "bc"), ("1",), (1,), (b"1",), (None,), ((),), ((1,),)]
    assert len({digest_of(*some) for some in fields}) == len(fields)
    assert digest_of("é\ud800", -3) == digest_of("é\ud800", -3)
    assert len(digest_of()) == 64


SCRIPT = f"""
import sys
sys.path.insert(0, {ROOT!r})
from autograd_src.live.identity import class_path, describe, module_of
class M: pass
def f(x): return x
def show():
    print(module_of(f), class_path(M), describe(f))
if __name__ == "__main__":
    show()
"""


def test_script_module_and_import_are_one(modules):
    path = modules.write("pkg.sub.model", SCRIPT)
    for package in ("pkg", "pkg.sub"):
        modules.write(f"{package}.__init__", "")
    printed = {
        modules.run(str(path)),
        modules.run("-m", "pkg.sub.model"),
        modules.run("-c", "import pkg.sub.model as m; m.show()"),
        modules.run(str(path.relative_to(modules.folder))),
    }
    name = "pkg.sub.model"
    assert printed == {f"{name} {name}:M function {name}:f()"}


def test_spawned_processes_see_the_same_module(modules):
    path = modules.write(
        "spawning",
        SCRIPT
        + """
    import multiprocessing
    process = multiprocessing.get_context("spawn").Process(target=show)
    process.start()
    process.join()
""",
    )
    line = "spawning spawning:M function spawning:f()"
    assert modules.run(str(path)) == f"{line}\n{line}"
    assert modules.run("-m", "spawning") == f"{line}\n{line}"


def test_an_unregistered_module_is_its_file(modules):
    m = modules.load("owned", "def f(x): return x\n")
    assert module_of(m.f) == "owned"
    del sys.modules["owned"]
    assert module_of(m.f) == "owned"
    m.__dict__["__spec__"].name = "elsewhere"
    assert module_of(m.f) == "owned"


def test_descriptions_are_the_same_in_every_process(modules):
    program = f"""
import sys; sys.path.insert(0, {ROOT!r})
import math, functools, numpy as np
from autograd_src.live.identity import digest
print(digest(functools.partial(np.sum, {{"a": 1.0, "b": 2}}, axis=(0, "é" * 100))))
"""
    expected = digest(
        functools.partial(np.sum, {"a": 1.0, "b": 2}, axis=(0, "é" * 100))
    )
    for seed in ("0", "1", "77"):
        assert modules.run("-c", program, env={"PYTHONHASHSEED": seed}) == expected


def test_class_paths():
    assert class_path(operator.itemgetter) == "operator:itemgetter"
    assert class_path(type(lambda: 0)) == "builtins:function"
