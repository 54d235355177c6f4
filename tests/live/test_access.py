"""Access paths and static attributes: found without running anyone's code."""

import collections
import functools
import importlib

import numpy as np
import pytest

from autograd_src.live import access
from autograd_src.live.access import Unreachable, resolve, static_attribute, steps

SCALE = 2.0
TABLE = {"k": [1.0, 2.0], "a]/.b'": 3}
shadowed = 1


class Descriptor:
    def __get__(self, instance, owner):
        raise AssertionError("ran a descriptor")


class Base:
    __slots__ = ("slot",)

    def method(self):
        return SCALE


class Net(Base):
    shared = 1.5
    custom = Descriptor()

    def __init__(self):
        self.slot = "in the slot"
        self.own = np.zeros(2)

    @property
    def trap(self):
        raise AssertionError("ran a property")

    @functools.cached_property
    def lazy(self):
        raise AssertionError("ran a cached property")

    @staticmethod
    def static():
        return 1

    @classmethod
    def made(cls):
        return cls()

    def __getattr__(self, name):
        if name == "absent":  # pytest itself asks this object for other names
            raise AssertionError("ran __getattr__")
        raise AttributeError(name)


class Opaque:
    x = 1

    def __getattribute__(self, name):
        if name == "x":
            raise AssertionError("ran __getattribute__")
        return object.__getattribute__(self, name)


class Meta(type):
    over = property(lambda cls: 1)


class Made(metaclass=Meta):
    over = 2
    under = 3


model = Net()


def helper(x):
    return SCALE * x


def make(k):
    def entry(x):
        return helper(x) + k + len(TABLE) + model.own + np.sin(x)

    return entry


entry = make(model)


REACHED = [
    ("", entry),
    ("globals:SCALE", SCALE),
    ("globals:helper/globals:SCALE", SCALE),
    ("globals:TABLE['k'][1]", 2.0),
    ('globals:TABLE["a]/.b\'"]', 3),
    ("closure:k.own", model.own),
    ("closure:k.shared", 1.5),
    ("closure:k.slot", "in the slot"),
    ("closure:k.method/globals:SCALE", SCALE),
    ("builtins:len", len),
    ("argument:x.own", model.own),
    (".__code__", entry.__code__),
    (".__defaults__", None),
    ("globals:helper.__code__", helper.__code__),
    ("globals:np.linalg.norm", np.linalg.norm),
]


@pytest.mark.parametrize(("path", "value"), REACHED)
def test_paths_lead_to_live_objects(path, value):
    assert resolve(path, entry, {"x": model}).value is value


UNREACHABLE = [
    "globals:absent",
    "globals:len",
    "builtins:shadowed",
    "builtins:absent",
    "closure:x",
    "globals:SCALE.absent",
    "globals:SCALE/globals:x",
    "globals:TABLE['absent']",
    "globals:TABLE['k'][9]",
    "globals:model['k']",
    "argument:y",
    "closure:k.absent",
]


@pytest.mark.parametrize("path", UNREACHABLE)
def test_what_cannot_be_proved_is_unreachable(path):
    with pytest.raises(Unreachable):
        resolve(path, entry, {"x": model})


def test_arguments_are_unreachable_without_arguments():
    with pytest.raises(Unreachable):
        resolve("argument:x", entry)


@pytest.mark.parametrize("wrong", ["SCALE", "globals:", "globals:a[b]", "x:y"])
def test_malformed_paths_are_rejected(wrong):
    with pytest.raises(ValueError, match="not an access path"):
        steps(wrong)


def test_paths_print_as_they_parse():
    path = access.scoped(access.scoped("", "globals", "f"), "closure", "k") + ".a[0]"
    assert path == "globals:f/closure:k.a[0]"
    assert access.parent(path) == "globals:f/closure:k.a"
    assert access.parent("globals:f/closure:k") == "globals:f"
    assert access.parent("globals:f") == ""


KINDS = [
    (model, "own", "instance"),
    (model, "shared", "class"),
    (model, "slot", "slot"),
    (model, "method", "method"),
    (model, "static", "staticmethod"),
    (model, "made", "classmethod"),
    (model, "trap", "property"),
    (model, "custom", "descriptor"),
    (model, "lazy", "descriptor"),
    (Net, "method", "method"),
    (Net, "shared", "class"),
    (Net, "trap", "property"),
    (np, "sin", "module"),
    (Made, "under", "class"),
    (np.zeros(2), "sum", "method"),
    (np.zeros(2), "shape", "slot"),
]


@pytest.mark.parametrize(("value", "name", "kind"), KINDS)
def test_how_an_attribute_is_held(value, name, kind):
    assert static_attribute(value, name).kind == kind


@pytest.mark.parametrize(
    ("value", "name"), [(model, "absent"), (Opaque(), "x"), (Made, "over"), (np, "zz")]
)
def test_attributes_that_would_run_code_are_not_found(value, name):
    assert static_attribute(value, name) is None


def test_methods_and_properties_come_as_the_class_holds_them():
    assert static_attribute(model, "method").value is Base.method
    assert static_attribute(model, "method").owner == f"{__name__}:Base"
    assert static_attribute(model, "trap").value is vars(Net)["trap"]
    assert static_attribute(Net, "made").value is vars(Net)["made"].__func__


def test_the_instance_shadows_what_is_not_a_data_descriptor():
    net = Net()
    net.__dict__.update(method=1, lazy=2, trap=3)
    assert static_attribute(net, "method").value == 1
    assert static_attribute(net, "lazy").value == 2
    assert static_attribute(net, "trap").kind == "property"


def test_unset_slots_and_cells_are_not_found():
    class Empty:
        __slots__ = ("a",)

    def outer():
        def inner():
            return late

        yield inner
        late = 1

    assert static_attribute(Empty(), "a") is None
    assert access.find_name(next(outer()), "late").kind == "missing"


def test_ufunc_methods_are_bound_to_their_ufunc():
    assert static_attribute(np.add, "at").value.__self__ is np.add


def test_elements_of_a_defaultdict_are_not_made():
    made = collections.defaultdict(list, a=1)
    assert access.element(made, "a") == 1
    with pytest.raises(Unreachable):
        access.element(made, "b")
    assert list(made) == ["a"]


def test_containers_with_an_index_of_their_own_are_not_asked():
    class Loud(list):
        def __getitem__(self, index):
            raise AssertionError("ran __getitem__")

    with pytest.raises(Unreachable):
        access.element(Loud([1]), 0)


LAZY = """\
__all__ = ["part", "other"]
asked = []

def __getattr__(name):
    asked.append(name)
    raise AttributeError(name)
"""


def test_parts_that_a_package_imports_when_asked_for_them(tmp_path, monkeypatch):
    folder = tmp_path / "lazy_package"
    folder.mkdir()
    (folder / "__init__.py").write_text(LAZY)
    (folder / "part.py").write_text("value = 3\n")
    (folder / "hidden.py").write_text("value = 4\n")
    monkeypatch.syspath_prepend(tmp_path)
    package = importlib.import_module("lazy_package")
    package.asked.clear()
    for name in ("other", "hidden", "nothing"):
        assert static_attribute(package, name) is None
    found = static_attribute(package, "part")
    assert found is not None
    assert (found.kind, found.value.value) == ("module", 3)
    assert package.asked == []
