"""Methods are written where the user has written methods, and mean the same."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes

X = np.array([[0.3, -1.2, 0.7], [1.1, 0.4, -0.6]])


def methods(x):
    y = x.reshape(3, 2).copy()
    z = y.astype(float).flatten().clip(min=-1.0)
    w = x.sum(axis=0, keepdims=True) * x.T.dot(x.mean(axis=1))
    return (w**2).sum() + z.reshape((2, 3)).max() + np.sin(w).mean()


def functions(x):
    y = np.copy(np.reshape(x, (3, 2)))
    return np.sum(y**2) + np.mean(np.sin(y))


def both(x):
    return np.sum(x.sum(axis=0) ** 2)


def source(f, mode="value_and_grad"):
    return getattr(differentiable(f), mode).specialize(X).source


def test_methods_stay_methods():
    text = source(methods)
    for part in (
        "y = x.reshape(3, 2).copy()",
        "y.astype(float).flatten()",
        ".clip(min=-1.0)",
        "x.sum(axis=0, keepdims=True)",
        "x.mean(axis=1)",
    ):
        assert part in text


def test_functions_stay_functions():
    assert "y = np.copy(np.reshape(x, (3, 2)))" in source(functions)
    assert "np.sum(y**2) + np.mean(" in source(functions)


def test_adjoints_call_functions():
    text = source(methods).split("# Reverse sweep.")[1].split("return")[0]
    code = [line for line in text.splitlines() if not line.strip().startswith("#")]
    assert ".sum(" not in "".join(code).replace("np.sum(", "")


@pytest.mark.parametrize("f", [methods, functions, both])
def test_modes_agree(f):
    check_all_modes(f, (X,))


def written_through_a_view(x):
    y = x.copy()
    z = y.ravel()
    z[1] = z[0] ** 2
    return np.sum(y**2 * np.arange(6.0).reshape(2, 3))


def copied_as_it_is(x):
    y = np.copy(x)
    z = y.T.ravel()
    z[1] = z[0] ** 2
    return np.sum(y**2 * np.arange(6.0).reshape(2, 3))


@pytest.mark.parametrize("f", [written_through_a_view, copied_as_it_is])
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_copy_has_the_order_of_the_one_that_was_asked_for(f, order):
    x = np.array(X, order=order)
    value, tangent = differentiable(f).jvp(x, x)
    assert value == f(x)
    step = 1e-6
    wanted = (f(x + step * x) - f(x - step * x)) / (2 * step)
    np.testing.assert_allclose(tangent, wanted, rtol=1e-6)
