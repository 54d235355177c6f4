"""Which names may share memory."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.analyses.aliases import aliases
from autograd_src.analyses.ranks import Outside
from autograd_src.live.values import ANYTHING, Array, Scalar
from autograd_src.transforms.program import Program
from tests.irtext import function, var
from tests.oracles import check_all_modes

MATRIX = Array("float64", ("n", "n"))


@pytest.mark.parametrize(
    ("index", "shared"),
    [
        (Scalar("int"), True),
        (ANYTHING, True),
        (Array("int64", ("n",)), False),
        (Array("bool", ("n",)), False),
    ],
)
def test_a_part_is_a_view_unless_its_index_is_known_to_gather(index, shared):
    f = function("""
        def f(y, k):
            row = y[k]
            row[0] = 0.0
            return y
    """)
    y, k = (p.var for p in f.params)
    known = Program(f, {y: MATRIX, k: index}, Outside(lambda ref: ANYTHING)).ranks()
    assert aliases(f, known).may_alias(y, var(f, "row")) == shared


def rows_scaled_by_an_element(x):
    for row in x:
        row[0] *= x[0, 1]
    return np.sum(x * x)


def test_what_a_recorded_index_gives_is_a_view():
    """The backward of a gradient takes its indices from a list."""
    f = differentiable(rows_scaled_by_an_element)
    x = np.array([[-0.85, -0.87], [0.73, -0.34]])
    v = np.array([[0.3, 1.1], [-0.7, 0.4]])
    _, back = f.grad.vjp(x)
    np.testing.assert_allclose(back(v), f.hvp(x, v))


def half_of_a_split(x):
    o = np.zeros(4)
    first, second = np.split(o, 2)
    second[0] = x
    first[1] = x * x
    return o[2] * o[1]


def column_of_a_split(x):
    o = np.zeros((2, 3))
    column = np.hsplit(o, 3)[1]
    column[0] = x
    return o[0, 1] * x


@pytest.mark.parametrize("program", [half_of_a_split, column_of_a_split])
def test_an_item_of_what_a_call_made_is_a_view(program):
    check_all_modes(program, (0.7,), modes=("grad", "jvp", "vjp", "hvp"))
