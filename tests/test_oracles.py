"""The oracles find what is wrong: each flaw of a hand-made derivative, by its mode."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src.errors import NotDifferentiable
from tests.numeric import numeric_hvp, numeric_jvp
from tests.oracles import (
    MODES,
    Case,
    assert_fresh,
    assert_located,
    check_all_modes,
    complex_step_jvp,
    numeric_grad,
    numeric_jacobian,
    right_or_refused,
)
from tests.programs.handmade import FLAWS, Derivatives, energy

ARGS = (np.array([0.3, -0.7, 1.1]), 2.0)


def _case(flaw=""):
    return Case(energy, ARGS, derive=lambda f, wrt: Derivatives(flaw))


def test_right_derivatives_pass_in_every_mode():
    check_all_modes(energy, ARGS, derive=lambda f, wrt: Derivatives())


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_fails_its_mode(flaw):
    with pytest.raises(AssertionError):
        MODES[FLAWS[flaw]](_case(flaw))


def test_every_mode_can_fail():
    assert set(FLAWS.values()) == set(MODES)


def test_gradient_shares_memory_with_the_caller():
    x = np.arange(6.0)
    with pytest.raises(AssertionError, match="caller"):
        assert_fresh(x[::2], [x], "view")


def test_interleaved_views_of_one_array_do_not_share():
    x = np.arange(6.0)
    assert_fresh([x[::2], x[1::2]], [], "views")


def test_numeric_gradient_of_nested_arguments():
    point = {"w": np.array([1.0, 2.0]), "rest": (3.0, "name")}

    def f(p):
        return np.sum(p["w"] ** 2) * p["rest"][0]

    got = numeric_grad(f, (point,))
    np.testing.assert_allclose(got["w"], [6.0, 12.0])
    np.testing.assert_allclose(got["rest"][0], 5.0)
    assert got["rest"][1] is None


def test_numeric_jacobian_is_out_by_in():
    a = np.arange(6.0).reshape(2, 3)
    got = numeric_jacobian(lambda x: a @ x, (np.ones(3),))
    np.testing.assert_allclose(got, a, atol=1e-10)


def test_numeric_hessian_vector_product():
    got = numeric_hvp(lambda x: np.sum(x**3), (np.array([1.0, 2.0]),), np.ones(2))
    np.testing.assert_allclose(got, [6.0, 12.0], rtol=1e-7)


def test_differences_stay_inside_the_domain():
    got = numeric_jvp(np.sqrt, (1e-3,), {0: 1.0})
    np.testing.assert_allclose(got, 0.5 / np.sqrt(1e-3), rtol=1e-6)


def test_functions_that_write_their_arguments_are_measured():
    def f(x):
        x *= x
        return np.sum(x)

    x = np.array([1.0, 3.0])
    np.testing.assert_allclose(numeric_grad(f, (x,)), [2.0, 6.0])
    assert x[1] == 3.0


def test_complex_step_refuses_what_is_not_analytic():
    assert complex_step_jvp(np.abs, (1.5,), {0: 1.0}) is None


def test_complex_step_is_exact():
    (got,) = complex_step_jvp(np.exp, (1.5,), {0: 1.0})
    assert abs(got - np.exp(1.5)) <= 1e-15


@pytest.mark.parametrize("missing", ["filename", "lineno", "offset"])
def test_a_refusal_without_a_place_is_no_refusal(missing):
    error = SyntaxError("write `y = x` instead", (__file__, 1, 4, ""))
    assert_located(error)
    setattr(error, missing, None)
    with pytest.raises(AssertionError):
        assert_located(error)


def _refusing(**place):
    """Offers no derivative but this refusal."""

    def derive(f, wrt):
        raise NotDifferentiable("write `y = x` instead", **place)

    return derive


def test_a_located_refusal_is_accepted():
    derive = _refusing(filename=__file__, lineno=1, offset=2, text="")
    got = right_or_refused(energy, ARGS, derive=derive)
    assert got == dict.fromkeys(MODES, "refused")


def test_a_refusal_without_a_place_is_not_accepted():
    derive = _refusing(filename=None, lineno=None, offset=None, text=None)
    with pytest.raises(AssertionError):
        right_or_refused(energy, ARGS, derive=derive)


def test_no_other_error_passes_for_a_refusal():
    def derive(f, wrt):
        raise ValueError("crashed")

    with pytest.raises(ValueError, match="crashed"):
        right_or_refused(energy, ARGS, derive=derive)


def test_right_and_refused_modes_are_told_apart():
    class Half(Derivatives):
        def hvp(self, *args):
            raise NotDifferentiable("not yet", filename=__file__, lineno=1, offset=1)

    got = right_or_refused(energy, ARGS, derive=lambda f, wrt: Half())
    assert [mode for mode, found in got.items() if found == "refused"] == ["hvp"]


def test_a_wrong_number_is_never_accepted():
    with pytest.raises(AssertionError):
        right_or_refused(energy, ARGS, derive=lambda f, wrt: Derivatives("wrong jvp"))
