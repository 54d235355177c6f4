"""Right, or refused: the programs that come out wrong when a rule is left out.

Every program runs in every mode. `REFUSED` lists what is refused today; a program
that begins to be refused, or stops being so, fails until the table says it too.
"""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.numeric import numeric_grad
from tests.oracles import MODES, Case, assert_close, assert_located, outcome, unchanged
from tests.programs.soundness import (
    CASES,
    Layer,
    in_place_with_records,
    in_place_without_helper,
    stores_into_integers,
    writes_its_argument,
    writes_what_it_returns_beside,
)

V = np.array([0.7, -0.4, 1.3])
ALL = frozenset(MODES)

REVERSE = ALL - {"jvp"}
TWICE_REVERSE = frozenset({"reverse_over_reverse"})

# Program -> the modes that refuse it.
REFUSED: dict[str, frozenset[str]] = {
    # A written array that gets a second name, in a function that is reversed twice.
    # Bound in an earlier pass of a loop: its records start with None.
    "carried_late": TWICE_REVERSE,
    # A closure over a name that is rebound.
    "late_binding": ALL,
}

# Behaviours below that are refused as a whole.
REFUSED_BEHAVIOURS: frozenset[str] = frozenset({"object_buffer"})


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", CASES)
def test_program_is_right_or_refused(name, mode):
    f, args = CASES[name]
    expected = "refused" if mode in REFUSED.get(name, ()) else "right"
    assert outcome(MODES[mode], Case(f, args)) == expected


def test_the_table_of_refusals_names_programs_and_modes():
    assert set(REFUSED) <= set(CASES)
    assert all(modes and modes <= ALL for modes in REFUSED.values())
    assert {"object_buffer", "pullback_twice", "aux"} >= REFUSED_BEHAVIOURS


def _refusal(name, call):
    """Whether the behaviour is refused, which the table has to say."""
    try:
        call()
    except NotDifferentiable as error:
        assert_located(error)
        assert name in REFUSED_BEHAVIOURS
        return True
    assert name not in REFUSED_BEHAVIOURS
    return False


@pytest.mark.parametrize("mode", ["value_and_grad", "vjp", "jvp"])
def test_aux_is_what_the_function_returns_after_a_restoring_sweep(mode):
    f = differentiable(writes_what_it_returns_beside, has_aux=True)
    _, want = writes_what_it_returns_beside(V.copy())

    def aux():
        if mode == "value_and_grad":
            return f.value_and_grad(V)[0][1]
        if mode == "jvp":
            return f.jvp(V, np.ones(3))[2]
        _, pullback, found = f.vjp(V)
        pullback(1.0)
        pullback(2.0)
        return found

    if not _refusal("aux", aux):
        np.testing.assert_array_equal(aux(), want)


def test_gradient_beside_aux():
    f = differentiable(writes_what_it_returns_beside, has_aux=True)
    if _refusal("aux", lambda: f.grad(V)):
        return
    got = f.grad(V)
    got = got[0] if isinstance(got, tuple) else got
    want = numeric_grad(lambda x: writes_what_it_returns_beside(x)[0], (V,))
    assert_close(got, want, 1e-7, "grad beside aux")


def test_object_is_as_after_a_plain_call():
    layer, plain = Layer(), Layer()
    plain.loss(V)
    f = differentiable(layer.loss)
    if _refusal("object_buffer", lambda: f.grad(V)):
        return
    np.testing.assert_array_equal(layer.buf, plain.buf)
    assert_close(f.grad(V), 3 * V**2, 1e-12, "gradient through the buffer")


@pytest.mark.parametrize(
    ("name", "program"),
    [("pullback_twice", in_place_with_records), ("", in_place_without_helper)],
)
def test_pullback_is_callable_repeatedly(name, program):
    if name and _refusal(name, lambda: differentiable(program).vjp(V)):
        return
    _, pullback = differentiable(program).vjp(V)
    want = numeric_grad(program, (V,))
    for seed in (1.0, -0.5, 3.0, 1.0):
        assert_close(pullback(seed), seed * want, 1e-6, f"seed {seed}")


def test_the_same_array_twice_raises_where_one_is_written():
    v = V.copy()
    f = differentiable(writes_its_argument)
    with unchanged(v), pytest.raises((ValueError, TypeError), match=r"memory|overlap"):
        f.grad(v, v)


def test_overlapping_views_raise_where_one_is_written():
    v = np.arange(1.0, 5.0)
    f = differentiable(writes_its_argument)
    with unchanged(v), pytest.raises((ValueError, TypeError), match=r"memory|overlap"):
        f.grad(v[:3], v[1:])


def test_arguments_that_are_written_are_copied_at_entry():
    a, b = V.copy(), np.array([1.0, 2.0, 3.0])
    with unchanged(a, b):
        got = differentiable(writes_its_argument).grad(a, b)
    assert_close(got, 2 * b, 1e-12, "gradient of a written argument")


def test_active_value_stored_into_integers_is_refused():
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(stores_into_integers).grad(V)
    assert_located(caught.value)
    assert "y[0] = x[0]" in (caught.value.text or "")
