"""What the README lists as refused is refused, with a place; what it excepts works.

A limit that falls makes its row fail: then it goes from here and from the README.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_close, assert_located

README = Path(__file__).resolve().parent.parent / "README.md"
X = np.array([0.5, 1.5, 2.0])


class Box:
    def __init__(self, value):
        self.value = value


def broadcast_view(x):
    y = x.copy()
    z = np.broadcast_to(y, (2, 3))
    y[0] = 2.0
    return np.sum(z * x)


def diagonal_view(x):
    y = np.outer(x, x)
    z = np.diagonal(y)
    y[0, 0] = x[1]
    return np.sum(z * x)


def partitions_in_place(x):
    y = x.copy()
    y.partition(1)
    return np.sum(y * x)


def shuffles_in_place(x):
    y = x.copy()
    np.random.shuffle(y)
    return np.sum(y * x)


def inserts(x):
    items = [a * 2.0 for a in x]
    items.insert(0, x[1])
    return sum(items)


def recursion(x, c=(1.0, 2.0)):
    return 0.0 if len(c) == 0 else c[0] + x[0] * recursion(x, c[1:])


@differentiable
def squares(x):
    return np.sum(x**2)


def derivative_inside(x):
    return np.sum(squares.wrt("x").grad(x) * x)


def counts_outside(x):
    total = 0.0

    def add(a):
        nonlocal total
        total = total + a

    for a in x:
        add(a)
    return total


BOX = Box(1.0)


def goes_on_after_an_error(x):
    try:
        y = np.log(x)
    except FloatingPointError:
        y = x
    return np.sum(y)


def may_hide_an_error(x):
    with contextlib.suppress(FloatingPointError):
        x = np.log(x)
    return np.sum(x)


def sets_an_attribute(x):
    BOX.value = x * 2.0
    return np.sum(BOX.value**2)


class Asking:
    def __init__(self, value):
        self.value = value

    def __getattr__(self, name):
        return self.value * 2.0


def asks_for_an_attribute(x):
    return np.sum(Asking(x).twice)


def boxes_in_a_list(x):
    boxes = [Box(a) for a in x]
    return sum(box.value**2 for box in boxes)


def keys_from_the_run(x):
    kept = {}
    for a in x:
        kept[round(a)] = a * 2.0
    return kept[2]


def makes_a_set(x):
    return sum({a * 2.0 for a in x})


def complex_inside(x):
    return np.sum(np.abs(x * 1j))


LIMITS = [
    ("`np.broadcast_to`", broadcast_view),
    ("`np.diagonal`", diagonal_view),
    ("`partition`, `resize` and shuffling", partitions_in_place),
    ("`partition`, `resize` and shuffling", shuffles_in_place),
    ("Methods that change a list in a loop", inserts),
    ("Recursion", recursion),
    ("derivatives called inside", derivative_inside),
    ("`try` with handlers that go on", goes_on_after_an_error),
    ("`with` other than\n  `np.errstate(...)`", may_hide_an_error),
    ("`nonlocal`", counts_outside),
    (
        "attributes of `self`, of arguments and of globals are read only",
        sets_an_attribute,
    ),
    ("when an attribute is read or bound\n  (`__getattr__`", asks_for_an_attribute),
    ("lists whose length only the run decides", boxes_in_a_list),
    ("Dicts with keys that only the run decides", keys_from_the_run),
    ("sets", makes_a_set),
    ("Complex numbers", complex_inside),
]


@pytest.mark.parametrize(("words", "program"), LIMITS, ids=lambda p: str(p)[:20])
def test_a_limit_is_refused_with_its_place(words, program):
    limits = README.read_text(encoding="utf-8").partition("## Limits")[2]
    assert words in limits
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(program).grad(X)
    assert_located(caught.value)
    assert caught.value.filename == __file__


def by_mask_slice_and_index(x):
    y = x.copy()
    y[x > 1.0] = 0.0
    y[:1] = 3.0 * x[1:2]
    y[2] = x[0]
    return np.sum(y * x)


def through_a_view(x):
    y = np.zeros((2, 3))
    row = y[1]
    row[:] = x**2
    return np.sum(y)


def swapped(x):
    u, v = x.copy(), np.zeros_like(x)
    v[:] = u**2
    u, v = v, u
    return np.sum(u)


def instance_made_inside(x):
    return np.sum(Box(x).value ** 2)


def written_argument(x):
    x *= 2.0
    return np.sum(x)


@pytest.mark.parametrize(
    ("program", "gradient"),
    [
        (by_mask_slice_and_index, [3 * X[1] + X[2], 3 * X[0], X[0]]),
        (through_a_view, 2 * X),
        (swapped, 2 * X),
        (instance_made_inside, 2 * X),
        (written_argument, [2.0, 2.0, 2.0]),
    ],
    ids=lambda p: getattr(p, "__name__", ""),
)
def test_writes_that_are_followed(program, gradient):
    assert_close(differentiable(program).grad(X), np.array(gradient), 1e-12, "gradient")
