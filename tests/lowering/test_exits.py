"""What an inner loop leaves behind is recorded where its reader finds it."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src.lowering.exits import with_exits
from tests.irtext import function, text
from tests.oracles import MODES, Case, outcome

A = np.array([0.5, -0.3, 0.8])
X = np.array([0.2, 1.1, -0.7, 0.4, 0.9])


def squared_window_sums(a, x):
    s = 0.0
    for t in range(3):
        p = 0.0
        for k in range(3):
            p += a[k] * x[t + k]
        s += (1.0 - p) ** 2
    return s


def log_of_partial_sums(a, x):
    total = 0.0
    for i in range(len(x)):
        s = 0.0
        for j in range(len(a)):
            if x[i] > a[j]:
                s += np.exp(a[j] * x[i])
        total -= np.log(1.0 + s)
    return total


def roots_by_newton(a, x):
    total = 0.0
    for i in range(3):
        z = 1.0
        while abs(z * z - a[i] ** 2 - 1.0) > 1e-12:
            z = 0.5 * (z + (a[i] ** 2 + 1.0) / z)
        total += np.sin(z) * z
    return total


def three_levels(a, x):
    total = 1.0
    for i in range(2):
        outer = a[i]
        for j in range(2):
            inner = outer
            for k in range(2):
                inner = np.sin(inner) * x[i + j + k]
            outer = outer * inner
        total = total * np.exp(outer)
    return total


def swapped_in_an_inner_loop(a, x):
    s = 0.0
    for i in range(2):
        u = a * x[i]
        v = np.zeros_like(a)
        for _ in range(3):
            v[1:] = u[1:] * u[:-1]
            v[0] = u[0] ** 2
            u, v = v, u
        s += np.sum(np.sin(u))
    return s


def carried_through_both(a, x):
    y = a[0]
    s = 0.0
    for i in range(3):
        for k in range(2):
            y = y * a[k] + x[i]
        s += y * y
    return s


PROGRAMS = [
    squared_window_sums,
    log_of_partial_sums,
    roots_by_newton,
    three_levels,
    carried_through_both,
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("f", PROGRAMS, ids=lambda f: f.__name__)
def test_the_value_after_an_inner_loop_is_that_of_its_iteration(f, mode):
    assert outcome(MODES[mode], Case(f, (A, X))) == "right"


@pytest.mark.parametrize("mode", MODES)
def test_arrays_swapped_in_an_inner_loop_are_right_or_refused(mode):
    case = Case(swapped_in_an_inner_loop, (A, X))
    assert outcome(MODES[mode], case) in ("right", "refused")


def test_what_is_read_after_an_inner_loop_is_a_copy():
    f = function("""
        def f(n):
            for i in range(n):
                copy(p=0.0)
                for k in range(i):
                    p__2 = p + 1.0
                    copy(p=p__2)
                q = p * 2.0
            return 0.0
    """)
    closed = text(with_exits(f))
    assert "copy(p__3=p)\n        q = p__3 * 2.0" in closed


def test_what_only_the_loop_reads_has_one_name():
    f = function("""
        def f(n):
            for i in range(n):
                copy(p=0.0)
                for k in range(i):
                    p__2 = p + 1.0
                    copy(p=p__2)
            return 0.0
    """)
    assert with_exits(f) is f
