"""Containers inside containers: what is written through an element is seen."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracles import right_or_refused

V = np.array([0.7, 0.4, 1.3])


def row_of_a_matrix_of_lists(x):
    a = [[0.0] * 2 for _ in range(2)]
    for i in range(2):
        for j in range(2):
            a[i][j] = x[i] * x[j] ** 2
    return a[0][1] * a[1][0] + a[1][1]


def row_by_a_name(x):
    a = [[0.0, 0.0], [0.0, 0.0]]
    row = a[1]
    for i in range(2):
        row[i] = x[i] ** 2
    return a[1][0] * a[1][1]


def sums_of_rows(x):
    a = [[0.0 for _ in range(3)] for _ in range(3)]
    for i in range(3):
        for j in range(3):
            a[i][j] += x[i] * x[j]
    return sum(a[0]) * a[1][2]


def repeated_list(x):
    a = [x[0] * x[1]] * 3
    return a[0] * a[1] * a[2]


def lists_put_together(x):
    b = [x[1], x[2]]
    a = [x[0]] + b  # noqa: RUF005 (the form is the point)
    return sum(a) * a[0]


def tuples_put_together(x):
    b = (x[1], x[2])
    a = (x[0],) + b  # noqa: RUF005 (the form is the point)
    return a[0] * a[1] * a[2]


def tuple_that_grows(x):
    a = ()
    for v in x:
        a = a + (v * v,)  # noqa: RUF005 (the form is the point)
    return a[0] * a[-1]


PROGRAMS = [
    row_of_a_matrix_of_lists, row_by_a_name, sums_of_rows, repeated_list,
    lists_put_together, tuples_put_together, tuple_that_grows,
]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_no_derivative_is_lost(program):
    right_or_refused(program, (V,))
