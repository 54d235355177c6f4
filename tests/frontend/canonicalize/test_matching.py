"""`match`, with values that are differentiated in the subject or in the arms."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.errors import NotDifferentiable
from tests.frontend.canonicalize.running import assert_same
from tests.oracles import assert_located, check_all_modes

V = np.array([0.7, 0.4, 1.3])
MODES = ("grad", "value_and_grad", "jvp", "vjp", "hvp")


def by_value(x):
    match len(x):
        case 1 | 2:
            return np.sum(x)
        case 3:
            return np.sum(x**2)
        case _:
            return np.sum(x**3)


def by_guard(x):
    match x[0]:
        case v if v > 5.0:
            return v * np.sum(x)
        case v:
            return v**2 * np.sum(x)


def by_sequence(x):
    match [x[0], x[1], x[2]]:
        case [a, b]:
            return a * b
        case [a, *rest]:
            return a * rest[0] * rest[1] ** 2


def by_mapping(x):
    match {"kind": "scaled", "by": x[0]}:
        case {"kind": "plain"}:
            return np.sum(x)
        case {"kind": "scaled", "by": k}:
            return np.sum(x) * k


def by_nothing(x, w=None):
    match w:
        case None:
            return np.sum(x**2)
        case _:
            return np.sum(w * x)


@pytest.mark.parametrize(
    "program", [by_value, by_guard, by_sequence, by_mapping, by_nothing]
)
def test_the_case_that_fits_is_differentiated(program):
    check_all_modes(program, (V,), wrt=("x",), modes=MODES)


@pytest.mark.parametrize(
    "cases",
    [
        "case [1, *rest] if rest: y = rest\n        case [a, b] | [a, b, _]: y = 2",
        "case {'k': [a, _], **rest}: y = a\n        case other: y = other",
    ],
)
def test_what_is_not_rewritten_is_refused(cases):
    from tests.frontend.canonicalize.running import canonical

    source = f"def f(x):\n    match x:\n        {cases}\n    return y\n"
    with pytest.raises(NotDifferentiable):
        canonical(source)


@pytest.mark.parametrize(
    "subject",
    [[1, 2], [1], (3, [4, 5]), {"k": [6, 7]}, {"k": 1}, "ab", 2, None, True, 2.5],
)
def test_patterns_mean_the_same(subject):
    source = """def f(x):
    match x:
        case None | True:
            return "fixed"
        case [1, *rest]:
            return rest
        case (a, [b, c]) if a > 2:
            return a + b + c
        case {"k": [a, b]}:
            return a * b
        case {"k": int(a)}:
            return -a
        case str() as s:
            return s
        case int(n) if n > 1:
            return n * 2
        case other:
            return other
"""
    assert_same(source, [(subject,)])


def test_a_refusal_has_its_place():
    def program(x):
        match x:
            case np.ndarray(shape):
                return np.sum(x) * len(shape)

    with pytest.raises(NotDifferentiable) as caught:
        differentiable(program).grad(V)
    assert_located(caught.value)
