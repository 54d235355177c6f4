"""A check passes right derivatives, and fails each kind of wrong one."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from autograd_src.calling import entries
from autograd_src.calling.differences import numerical
from autograd_src.checking import CheckFailed
from tests.calling import handmade
from tests.calling.handmade import Net, line, loss


@pytest.fixture(autouse=True)
def bodies(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(entries, "generator", handmade.Generator)
    bodies = dict(handmade._BODIES)
    monkeypatch.setattr(handmade, "_BODIES", bodies)
    return bodies


def fresh(f):
    return differentiable(f.__wrapped__)


@pytest.mark.parametrize("w", [3.0, 3, np.array([1.0, 2.0]), np.float32(2)])
def test_a_right_derivative_passes(w):
    report = fresh(loss).check(w, np.array([0.5, 2.0]))
    assert report.is_right
    assert [row.mode for row in report.rows if not row.refusal] == [
        *["jvp"] * 2,
        *["vjp"] * 3,
        "jacobian",
        *["value_and_grad"] * 2,
        "grad",
        "hvp",
    ]
    assert "ok" in str(report)


def test_a_result_of_many_numbers_has_no_gradient():
    report = fresh(line).check(np.array([1.0, 2.0]), np.ones(3))
    assert {row.mode for row in report.rows} == {"jvp", "vjp", "jacobian"}


@pytest.mark.parametrize(
    ("mode", "right", "wrong"),
    [
        ("jvp", "np.sum(2 * r * w_dot * x)", "np.sum(2.001 * r * w_dot * x)"),
        ("jvp", "np.sum(r**2)", "np.sum(r**3)"),
        ("vjp", "value_bar * 2 * r * x", "value_bar * 2 * r"),
        ("value_and_grad", "2 * r * x", "-2 * r * x"),
        ("grad", "2 * r * x", "2 * r * x + 1e-3"),
        ("hvp", "2 * x * x * w_dot", "2 * x * w_dot"),
    ],
)
def test_a_wrong_one_fails(bodies, mode, right, wrong):
    key = ("loss", mode, "w")
    assert right in bodies[key]
    bodies[key] = bodies[key].replace(right, wrong)
    with pytest.raises(CheckFailed) as caught:
        fresh(loss).check(3.0, np.array([0.5, 2.0]))
    assert mode in {row.mode for row in caught.value.report.rows if not row.is_right}
    assert "WRONG" in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_nan_is_wrong(bodies):
    key = ("loss", "jvp", "w")
    bodies[key] = bodies[key].replace("np.sum(2 * r * w_dot * x)", "np.nan")
    with pytest.raises(CheckFailed):
        fresh(loss).check(3.0, 1.0)


def test_a_refused_mode_is_named_and_the_others_are_checked(bodies):
    del bodies["loss", "hvp", "w"]
    report = fresh(loss).check(3.0, 1.0)
    [refused] = [row for row in report.rows if row.refusal]
    assert refused.mode == "hvp"
    assert "no hvp of loss" in str(report)


def test_a_function_that_is_refused_raises(bodies):
    for key in [key for key in bodies if key[0] == "loss"]:
        del bodies[key]
    with pytest.raises(NotDifferentiable):
        fresh(loss).check(3.0, 1.0)


def test_the_arguments_stay_as_they_were():
    w = np.array([1.0, 2.0])
    fresh(loss).check(w, 2.0)
    np.testing.assert_array_equal(w, [1.0, 2.0])


def test_methods_are_checked_through_their_instance(bodies):
    for mode in ("vjp", "value_and_grad", "hvp"):
        assert ("Net.loss", mode, "x") not in bodies
    report = Net(2.0).loss.check(np.ones(2))
    assert [row.mode for row in report.rows if not row.refusal][:2] == ["jvp", "jvp"]


@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (np.exp, 1.0),
        (np.sin, 1.0),
        (lambda t: np.log(1e-3 + t), 1e3),
        (lambda t: np.sqrt(np.array(0.02 + t)), 0.5 / np.sqrt(0.02)),
    ],
)
def test_differences_are_extrapolated(function, slope):
    value, error = numerical(lambda t: np.array([function(t)]))
    assert abs(value[0] - slope) <= 1e-7 * slope
    assert abs(value[0] - slope) <= 10 * error[0]
