"""What a backward overwrites in shared memory is put back, last store first."""

from __future__ import annotations

import numpy as np

from autograd_src import differentiable, special

V = np.array([0.7, -0.4, 1.3])


def test_stores_are_undone_from_the_last_to_the_first():
    y = np.zeros(3)
    log = []
    for value in (1.0, 2.0):
        log.append((y, 0, y[0]))
        y[0] = value
    log.append((y, ..., y.copy()))
    y[...] = 7.0
    special.put_back(log)
    assert y.tolist() == [0.0, 0.0, 0.0]


def kept_in_a_list(x):
    y = x.copy()
    ys = []
    for k in range(3):
        y[k] = y[k] ** 2 * x[0]
        ys.append(y)
    return ys[0] * ys[2]


def test_a_pullback_of_shared_memory_may_be_called_again():
    value, pullback = differentiable(kept_in_a_list).vjp(V)
    before = value.copy()
    first = pullback(np.array([1.0, 2.0, 3.0]))
    kept = first.copy()
    other = pullback(np.array([0.0, 1.0, 0.0]))
    again = pullback(np.array([1.0, 2.0, 3.0]))
    assert np.array_equal(first, kept)
    assert np.array_equal(again, first)
    assert not np.array_equal(other, first)
    assert np.array_equal(value, before)


def one_name(x):
    y = x.copy()
    y[0] = y[1] * y[0]
    return np.sum(y**2)


def test_what_has_one_name_is_copied_instead():
    d = differentiable(one_name)
    d.vjp(V)[1](1.0)
    assert "put_back" not in d.vjp.source
