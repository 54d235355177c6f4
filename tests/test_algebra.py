"""Algebra while expressions are built: signs and constants go to the front."""

from __future__ import annotations

import pytest

from autograd_src import algebra, ir
from autograd_src.ir import Bin, Const, Un

X, Y, Z = ir.Var("x"), ir.Var("y"), ir.Var("z")


def minus(e: ir.Expr) -> Un:
    return Un("-", e)


def by(a: ir.Expr, b: ir.Expr) -> Bin:
    return Bin("*", a, b)


@pytest.mark.parametrize(
    ("made", "want"),
    [
        (algebra.multiply(minus(X), minus(Y)), by(X, Y)),
        (algebra.multiply(X, minus(Y)), minus(by(X, Y))),
        (algebra.divide(minus(X), Y), minus(Bin("/", X, Y))),
        (algebra.multiply(X, by(Const(2), Y)), by(by(Const(2), X), Y)),
        (algebra.multiply(Const(2), by(by(Const(0.5), X), Y)), by(X, Y)),
        (algebra.add(X, by(minus(Y), Z)), Bin("-", X, by(Y, Z))),
        (algebra.add(minus(X), Y), Bin("-", Y, X)),
        (algebra.add(X, X), by(Const(2), X)),
        (algebra.subtract(X, Const(0)), X),
        (algebra.negate(by(Const(-2.0), X)), by(Const(2.0), X)),
    ],
)
def test_as_a_person_writes_it(made, want):
    assert made == want


def test_zero_times_something_may_be_nan_and_stays():
    assert algebra.multiply(Const(0), X) == by(Const(0), X)


def test_a_sign_goes_to_the_leftmost_factor_at_last():
    e = minus(by(Bin("/", X, Y), Z))
    assert algebra.leading(e) == by(Bin("/", minus(X), Y), Z)
    assert algebra.leading(minus(by(Const(2), X))) == by(Const(-2), X)
