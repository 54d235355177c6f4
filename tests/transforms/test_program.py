"""Arguments that are written: lists, tuples and dicts of arrays are copied at entry."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

V = np.array([0.7, -0.4, 1.3])
MODES = ("grad", "jvp", "vjp", "hvp")


def work_arrays(x, ws):
    for k in range(4):
        w = ws[k % 2]
        w *= x
        w[0] = w[1]
    np.multiply(ws[0], x, out=ws[1])
    return np.sum(ws[0] * ws[1])


def two_buffers_exchanged(x, buffers):
    u, v = buffers
    for _ in range(3):
        v[:] = u * x
        u, v = v, u
    return np.sum(u * v)


def weights_by_name(x, d):
    for i in range(d["n"]):
        d["w"][i] = d["w"][i] * x[i] * d["s"]
    return np.sum(d["w"] ** 2)


def integers_changed(x, ns):
    ns[0][0] = 2
    return np.sum(ns[0] * x * x)


PROGRAMS = [
    (work_arrays, [np.ones(3), np.full(3, 2.0)]),
    (two_buffers_exchanged, (np.ones(3), np.zeros(3))),
    (weights_by_name, {"w": np.ones(3), "n": 3, "s": 2.0, "name": "w"}),
    (integers_changed, [np.array([1, 2, 3])]),
]


@pytest.mark.parametrize(
    ("f", "given"), PROGRAMS, ids=lambda p: getattr(p, "__name__", "")
)
def test_arrays_in_a_container_are_written_as_copies(f, given):
    check_all_modes(f, (V, given), modes=MODES)


A = np.ones(3)


@pytest.mark.parametrize("given", [[A, A], [A, A[1:]], [V, A]])
def test_arrays_that_share_memory_raise(given):
    with pytest.raises(ValueError, match="share memory"):
        differentiable(work_arrays).grad(V, given)


def an_array_beside(x, w, ws):
    w *= x
    return np.sum(w * ws[0])


def test_an_array_that_is_in_a_list_too_raises():
    with pytest.raises(ValueError, match="share memory"):
        differentiable(an_array_beside).grad(V, A, [A])


def items_inside_replaced(x, c):
    c[0][0] = x[0]
    c[0].append(x[1])
    return c[0][0] * c[0][1]


def deep_inside(x, ws):
    ws[0][0][1] = x[0]
    return np.sum(ws[0][0] * x)


@pytest.mark.parametrize(
    ("f", "given"), [(items_inside_replaced, [[1.0]]), (deep_inside, [[np.ones(3)]])]
)
def test_other_changes_of_containers_are_refused(f, given):
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(f).grad(V, given)
    assert_located(caught.value)
