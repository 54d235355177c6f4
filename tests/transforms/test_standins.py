"""Adjoints of reductions: broadcasting does what an array filled with them would."""

from __future__ import annotations

import numpy as np
import pytest

from tests.numeric import numeric_grad, numeric_hvp, randoms
from tests.oracles import assert_close, check_all_modes
from tests.transforms.derive import derivative, generated

X = np.random.default_rng(3).standard_normal((4, 3))
STACK = np.random.default_rng(4).standard_normal((2, 3, 4))


def rows(x):
    return np.sum(np.sum(x * x, axis=1) ** 2)


def columns(x):
    return np.sum(np.exp(np.mean(x, axis=0)) * x)


def kept(x):
    return np.sum(x / np.sum(np.exp(x), axis=1, keepdims=True))


def twice(x):
    return np.sum(np.sum(np.sin(x), axis=1)) + np.mean(np.mean(x**2, axis=0))


def middle(x):
    return np.sum(np.sum(x, axis=1) * np.mean(x**2, axis=(0, 1)))


def last(x):
    return np.prod(np.sum(x, axis=-1)[0])


def spread(x):
    s = np.sum(x, axis=1)
    return np.sum(s[:, None] * x + s[:, None] ** 2 * x**2)


def in_a_branch(x):
    s = np.sum(x, axis=0)
    if x[0, 0] > 10:
        s = s * x[1]
    return np.sum(s**2)


def in_a_loop(x):
    s = 0.0
    for _ in range(3):
        m = np.mean(x, axis=0)
        x = x - 0.1 * m
        s = s + np.sum(np.max(x, axis=1))
    return s + np.sum(x**2)


def matrix(x):
    return np.sum(np.sum(x, axis=1) @ (x @ x.T))


def turned(x):
    return np.sum(np.reshape(x.T, -1)) + np.sum(np.sum(x.T, axis=0) ** 3)


def element(x):
    return np.sum(x[1:]) + np.sum(np.sum(x, axis=1)[1:])


FUNCTIONS = [
    rows, columns, kept, twice, spread, in_a_branch, in_a_loop, matrix, turned, element,
]  # fmt: skip


@pytest.mark.parametrize(
    ("f", "x"), [*((f, X) for f in FUNCTIONS), (middle, STACK), (last, STACK)]
)
def test_right_in_both_orders(f, x):
    grad = derivative(f, (x,), "grad")
    assert_close(grad(x), numeric_grad(f, (x,), 0), 1e-7, "gradient")
    v = randoms(x)
    got = derivative(f, (x,), "hvp")(x, v)
    assert_close(got, numeric_hvp(f, (x,), v, grad=grad), 1e-6, "second order")


@pytest.mark.parametrize("f", [rows, columns, kept, twice, spread])
def test_no_array_is_filled_with_what_broadcasts(f):
    text = generated(f, (X,), "grad").text
    assert "broadcast_to" not in text
    assert "expand_dims" not in text


def test_new_axes_are_written_as_an_index():
    text = generated(rows, (X,), "grad").text
    assert "[:, None] * x" in text or "[:, None]) * x" in text


def test_the_adjoint_of_a_new_axis_is_the_sum_along_it():
    def stretched(x, s):
        return np.sum(s[:, None] * x)

    text = generated(stretched, (X, X[:, 0]), "grad", wrt=("s",)).text
    assert "s_bar = np.sum(x, axis=1)" in text


@pytest.mark.parametrize("f", [rows, twice, turned])
def test_float32_stays_float32(f):
    x = X.astype(np.float32)
    assert derivative(f, (x,), "grad")(x).dtype == np.float32


def test_integers_get_a_floating_gradient():
    def half(x):
        return 0.5 * np.sum(x)

    x = np.arange(3)
    got = derivative(half, (x,), "grad")(x)
    assert got.dtype == np.float64
    assert got.tolist() == [0.5, 0.5, 0.5]


def test_the_gradient_is_nobody_elses():
    got = derivative(twice, (X,), "grad")(X)
    assert got.flags.writeable
    assert not np.shares_memory(got, X)


def test_a_popped_item_gets_an_adjoint_of_its_shape():
    def popped(x):
        items = []
        for i in range(3):
            items.append(x[i] ** 2)
        return np.sum(items.pop()) + np.sum(items.pop() ** 2)

    got = derivative(popped, (X,), "grad")(X)
    assert_close(got, numeric_grad(popped, (X,), 0), 1e-7, "gradient")


def test_a_transposed_adjoint_needs_no_copy():
    def product(k, q):
        return np.sum((q @ k.T) ** 2)

    text = generated(product, (X, X + 1), "grad").text
    assert ".copy()" not in text


def scaled_by_what_a_loop_carries(x):
    e = x[-1]
    v = np.array([e, e, e])
    c = 1.0
    for _ in range(2):
        c = c * e
    return np.sum(c * v)


def scaled_by_an_element_that_is_written(x):
    v = x * x
    y = np.ones(3)
    for i in range(1, 3):
        y[0] = y[0] * x[i]
        y[i] = y[0] + x[0]
    return np.sum(y[0] * v) + y[2]


def scaled_by_what_an_arm_binds(x):
    v = x * x
    c = x[0]
    if x[1] > 0:
        c = c * x[1]
        c = c + x[2]
    return np.sum(v * c)


@pytest.mark.parametrize(
    "f",
    [
        scaled_by_what_a_loop_carries,
        scaled_by_an_element_that_is_written,
        scaled_by_what_an_arm_binds,
    ],
)
def test_a_number_that_stands_for_an_array_is_that_of_its_place(f):
    check_all_modes(f, (np.array([0.3, 0.8, 1.2]),))
