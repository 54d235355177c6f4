"""What a call writes is told by the call."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import ir
from autograd_src.analyses.writers import outputs, overwritten, ufunc_at
from autograd_src.ir import Const, Var

X, Y = Var("x"), Var("y")


def _call(function, *args, **keywords):
    func = ir.Ref("f", value=function)
    return ir.Call(func, args, tuple(keywords.items()))


@pytest.mark.parametrize(
    "call",
    [
        _call(np.sin, X, out=Y),
        _call(np.sin, X, Y),
        _call(np.add, X, X, Y),
        _call(np.sin, X, out=ir.Seq("tuple", (Y,))),
        _call(np.dot, X, X, Y),
        _call(np.sum, X, Const(0), Const(None), Y),
        _call(np.nan_to_num, Y, copy=Const(False)),
        _call(np.nan_to_num, Y, X),
        ir.Call(ir.Attr(X, "cumsum"), (Const(0), Const(None), Y)),
        ir.Call(ir.Attr(X, "dot"), (X,), (("out", Y),)),
    ],
)
def test_outputs_by_keyword_and_by_position(call):
    assert outputs(call) == (Y,)


@pytest.mark.parametrize(
    "call",
    [
        _call(np.add, X, Y),
        _call(np.sin, X, out=Const(None)),
        _call(np.sum, X, Y),
        _call(np.nan_to_num, Y, copy=Const(True)),
        _call(np.nan_to_num, Y),
        ir.Call(ir.Attr(X, "dot"), (Y,)),
    ],
)
def test_operands_are_no_outputs(call):
    assert outputs(call) == ()


def test_functions_that_write_their_first_argument():
    assert overwritten(_call(np.copyto, Y, X)) is Y
    assert overwritten(_call(np.multiply.at, Y, X, X)) is Y
    assert overwritten(_call(np.copy, Y)) is None


def test_the_ufunc_of_at():
    assert ufunc_at(np.divide.at) is np.divide
    assert ufunc_at(np.divide.reduce) is None


@pytest.mark.parametrize("name", ["clip", "cumsum", "take", "trace", "median", "std"])
def test_positions_are_those_of_numpy(name):
    from inspect import signature

    place = list(signature(getattr(np, name)).parameters).index("out")
    args = (*(Const(0),) * place, Y)
    assert outputs(_call(getattr(np, name), *args)) == (Y,)
