"""Indices of which it is proved that they select no element twice."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

X = np.array([[0.3, -0.8, 1.2], [1.1, 0.6, -0.4], [0.2, 0.9, -1.5]])
LABELS = np.array([2, 0, 2])
TWICE = np.array([1, 1, 0])


def labelled(x, y):
    return np.sum(x[np.arange(len(y)), y] ** 2)


def named(x, y):
    rows = np.arange(len(y))
    return np.sum(x[rows, y] * x[y, rows])


def ordered(x, y):
    order = np.argsort(y)
    return np.sum(np.cumsum(x[order]) ** 2 * x[0, 0])


def first_of_order(x, y):
    order = np.argsort(y)[::-1]
    return np.sum(x[order[:2]] ** 3)


def triangle(x, y):
    return np.sum(np.exp(x[np.triu_indices(len(y), 1)]))


def chosen(x, y):
    return np.sum(x[np.flatnonzero(y)] ** 2) + np.sum(x[np.where(y > 0)[0]] ** 3)


@pytest.mark.parametrize(
    "f", [labelled, named, ordered, first_of_order, triangle, chosen]
)
def test_what_is_selected_once_is_added_to_in_place(f):
    assert "add_at" not in differentiable(f).grad.specialize(X, LABELS).source
    check_all_modes(f, (X, LABELS))


def repeated(x, y):
    return np.sum(x[y] ** 2)


def written(x, y):
    rows = np.arange(len(y))
    rows[1] = rows[0]
    return np.sum(x[rows, y] ** 2)


def written_by_another_name(x, y):
    rows = np.arange(len(y))
    same = rows[:2]
    same[...] = 1
    return np.sum(x[rows] ** 2)


def from_behind(x, y):
    return np.sum(x[np.arange(-2, 3)] ** 2)


def of_another_length(x, y):
    return np.sum(x[np.arange(1), y] ** 2)


def ordered_by_columns(x, y):
    return np.sum(x[np.argsort(x, axis=0)[:, 0]] ** 2)


def crossed(x, y):
    return np.sum(x[np.arange(2)[:, None], y] ** 2)


@pytest.mark.parametrize(
    "f",
    [
        repeated, written, written_by_another_name, from_behind, of_another_length,
        ordered_by_columns, crossed,
    ],
)  # fmt: skip
def test_what_may_be_selected_twice_is_added_up(f):
    assert "add_at" in differentiable(f).grad.specialize(X, TWICE).source
    check_all_modes(f, (X, TWICE))
