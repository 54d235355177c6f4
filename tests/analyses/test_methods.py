"""Methods of arrays mean what NumPy's functions do, their options included."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracles import check_all_modes

A = np.arange(6.0).reshape(2, 3)
W = np.arange(6.0) ** 2

ORDERS = {
    "flatten": lambda x: x.flatten(order="F"),
    "flatten, by position": lambda x: x.flatten("F"),
    "ravel": lambda x: x.ravel(order="F"),
    "ravel, by position": lambda x: np.ravel(x, "F"),
    "reshape": lambda x: x.reshape(-1, order="F"),
    "reshape, by position": lambda x: np.reshape(x, (6,), "F"),
    "of another shape": lambda x: (x * 2).reshape(3, 2, order="F").ravel(),
    "rows": lambda x: x.flatten(order="C"),
}


@pytest.mark.parametrize("row", ORDERS.values(), ids=ORDERS)
def test_the_order_of_elements(row):
    def f(x):
        return np.sum(row(x) ** 2 * W)

    check_all_modes(f, (A + 1.0,), modes=("grad", "value_and_grad", "jvp", "hvp"))


def test_the_order_of_what_a_pullback_gets():
    def f(a, b):
        return np.linalg.solve(a, b.flatten(order="F")).reshape(2, 2, order="F")

    a, b = np.eye(4) * 3.0 + 0.1, np.arange(4.0).reshape(2, 2)
    check_all_modes(f, (a, b), wrt=("b",), modes=("vjp", "jacobian"))
