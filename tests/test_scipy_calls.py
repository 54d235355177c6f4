"""SciPy's solvers call derivatives as they stand, warnings being errors."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import (
    NonlinearConstraint,
    fsolve,
    least_squares,
    minimize,
    root,
    root_scalar,
)

from autograd_src import differentiable

START = np.array([1.3, 0.7, 0.8])


@differentiable
def valley(x, a, b):
    return np.sum(b * (x[1:] - x[:-1] ** 2) ** 2 + (a - x[:-1]) ** 2)


@differentiable
def residuals(p, t):
    return p[0] * t + p[1] - 3.0 * t


@differentiable
def squares(p):
    return p**2 - 2.0


@differentiable
def cubic(x):
    return x**3 - 2.0


@differentiable
def rate(t, y):
    return -2.0 * y + 0.1 * y**2


@differentiable
def weighted(x, v):
    return np.sum(v * x**2)


class Estimator:
    @differentiable
    def _loss(self, w, X, y):
        return np.sum((X @ w - y) ** 2)

    def fit(self, X, y):
        found = minimize(self._loss.value_and_grad, np.zeros(2), args=(X, y), jac=True)
        self.w = found.x
        return self


def test_value_and_gradient_together():
    found = minimize(valley.value_and_grad, START, args=(1.0, 100.0), jac=True)
    np.testing.assert_allclose(found.x, 1.0, atol=1e-4)


@pytest.mark.parametrize(
    "method", ["Newton-CG", "trust-ncg", "trust-krylov", "trust-constr"]
)
def test_hessian_vector_products(method):
    derivatives = {"jac": valley.grad, "hessp": valley.hvp}
    found = minimize(valley, START, args=(1.0, 100.0), method=method, **derivatives)
    np.testing.assert_allclose(found.x, 1.0, atol=1e-4)


def test_dense_hessian():
    derivatives = {"jac": valley.grad, "hess": valley.hessian}
    found = minimize(
        valley, START, args=(1.0, 100.0), method="trust-exact", **derivatives
    )
    np.testing.assert_allclose(found.x, 1.0, atol=1e-4)


def test_least_squares():
    times = {"t": np.arange(4.0)}
    found = least_squares(residuals, np.ones(2), jac=residuals.jacobian, kwargs=times)
    np.testing.assert_allclose(found.x, [3.0, 0.0], atol=1e-8)


def test_roots():
    found = root(squares.value_and_jacobian, np.ones(2), jac=True)
    np.testing.assert_allclose(found.x, np.sqrt(2.0))
    found = fsolve(squares, np.ones(2), fprime=squares.jacobian)
    np.testing.assert_allclose(found, np.sqrt(2.0))
    one = root_scalar(cubic.value_and_grad, x0=1.0, fprime=True)
    assert one.root == pytest.approx(2.0 ** (1 / 3))


def test_stiff_equations():
    jacobian = rate.wrt("y").jacobian
    found = solve_ivp(rate, (0, 1), [1.0, 0.5], method="Radau", jac=jacobian)
    exact = solve_ivp(rate, (0, 1), [1.0, 0.5], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.y[:, -1], exact.y[:, -1], rtol=1e-2)


def test_nonlinear_constraints():
    constraint = NonlinearConstraint(
        squares, -1.0, 0.0, jac=squares.jacobian, hess=weighted.hessian
    )
    found = minimize(
        lambda x: -np.sum(x),
        np.ones(2),
        jac=lambda x: -np.ones(2),
        hess=lambda x: np.zeros((2, 2)),
        method="trust-constr",
        constraints=[constraint],
    )
    np.testing.assert_allclose(found.x, np.sqrt(2.0), rtol=1e-3)


def test_a_method_of_an_estimator():
    X = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
    found = Estimator().fit(X, X @ np.array([2.0, -1.0])).w
    np.testing.assert_allclose(found, [2.0, -1.0], atol=1e-6)
