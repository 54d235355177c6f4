"""Values without a name are spelled as the user wrote them."""

from __future__ import annotations

import numpy as np

from autograd_src import ir
from autograd_src.explaining.wording import spelled
from autograd_src.ir import Var

SIN = ir.Ref("np.sin", "numpy", "np", np.sin)
X = Var("x")


def test_temporaries_are_replaced_by_what_they_hold():
    t = Var()
    values = {t: [(None, ir.Call(SIN, (X,)))]}
    product = ir.Bin("*", t, ir.Bin("+", X, ir.Const(1.0)))
    assert spelled(product, values) == "`np.sin(x) * (x + 1.0)`"
    assert spelled(t, values) == "`np.sin(x)`"


def test_names_and_constants_are_no_intermediate_values():
    assert spelled(X, {}) == ""
    assert spelled(ir.Const(2.0), {}) == ""


def test_what_has_several_values_or_no_names_is_not_spelled():
    t = Var()
    assert spelled(ir.Bin("*", t, X), {}) == ""
    branches = [(None, ir.Bin("*", X, X)), (None, ir.Bin("+", X, X))]
    assert spelled(t, {t: branches}) == ""
    assert spelled(ir.Bin("*", Var("x", "bar", X), X), {}) == ""


def test_long_expressions_are_not_spelled():
    long = X
    for _ in range(20):
        long = ir.Bin("*", long, X)
    assert spelled(long, {}) == ""
