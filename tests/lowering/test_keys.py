"""Subscripts that are computed from constants, lengths and counters of loops."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.errors import NotDifferentiable
from tests.oracles import assert_located, check_all_modes, right_or_refused

X = np.array([0.7, 0.4, 1.3])


def filled_by_number(x):
    kept = {}
    for k in range(3):
        kept[k] = x[k] ** 2
    return kept[0] * kept[1] + kept[2]


def filled_by_name(x):
    kept = {"sum": x[2]}
    for k, name in enumerate(("a", "b")):
        kept["part_" + name] = x[k] * len(kept)
    return kept["part_a"] * kept["part_b"] ** 2 * kept["sum"]


def read_by_name(x):
    parameters = {"w0": x[0], "w1": x[1], "b0": 1.5, "b1": x[2]}
    total = 0.0
    for k in range(2):
        total = total * parameters[f"w{k}"] + parameters[f"b{k}"] ** 2
    return total


def read_from_the_end(x):
    items = [x[0], x[1] ** 2, (x[2], 3.0)]
    i = -1
    return items[i][0] * items[len(items) - 3] * items[i - 1]


def keys_that_are_equal(x):
    kept = {1: x[0], 2: x[1]}
    return kept.get(1.0, 5.0) * kept[True] ** 2 + (x[2] if 2.0 in kept else 0.0)


def selected_from_a_display(x):
    total = 0.0
    for name in ("sine", "cube"):
        total = total + {"sine": np.sin, "cube": lambda v: v**3}[name](x[0] * x[1])
    return total


def comprehended(x):
    squares = {f"k{k}": x[k] ** 2 for k in range(3)}
    twice = {name: v * 2.0 for name, v in squares.items()}
    return sum(twice.values()) * twice["k1"]


def counted_while_filled(x):
    found = {}
    for k in [3, 1, 3]:
        found[k] = found.get(k, 0) + 1
    if not found:
        return x[1]
    total = 0.0
    for k in found:
        total = total + x[0] * k
    return total * len(found)


PROGRAMS = [
    comprehended,
    filled_by_number,
    filled_by_name,
    read_by_name,
    read_from_the_end,
    keys_that_are_equal,
    selected_from_a_display,
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_keys_that_can_be_told_select(program):
    check_all_modes(program, (X,))


def test_a_dict_that_is_filled_is_never_taken_for_empty():
    assert right_or_refused(counted_while_filled, (X,))["jvp"] == "right"


def layers(parameters, x):
    h = x
    for k in range(len(parameters)):
        h = np.tanh(h * parameters[k]["w"] + parameters[k]["b"])
    return np.sum(h)


def numbered(parameters, x):
    h = x
    for k in range(len(parameters) // 2):
        h = np.tanh(h * parameters[f"w{k}"] + parameters[f"b{k}"])
    return np.sum(h)


def test_a_gradient_is_built_like_nested_parameters():
    parameters = [{"w": 0.3, "b": X}, {"w": X * 2.0, "b": 0.5}]
    gradient = differentiable(layers).grad(parameters, X)
    assert [sorted(g) for g in gradient] == [["b", "w"], ["b", "w"]]
    assert [np.shape(g["w"]) for g in gradient] == [(), (3,)]
    differentiable(layers).check(parameters, X)


def test_a_gradient_is_built_like_parameters_with_numbered_names():
    parameters = {"w0": 0.3, "b0": X, "w1": X * 2.0, "b1": 0.5}
    assert list(differentiable(numbered).grad(parameters, X)) == list(parameters)
    differentiable(numbered).check(parameters, X)


def over_many(x):
    items = [(x[0], x[1]), (x[1], x[2], x[0])]
    total = 0.0
    for k in range(5000):
        total = total + items[k % 2][0]
    return total


def test_a_loop_that_is_too_long_to_be_unrolled_is_refused():
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(over_many).grad(X)
    assert_located(caught.value)
