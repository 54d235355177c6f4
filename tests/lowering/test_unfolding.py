"""Containers and objects of known structure, made inside a function."""

from __future__ import annotations

import dataclasses
import math
from collections import namedtuple
from typing import Any, NamedTuple

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.errors import NotDifferentiable
from tests.oracles import assert_located, check_all_modes

MODES = ("grad", "value_and_grad", "jvp", "vjp", "hvp")
V = np.array([0.7, 0.4, 1.3])


class Pair(NamedTuple):
    a: Any
    b: Any = 2.0


Triple = namedtuple("Triple", "u v w")


@dataclasses.dataclass
class Disc:
    radius: Any
    scale: Any = 2.0


def named_by_position(x):
    p = Pair(x[0], x[1])
    return p.a * p.b**2


def named_by_keyword(x):
    p = Pair(b=x[0], a=x[1])
    return p.a * p[1] ** 2


def named_with_a_default(x):
    p = Pair(x[0])
    return p.a**2 * p.b


def named_and_replaced(x):
    p = Pair(x[0], x[1])
    q = p._replace(a=x[2])
    return p.a * q.b * q.a


def named_and_unpacked(x):
    a, b, c = Triple(x[0], x[1], x[2])
    return a * b * c


def named_and_carried(x):
    p = Pair(1.0, 1.0)
    for v in x:
        p = Pair(p.a * v, p.b + v)
    return p.a * p.b


def named_in_a_branch(x):
    p = Pair(x[0], x[2]) if x[1] > 5.0 else Pair(x[1], x[0] * x[2])
    return p.a * p.b


def named_and_returned(x):
    def pair(x):
        return Pair(x[0] * 2.0, x[1])

    p = pair(x)
    return p.a * p[1]


def data_object(x):
    d = Disc(x[0], x[1])
    return d.radius * d.scale**2


def data_object_with_a_default(x):
    d = Disc(x[0])
    return d.radius**2 * d.scale


def data_object_replaced(x):
    d = Disc(x[0], x[1])
    e = dataclasses.replace(d, radius=x[2])
    return d.radius * e.radius * e.scale


def starred_at_the_end(x):
    a, *b = [x[0], x[1], x[2]]
    return a * b[0] * b[1]


def starred_in_the_middle(x):
    a, *m, b = [x[0], x[1], x[2], x[0] * x[1]]
    return a * m[0] * m[1] + b


def starred_display(x):
    b = [x[0], x[1]]
    c = (x[2], *b)
    return c[0] * c[1] ** 2 * c[2]


def starred_arguments(x):
    both = (x[0], x[1])
    return np.hypot(*both) * x[2]


def sliced_arguments(x):
    def product(first, *rest):
        t = first
        for r in rest:
            t = t * r + first
        return t * sum(rest[1:])

    return product(x[0], x[1], x[2])


def pairs_in_a_loop(x):
    t = 0.0
    for w, b in [(x, 0.5), (x * 2.0, x[0])]:
        t = t + np.sum(w) * b
    return t


def functions_in_a_list(x):
    for f in [np.sin, np.tanh, lambda v: v * v]:
        x = f(x)
    return np.sum(x)


def functions_put_together(x):
    def compose(*functions):
        def composed(v):
            for f in functions:
                v = f(v)
            return v

        return composed

    return np.sum(compose(np.sin, np.tanh)(x))


def items_of_a_dict(x):
    d = {"a": x[0], "b": x[1]}
    t = 0.0
    for key, v in d.items():
        t += v * v * len(key)
    return t * sum(d.values()) * d.get("a", 1.0)


def dict_that_is_filled(x):
    d = {"a": x[0]}
    d.update(b=x[1])
    d["c"] = x[2] ** 2
    d["a"] *= 3.0
    return d["a"] * d["b"] * d["c"]


def dict_filled_in_a_branch(x):
    d = {"a": x[0], "b": x[1]}
    if x[2] > 0.0:
        d["a"] = d["a"] * x[2]
    return d["a"] * d["b"]


def list_of_several_kinds(x):
    parts = []
    parts.append(x[0])
    parts.append(x * 2.0)
    parts.insert(0, x[1])
    return parts[0] * parts[1] * np.sum(parts[2])


def list_known_by_two_names(x):
    a = [x[0], x[1]]
    b = a
    b[0] = x[2] ** 2
    return a[0] * a[1]


def list_copied(x):
    a = [x[0], x[1]]
    b = a.copy()
    b[0] = x[2] ** 2
    return a[0] * b[0] * sum(a + b)


def list_written_in_a_loop(x):
    a = [x[0], x[1]]
    for k in range(3):
        a[0] = a[0] * x[k]
        a[1] = a[1] + a[0]
    return a[0] * a[1]


def reversed_list(x):
    t = 1.0
    for v in reversed([x[0], x[1], x[2]]):
        t = t * v + v
    return t


def list_of_lists(x):
    a = [[x[0], x[1]], [x[2], x[0] * x[1]]]
    a[1][0] = a[0][0] * x[2]
    return a[0][0] * a[1][1] + a[0][1] * a[1][0]


def tuples_added(x):
    a, b = (x[0],), (x[1], x[2])
    c = a + b
    return c[0] * c[1] * c[2]


def extremes_of_arguments(x):
    def span(*values):
        return max(values) - min(values)

    return span(x[0], x[1], x[2] ** 2) * max(x[0], x[1], 0.5)


def quotient_and_rest(x):
    q, r = divmod(x[2], 0.3)
    return q * r * x[0]


PROGRAMS = [p for p in list(globals().values()) if getattr(p, "__code__", None)]
PROGRAMS = [p for p in PROGRAMS if p.__module__ == __name__]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_items_are_followed_one_by_one(program):
    check_all_modes(program, (V,), modes=MODES)


def displayed(x):
    return np.sum(np.sin([x[0], x[1]])) * np.dot(x, [1.0, 2.0, 3.0])


def summed(x):
    return sum((x[0], x[1] * x[2]))


def extremes_of_an_array(x):
    return max(x) * min(x) + max([v * v for v in x])


def maximum_of_items(x):
    return np.max([x[0], x[1]]) * np.mean([x, x * 2.0])


@pytest.mark.parametrize(
    "program", [displayed, summed, maximum_of_items, extremes_of_an_array]
)
def test_a_list_given_to_a_function_is_an_array(program):
    check_all_modes(program, (V,), modes=MODES)


def joined_under_two_names(x):
    a, b = [x[0], 1.0], [x[1], 2.0]
    c = a if x[2] > 0.0 else b
    c[0] = x[2]
    return a[0] * b[0]


def changed_by_a_library(x):
    a = [x[0], x[1]]
    math.fsum(sorted(a, key=lambda v: v))
    a.sort()
    return a[0]


@pytest.mark.parametrize("program", [joined_under_two_names, changed_by_a_library])
def test_what_has_two_names_on_two_paths_is_refused(program):
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(program).grad(V)
    assert_located(caught.value)


def test_passive_containers_stay_as_they_are():
    def program(x):
        total = 0.0
        for weight in (1.0, 2.0):
            total = total + weight * np.sum(x)
        return total

    check_all_modes(program, (V,), modes=["grad"])
    assert "for" in differentiable(program).grad.specialize(V).source
