"""Functions defined inside change what they read from outside when they are called."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracles import check_all_modes

X = np.array([0.7, 0.4, 1.3])


def an_item_stored(x):
    items = [x[0], x[1]]

    def put(a):
        items[1] = a
        return a * x[2]

    s = put(x[0] * x[1])
    return s + items[1]


def an_item_appended(x):
    items = [x[0], x[1]]

    def put(a):
        items.append(a)
        return a * x[2]

    s = put(x[0] * x[1])
    return s * len(items) + items[-1]


def an_item_taken(x):
    items = [x[0], x[1], x[2]]

    def take(a):
        del items[0]
        return a * x[2]

    s = take(x[0])
    return s + items[0] * len(items)


def a_key_stored(x):
    table = {"a": x[0]}

    def put(a):
        table["a"] = a
        return a * x[2]

    s = put(x[0] * x[1])
    return s + table["a"]


def a_dict_updated(x):
    table = {"a": x[0]}

    def put(a):
        table.update(a=a)
        return a * x[2]

    s = put(x[0] * x[1])
    return s + table["a"]


def a_count(x):
    calls = [0]

    def slope(t, y):
        calls[0] += 1
        return -x[0] * y * t

    y = x[1]
    for k in range(3):
        y = y + 0.1 * slope(0.1 * k, y)
    return y * calls[0]


def two_counts(x):
    state = {"n": 0, "v": x[0]}

    def step(a):
        state["n"] += 1
        state["v"] *= a
        return state["n"] * a

    s = step(x[1]) + step(x[2])
    return s * state["v"] + state["n"]


def a_memory(x):
    known = {}

    def power(n):
        if n in known:
            return known[n]
        known[n] = x[0] ** n
        return known[n]

    return power(2) + power(3) + power(2)


def a_history(x):
    seen = []

    def step(v):
        seen.append(v * x[1])
        return v * 2

    s = 0.0
    for _ in range(3):
        s = s + step(s + x[0])
    return s + sum(seen) + len(seen)


def exchanged(x):
    items = [x[0], x[1]]

    def swap():
        items[0], items[1] = items[1], items[0]

    swap()
    a = items[0]
    swap()
    return a * items[0] ** 2 + items[1] * 10


def through_two_functions(x):
    items = [x[0], x[1]]

    def put(a):
        items[0] = a
        return a

    def twice(a):
        return put(a) + put(a * a)

    return twice(x[2]) * items[0]


def made_by_a_function(x):
    table = {"a": x[0]}

    def writer():
        def put(a):
            table["a"] = a

        return put

    writer()(x[0] * x[1])
    return table["a"]


def read_later(x):
    items = [x[0], x[1]]
    table = {"a": x[2]}
    item, key = lambda: items[1], lambda k: table[k]
    items[1] = x[0] * x[2]
    table["a"] = x[1] ** 2
    return item() * key("a")


def a_view_of_what_is_stored(x):
    y = np.array([x[0], 1.0])
    z = y[1:]

    def put(a):
        y[1] = a
        return a * x[2]

    s = put(x[0] * x[1])
    return s + z[0]


@pytest.mark.parametrize(
    "program",
    [
        an_item_stored, an_item_appended, an_item_taken, a_key_stored, a_dict_updated,
        a_count, two_counts, a_memory, a_history, exchanged, through_two_functions,
        made_by_a_function, read_later, a_view_of_what_is_stored,
    ],
    ids=lambda p: p.__name__,
)  # fmt: skip
def test_what_a_function_changes_is_seen(program):
    check_all_modes(program, (X,))
