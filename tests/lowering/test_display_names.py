"""Containers that are written out where they are taken apart, in one expression.

`np.array([x[0], x[1]] + [1.0])` had a gradient of zeros: the sum of two lists was no
name that could have had an adjoint, and nothing was left to ask for it.
"""

# ruff: noqa: RUF005 - displays that are put together are what is tested

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import check_all_modes, right_or_refused

X = np.array([0.3, 0.8])


def weights(x):
    return x[0] * x[1], x[1] ** 2


def two_lists(x):
    return np.sum(np.array([x[0], x[1]] + [1.0]) ** 2)


def three_lists(x):
    return np.linalg.norm([x[0], x[1]] + [1.0] + [x[0] ** 2])


def tuples(x):
    return np.sum(np.array((x[0], x[1]) + (1.0,)) ** 2)


def rows(x):
    return np.sum(np.array([[x[0]] + [1.0], [x[1]] + [2.0]]) ** 2)


def arrays(x):
    return np.sum(np.stack([x] + [x * 2]) ** 2 + np.concatenate([x] + [x**2])[1:3])


def results_of_a_function(x):
    return np.sum(np.array(weights(x) + (1.0,)) ** 2) + max(weights(x) + (x[0],))


def spread_beside_others(x):
    return np.sum(np.array([*weights(x), 1.0]) ** 2) + [*weights(x)][1]


def an_item(x):
    return (x[0], x[1] ** 2)[1] * {"a": x[0], "b": x[1] ** 2}["b"]


def an_item_of_an_item(x):
    return np.array([x[0], [x[1] ** 2][0], (x[1],)[0]])[1]


def slices(x):
    return np.sum(np.array([x[0], x[1] ** 2, 1.0][:2]) ** 2) + sum(
        (x[0], x[1], 2.0)[1:]
    )


def values_of_a_dict(x):
    return sum({"a": x[0], "b": x[1] ** 2}.values())


def pairs(x):
    return sum(a * b for a, b in itertools.combinations(weights(x) + (x[0],), 2))


def reduced(x):
    return functools.reduce(lambda a, b: a * b + a, (x[0], x[1], 2.0))


def lists_of_a_repeated_item(x):
    return np.array([x[0]] * 2 + [x[1]])[2] * np.array([x] * 2)[1, 0]


RIGHT = [
    two_lists, three_lists, tuples, rows, arrays, results_of_a_function,
    spread_beside_others, an_item, an_item_of_an_item, slices, values_of_a_dict,
    lists_of_a_repeated_item,
]  # fmt: skip


@pytest.mark.parametrize("program", RIGHT)
def test_its_items_are_followed(program):
    check_all_modes(program, (X,))


def lists_of_unknown_length(x):
    return np.sum(np.array([v**2 for v in x] + [1.0]) ** 2)


def an_item_that_the_run_chooses(x):
    return [x[0], x[1] ** 2][int(x[1] > 0.5)]


def repeated(x):
    return np.sum([x[0], x[1]] * 2)


@pytest.mark.parametrize(
    "program",
    [reduced, lists_of_unknown_length, an_item_that_the_run_chooses, repeated],
)
def test_nothing_is_wrong(program):
    right_or_refused(program, (X,))


def test_a_display_that_no_name_helps_ends_the_search():
    with pytest.raises(NotDifferentiable, match="of lists or tuples"):
        differentiable(lists_of_unknown_length).grad(X)


def shown(x):
    repr([[x[1], x[0]]])
    text = "%s %s" % (x[0], [x[1], x[0]])  # noqa: UP031 - the operator is meant
    return x[0] ** 2 * len(text) ** 0


def test_what_is_only_shown_needs_no_names():
    check_all_modes(shown, (X,))


def through_a_sum_of_lists(x):
    a = [x[0], x[1]]
    ([a] + [[x[1]]])[0][0] = x[1] ** 2
    return a[0] * a[1]


def by_a_name_for_its_item(x):
    a = [x[0], x[1]]
    row = ([a] + [[x[1]]])[0]
    row[0] = x[1] ** 2
    return a[0] * a[1]


@pytest.mark.parametrize("program", [through_a_sum_of_lists, by_a_name_for_its_item])
def test_what_is_put_together_holds_the_lists_themselves(program):
    right_or_refused(program, (X,))
