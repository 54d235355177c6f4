"""Integers and booleans in derivatives: calculated with as floats."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable, ir
from autograd_src.analyses.ranks import ranks
from autograd_src.live.values import ANYTHING, Unknown
from autograd_src.lowering.integers import negates_integers
from tests.oracles import assert_close

X = np.array([1.0, 2.0, 0.5])
KINDS = [np.uint8, np.int8, np.int32, np.int64, bool]


def negated(w, n):
    return -np.sum(w * n)


def difference(w, n):
    return np.sum(1.0 - w * n)


def quotient(w, n):
    return np.sum(n / w)


def product(w, n):
    return -np.dot(w, n)


def element(w, n):
    return np.sum(np.sin(w)) * -n[2]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    "program", [negated, difference, quotient, product], ids=lambda p: p.__name__
)
def test_counts_and_masks_beside_a_differentiated_argument(program, kind):
    n = np.array([1, 0, 3]).astype(kind)
    wanted = differentiable(program).grad(X, n.astype(float))
    f = differentiable(program)
    assert_close(f.grad(X, n), wanted, 1e-15, "grad")
    assert_close(f.vjp(X, n)[1](1.0), wanted, 1e-15, "vjp")
    assert_close(f.jvp(X, X, n)[1], wanted @ X, 1e-15, "jvp")
    hvp = differentiable(program).hvp(X, X, n.astype(float))
    assert_close(f.hvp(X, X, n), hvp, 1e-15, "hvp")


def test_an_element_of_unsigned_integers():
    n = np.array([1, 0, 3], np.uint8)
    f = differentiable(lambda w, n: 1.0 - n[2] * np.sum(w))
    assert_close(f.grad(X, n), np.full(3, -3.0), 0, "grad")


def squares(x):
    return np.sum(1.5 - x * x)


def powers(x):
    return np.sum(x**3) * 0.5


@pytest.mark.parametrize("program", [squares, powers], ids=lambda p: p.__name__)
@pytest.mark.parametrize("kind", [*KINDS, float], ids=lambda kind: kind.__name__)
def test_gradients_of_integers_are_floating(program, kind):
    x = np.array([1, 0, 3]).astype(kind)
    exact = differentiable(program).grad(x.astype(float))
    f = differentiable(program)
    for found in (f.grad(x), f.vjp(x)[1](1.0), f.value_and_grad(x)[1]):
        assert found.dtype == np.float64
        assert_close(found, exact, 1e-15, "gradient")


def test_the_gradient_of_a_python_integer_is_a_float():
    f = differentiable(lambda n: n**3)
    for found in (f.grad(2), f.grad.grad(2), f.hvp(2, 1), f.hessian(2)):
        assert type(found) is float
        assert found == 12.0


def test_a_partial_may_not_overflow_where_the_function_does_not():
    x = np.array([64], np.int16)
    f = differentiable(lambda x: np.sum(x**2 * 8.0))
    assert f.grad(x) == 1024.0
    small = np.array([2], np.uint8)
    assert differentiable(lambda x: np.sum(x**7)).grad(small) == 448.0


def test_single_precision_beside_integers_stays():
    w, n = X.astype(np.float32), np.array([1, 0, 3], np.uint8)
    found = differentiable(negated).grad(w, n)
    assert found.dtype == np.float32
    assert_close(found, -n.astype(np.float32), 0, "grad")


def scaled_by_the_mean(x):
    return np.sum(np.tanh(x) ** 3 / np.mean(x))


def test_single_precision_has_second_derivatives():
    x = X.astype(np.float32)
    f = differentiable(scaled_by_the_mean)
    for found in (f.hvp(x, x), f.hessian(x) @ x, f.grad.jvp(x, x)[1]):
        assert found.dtype == np.float32
        assert_close(found, f.hvp(X, X), 1e-5, "second derivative")


def least_of_a_number(x):
    return 0.3 - np.max(x)


@pytest.mark.parametrize("x", [2.0, np.float64(2.0), np.float32(2.0)])
def test_a_comparison_with_a_numpy_number_is_not_negated(x):
    f = differentiable(least_of_a_number)
    assert f.grad(x) == -1.0
    assert f.jvp(x, x)[1] == -2.0
    assert f.vjp(x)[1](3.0) == -3.0


def mean_of_a_path(u, rate):
    path = [u]
    t = 0.0
    while t < 0.4:
        u = u - 0.1 * rate * np.array([u[0] ** 2, u[1] * u[0]])
        path.append(u)
        t += 0.1
    path = np.array(path)
    return np.sum(path[-1] ** 2) + path[:, 0].mean()


def test_rows_of_which_the_first_is_integer():
    f, u, v = differentiable(mean_of_a_path), np.array([2, 1]), X[:2]
    wanted = f.grad(u.astype(float), 0.5)
    assert_close(f.grad(u, 0.5), wanted, 1e-15, "grad")
    wanted = f.hvp(u.astype(float), v, 0.5)
    assert_close(f.hvp(u, v, 0.5), wanted, 1e-15, "hvp")


def test_what_is_not_known_may_be_a_mask():
    v = ir.Var("test")
    known = ranks(ir.Function(ir.Symbol("f"), (), ()), {v: ANYTHING})
    assert negates_integers(ir.Bin("/", ir.Un("-", v), v), known)
    known = ranks(ir.Function(ir.Symbol("f"), (), ()), {v: Unknown()})
    assert not negates_integers(ir.Bin("/", ir.Un("-", v), v), known)
