"""Names that hold nothing yet, and are copied all the same."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable, ir
from autograd_src.optimize.unbound import bind_copied
from tests.irtext import function, text
from tests.numeric import numeric_grad
from tests.oracles import assert_close

CARRIED = """
    def f(x, n):
        copy(p=...)
        for i in range(n):
            copy(p__2=p)
            for j in range(n):
                p__3 = x[j]
                copy(p__2=p__3)
            copy(p=p__2)
        return p
"""


def bound(inner):
    """Where the variable of the outer loop is `p`, and those within are `inner`."""
    f = function(CARRIED)
    outer = f.body[0].targets[0]
    targets = {v for s in ir.walk(f.body) for v in ir.defs(s)}
    return text(bind_copied(f, {v: "p" if v is outer else inner for v in targets}))


def test_a_name_that_is_copied_to_another_holds_none():
    assert "copy(p=None)" in bound("p_2")


def test_one_name_for_all_stays_unbound():
    assert "copy(p=...)" in bound("p")


# ------------------------------------------- bound in an arm, read in another arm


def array(x):
    p = x[0] > 0
    if p:
        b = np.outer(x, x)
        v = b[0]
    y = np.sum(x) ** 2
    if p:
        y += np.sum(b @ b) + np.sum(v**2)
    return y


def buffer(x):
    p = x[0] > 0
    if p:
        b = np.zeros(3)
        for k in range(3):
            b[k] = x[k] ** 2
    y = np.sum(x) ** 2
    if p:
        b[0] *= y
        y += np.sum(b * x)
    return y


def listed_numbers(x):
    p = x[0] > 0
    if p:
        b = []
        for v in x:
            b.append(np.sin(v))
    y = np.sum(x) ** 2
    if p:
        y += np.sum(np.array(b) ** 2)
    return y


def listed_arrays(x):
    p = x[0] > 0
    if p:
        b = []
        for k in range(3):
            b.append(x * k)
    y = np.sum(x) ** 2
    if p:
        for v in b:
            y += np.sum(v**2)
    return y


def pair(x):
    p = x[0] > 0
    if p:
        b = (x * 2, x[0])
    y = np.sum(x) ** 2
    if p:
        y += np.sum(b[0] ** 2) * b[1]
    return y


def in_a_loop(x):
    y = 0.0
    for k in range(3):
        p = x[k] > 0
        if p:
            b = x * x[k]
        y += np.sum(x) ** 2
        if p:
            y += np.sum(b**2 * b)
    return y


@pytest.mark.parametrize("first", [0.3, -0.3])
@pytest.mark.parametrize(
    "f",
    [array, buffer, listed_numbers, listed_arrays, pair, in_a_loop],
    ids=lambda f: f.__name__,
)
def test_a_path_may_leave_unbound_what_another_arm_of_its_test_reads(f, first):
    x = np.array([first, 0.5, -0.7])
    want = numeric_grad(f, (x,), 0)
    d = differentiable(f)
    assert_close(d.grad(x), want, 1e-7, "grad")
    _, pullback = d.vjp(x)
    for _ in range(2):
        assert_close(pullback(1.0), want, 1e-7, "vjp")


def test_second_derivatives_where_nothing_is_bound():
    x, v = np.array([-0.3, 0.5, -0.7]), np.ones(3)
    for f in (array, buffer):
        assert np.allclose(differentiable(f).hvp(x, v), 6.0)
        assert np.allclose(differentiable(f).grad.vjp(x)[1](v), 6.0)
