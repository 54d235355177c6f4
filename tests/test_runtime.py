"""The helpers of generated modules, held against what they stand for."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_src import runtime, special
from tests.numeric import numeric_jvp


@pytest.mark.parametrize(
    ("shape", "like"),
    [((2, 3), (3,)), ((2, 3), (1, 3)), ((2, 3), (2, 1)), ((2, 3), ()), ((4,), (4,))],
)
def test_sum_to_is_the_transpose_of_broadcasting(shape: Any, like: Any) -> None:
    g, x = np.random.default_rng(0).normal(size=shape), np.ones(like)
    summed = runtime.sum_to(g, x)
    assert np.shape(summed) == like
    assert np.sum(summed * x) == pytest.approx(np.sum(g * np.broadcast_to(x, shape)))


def test_sum_to_restores_leading_axes_of_length_one() -> None:
    assert runtime.sum_to(np.arange(3.0), np.ones((1, 3))).shape == (1, 3)


def test_sum_to_returns_an_adjoint_that_fits() -> None:
    g = np.ones(3)
    assert runtime.sum_to(g, np.zeros(3)) is g


@pytest.mark.parametrize(("shape", "like"), [((), (3,)), ((2,), (3,)), ((1,), (3,))])
def test_sum_to_never_guesses(shape: Any, like: Any) -> None:
    with pytest.raises(ValueError, match="shape"):
        runtime.sum_to(np.ones(shape), np.ones(like))


def test_broadcast_like_drops_what_sum_to_restores() -> None:
    assert runtime.broadcast_like(np.ones((1, 3)), np.ones(3)).shape == (3,)


@given(
    st.integers(1, 6),
    st.lists(st.integers(-6, 5), max_size=12),
    st.sampled_from([(), (2,), (2, 3)]),
)
def test_add_at_adds_repeated_indices_up(n: int, index: list[int], tail: Any) -> None:
    places = np.array([k % n if k >= 0 else -(-k % n or n) for k in index], dtype=int)
    values = np.arange(1.0, 1 + len(places) * math.prod(tail)).reshape(-1, *tail)
    target, expected = np.ones((n, *tail)), np.ones((n, *tail))
    runtime.add_at(target, places, values)
    np.add.at(expected, places, values)
    np.testing.assert_allclose(target, expected, rtol=1e-14)


@pytest.mark.parametrize(
    "index",
    [
        1,
        slice(0, 2),
        ...,
        (0, np.array([1, 1])),
        np.array([True, False, True]),
        (np.array([0, 0]), np.array([1, 1])),
        np.array([[0, 0], [2, 2]]),
    ],
)
def test_add_at_takes_every_index(index: Any) -> None:
    target, expected = np.zeros((3, 2)), np.zeros((3, 2))
    runtime.add_at(target, index, 1.5)
    np.add.at(expected, index, 1.5)
    np.testing.assert_array_equal(target, expected)


def test_add_at_writes_through_views_and_keeps_kinds() -> None:
    base = np.zeros((2, 5), np.float32)
    runtime.add_at(base.T[1:], np.array([0, 0, 3]), np.ones((3, 2)))
    assert base.tolist() == [[0, 2, 0, 0, 1], [0, 2, 0, 0, 1]]
    wide = np.zeros((2, 5))
    runtime.add_at(wide.T[1:], np.array([0, 0, 3]), np.ones((3, 2)))
    assert wide.tolist() == base.tolist()


def test_add_at_checks_its_indices() -> None:
    with pytest.raises(IndexError):
        runtime.add_at(np.zeros((3, 2)), np.array([0, 3]), 1.0)
    with pytest.raises(IndexError):
        runtime.add_at(np.zeros((3, 2)), np.array([0, -4]), 1.0)


@pytest.mark.parametrize("order", ["C", "F"])
def test_take_adjoint_in_any_layout(order: Any) -> None:
    a = np.zeros((2, 3), order=order)
    found = runtime.take_adjoint(np.ones(3), a, np.array([0, 4, 4]))
    assert found.tolist() == [[1, 0, 0], [0, 2, 0]]


def test_adjoints_of_integers_are_floating() -> None:
    whole = np.zeros((3, 2), int)
    assert runtime.scatter(np.ones(2), whole, 0).dtype == np.float64
    assert runtime.take_adjoint(1.5, whole, 4).dtype == np.float64


def test_prod_others_where_elements_are_zero() -> None:
    assert runtime.prod_others([2.0, 0.0, 4.0]).tolist() == [0, 8, 0]
    assert runtime.prod_others([0.0, 0.0, 4.0]).tolist() == [0, 0, 0]
    a = np.random.default_rng(0).normal(size=(2, 3, 4))
    for axis in (0, -1, (0, 2), None):
        expected = np.prod(a, axis=axis, keepdims=True) / a
        np.testing.assert_allclose(runtime.prod_others(a, axis), expected)


def test_recurrence_is_what_it_says() -> None:
    rng = np.random.default_rng(0)
    c, g = rng.normal(size=(2, 4)), rng.normal(size=(2, 4))
    s = runtime.recurrence(c, g, 1)
    np.testing.assert_allclose(s[:, 0], g[:, 0])
    np.testing.assert_allclose(s[:, 1:], c[:, 1:] * s[:, :-1] + g[:, 1:])


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("x", [0.0, 1e-9, 0.3, 0.66, 1.0, 2.4, -3.7])
def test_derivatives_of_sinc(n: int, x: float) -> None:
    below = np.sinc if n == 1 else lambda t: special.sinc_derivative(t, n - 1)
    expected = numeric_jvp(below, (x,), {0: 1.0})
    found = special.sinc_derivative(x, n)
    assert found == pytest.approx(float(expected), rel=1e-7, abs=1e-8)


def test_derivatives_of_sinc_keep_shape_and_kind() -> None:
    found = special.sinc_derivative(np.zeros((2, 1), np.float32), 1)
    assert (found.shape, found.dtype) == ((2, 1), np.float32)
    assert special.sinc_derivative(1, 1) == pytest.approx(-1.0)


@pytest.mark.parametrize("n", [0, 1, 2, 5])
@pytest.mark.parametrize("x", [1e-3, 0.5, 3.0, 17.5, 1e6])
def test_polygamma(n: int, x: float) -> None:
    special = pytest.importorskip("scipy.special")
    expected = float(special.polygamma(n, x))
    assert special.polygamma(n, x) == pytest.approx(expected, rel=1e-12)


def test_digamma_of_negative_numbers() -> None:
    expected = special.polygamma(0, 1.3) - math.pi / math.tan(math.pi * -0.3)
    assert special.polygamma(0, -0.3) == pytest.approx(expected)
    for pole in (0.0, -2.0):
        with pytest.raises(ValueError, match="domain"):
            special.polygamma(0, pole)


def test_marks_are_identities() -> None:
    x = np.ones(2)
    assert runtime.stop_gradient(x) is x
    assert runtime.grad_hook(x, lambda g: 2 * g) is x


def test_split_like() -> None:
    parts = [np.zeros((2, 1)), np.zeros((2, 3))]
    found = runtime.split_like(np.arange(8.0).reshape(2, 4), parts, 1)
    assert [part.shape for part in found] == [(2, 1), (2, 3)]
