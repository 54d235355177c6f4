"""A loop over a list that gets longer or shorter meanwhile is refused."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

X = np.array([0.7, 0.4, 1.3])


def appended(x):
    items = [x[0], x[1]]
    s = 0.0
    for a in items:
        if len(items) < 4:
            items.append(a * x[2])
        s = s + a * a
    return s


def appended_before_a_break(x):
    items = [x[0], x[1]]
    s = 0.0
    for a in items:
        if len(items) > 3:
            break
        items.append(a * x[2])
        s = s + a * a
    return s


def appended_to_a_long_one(x):
    items = []
    for a in x:
        items.append(a * a)
    s = 0.0
    for k, a in enumerate(items):
        if k < 2:
            items.append(a * x[0])
        s = s + a
    return s


def appended_backwards(x):
    items = []
    for a in x:
        items.append(a * a)
    s = 0.0
    for a in reversed(items):
        items.append(a * x[0])
        s = s + a * items[-1]
    return s


def arrays_appended(x):
    items = []
    for k in range(3):
        items.append(x * k)
    s = 0.0
    for a in items:
        if len(items) < 5:
            items.append(a * x)
        s = s + a[0]
    return s


def appended_by_a_helper(x):
    def grow(items, a):
        if len(items) < 5:
            items.append(a + x[0])

    items = []
    for a in x:
        items.append(a * a)
    s = 0.0
    for a in items:
        grow(items, a)
        s = s + a
    return s


def shortened(x):
    items = [x[0], x[1], x[2]]
    s = 0.0
    for a in items:
        items.pop()
        s = s + a * a
    return s


def sorted_in_place(x):
    items = [x[0], x[1], x[2]]
    s = 0.0
    for k, a in enumerate(items):
        items.sort()
        s = s + a * k
    return s


def appended_in_a_list(x):
    rows = [[x[0], x[1]], [1.0]]
    s = 0.0
    for a in rows[0]:
        if len(rows[0]) < 4:
            rows[0].append(a * x[2])
        s = s + a
    return s


def numbers_beside(x):
    order = [1, 2]
    s = 0.0
    for k in order:
        if len(order) < 4:
            order.append(0)
        s = s + x[k] * len(order)
    return s


@pytest.mark.parametrize(
    "program",
    [
        appended, appended_before_a_break, appended_to_a_long_one, appended_backwards,
        arrays_appended, appended_by_a_helper, shortened, sorted_in_place,
        appended_in_a_list, numbers_beside,
    ],
    ids=lambda p: p.__name__,
)  # fmt: skip
def test_a_list_that_changes_its_length_is_refused(program):
    for mode in ("grad", "vjp", "value_and_grad"):
        with pytest.raises(NotDifferentiable) as refusal:
            getattr(differentiable(program), mode)(X)
        assert_located(refusal.value)
    assert "goes through it" in str(refusal.value)


def counted(x):
    items = [x[0], x[1]]
    s, k = 0.0, 0
    while k < len(items):
        a = items[k]
        k += 1
        if k < 3:
            items.append(a * x[2])
        s = s + a * a
    return s


def through_a_copy(x):
    items = []
    for a in x:
        items.append(a * a)
    s = 0.0
    for a in list(items):
        if len(items) < 5:
            items.append(a * x[0])
        s = s + a * len(items)
    return s


def stored(x):
    items = []
    for a in x:
        items.append(a * a)
    s = 0.0
    for a in items:
        items[2] = a * x[0] + 1.0
        s = s + a * a
    return s


def made_anew_each_time(a):
    items = []
    for k in range(2):
        items.append(a * (k + 1))
    for _ in range(2):
        following = []
        for b in items:
            following.append(b * a)
            following.append(b)
        items = following
    return sum(items)


@pytest.mark.parametrize(
    "program",
    [counted, through_a_copy, stored],
    ids=lambda p: p.__name__,
)
def test_what_to_write_instead_is_right(program):
    check_all_modes(program, (X,))


def test_a_list_that_another_loop_makes_grows_freely():
    modes = ("grad", "value_and_grad", "jvp")
    check_all_modes(made_anew_each_time, (0.7,), modes=modes)
