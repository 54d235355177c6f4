"""Functions of the standard library that go through items are read as what they do."""

from __future__ import annotations

import functools
import itertools
import operator

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

X = np.array([0.7, 0.4, 1.3, 0.9])


def reduced(x):
    return functools.reduce(operator.mul, x) + functools.reduce(
        lambda a, b: a * b + 1.0, x[1:], x[0]
    )


def reduced_in_a_list(x):
    return functools.reduce(lambda a, b: a + b**2, [x[0], x[1], x[2]], 0.0)


def sorted_up_and_down(x):
    s = sorted(x)
    t = 0.0
    for k, v in enumerate(sorted(x, reverse=True)):
        t += v**2 / (k + 1)
    return s[0] * s[1] + s[-1] ** 2 + t


def sorted_by_a_key(x):
    t = sorted([x[0] * 2, x[1] ** 2, x[2]], key=lambda a: -a)
    return t[0] * 3 + t[1] * t[2]


def sorted_places(x):
    s = 0.0
    for k, i in enumerate(sorted(range(1, len(x)), key=lambda i: x[i])):
        s += (k + 1) * x[i] ** 2
    return s


def extremes_by_a_key(x):
    m = max(x, key=lambda a: abs(a - 0.8))
    i = min(range(len(x)), key=lambda k: x[k])
    return m**2 * x[i]


def summed_from_a_start(x):
    squares = []
    for a in x:
        squares.append(a**2)
    return sum(squares, 3.0) * max(squares)


def chosen_pairs(x):
    s = sum(a * b**2 for a, b in itertools.combinations(x, 2))
    for i, j in itertools.combinations(range(len(x)), 2):
        s += 1.0 / (1.0 + (x[i] - x[j]) ** 2)
    for a, b, c in itertools.permutations(x[:3], 3):
        s += a * b**2 * c**3
    for i, j in itertools.combinations_with_replacement(range(1, 3), 2):
        s += x[i] * x[j]
    return s


def all_pairs(x):
    s = 0.0
    for i, j in itertools.product(range(3), range(4)):
        s += x[i] * x[j] ** 2
    for a, b, c in itertools.product(x[:2], repeat=3):
        s += a * b * c**2
    return s


def stopped_early(x):
    s = 0.0
    for i, j in itertools.product(range(3), range(4)):
        if x[i] + x[j] > 2.1:
            break
        s = s + x[i] * x[j] ** 2
    return s


def neighbours(x):
    points = [x[0], x[1] ** 2, x[2]]
    s = sum((b - a) ** 2 for a, b in itertools.pairwise(x))
    for a, b in itertools.pairwise(points):
        s += np.hypot(a, b)
    return s


def chained(x):
    s = 0.0
    for a in itertools.chain(x, [2.0, x[0] ** 2]):
        s += a**2
    return s


def accumulated(x):
    c = list(itertools.accumulate(x, lambda a, b: 0.5 * a + b))
    d = sum(itertools.accumulate(x, operator.mul, initial=2.0))
    return c[-1] * c[1] * d + sum(v**2 for v in itertools.accumulate(x))


def repeated(x):
    s = x[0]
    for _ in itertools.repeat(None, 4):
        s = s * 1.1 + x[1]
    for a, b in zip(itertools.repeat(x[0], 3), x):
        s += a * b**2
    return s


def for_ever(x):
    s = 0.0
    for k, a, w in zip(itertools.count(1), x, itertools.cycle([1.0, -2.0])):
        s += k * w * a**2
    return s


def cut(x):
    s = 0.0
    for a in itertools.islice(x, 1, 3):
        s += a**2
    for a in itertools.takewhile(lambda v: v < 1.0, x):
        s += a**3
    for a in itertools.dropwhile(lambda v: v > 0.5, x):
        s += a**4
    return s


def padded(x):
    s = 0.0
    for a, b in itertools.zip_longest(x, x[:2], fillvalue=1.5):
        s += a * b
    return s


def applied(x):
    pairs = [(x[0], x[1]), (x[2], x[3])]
    return sum(itertools.starmap(lambda a, b: a * b**2, pairs))


def list_of_an_array(x):
    items = list(x)
    items[0] = items[0] * 2
    for k, item in enumerate(items):
        items[k] = item * items[k - 1]
    return sum(v * v for v in items)


def uneven_differences(x):
    places = np.cumsum(x)
    return np.sum(np.gradient(x**2, places) ** 2)


def extended(x):
    items = [x[0]]
    for v in x:
        items.extend([v * 2, v * items[-1]])
    items.extend([v**2 for v in x])
    return sum(v * v for v in items)


def extended_by_an_operator(x):
    items = []
    for v in x:
        items += [v * 2]
        if v > 0.5:
            items += [v**2, 1.0]
    return np.sum(np.array(items) ** 2)


def put_together(x):
    items = [0.0] + list(x)  # noqa: RUF005
    for k in range(1, len(items)):
        items[k] = items[k] + items[k - 1] ** 2
    more = items + [v * 2 for v in x]
    more[0] = more[-1] * more[1]
    return sum(v * v for v in more) + items[0]


def put_together_from_a_known_list(x):
    items = [1.0] + [x[0], x[1], x[2]]  # noqa: RUF005
    for k in range(1, len(items)):
        items[k] = items[k] * items[k - 1]
    return items[-1]


PROGRAMS = [
    extended,
    extended_by_an_operator,
    put_together,
    put_together_from_a_known_list,
    list_of_an_array,
    uneven_differences,
    reduced,
    reduced_in_a_list,
    sorted_up_and_down,
    sorted_by_a_key,
    sorted_places,
    extremes_by_a_key,
    summed_from_a_start,
    chosen_pairs,
    all_pairs,
    stopped_early,
    neighbours,
    chained,
    accumulated,
    repeated,
    for_ever,
    cut,
    padded,
    applied,
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_items_are_gone_through_as_python_does(program):
    check_all_modes(program, (X,))


def matrices(ms):
    return np.sum(functools.reduce(np.matmul, ms))


def test_a_list_of_arrays_is_reduced():
    ms = [np.eye(2) * 1.5, np.array([[1.0, 2.0], [0.3, 0.4]]), np.full((2, 2), 0.3)]
    gradient = differentiable(matrices).grad(ms)
    assert [g.shape for g in gradient] == [(2, 2)] * 3
    differentiable(matrices).check(ms)


def test_comments_quote_the_users_statement():
    text = differentiable(chosen_pairs).grad.specialize(X).source
    assert "yield" not in text
    assert "itertools" in text
    assert "items[" not in text.partition("# Reverse")[0].replace("x_items", "")
