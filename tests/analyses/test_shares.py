"""Writes into what a container holds that an expression has put together.

`b = b + [a]` in a loop and `b[1][0] = v` wrote into `a`, and nobody knew: the value was
that of before the write. `[a][0].update(..)` changed a copy of `a`.
"""

# ruff: noqa: RUF005 - displays that are put together are what is tested

from __future__ import annotations

import numpy as np
import pytest

from tests.oracles import check_all_modes, right_or_refused

X = np.array([1.1, 0.7, 2.0])


def a_sum_of_lists(x):
    a = x * 2
    b = [a] + ([a] if x[0] > 0 else [])
    b[-1][0] = x[1] * x[2]
    return a @ x


def a_sum_in_a_loop(x):
    a = x * 2
    b = []
    for _ in range(2):
        b = b + [a]
    b[1][0] = x[1] * x[2]
    return a @ x


def repeated_in_a_loop(x):
    a = x * 2
    b = [a]
    for _ in range(int(2 * x[0])):
        b = b * 2
    b[1][0] = x[1] * x[2]
    return a @ x


def a_repeated_list(x):
    a = [x[0], x[1]]
    ([a] * 2)[1][0] = x[1] * x[2]
    return a[0] * a[1]


def a_repeated_tuple(x):
    a = [x[0], x[1]]
    ((a,) * 2)[0][0] = x[1] * x[2]
    return a[0] * a[1]


def appended_to_one_that_the_run_chooses(x):
    a = [x[0], x[1]]
    ([a] * 2)[int(x[0] > 0)].append(x[2])
    return a[0] * a[2]


def chosen(x):
    a = [x[0]]
    (a if x[0] > 0 else [x[1]]).append(x[2])
    return a[0] * a[1]


def sorted_in_place(x):
    a = [x[0], x[1]]
    [a][0].sort()
    return a[0] * a[0] * a[1]


WRITES = [
    a_sum_of_lists, a_sum_in_a_loop, repeated_in_a_loop, a_repeated_list,
    a_repeated_tuple, appended_to_one_that_the_run_chooses, chosen, sorted_in_place,
]  # fmt: skip


@pytest.mark.parametrize("program", WRITES)
def test_what_is_held_by_what_is_put_together_is_known(program):
    right_or_refused(program, (X,))


def inserted(x):
    a, c = [x[0], x[1]], x[2]
    ([a] + [[c]])[0].insert(0, x[1] * x[2])
    return a[0] * a[1] + c


def updated(x):
    a = {"u": x[0]}
    [a][0].update(u=x[1] * x[2])
    return a["u"] * x[0]


def reversed_in_place(x):
    a = [x[0], x[1]]
    (a,)[0].reverse()
    return a[0] * a[0] * a[1]


def popped(x):
    a = {"p": x[0]}
    v = [a][0].pop("p")
    return len(a) + v * v


def an_array_of_a_sum(x):
    a = [x * 2, x]
    (a + [x])[0].fill(x[2])
    return a[0] @ a[1]


@pytest.mark.parametrize(
    "program", [inserted, updated, reversed_in_place, popped, an_array_of_a_sum]
)
def test_a_method_is_called_on_a_name(program):
    check_all_modes(program, (X,))
