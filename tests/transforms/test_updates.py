"""`y += e` of a number or an array, and of an array that has had other names."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

X = np.array([0.5, 1.5, 2.0])
W = np.array([[0.3, -0.7, 1.1], [0.4, 0.2, -0.5], [1.0, 0.1, 0.6]])


def number_or_vector(x, faces=((0, 1, 2), (2, 0, 1))):
    total = 0.0
    for i, j, k in faces:
        total += np.dot(W[i] * x, np.cross(W[j], W[k] * x))
    return total


def call_that_is_not_read(x):
    def f(t):
        return t * t

    s = f(2.0) + f(x[0])
    for k in range(2):
        s += f(x[1] + k)
    return s * x[2]


def array_of_unknown_rank(x):
    v, p = x * 1.0, np.zeros(3)
    for _ in range(3):
        v = v + np.cross(v, W[0]) * 0.1
        p += v * 0.5
    return np.sum(p * p)


def view_of_what_is_gone(x):
    u = np.reshape(np.outer(x, x), (9,))
    u -= np.sin(u)
    return np.sum(u**2)


def views_in_a_loop(x):
    u = np.outer(x, W[0])
    for _ in range(3):
        v = np.roll(u, 1).reshape(3, 3)
        v -= 0.5 * u * v
        u = v
    return np.sum(u**2)


RIGHT = [
    number_or_vector,
    call_that_is_not_read,
    array_of_unknown_rank,
    view_of_what_is_gone,
    views_in_a_loop,
]


@pytest.mark.parametrize("f", RIGHT, ids=lambda f: f.__name__)
def test_nobody_else_sees_the_array(f):
    check_all_modes(f, (X,), modes=("grad", "jvp", "vjp", "hvp"))


def cross_of_an_argument(x, w=W):
    c = np.cross(x, w[0])
    d = c
    c += x
    return np.sum(c * d)


def read_later_by_its_old_name(x):
    c = np.cross(x, W[0])
    rows = [c, x]
    c += x
    return np.sum(c) + np.sum(rows[0])


DATA = np.zeros((3, 3))


def rows_of_a_global(x):
    flat = np.ravel(DATA)
    flat += np.outer(x, x).ravel()
    return np.sum(flat * DATA.ravel())


def another_function_s_list(make, x):
    items = make(2.0)
    items += np.array([x, x])
    return items[0]


def make_list(t):
    return [t]


SEEN = [
    (cross_of_an_argument, (X,)),
    (read_later_by_its_old_name, (X,)),
]


@pytest.mark.parametrize(("f", "args"), SEEN, ids=lambda f: getattr(f, "__name__", ""))
def test_an_array_of_unknown_rank_that_is_seen_is_refused(f, args):
    with pytest.raises(NotDifferentiable, match="can't be told") as caught:
        differentiable(f).grad(*args)
    assert_located(caught.value)


def test_an_array_of_the_module_is_not_replaced():
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(rows_of_a_global).grad(X)
    assert_located(caught.value)


def test_what_may_be_a_list_is_refused():
    f = differentiable(another_function_s_list, wrt="x")
    with pytest.raises(NotDifferentiable) as caught:
        f.grad(make_list, 0.5)
    assert_located(caught.value)


def test_a_view_that_is_read_later_is_written_through():
    def f(x):
        base = np.outer(x, x)
        flat = base.reshape(9)
        flat += 1.0 * np.sum(x)
        return np.sum(base * W)

    d = differentiable(f)
    try:
        found = d.grad(X)
    except NotDifferentiable as error:
        assert_located(error)
    else:
        step = 1e-6
        for k in range(3):
            e = step * np.eye(3)[k]
            slope = (f(X + e) - f(X - e)) / (2 * step)
            assert abs(found[k] - slope) < 1e-6


@pytest.mark.parametrize("n", [1, 3])
def test_the_adjoint_of_a_diagonal_is_added_to(n):
    def transport(x):
        k = np.exp(-np.abs(x[:, None] - x))
        u = np.ones(3)
        for _ in range(n):
            u = 1.0 / (k @ u)
        return np.sum(np.diag(u) @ k @ W)

    check_all_modes(transport, (X,), modes=("grad", "hvp"))


def test_numpy_s_functions_lend_nothing():
    def f(x):
        u = np.reshape(x[:4] * 1.0, (2, 2))
        for _ in range(2):
            v = np.reshape(np.roll(u, 1), (2, 2))
            v -= np.sin(u)
            u = v
        return np.sum(u**2)

    check_all_modes(f, (np.linspace(0.1, 0.9, 5),), modes=("grad", "jvp"))
