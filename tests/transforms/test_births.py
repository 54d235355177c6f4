"""Stores into memory that every pass makes anew are undone for that pass alone."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes, right_or_refused

X = np.array([0.4, -0.7, 1.1, 0.6])
BUFFER = np.zeros(4)


def filled_and_read(x):
    total = 0.0
    for i in range(3):
        terms = np.zeros(4)
        for j in range(4):
            terms[j] = x[j] * x[i] ** 2
        total += np.sum(np.exp(terms))
    return total


def written_through_a_view(x):
    u = x * 1.0
    for _ in range(3):
        lap = np.zeros_like(u)
        inner = lap[1:-1]
        inner += u[2:] - 2 * u[1:-1] + u[:-2]
        u = u + 0.1 * lap * x[0]
    return np.sum(u**2)


def read_between_two_stores(x):
    total = 0.0
    for i in range(3):
        t = x * x[i]
        total += np.sum(t**2)
        t[0] = np.sin(x[i])
        total += np.sum(t**3)
    return total


def carried_to_the_next_pass(x):
    total, before = 0.0, np.ones(4)
    for i in range(3):
        total += np.sum(before**2 * x)
        t = x * x[i]
        t[1] = total
        before = t
    return total


def kept_in_a_list(x):
    total, kept = 0.0, []
    for i in range(3):
        t = x * x[i]
        kept.append(t)
        t[i] = x[0] ** 2
        for k in range(len(kept)):
            total += np.sum(kept[k] ** 2)
    return total


@pytest.mark.parametrize("program", [filled_and_read, written_through_a_view])
def test_nothing_is_undone(program):
    check_all_modes(program, (X,))
    f = differentiable(program)
    f.grad(X)
    # One record: the array itself, which the reverse reads.
    assert f.grad.source.count("_saved = []") == 1


@pytest.mark.parametrize("program", [read_between_two_stores, carried_to_the_next_pass])
def test_what_is_read_again_is_undone(program):
    found = right_or_refused(program, (X,))
    assert [found[mode] for mode in ("grad", "jvp", "hvp")] == ["right"] * 3


def test_what_a_list_keeps_is_not_new():
    assert right_or_refused(kept_in_a_list, (X,))


def the_same_every_time():
    return BUFFER


def not_new_though_it_looks_so(x):
    total = 0.0
    for i in range(3):
        t = the_same_every_time()
        total += np.sum(t**2 * x)
        t[i] = x[i]
    return total


def test_memory_from_elsewhere_is_never_taken_for_new():
    BUFFER[:] = 0.5
    assert right_or_refused(not_new_though_it_looks_so, (X,))
