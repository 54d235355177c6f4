"""Objects as arguments: a gradient of the same class, tangents of the same class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes


@dataclass
class Spring:
    k: Any
    mass: Any
    name: str = "spring"

    @property
    def rate(self):
        return np.sqrt(self.k / self.mass)

    def energy(self, x):
        return 0.5 * self.k * x**2


@dataclass(frozen=True)
class Layer:
    w: np.ndarray
    b: np.ndarray

    def __call__(self, x):
        return np.tanh(x @ self.w + self.b)


@dataclass
class Net:
    first: Layer
    second: Layer


class Plain:
    def __init__(self, k, m):
        self.k = k
        self.m = m

    def force(self, x):
        return -self.k * x / self.m


class Pair(NamedTuple):
    k: Any
    m: Any

    @property
    def rate(self):
        return self.k / self.m


def attributes(p, x):
    return p.k * x**2 + p.mass * x


def method_and_property(p, x):
    return p.energy(x) * p.rate


def in_a_loop(p, x):
    s, v = x, 0.0
    for _ in range(3):
        a = -p.k * s / p.mass
        s, v = s + 0.1 * v, v + 0.1 * a
    return s**2


def replaced(p, x):
    q = replace(p, k=p.k * x)
    return q.k * q.mass


@pytest.mark.parametrize(
    "f",
    [attributes, method_and_property, in_a_loop, replaced],
    ids=lambda f: f.__name__,
)
def test_a_dataclass_that_is_differentiated(f):
    check_all_modes(f, (Spring(2.0, 3.0), 0.5))


def both(x, p):
    return p.rate**2 * x


def test_objects_and_numbers_together():
    check_all_modes(both, (0.5, Spring(2.0, 3.0)), wrt=("x", "p"))


def net(n, x):
    return np.sum(n.second(n.first(x)) ** 2)


def test_objects_in_objects_with_arrays():
    rng = np.random.default_rng(0)
    first = Layer(rng.normal(size=(3, 2)), rng.normal(size=2))
    second = Layer(rng.normal(size=(2, 2)), rng.normal(size=2))
    check_all_modes(net, (Net(first, second), np.array([0.7, 0.4, 1.3])))


def plain(p, x):
    return p.force(x) ** 2 + p.k


def test_a_plain_class():
    check_all_modes(plain, (Plain(2.0, 3.0), 0.5))


def ratio(p, x):
    return p.rate * x + p._replace(k=x).k * p[1]


def test_a_named_tuple_with_properties():
    check_all_modes(ratio, (Pair(2.0, 3.0), 0.5))


def listed(ps, x):
    return sum(p.energy(x) * p.mass for p in ps)


def test_a_list_of_objects():
    check_all_modes(listed, ([Spring(2.0, 3.0), Spring(1.0, 4.0)], 0.5))


def moved(p, x):
    return replace(p, k=p.k * x, mass=p.mass**2)


def test_an_object_in_and_an_object_out():
    check_all_modes(moved, (Spring(2.0, 3.0), 0.5))


def test_what_is_no_number_has_no_gradient():
    gradient = differentiable(attributes).grad(Spring(2.0, 3.0), 0.5)
    assert gradient == Spring(0.25, 0.5, None)


def test_kinds_and_ranks_of_attributes_are_told_apart():
    f = differentiable(attributes)
    assert f.grad(Spring(2.0, 3.0), 0.5) == Spring(0.25, 0.5, None)
    with pytest.raises(TypeError, match="size one"):
        f.grad(Spring(np.ones(2), 3.0), 0.5)
    assert len(f.grad.variants) == 1


def bound(p, x):
    p.k = x
    return p.k * p.mass


def test_an_attribute_of_an_argument_that_is_bound_is_refused():
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(bound).grad(Spring(2.0, 3.0), 0.5)
    assert_located(caught.value)


def written(layer, x):
    layer.b[0] = x
    return np.sum(layer.b * layer.w)


def test_an_array_of_an_argument_that_is_written_is_copied_first():
    layer = Layer(np.array([1.0, 3.0]), np.ones(2))
    check_all_modes(written, (layer, 0.5), modes=("grad", "jvp", "vjp", "hvp"))


def test_a_class_without_a_public_name_is_refused():
    @dataclass
    class Local:
        k: float
        mass: float

    with pytest.raises(NotDifferentiable, match="no public name"):
        differentiable(attributes).grad(Local(1.0, 2.0), 0.5)


A = np.array([1.0, 2.0, 3.0])
STATE = {"w": A, "b": 2.0}


def key_bound(x, p):
    p["b"] = np.sin(p["b"] * x)
    return p["b"] * np.sum(p["w"])


def key_added_up(p, x):
    for k in range(3):
        p["b"] = p["b"] * x + k
    return p["b"]


def key_for_an_array(x, p):
    p["w"][0] = x
    p["b"] = p["w"] * x
    return np.sum(p["b"] * p["w"])


def every_key(x, p):
    for k in p:
        p[k] = p[k] * x
    return np.sum(p["w"]) + p["b"]


def updated(x, p):
    p.update(b=x * 2.0)
    return np.sum(p["w"]) * p["b"]


def appended(x, ps):
    ps.append(x * ps[0])
    return ps[-1] * ps[1]


def items_replaced(x, ps):
    for i in range(len(ps)):
        ps[i] += x
        if i > 0:
            ps[i] *= ps[i - 1]
    return ps[-1]


def emptied(x, ps):
    while len(ps) > 1:
        last = ps.pop()
        ps[-1] = ps[-1] * last * x
    return ps[0]


def one_array_twice(x, ps):
    ps[1] = ps[0]
    ps[1][0] = x
    return np.sum(ps[0]) * ps[1][1]


CHANGED = [
    (key_bound, (0.7, STATE)),
    (key_added_up, (STATE, 0.7)),
    (key_for_an_array, (0.7, STATE)),
    (every_key, (0.7, STATE)),
    (updated, (0.7, STATE)),
    (appended, (0.7, [1.0, 2.0])),
    (items_replaced, (0.7, [1.0, 2.0, 3.0])),
    (emptied, (0.7, [1.0, 2.0, 3.0])),
    (one_array_twice, (0.7, [A, A + 1])),
]


@pytest.mark.parametrize(
    ("program", "args"), CHANGED, ids=[f.__name__ for f, _ in CHANGED]
)
def test_a_container_that_is_changed_stays_the_callers(program, args):
    check_all_modes(program, args, modes=("grad", "jvp", "vjp", "hvp"))
    before = repr(args)
    differentiable(program).grad(*args)
    assert repr(args) == before


def inside(x, p):
    p["in"]["k"] = x * p["in"]["k"]
    return p["in"]["k"] * p["b"]


def test_what_is_inside_a_container_is_not_followed():
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(inside).grad(0.7, {"in": {"k": 2.0}, "b": 3.0})
    assert_located(caught.value)
