"""Containers of numbers: leaves, and tangents in the structure of their primal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

from autograd_src.calling.structure import (
    as_tangent,
    flat,
    leaves,
    replace_leaves,
    size,
    unflat,
)


class Pair(NamedTuple):
    left: Any
    right: Any


@dataclass(frozen=True)
class Layer:
    w: Any
    b: Any
    name: str = "layer"


NESTED = {"a": [1.0, np.ones((2, 2))], "b": Pair(2, (np.float32(3), "x")), 1: None}


def test_leaves_are_numbers_and_know_how_they_are_reached():
    assert [path for path, _ in leaves(NESTED, "p")] == [
        "p['a'][0]",
        "p['a'][1]",
        "p['b'].left".replace(".left", "[0]"),
        "p['b'][1][0]",
    ]
    assert size(NESTED) == 7
    assert [path for path, _ in leaves(Layer(1.0, 2.0), "n")] == ["n.w", "n.b"]


def test_a_vector_there_and_back():
    vector = np.arange(7.0)
    tangent = unflat(NESTED, vector)
    np.testing.assert_array_equal(flat(tangent), vector)
    assert isinstance(tangent["b"], Pair)
    assert tangent["b"].right[1] is None
    assert type(tangent["a"][0]) is float
    assert type(tangent["b"].left) is float
    assert type(tangent["b"].right[0]) is np.float32


def test_a_dataclass_stays_one():
    tangent = unflat(Layer(np.ones(2), 1.0), np.arange(3.0))
    assert isinstance(tangent, Layer)
    assert (tangent.w.tolist(), tangent.b, tangent.name) == ([0.0, 1.0], 2.0, None)


def test_leaves_are_replaced_in_order():
    assert replace_leaves([1.0, (2.0, "x")], iter("ab")) == ["a", ("b", None)]


@pytest.mark.parametrize(
    ("primal", "given", "expected"),
    [
        (1.0, np.int8(2), 2.0),
        (2, 1, 1.0),
        (np.float32(1), 0.5, np.float32(0.5)),
        ([1.0, 2.0], (1, 2), [1.0, 2.0]),
        ((1.0, 2.0), np.array([3, 4]), (3.0, 4.0)),
        ({"a": 1.0}, {"a": 2}, {"a": 2.0}),
    ],
)
def test_tangents_are_cast(primal, given, expected):
    found = as_tangent(primal, given, "x_dot")
    assert found == expected
    assert type(found) is type(expected)


def test_integers_have_floating_tangents():
    assert as_tangent(np.arange(3), [1, 2, 3], "x_dot").dtype == np.float64


@pytest.mark.parametrize(
    ("primal", "given", "error", "message"),
    [
        (1.0, [1.0], ValueError, r"x_dot has shape \(1,\)"),
        (np.ones(2), np.ones(3), ValueError, r"x_dot has shape \(3,\)"),
        (np.ones(2), 1.0, ValueError, r"x_dot has shape \(\)"),
        (1.0, 1j, TypeError, "real numbers"),
        (1.0, "a", TypeError, "real numbers"),
        (1.0, None, TypeError, "real numbers"),
        ([1.0, 2.0], [1.0], TypeError, r"list of 2 item"),
        ({"a": 1.0}, {"b": 1.0}, TypeError, r"keys \['a'\]"),
        (Layer(1.0, 2.0), 1.0, TypeError, "must be a Layer"),
        ([1.0, [2.0]], [1.0, [[2.0]]], ValueError, r"x_dot\[1\]\[0\] has shape"),
    ],
)
def test_what_does_not_fit_is_an_error(primal, given, error, message):
    with pytest.raises(error, match=message):
        as_tangent(primal, given, "x_dot")
