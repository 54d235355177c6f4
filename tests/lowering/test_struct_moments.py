"""A copy of a container keeps what there was; loops and views see what comes."""

from __future__ import annotations

import collections
import itertools

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

X = np.array([0.7, 0.4, 1.3])


def a_part_before_a_store(x):
    items = [x[0], x[1]]
    before = items[:]
    items[1] = x[2] * x[0]
    return before[1] * items[1]


def a_list_of_a_list(x):
    items = [x[0], x[1]]
    before = list(items)
    items[1] = x[2] * x[0]
    items.append(1.0)
    return before[1] * items[1] + len(before)


def a_sum_of_lists(x):
    items = [x[0], x[1]]
    longer = items + [x[2]]  # noqa: RUF005 (that is the point)
    items[1] = x[2] * x[0]
    return longer[1] * items[1] * longer[2]


def a_copied_dict(x):
    table = {"a": x[0], "b": x[1]}
    before = table.copy()
    table["b"] = x[2] * x[0]
    return before["b"] * table["b"]


def copies_of_rows(x):
    rows = [[x[0], x[1]], [x[2], 2.0]]
    before = [row[:] for row in rows]
    rows[0][1] = x[2] * x[0]
    return before[0][1] * rows[0][1]


def a_partial_of_an_item(x):
    from functools import partial

    items = [x[0], x[1]]
    scaled = partial(lambda a, b: a * b**2, items[1])
    items[1] = x[2]
    return scaled(items[1])


def a_copy_beside_its_list(x):
    items = [x[0], x[1]]
    s = 0.0
    for k, (a, b) in enumerate(zip(items, items[::-1], strict=True)):
        items[k] = a * x[2]
        s = s + a * b
    return s + items[0]


def a_store_before_a_break(x):
    items = [x[0], x[1], x[2]]
    s = 0.0
    for k, a in enumerate(items):
        items[2] = a * x[1] * (k + 1)
        if a > 100:
            break
        s = s + a * a
    return s * items[2]


def a_store_before_a_return(x):
    items = [x[0], x[1]]
    for a in items:
        if a > 100:
            return x[2]
        items[1] = a * x[2]
    return items[1]


def a_pair_that_is_kept(x):
    items = [x[0], x[1]]
    s = 0.0
    for pair in enumerate(items):
        items[1] = x[2] * x[0] * 3
        s = s + pair[1] * items[1]
    return s


@pytest.mark.parametrize(
    "program",
    [
        a_part_before_a_store, a_list_of_a_list, a_sum_of_lists, a_copied_dict,
        copies_of_rows, a_partial_of_an_item, a_copy_beside_its_list,
        a_store_before_a_break, a_store_before_a_return, a_pair_that_is_kept,
    ],
    ids=lambda p: p.__name__,
)  # fmt: skip
def test_each_moment_is_its_own(program):
    check_all_modes(program, (X,))


def values_that_are_kept(x):
    table = {"a": x[0], "b": x[1]}
    values = table.values()
    table["b"] = x[2] * x[0]
    return sum(values)


def values_in_a_list(x):
    table = {"a": x[0], "b": x[1]}
    views = [table.values(), table.values()]
    table["b"] = x[2] * x[0]
    return sum(views[0])


def values_for_a_function(x):
    table = {"a": x[0], "b": x[1]}

    def total(values):
        table["b"] = x[2] * x[0]
        return sum(values)

    return total(table.values())


def items_before_a_break(x):
    table = {"a": x[0], "b": x[1]}
    for _, item in table.items():
        if item > 100:
            return x[0]
        table["b"] = item * x[2]
    return table["b"]


@pytest.mark.parametrize(
    "program",
    [
        values_that_are_kept, values_in_a_list, values_for_a_function,
        items_before_a_break,
    ],
    ids=lambda p: p.__name__,
)  # fmt: skip
def test_a_view_of_what_changes_is_refused(program):
    with pytest.raises(NotDifferentiable) as refusal:
        differentiable(program).grad(X)
    assert_located(refusal.value)


def used_up_at_once(x):
    table = {"a": x[0], "b": x[1]}
    before = list(table.values())
    both = sum(table.values()) * max(table.values())
    table["b"] = x[2] * x[0]
    return before[1] * both + sum(table.values())


def test_a_view_that_is_used_up_is_followed():
    check_all_modes(used_up_at_once, (X,))


def a_row_by_a_computed_place(x):
    rows = [[x[0], x[1]], [x[2], 2.0]]
    k = int(np.argmax([0.1, 0.3]))
    rows[k][0] = x[0] * x[1]
    return rows[1][0] * x[2]


def a_row_in_a_loop(x):
    rows = [[x[0], x[1]], [x[2], 2.0]]
    s = 0.0
    for row in rows:
        rows[1][0] = row[0] * x[1]
        if row[1] > 100:
            break
        s = s + row[0]
    return s


def rows_in_pairs(x):
    rows = [[x[0], x[1]], [x[2], 2.0]]
    for a, b in zip(rows, rows[::-1], strict=True):
        a[0] = b[0] * x[1]
        if x[0] > 100:
            break
    return rows[0][0] + rows[1][0]


def the_larger_one(x):
    a, b = [x[0], 1.0], [2.0, x[1]]
    c = max(a, b, key=len) if x[0] > 100 else max(a, b)
    c[0] = x[0] * x[1]
    return b[0]


def one_of_two(x):
    a, b = [x[0], 1.0], [2.0, x[1]]
    c = [a, b][int(x[2] > 0)]
    c[0] = x[0] * x[1]
    return b[0]


def the_default(x):
    a = [x[0], 1.0]
    b = {"k": 1.0}.get("z", a)
    b[0] = x[0] * x[1]
    return a[0]


def rows_backwards(x):
    rows = [[x[0], 1.0], [2.0, x[1]]]
    turned = list(reversed(rows))
    turned[0][1] = x[0] * x[1]
    return rows[1][1]


@pytest.mark.parametrize(
    "program",
    [
        a_row_by_a_computed_place, a_row_in_a_loop, rows_in_pairs, the_larger_one,
        one_of_two, the_default, rows_backwards,
    ],
    ids=lambda p: p.__name__,
)  # fmt: skip
@pytest.mark.parametrize("mode", ["value_and_grad", "jvp", "vjp"])
def test_what_changes_is_right_by_any_name_or_refused(program, mode):
    derivative = getattr(differentiable(program), mode)
    try:
        value = derivative(X, X)[0] if mode == "jvp" else derivative(X)[0]
    except NotDifferentiable as refusal:
        assert_located(refusal)
    else:
        assert value == program(X)


def pairs_of_what_is_stored(x):
    items = []
    for a in x:
        items.append(a * a)
    s = 0.0
    for a, b in itertools.product(items, items):
        s = s + a * b
        items[0] = 3.0
    return s


def combinations_of_an_array(x):
    y = x * x
    s = 0.0
    for a, b in itertools.combinations(y, 2):
        s = s + a * b
        y[2] = 0.0
    return s


@pytest.mark.parametrize(
    "program",
    [pairs_of_what_is_stored, combinations_of_an_array],
    ids=lambda p: p.__name__,
)
def test_combinations_are_of_what_there_was(program):
    check_all_modes(program, (X,))


def test_a_dict_of_another_class_is_refused():
    def counted(x):
        sums = collections.defaultdict(float)
        for k in range(3):
            sums[k % 2] += x[k]
        return sums[0] * sums[1]

    for mode, args in (("grad", (X,)), ("jvp", (X, X))):
        with pytest.raises(NotDifferentiable) as refusal:
            getattr(differentiable(counted), mode)(*args)
        assert_located(refusal.value)
