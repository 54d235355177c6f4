"""Several names bound at once, to items of what is known only when it runs; and lists
that are stored into arrays.
"""

from __future__ import annotations

import math
from types import FunctionType

import numpy as np
import pytest

from tests.oracles import check_all_modes
from tests.programs import stored_lists

LISTS = {
    name: f
    for name, f in vars(stored_lists).items()
    if isinstance(f, FunctionType) and f.__module__ == stored_lists.__name__
}
X = np.array([0.7, 0.4, 1.3])
MODES = ("grad", "value_and_grad", "jvp", "vjp", "hvp")


def a_generator(x):
    q, k, v = (w * x for w in (1.0, 2.0, 3.0))
    return np.sum(q * k * v)


def a_comprehension(x):
    a, b, c = [math.exp(t) for t in x]
    return a * b + c


def an_array_of_unknown_rank(x):
    turned = x
    for m in [np.outer(x, x), np.eye(3)][1:]:
        turned = m @ turned
    a, b, c = turned
    return a * b + c**2


@pytest.mark.parametrize(
    "program",
    [a_generator, a_comprehension, an_array_of_unknown_rank],
    ids=lambda p: p.__name__,
)
def test_names_take_the_items_in_order(program):
    check_all_modes(program, (X,), modes=MODES)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_stored_into_an_array_is_one(name):
    check_all_modes(LISTS[name], (0.7,), modes=MODES)
