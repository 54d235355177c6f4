"""`map`, `filter`, and loops over generator expressions."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from tests.frontend.canonicalize.running import assert_same
from tests.oracles import check_all_modes

MODES = ("grad", "value_and_grad", "jvp", "vjp", "hvp")
V = np.array([0.7, 0.4, 1.3])


def mapped(x):
    return sum(map(lambda v: v * v, x))  # noqa: C417 (the form is the point)


def mapped_over_two(x):
    return sum(map(operator.mul, x, x[1:]))


def mapped_and_listed(x):
    waves = list(map(np.sin, x))
    return waves[0] * waves[1]


def filtered(x):
    return sum(filter(lambda v: v > 0.5, x))


def looped(x):
    t = 1.0
    for v in map(np.exp, x):
        if v > 3.0:
            break
        t = t * v
    return t


def checked(x):
    if x.ndim != 1:
        raise TypeError("not a vector")
    if np.any(np.isnan(x)):
        raise ValueError(f"not a number in {x}")
    return np.sum(x**2)


@pytest.mark.parametrize(
    "program", [mapped, mapped_over_two, mapped_and_listed, filtered, looped, checked]
)
def test_items_are_followed(program):
    check_all_modes(program, (V,), modes=MODES)


@pytest.mark.parametrize(
    "body",
    [
        "return list(map(lambda v: v + 1, x))",
        "t = []\nfor a in map(lambda v: 2 * v, x):\n    if a > 2: continue\n"
        "    t.append(a)\nreturn t",
        "v = 7\nfor a in (v + 1 for v in x if v > 1): v = v + a\nreturn v",
        "v = 7\nfor v in (v + 1 for v in x): pass\nreturn v",
    ],
)
def test_it_means_the_same(body):
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    assert_same(f"def f(x):\n{lines}", [([3, 1, 2],), ([0, 1],)])
