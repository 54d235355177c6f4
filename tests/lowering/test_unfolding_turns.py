"""What a turn of an unrolled loop keeps is not what the next turn binds."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

X = np.array([0.7, 0.4, 1.3, 0.9])


def items_of_each_turn(x):
    made = []
    for k in range(2):
        made.append((x[k], 2.0 * k))
    kept = []
    for a, b in made:
        kept.append((a * b, a))
    s = 0.0
    for a, b in kept:
        s += a + b**2
    return s


def what_the_turn_before_left(x):
    out = []
    before = x[3]
    for a, b in [(x[0], 1.0), (x[1], 2.0), (x[2], 3.0)]:
        out.append((before, a))
        before = a * b
    return out[0][0] * out[1][0] ** 2 * out[2][0] + out[0][1]


def dicts_of_each_turn(x):
    kept = {}
    for name, a in (("u", x[0]), ("v", x[1])):
        b = a * 2
        kept[name] = {"twice": b, "once": a}
        b = b + 1
    return kept["u"]["twice"] * kept["v"]["once"] + kept["u"]["once"] ** 2


def functions_with_defaults(x):
    kept = {}
    for name, f in (("a", np.sin), ("b", np.cos)):
        y = f(x[0])
        kept[name] = (y, lambda v, y=y: y * v)
    return kept["a"][0] * kept["b"][1](x[1]) + kept["a"][1](x[2])


@pytest.mark.parametrize(
    "program",
    [
        items_of_each_turn,
        what_the_turn_before_left,
        dicts_of_each_turn,
        functions_with_defaults,
    ],
    ids=lambda p: p.__name__,
)
def test_each_turn_keeps_its_own(program):
    check_all_modes(program, (X,))


def functions_that_read_the_last_turn(x):
    kept = []
    for a, f in ((x[0], np.sin), (x[1], np.cos)):
        y = f(a)
        kept.append(lambda v: v * y)  # noqa: B023 (that is the point)
    return kept[0](x[2]) + kept[1](x[3])


def definitions_that_read_the_last_turn(x):
    kept = []
    for a, f in ((x[0], np.sin), (x[1], np.cos)):

        def g(v, c=a):
            return f(v) * c  # noqa: B023

        kept.append(g)
    return kept[0](x[2])


def a_function_carried_on(x):
    s = 0.0
    before = lambda v: v  # noqa: E731
    for a, f in ((x[0], np.sin), (x[1], np.cos), (x[2], np.sin)):
        y = f(a)
        s = s + before(x[3])
        before = lambda v: v * y  # noqa: B023, E731
    return s


def straight(x):
    yield x[0]
    yield x[1]


def a_function_carried_through_a_generator(x):
    s = 0.0
    before = lambda v: v  # noqa: E731
    for a in straight(x):
        y = a * 2.0
        s = s + before(x[3])
        before = lambda v: v * y  # noqa: B023, E731
    return s


@pytest.mark.parametrize(
    "program",
    [
        functions_that_read_the_last_turn,
        definitions_that_read_the_last_turn,
        a_function_carried_on,
        a_function_carried_through_a_generator,
    ],
    ids=lambda p: p.__name__,
)
def test_a_function_that_sees_later_turns_is_refused(program):
    with pytest.raises(NotDifferentiable, match="binds again") as caught:
        differentiable(program).grad(X)
    assert_located(caught.value)
