"""Adjoints and tangents of lists whose items are arrays."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

X = np.array([0.7, -0.4])


def popped_item_in_a_sum(x):
    """The adjoint of `v` is that of `u` too; what is added to one is not to both."""
    items = [x * 1.0]
    u = x * x
    for k in range(len(x)):
        items.append(x * k)
    s = np.sum(items[-1] ** 2)
    v = items.pop()
    y = v + u
    return s + np.sum(y**2) + np.sum(items[0]) ** 2


def longer_item(x):
    """What overwrites an item need not have its shape."""
    items = [x[:1] * 2.0]
    t = np.sum(items[0] ** 2)
    for _ in x:
        items.append(x)
    items[0] = x * t
    return np.sum(items[0] ** 2)


def longer_item_in_a_loop(x):
    items = [np.array([np.mean(x)])]
    for _ in x:
        items.append(x)
        items[0] = x
    return np.sum(np.array(items) ** 3)


def thrown_away(x):
    """What nothing uses leaves the list of tangents, too."""
    items = []
    for k in range(2):
        items.append(x[k] ** 2)
        items.append(x[0] * x[k])
        items.pop()
    return sum(items) * items[0]


FIRST = ("grad", "jvp", "vjp")


@pytest.mark.parametrize(
    ("f", "modes"),
    [
        (popped_item_in_a_sum, (*FIRST, "hvp")),
        (longer_item, (*FIRST, "hvp")),
        (longer_item_in_a_loop, FIRST),
        (thrown_away, (*FIRST, "hvp")),
    ],
)
def test_items_of_lists(f, modes):
    check_all_modes(f, (X,), modes=modes)


def passive_item(x):
    items = [x * x]
    for _ in x:
        items.append(x)
    items[0] = np.array([1.5, 2.0])
    return items[0]


def test_the_tangent_of_a_passive_item_has_its_shape():
    _, tangent = differentiable(passive_item).jvp(X, np.ones(2))
    np.testing.assert_array_equal(tangent, np.zeros(2))
