"""What recipes may ask, and how the calls that they make are put."""

from __future__ import annotations

import numpy as np

from autograd_src import differentiable, ir
from autograd_src.ir import Const, Var
from autograd_src.lowering.questions import without_defaults
from tests.oracles import check_all_modes

DIAG = ir.Ref("np.diag", "numpy", "np", np.diag)


def test_arguments_at_the_end_that_say_what_holds_anyway_are_left_out():
    v = Var("v")
    assert without_defaults(ir.Call(DIAG, (v, Const(0)))) == ir.Call(DIAG, (v,))
    for k in (1, False, 0.0):
        kept = ir.Call(DIAG, (v, Const(k)))
        assert without_defaults(kept) is kept or without_defaults(kept) == kept
        assert without_defaults(kept).args == (v, Const(k))


def diagonal_of_a_product(x):
    return np.sum(np.diag(np.outer(x, x)) ** 2)


def diagonal_of_anything(x):
    return np.sum(np.diag(x[:2], 1) ** 2)


def test_the_diagonal_of_what_is_square_goes_back_as_one():
    x = np.array([0.5, -1.0, 2.0])
    check_all_modes(diagonal_of_a_product, (x,))
    check_all_modes(diagonal_of_anything, (np.outer(x, x) + np.eye(3),))
    f = differentiable(diagonal_of_a_product)
    f.grad(x)
    assert "np.diag(2 * " in f.grad.source
    assert "scatter" not in f.grad.source
