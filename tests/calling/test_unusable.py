"""Arguments that rule a derivative out are named, with what to pass instead."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable


@differentiable
def weighted(x, k):
    return np.sum(x if k is None else x * 2.0)


class Point:
    """What it holds can't be told without running its code."""

    def __getattr__(self, name):
        return 1.0


X = np.array([1.0, 2.0])


@pytest.mark.parametrize(
    ("x", "advice"),
    [
        (np.array(["1", "2"]), r"dtype str.*x\.astype\(float\)"),
        (np.array([1.0, 2.0], dtype=object), r"dtype object.*x\.astype\(float\)"),
        (np.array(["2001-01-01"], dtype="M8[D]"), r"x\.astype\(float\)"),
        ("12", "not a number.*choose another argument with wrt"),
        (None, "not a number.*choose another argument with wrt"),
        (1j * X, "complex.*real and the imaginary part"),
        ((X, [2.0, 1j]), "complex"),
        ({"w": np.complex64(1j)}, "complex"),
        (Point(), r"instance of .*Point: pass its numbers"),
        ((X, [Point()]), r"instance of .*Point: pass its numbers"),
        (np.ma.masked_array(X), r"instance of numpy\.ma.*: pass its numbers"),
    ],
)
def test_argument_that_is_differentiated(x, advice):
    with pytest.raises(NotDifferentiable, match=advice) as caught:
        weighted.grad(x, None)
    assert caught.value.filename == __file__
    assert caught.value.lineno == weighted.__wrapped__.__code__.co_firstlineno


def test_complex_numbers_are_refused_in_other_arguments_too():
    with pytest.raises(NotDifferentiable, match="`k` holds complex numbers"):
        weighted.grad(X, 2j)


def test_other_arguments_may_be_anything_else():
    np.testing.assert_array_equal(weighted.grad(X, None), 1.0)
    np.testing.assert_array_equal(weighted.grad(X, "twice"), 2.0)
    np.testing.assert_array_equal(weighted.grad(X, np.array(["a"])), 2.0)
