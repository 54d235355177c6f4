"""Objects that a function makes: read, changed, joined, copied and returned."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes


@dataclass
class State:
    x: Any
    v: Any
    t: float = 0.0

    def step(self, dt):
        a = -np.sin(self.x)
        return State(self.x + dt * self.v, self.v + dt * a, self.t + dt)

    def advance(self, dt):
        self.x = self.x + dt * self.v
        self.v = self.v - dt * np.sin(self.x)
        self.t += dt

    @property
    def energy(self):
        return 0.5 * self.v**2 - np.cos(self.x)

    @classmethod
    def at_rest(cls, x):
        return cls(x, 0.0)


@dataclass
class Logged:
    x: Any
    log: list = field(default_factory=list)
    scale: float = field(default=2.0, kw_only=True)


@dataclass
class Derived:
    x: Any
    square: Any = field(init=False)

    def __post_init__(self):
        self.square = self.x**2


class Total:
    def __init__(self, start=0.0):
        self.sum = start
        self.count = 0

    def add(self, v):
        self.sum += v
        self.count += 1

    def mean(self):
        return self.sum / self.count


def stepped(x, dt):
    s = State(x, 0.0)
    for _ in range(3):
        s = s.step(dt)
    return s.energy


def replaced(x, dt):
    s = State(x, 0.0)
    for _ in range(3):
        s = replace(s, x=s.x + dt * s.v, v=s.v - dt * np.sin(s.x))
    return s.energy


def changed_in_a_loop(x, dt):
    s = State(x, 0.5)
    while s.t < 0.25:
        s.advance(dt)
    return s.energy


def changed_after_a_join(x, dt):
    s = State(x, 1.0) if x > 1.0 else State(2.0 * x, x)
    s.x += dt
    return s.energy


def two_names(x, dt):
    s = State(x, dt)
    r = s
    r.x = x**2
    return s.x * r.v


def copied(x, dt):
    s = State(x, dt)
    r = copy.copy(s)
    r.x = x**2
    return s.x * r.x


def list_of_states(x, dt):
    states = [State.at_rest(x)]
    for _ in range(3):
        states.append(states[-1].step(dt))
    return sum(s.x**2 for s in states)


def factory_and_keyword(x, dt):
    s = Logged(x, scale=dt)
    s.log.append(x**2)
    return s.x * s.log[0] * s.scale + Logged(x).scale


def after_init(x, dt):
    s = Derived(x)
    return s.square * s.x * dt


def accumulated(x, dt):
    total = Total()
    for k in range(3):
        total.add((x + k * dt) ** 2)
    return total.mean()


def read_by_name(x, dt):
    return getattr(State(x, dt), "x") ** 2  # noqa: B009


def compared(x, dt):
    s, r = State(x, dt), State(x, dt)
    t = s
    if s is r or t is not s:
        return x
    return s.x**2


PROGRAMS = [
    stepped,
    replaced,
    changed_in_a_loop,
    changed_after_a_join,
    two_names,
    copied,
    list_of_states,
    factory_and_keyword,
    after_init,
    accumulated,
    read_by_name,
    compared,
]


@pytest.mark.parametrize("f", PROGRAMS, ids=lambda f: f.__name__)
def test_an_object_is_what_its_attributes_hold(f):
    check_all_modes(f, (0.7, 0.1))


def returned(x, dt):
    return State(x, dt).step(dt)


def test_an_object_is_returned_and_so_is_its_tangent():
    check_all_modes(returned, (0.7, 0.1))
    value, tangent = differentiable(returned).jvp(0.7, 1.0, 0.1)
    assert type(value) is type(tangent) is State
    assert tangent == State(1.0, -0.1 * np.cos(0.7), 0.0)


def test_no_object_is_made_where_its_attributes_do():
    source = differentiable(stepped).grad.specialize(0.7, 0.1).source
    code = [line for line in source.splitlines() if not line.strip().startswith("#")]
    assert not any("State(" in line for line in code)


def swapped(x, dt):
    a, b = State(x, 1.0), State(dt, 2.0)
    for _ in range(3):
        a, b = b, a
        a.x += x
    return a.x * b.x


def kept_twice(x, dt):
    s = State(x, 1.0)
    kept = [s]
    for _ in range(3):
        s = State(s.x * 2.0, s.v) if s.x < 1.0 else s
        s.v = s.v * x
    return s.v * kept[0].v


@pytest.mark.parametrize("f", [swapped, kept_twice], ids=lambda f: f.__name__)
def test_a_copy_that_would_not_see_a_change_is_refused(f):
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(f).grad(0.7, 0.1)
    assert_located(caught.value)


def changed_in_a_list(x, dt):
    states = [State(x, 1.0), State(dt, 2.0)]
    for s in states:
        s.advance(dt)
    return states[0].x * states[1].v


def test_objects_in_a_list_are_changed_or_refused():
    try:
        check_all_modes(changed_in_a_list, (0.7, 0.1))
    except NotDifferentiable as error:
        assert_located(error)


def hidden(x):
    s = dataclasses.make_dataclass("Local", ["x"])(x)
    return s.x**2


def test_a_class_that_is_made_inside_is_refused():
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(hidden).grad(0.7)
    assert_located(caught.value)
