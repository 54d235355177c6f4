"""Elements that nothing overwrites are read again; all others are kept."""

from __future__ import annotations

import numpy as np
import pytest

from tests.numeric import numeric_grad, numeric_hvp, randoms
from tests.oracles import assert_close
from tests.transforms.derive import derivative, generated, pair

X = np.random.default_rng(5).uniform(0.3, 1.2, 6)


def behind(x):
    y = np.zeros(6)
    for i in range(1, 6):
        y[i] = np.sin(y[i - 1]) + x[i]
    return np.sum(y**2)


def two_behind(x):
    y = np.zeros(6)
    y[0] = x[0]
    for i in range(2, 6):
        y[i] = y[i - 1] * y[i - 2] + x[i] ** 2
    return np.sum(y)


def ahead(x):
    y = x * 2.0
    for i in range(5):
        y[i] = y[i + 1] ** 2 * x[i]
    return np.sum(y**3)


def own(x):
    y = x * 2.0
    for i in range(6):
        y[i] = y[i] ** 2
    return np.sum(y**3)


def wraps(x):
    y = x * 2.0
    for i in range(6):
        y[i] = np.sin(y[i - 1])
    return np.sum(y**3)


def rewritten(x):
    y = x * 2.0
    for i in range(1, 6):
        y[i] = y[i - 1] ** 2
    for i in range(6):
        y[i] = y[i] ** 3
    return np.sum(y * x)


def twice_over(x):
    y = x * 2.0
    for _ in range(2):
        for i in range(1, 6):
            y[i] = y[i - 1] ** 2 * 0.5
    return np.sum(y * x)


def later(x):
    y = x * 2.0
    for i in range(1, 6):
        y[i] = y[i - 1] ** 2
    y[3] = x[0]
    return np.sum(y**2)


def backwards(x):
    y = x * 2.0
    for i in range(4, -1, -1):
        y[i] = y[i + 1] ** 2
    return np.sum(y**2)


def two_stores(x):
    y = x * 2.0
    for i in range(1, 5):
        y[i] = y[i - 1] ** 2
        y[i - 1] = x[i]
    return np.sum(y**3)


def in_one_arm(x):
    y = x * 2.0
    for i in range(1, 6):
        if x[i] > 0.7:
            y[i] = y[i - 1] ** 2
    return np.sum(y**3)


def through_a_view(x):
    y = np.zeros((6, 2))
    for i in range(1, 6):
        y[i] = np.sin(y[i - 1]) + x[i]
    return np.sum(y**2)


def another_name(x):
    y = np.zeros(6)
    tail = y[1:]
    for i in range(1, 5):
        tail[i] = y[i] ** 2 + x[i]
    return np.sum(y**2)


def result_read_back(x):
    h = np.zeros((6, 6))
    for t in range(5):
        h[t + 1] = np.tanh(h[t] * x + 1)
    return np.sum(h**2)


def filled_before(x):
    h = np.outer(x, x)
    s = np.sum(h[0] ** 2)
    h[...] = 0.5
    for t in range(5):
        h[t + 1] = np.tanh(h[t] * x)
    return s + np.sum(h[3] * x)


def result_overwritten(x):
    h = np.zeros((6, 6))
    for t in range(5):
        h[t + 1] = np.tanh(h[t] * x + 1)
        h[t] = x
    return np.sum(h**2)


def stretched(x):
    h = np.zeros((6, 6))
    for t in range(5):
        h[t + 1] = np.tanh(np.sum(h[t] * x) + x[:1])
    return np.sum(h**2)


FUNCTIONS = [
    result_read_back, result_overwritten, stretched, behind, two_behind, ahead, own,
    wraps, rewritten, twice_over, later, backwards, two_stores, in_one_arm,
    through_a_view, another_name,
]  # fmt: skip


@pytest.mark.parametrize("f", [*FUNCTIONS, filled_before])
def test_right_in_both_orders(f):
    grad = derivative(f, (X,), "grad")
    assert_close(grad(X), numeric_grad(f, (X,), 0), 1e-6, "gradient")
    v = randoms(X)
    got = derivative(f, (X,), "hvp")(X, v)
    assert_close(got, numeric_hvp(f, (X,), v, grad=grad), 1e-5, "second order")


@pytest.mark.parametrize("f", FUNCTIONS)
def test_right_on_every_call_of_a_pullback(f):
    forward, backward = pair(f, (X,))
    _, saved = forward(X)
    want = numeric_grad(f, (X,), 0)
    for seed in (1.0, -2.0):
        assert_close(backward(saved, seed), seed * want, 1e-6, "cotangent")


@pytest.mark.parametrize("f", [behind, two_behind, through_a_view, result_read_back])
def test_no_record_of_what_stays(f):
    assert "_saved" not in generated(f, (X,), "grad").text


@pytest.mark.parametrize(
    "f", [own, wraps, rewritten, twice_over, later, two_stores, another_name]
)
def test_a_record_of_what_is_overwritten(f):
    assert "_saved" in generated(f, (X,), "grad").text
