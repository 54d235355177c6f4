"""Methods, properties and calls of objects: of globals, of arguments, made inside."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

MODES = ("grad", "value_and_grad", "jvp", "vjp", "hvp")
V = np.array([0.7, 0.4, 1.3])


class Layer:
    rate = 3.0

    def __init__(self, w, b):
        self.w = w
        self.b = b

    def apply(self, x):
        return np.tanh(self.w * x + self.b)

    def __call__(self, x):
        return self.apply(x) * 2.0

    @property
    def doubled(self):
        return self.b * 2.0

    @staticmethod
    def square(x):
        return x**2

    @classmethod
    def scaled(cls, x):
        return cls.rate * x


class Net:
    def __init__(self):
        self.first = Layer(V, 0.5)
        self.second = Layer(V * 2.0, 0.1)

    def forward(self, x):
        return np.sum(self.second(self.first(x)))


class Total:
    def __init__(self, start):
        self.total = start
        self.count = 0

    def add(self, v):
        self.total = self.total + v
        self.count = self.count + 1

    @property
    def mean(self):
        return self.total / self.count


@dataclasses.dataclass
class Disc:
    radius: float
    scale: float = 2.0

    def area(self):
        return self.radius**2 * self.scale

    @classmethod
    def double(cls, x):
        return cls(x, x * 2.0)


MODEL = Layer(V, 0.5)
NET = Net()


def power(x, n):
    return x**n


cube = functools.partial(power, n=3)
TABLE = {"sine": np.sin, "square": lambda v: v * v}


@functools.lru_cache
def squared(x):
    return x * x


def method_of_a_global(x):
    return np.sum(MODEL.apply(x))


def call_of_a_global(x):
    return np.sum(MODEL(x)) * MODEL.doubled


def static_and_class_methods(x):
    return np.sum(Layer.square(x) * Layer.scaled(x)) + np.sum(MODEL.scaled(x))


def objects_in_an_object(x):
    return NET.forward(x)


def partial_of_a_module(x):
    return np.sum(cube(x))


def functions_in_a_global(x):
    return np.sum(TABLE["sine"](x) * TABLE["square"](x))


def object_with_state(x):
    t = Total(0.0)
    for v in x:
        t.add(v * v)
    return t.total


def property_of_an_object_made_inside(x):
    t = Total(x[0])
    t.add(x[1] ** 2)
    t.add(x[2])
    return t.mean * t.total


def data_object_with_methods(x):
    return Disc(x[0], x[1]).area() * Disc.double(x[2]).scale


def attribute_written(x):
    d = Disc(x[0], x[1])
    d.radius = d.radius * x[2]
    d.scale *= x[0]
    return d.radius * d.scale


PROGRAMS = [p for p in list(globals().values()) if getattr(p, "__code__", None)]
PROGRAMS = [p for p in PROGRAMS if p.__module__ == __name__ and p is not power]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_objects_are_seen_through(program):
    check_all_modes(program, (V,), modes=MODES)


def test_an_argument_with_methods():
    def program(x, model):
        return np.sum(model.apply(x)) * np.sum(model.scaled(x)) * model.doubled

    check_all_modes(program, (V, MODEL), modes=("grad", "jvp", "hvp"))


def test_a_function_behind_a_cache():
    def program(x):
        return squared(x) * x

    check_all_modes(program, (0.7,), modes=MODES)


def test_another_method_is_another_derivative():
    class Model:
        def apply(self, x):
            return x * 2.0

    model = Model()
    f = differentiable(lambda x: np.sum(model.apply(x)))
    np.testing.assert_allclose(f.grad(V), [2.0, 2.0, 2.0])
    Model.apply = lambda self, x: x * 3.0
    np.testing.assert_allclose(f.grad(V), [3.0, 3.0, 3.0])
    model.apply = lambda x: x * 4.0
    np.testing.assert_allclose(f.grad(V), [4.0, 4.0, 4.0])


KEPT = []


class Doubling:
    def __init__(self, a):
        self.a = a

    @property
    def a(self):
        return self._a * 3.0

    @a.setter
    def a(self, v):
        self._a = v * 2.0


class Sharing:
    items = []  # noqa: RUF012 (shared by all instances: that is the point)

    def __init__(self, v):
        self.items.append(v)


def binds_an_attribute_of_a_global(x):
    MODEL.h = x * 2.0
    return np.sum(MODEL.h**2)


def runs_a_setter(x):
    return Doubling(x[0]).a * x[1]


def fills_what_instances_share(x):
    return Sharing(x[0]).items[-1] * x[1]


def fills_a_global(x):
    KEPT.append(x[0])
    return KEPT[-1] * x[1]


@pytest.mark.parametrize(
    "program",
    [
        binds_an_attribute_of_a_global,
        runs_a_setter,
        fills_what_instances_share,
        fills_a_global,
    ],
)
def test_what_others_can_see_is_refused(program):
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(program).grad(V)
    assert_located(caught.value)


def test_objects_that_meet_under_one_name():
    def program(x):
        d = Disc(x[0], x[1])
        for v in x:
            d = Disc(d.radius * v, d.scale + v)
        e = d
        return d.radius * e.scale

    check_all_modes(program, (V,), modes=MODES)
