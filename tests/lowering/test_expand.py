"""Recipes of sequences: each item gets the part of the adjoint that belongs to it."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import MODES, Case, outcome

Q = np.array([0.3, -0.8, 1.1])


def rotation(q):
    c, s = np.cos(q[0]), np.sin(q[0])
    m = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    return np.sum((m @ q) ** 3)


def product_of_rotations(q):
    total = np.eye(2)
    for angle in q:
        c, s = np.cos(angle), np.sin(angle)
        total = total @ np.array([[c, -s], [s, c]])
    return np.sum(total * np.array([[1.0, 2.0], [3.0, 4.0]]))


def skew(q):
    k = np.array([[0, -q[2], q[1]], [q[2], 0, -q[0]], [-q[1], q[0], 0]])
    return np.sum(np.sin(k @ k))


def rows_of_arrays(q):
    return np.sum(np.cos(np.array([[q, 2 * q], [q * q, np.ones(3)]])))


def stacked_lists(q):
    return np.sum(np.stack([[q[0], q[1]], [q[2] ** 2, 1.0]]) ** 3)


def joined_with_a_list(q):
    return np.sum(np.concatenate([[q[0] * q[1], 0.0], q]) ** 3)


PROGRAMS = [
    rotation,
    product_of_rotations,
    skew,
    rows_of_arrays,
    stacked_lists,
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("f", PROGRAMS, ids=lambda f: f.__name__)
def test_nested_sequences_reach_every_item(f, mode):
    assert outcome(MODES[mode], Case(f, (Q,))) == "right"


@pytest.mark.parametrize("mode", [m for m in MODES if m != "reverse_over_reverse"])
def test_a_list_joined_with_an_array_reaches_every_item(mode):
    assert outcome(MODES[mode], Case(joined_with_a_list, (Q,))) == "right"


def test_the_length_of_a_list_is_written_as_a_number():
    source = differentiable(joined_with_a_list).grad.specialize(Q).source
    assert "c_bar[2 : 2 + len(q)]" in source
    assert "c_bar[0] * q[1]" in source
