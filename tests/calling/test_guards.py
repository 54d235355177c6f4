"""Conditions hold for the values they describe, and for no others."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from autograd_src.calling.guards import (
    Constants,
    condition,
    example,
    tangent_condition,
    unused_prefix,
    widened,
)
from autograd_src.live.signature import abstract
from autograd_src.live.values import Array, Scalar, Static, Unknown


class Pair(NamedTuple):
    left: Any
    right: Any


class Thing:
    pass


VALUES = [
    1.0,
    1,
    True,
    1j,
    np.float64(1),
    np.float32(1),
    np.int64(1),
    np.bool_(True),
    np.array(1.0),
    np.ones(3),
    np.ones(1),
    np.ones(3, np.float32),
    np.ones((2, 3)),
    np.ones((1, 3)),
    np.ones((3, 1)),
    np.arange(3),
    np.ones(3, ">f8"),
    None,
    "adam",
    "sgd",
    (1.0, 2.0),
    (1.0, np.ones(2)),
    Pair(1.0, 2.0),
    [1.0, 2.0],
    [1.0, 2.0, 3.0],
    {"a": 1.0},
    {"b": 1.0},
    {"a": 1.0, "b": [1.0]},
    Thing(),
    len,
]


def holds(of: Any, value: Any) -> bool:
    constants = Constants("_")
    text = condition("x", abstract(of), example(of), constants)
    return bool(eval(text, dict(constants), {"x": value}))


@pytest.mark.parametrize("of", VALUES, ids=repr)
def test_a_condition_holds_for_its_own_value(of):
    if type(of) is np.ndarray and not of.dtype.isnative:
        # Compared by the object: such dtypes go the longer way.
        assert not holds(of, of.copy().view(np.dtype(of.dtype.str)))
    else:
        assert holds(of, of)


@pytest.mark.parametrize("of", VALUES, ids=repr)
def test_a_condition_holds_for_no_other_signature(of):
    others = [value for value in VALUES if abstract(value) != abstract(of)]
    assert len(others) >= len(VALUES) - 3
    assert not [value for value in others if holds(of, value)]


def test_unknown_is_a_float_or_floats_of_any_rank():
    constants = Constants("_")
    text = condition("x", Unknown(), 1.0, constants)

    def check(x: Any) -> bool:
        return bool(eval(text, dict(constants), {"x": x}))

    assert all(map(check, (1.0, np.array(1.0), np.ones(3), np.ones((1, 2)))))
    assert not any(map(check, (1, "a", np.arange(3), np.ones(3, np.float32), [1.0])))


@pytest.mark.parametrize(
    ("primal", "tangent", "passes"),
    [
        (1.0, 2.0, True),
        (1.0, 2, False),
        (1, 2.0, False),
        (np.ones(3), np.ones(3), True),
        (np.ones(3), np.ones(4), False),
        (np.ones(3), np.ones(3, np.float32), False),
        (np.ones(3), np.ones(3, np.int8), False),
        (np.arange(3), np.ones(3), False),
        ([1.0], [1.0], False),
    ],
)
def test_tangents_pass_as_they_are_only_if_nothing_is_to_be_cast(
    primal, tangent, passes
):
    constants = Constants("_")
    of = abstract(primal), example(primal)
    text = tangent_condition("x_dot", "x", *of, constants)
    names = {"x": primal, "x_dot": tangent}
    assert bool(eval(text, dict(constants), names)) is passes


def test_only_floats_are_widened():
    assert widened(Scalar("float")) == Unknown()
    assert widened(Array("float64", ("n", "1"))) == Unknown()
    for value in (Scalar("int"), Array("float32", ("n",)), Static("'adam'")):
        assert widened(value) == value


def test_an_example_keeps_no_data():
    value = np.ones((4, 5))
    assert example(value).size == 0
    assert example({"a": [value]})["a"][0].ndim == 2
    assert not isinstance(example(Thing()), Thing)


def test_constants_are_out_of_the_way_of_parameters():
    assert unused_prefix(["x", "_y", "__z"]) == "___"
