"""Branches and conditional expressions that the arguments decide."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes


def inhibited(v, ki=None, i=1.0):
    rate = v * (1.0 + i / ki) if ki else v
    total = [0.0]
    for _ in range(3):
        total.append(total[-1] + rate * v)
    return total[-1]


def by_name(v, kind=""):
    return v**2 if kind else 3.0 * v


@pytest.mark.parametrize("args", [(0.5,), (0.5, 2.0)])
def test_only_the_side_that_is_taken_has_to_be_understood(args):
    check_all_modes(inhibited, args, wrt=("v",))


@pytest.mark.parametrize(("kind", "slope"), [("", 3.0), ("square", 1.0)])
def test_an_empty_string_is_false(kind, slope):
    f = differentiable(by_name)
    assert f.grad(0.5, kind) == slope


def integral(v):
    rule = np.trapezoid if hasattr(np, "trapezoid") else np.trapz
    places = np.linspace(0.0, 1.0, 5)
    return rule(np.exp(v * places), places)


def test_what_a_library_has_in_its_version_is_known():
    check_all_modes(integral, (0.5,))
