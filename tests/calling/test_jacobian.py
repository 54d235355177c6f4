"""Dense Jacobians: shapes, structure, kinds, and the cheaper mode."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calling.handmade import line, loss, pair


@pytest.fixture
def modes(generator):
    return lambda: [r.mode for r in generator.requests]


def test_the_shape_is_the_results_then_the_arguments(fresh):
    p, t = np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0])
    jacobian = fresh(line).jacobian(p, t)
    np.testing.assert_array_equal(jacobian, [[1, 1], [2, 1], [3, 1]])
    assert jacobian.dtype == np.float64


def test_value_and_jacobian(fresh):
    value, jacobian = fresh(line).value_and_jacobian(np.array([1.0, 2.0]), 3.0)
    assert value == 5.0
    np.testing.assert_array_equal(jacobian, [3.0, 1.0])


def test_more_results_than_arguments_go_by_columns(fresh, modes):
    fresh(line).jacobian(np.array([1.0, 2.0]), np.ones(3))
    assert modes() == ["jvp"]


def test_fewer_results_than_arguments_go_by_rows(fresh, generator, modes):
    f = fresh(line)
    f.jacobian(np.ones(5), 3.0)
    assert modes() == ["jvp", "vjp"]
    np.testing.assert_array_equal(f.jacobian(np.ones(5), 3.0), [3, 1, 0, 0, 0])
    assert "def line_backward" in f.jacobian.source
    assert "def line_jvp" in f.jvp.source


def test_a_mode_that_is_refused_is_replaced_by_the_other(fresh, monkeypatch):
    from tests.calling import handmade

    without = {k: v for k, v in handmade._BODIES.items() if k[:2] != ("line", "vjp")}
    monkeypatch.setattr(handmade, "_BODIES", without)
    np.testing.assert_array_equal(fresh(line).jacobian(np.ones(3), 3.0), [3, 1, 0])


def test_two_arguments_give_two_blocks(fresh):
    f = fresh(pair, wrt=("w", "b"))
    by_w, by_b = f.jacobian(np.array([1.0, 2.0]), 3.0)
    np.testing.assert_array_equal(by_w, [[3, 0], [0, 3]])
    np.testing.assert_array_equal(by_b, [1, 2])
    assert f.jacobian(2.0, 3.0) == (3.0, 2.0)
    assert type(f.jacobian(2.0, 3.0)[0]) is float


def test_single_precision_stays(fresh):
    single = np.ones(2, np.float32)
    assert fresh(line).jacobian(single, single).dtype == np.float32


def test_hessian(fresh):
    f = fresh(loss)
    assert f.hessian(3.0, 2.0) == 8.0
    w = np.array([1.0, 2.0])
    np.testing.assert_array_equal(f.hessian(w, 3.0), [[18, 0], [0, 18]])


def test_dense_derivatives_are_not_differentiated_themselves(fresh):
    with pytest.raises(AttributeError, match="differentiate first"):
        _ = fresh(loss).jacobian.grad
    with pytest.raises(AttributeError, match=r"f\.jvp\.vjp"):
        _ = fresh(loss).vjp.grad


def test_a_jacobian_of_ones_own(fresh):
    f = fresh(line)
    f.jacobian.use(lambda p, t: "mine")
    assert f.jacobian(np.ones(2), 1.0) == "mine"
    f.jacobian.use(None)
    assert f.jacobian(np.ones(2), 1.0).shape == (2,)
