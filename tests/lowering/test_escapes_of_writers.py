"""What may write a list, an array or a dict that it is handed: right, or refused."""

from __future__ import annotations

import heapq
import operator
import random

import numpy as np
import pytest

from tests.oracles import right_or_refused

X = np.array([2.0, 1.5, 0.5])
W = np.array([1.0, 2.0, 4.0])


def method_of_a_generator(x):
    y = x * 2.0
    np.random.default_rng(0).shuffle(y)
    return np.sum(y * W)


def method_of_a_local_generator(x):
    rng = np.random.default_rng(0)
    y = x * 2.0
    rng.shuffle(x=y)
    return np.sum(y * W)


def kept_method(x):
    y = x * 2.0
    sort = y.sort
    sort()
    return np.sum(y * W)


def methods_in_a_list(x):
    y = x * 2.0
    for sort in [y.sort]:
        sort()
    return np.sum(y * W)


def kept_method_of_a_dict(x):
    y = {"a": x[0]}
    update = y.update
    update(a=x[1])
    return y["a"] ** 2


def method_handed_on(x):
    y = [x * 2.0, x * 3.0]
    list(map(np.ndarray.sort, y))
    return np.sum(y[0] * W)


def result_that_is_not_used(x):
    y = x * 2.0
    _ = np.ndarray.sort(y)
    return np.sum(y * W)


def method_caller(x):
    y = [x[0], x[1]]
    operator.methodcaller("reverse")(y)
    return y[0] ** 2


def in_place_method(x):
    y = x * 2.0
    y.__imul__(x)
    return np.sum(y * W)


def item_method(x):
    y = [x[0], x[1]]
    y.__setitem__(0, x[1])
    return y[0] * y[1]


def shuffled_list(x):
    y = [x[0], x[1], x[2]]
    random.Random(0).shuffle(y)
    return y[0] + 2.0 * y[1]


def heap(x):
    y = [x[0], x[1], x[2]]
    heapq.heapify(y)
    return y[0] + 2.0 * y[1]


def heap_that_grows(x):
    y = []
    for k in range(3):
        heapq.heappush(y, x[k])
    return y[0] * x[1]


def list_within_an_argument(x):
    def fill(lists):
        lists[0][0] = x[1]

    y = [x[0]]
    fill([y, 1.0])
    return y[0] ** 2


@pytest.mark.parametrize(
    "program",
    [
        method_of_a_generator,
        method_of_a_local_generator,
        kept_method,
        methods_in_a_list,
        kept_method_of_a_dict,
        method_handed_on,
        result_that_is_not_used,
        method_caller,
        in_place_method,
        item_method,
        shuffled_list,
        heap,
        heap_that_grows,
        list_within_an_argument,
    ],
)
def test_what_may_be_written_is_not_taken_for_what_it_was(program):
    right_or_refused(program, (X,), modes=("grad", "jvp"))


def histogram(x):
    y = x * 2.0
    counts = np.histogram(y, bins=3)[0]
    return np.sum(y * W) * int(counts[0])


def test_what_only_looks_is_followed():
    found = right_or_refused(histogram, (X,), modes=("grad", "jvp"))
    assert set(found.values()) == {"right"}
