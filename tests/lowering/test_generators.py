"""Generators are gone through as Python does it: item by item, both bodies in turn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.errors import NotDifferentiable
from tests.oracles import assert_located, check_all_modes

X = np.array([0.7, 0.4, 1.3, 0.9])


def squares(x):
    for a in x:
        yield a * a


def logistic(y):
    while True:
        y = 3.1 * y * (1.0 - y)
        yield y


def triangle(x):
    for i in range(len(x)):
        for j in range(i):
            yield i, j, x[i] * x[j]
        yield i, i, x[i]


def in_a_loop(x):
    s = 0.0
    for q in squares(x):
        s = s * 1.1 + q
    return s


def in_a_sum(x):
    return sum(squares(x)) * sum(squares(x), x[1])


def as_a_list(x):
    ys = list(squares(x))
    return ys[0] * ys[-1]


def left_early(x):
    s = 0.0
    for k, y in enumerate(logistic(x[0] / 2.0)):
        if k > 6:
            break
        if k % 2:
            continue
        s = s + y**2 * (k + 1)
    return s


def left_by_a_return(x):
    for k, y in enumerate(logistic(x[1] / 2.0), 1):
        if y > 0.6:
            return k * y
    return x[1]


def left_in_an_inner_loop(x):
    s = 0.0
    for i, j, p in triangle(x):
        s = s + p * (i + 2 * j + 1)
        if p > 0.8:
            break
    return s


def gone_through_to_the_end(x):
    s = 0.0
    for i, j, p in triangle(x):
        if i == 2:
            continue
        s = s * 1.1 + p * (i + 2 * j + 1)
    else:
        s = s * 2.0
    return s


def beside_others(x):
    s = 0.0
    for k, y, a in zip(range(3), logistic(x[0] / 2.0), x):
        s += k * y**2 * a
    return s


def of_two_generators(x):
    return sum(a * b for a, b in zip(squares(x), logistic(x[1] / 2.0)))


def one_in_another(x):
    def twice(items):
        yield from items
        yield from squares(items)

    s = 0.0
    for k, a in enumerate(twice(x)):
        s += (k + 1) * a**2
    return s


def with_an_end_of_its_own(x):
    def small(items):
        total = 0.0
        for a in items:
            if a > 1.0:
                return
            total += a
            yield total
        yield total * 10.0

    return sum(a**2 for a in small(x))


def of_indices(x):
    def pairs(n):
        for i in range(n):
            for j in range(i + 1, n):
                yield i, j

    return sum((x[i] - x[j]) ** 2 * x[i] for i, j in pairs(len(x)))


def handed_on(x):
    def total(items):
        s = 0.0
        for i in items:
            s += i**2
        return s

    return total(a * 2.0 for a in x) + total(squares(x))


def kept_for_a_line(x):
    found = (a * b for a in x for b in x if a > b)
    return sum(found)


def that_rebinds_its_argument(x):
    def halves(a):
        yield a / 2.0
        yield a / 4.0

    a = x[0]
    for a in halves(a):  # noqa: B020 (as people write it)
        a = a * x[1]
    return a


def whose_array_the_loop_writes(x):
    y = x.copy()
    s = 0.0
    for k, v in enumerate(squares(y)):
        y[3] = y[3] + v
        s += k * v
    return s + np.sum(y)


class Mesh:
    def __init__(self, n: int) -> None:
        self.n = n

    def __iter__(self) -> Any:
        yield from range(self.n)

    def edges(self) -> Any:
        for k in range(self.n - 1):
            yield k, k + 1


MESH = Mesh(4)


def of_an_object(x):
    s = sum(x[k] ** 3 for k in MESH)
    for i, j in MESH.edges():
        s = s + (x[i] - x[j]) ** 2 * x[i]
    return s


PROGRAMS = [
    in_a_loop,
    in_a_sum,
    as_a_list,
    left_early,
    left_by_a_return,
    left_in_an_inner_loop,
    gone_through_to_the_end,
    beside_others,
    of_two_generators,
    one_in_another,
    with_an_end_of_its_own,
    of_indices,
    handed_on,
    kept_for_a_line,
    that_rebinds_its_argument,
    whose_array_the_loop_writes,
    of_an_object,
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_a_generator_is_gone_through_as_it_runs(program):
    check_all_modes(program, (X,))


def chosen(x, places):
    for k in places:
        yield x[k] * 2.0


def places_written_in_between(x):
    places = np.array([0, 1])
    items = chosen(x, places)
    places[0] = 3
    s = 0.0
    for v in items:
        s = s + v**2
    return s


def array_written_in_between(x):
    y = x.copy()
    items = chosen(y, [0, 1])
    y[0] = x[1] * 5.0
    return sum(items)


def name_bound_in_between(x):
    c = x[0]
    items = (c * a for a in x)
    c = x[1]
    return sum(items) + c


def asked_for_one(x):
    items = squares(x)
    return next(items) + sum(items)


def gone_through_twice(x):
    items = squares(x)
    return sum(items) + sum(items)


def itself(x):
    yield np.sum(x)


REFUSED = [
    places_written_in_between,
    array_written_in_between,
    name_bound_in_between,
    asked_for_one,
    gone_through_twice,
    itself,
]


@pytest.mark.parametrize("program", REFUSED, ids=lambda p: p.__name__)
def test_a_generator_that_is_kept_is_refused(program):
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(program).grad(X)
    assert_located(caught.value)


def test_the_text_is_one_loop():
    text = differentiable(left_early).grad.specialize(X).source
    assert "yield" not in text
    assert "append" not in text.partition("# Reverse")[0].partition("while")[0]
