"""A function cut in two: what its backward may run on, on every path."""

from __future__ import annotations

import numpy as np

from autograd_src import differentiable
from tests.oracles import check_all_modes

V = np.array([0.7, -0.4, 1.3])


def leaves_before_the_list(x):
    ys = []
    if x[0] > 0:
        return np.sum(x**2)
    ys.append(x[1])
    return np.sin(ys)[0]


def leaves_before_the_array(x, deep=True):
    if not deep:
        return np.zeros(2) + x[0]
    h = np.zeros(2)
    h[1] = np.sum(x * h[0])
    return h + leaves_before_the_array(x, deep=False)


def test_a_list_that_this_path_leaves_unbound_is_not_copied():
    d = differentiable(leaves_before_the_list)
    for x, second in (V, [2.0, 2.0, 2.0]), (-V, [0.0, -np.sin(0.4), 0.0]):
        _, pullback = d.grad.vjp(x)
        for _ in range(2):
            assert np.allclose(pullback(np.ones(3)), second)


def test_an_array_that_this_path_leaves_unbound_is_not_copied():
    _, pullback = differentiable(leaves_before_the_array).vjp(V)
    for _ in range(2):
        assert pullback(np.array([1.0, 2.0])).tolist() == [3.0, 0.0, 0.0]


def leaves_before_the_other_name(x, limit):
    for _ in range(2):
        v = np.outer(x, x).sum(0)
        v[1] += 1
        if v[1] > limit:
            break
        u = v
        for _ in range(2):
            u = np.array([np.sum(u), u[0], u[1]]) * 0.1
            x = np.sin(u) + x
    return x


def test_an_array_whose_loop_was_left_before_it_was_bound():
    d = differentiable(leaves_before_the_other_name)
    seed = np.array([1.0, -0.5, 2.0])
    for limit in (-9.0, 9.0):
        _, pullback = d.vjp(V, limit)
        _, slope = d.jvp(V, seed, limit)
        for _ in range(2):
            assert np.isclose(pullback(seed) @ seed, seed @ slope)


def without_x(x, a):
    return np.sum(a**2) + np.sum(a**2)


def test_a_result_that_does_not_depend_on_the_argument_is_computed_before_the_cut():
    value, pullback = differentiable(without_x).vjp(np.float32(0.3), V)
    assert value == without_x(0.3, V)
    assert pullback(1.0) == 0.0


def one_element_is_kept(x):
    s = 0.3
    for _ in x:
        for _ in x:
            e = 2
        s += e * np.sum(x)
    y = x.mean(0) * s
    y[1] = 1
    return np.mean(y)


def test_a_kept_element_of_unknown_kind_is_no_list():
    x = np.outer(V, V)
    check_all_modes(one_element_is_kept, (x,), modes=("vjp", "grad"))


def a_view_of_a_buffer(x):
    c = 0.9
    for _ in x:
        h = x
        for _ in x:
            t = np.tanh(c)
            h = t * h
        c += t * np.sum(h)
    u = h.copy()
    u *= x
    return u


def test_a_view_of_a_buffer_sees_it_restored():
    check_all_modes(a_view_of_a_buffer, (np.array([0.78, 1.06, 0.3]),), modes=("vjp",))
