"""`f(*items, **options)`: arguments that are known, counted by `f`, or refused."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located

T = np.linspace(0.0, 1.0, 4)
P = np.array([0.5, 1.5, 2.0])


def decay(t, a, k, c):
    return a * np.exp(-k * t) + c


class Line:
    gain = 2.0

    def value(self, a, b, c):
        return self.gain * a * b + c

    def loss(self, p):
        return self.value(*p) ** 2


def of_a_model(p):
    return np.sum(decay(T, *p) ** 2)


def beside_a_keyword(p):
    return np.sum(decay(T, *p[:2], c=p[2]) ** 2)


def of_an_inner_function(p):
    def inside(a, b, c):
        return a * b + c

    return inside(*p) * inside(*p[::-1])


def of_a_lambda(p):
    f = lambda a, b, c: a * b + c  # noqa: E731
    return f(*p)


LINE = Line()


def of_a_method(p):
    return LINE.loss(p)


def of_a_row(p):
    rows = np.outer(P, p)
    return sum(decay(0.5, *row) for row in rows)


COUNTED = [of_a_model, of_an_inner_function, of_a_lambda, of_a_method]


@pytest.mark.parametrize(
    "program", [*COUNTED, beside_a_keyword, of_a_row], ids=lambda p: p.__name__
)
def test_as_many_elements_as_the_callee_takes(program):
    differentiable(program).check(P)


@pytest.mark.parametrize("mode", ["grad", "vjp", "jvp", "hvp"])
@pytest.mark.parametrize("program", COUNTED, ids=lambda p: p.__name__)
@pytest.mark.parametrize("size", [2, 4])
def test_more_or_fewer_are_an_error_as_in_the_function(program, mode, size):
    x = np.ones(size)
    with pytest.raises(TypeError, match="argument"):
        program(x)
    with pytest.raises(TypeError, match=f"passes {size} arguments where 3 are taken"):
        getattr(differentiable(program), mode)(*[x] * (1 + (mode in ("jvp", "hvp"))))


def sine(x):
    return np.sum(np.sin(*x))


def product(x):
    return np.dot(*[x, x**2])


def largest(x):
    return max(*x) ** 2


def along(x, **options):
    chosen = {"axis": 0}
    return np.sum(np.mean(x, **chosen) * np.sum(x, **options) ** 2)


@pytest.mark.parametrize(
    ("program", "arguments", "options"),
    [
        (sine, ((1.0,),), {}),
        (sine, ([P],), {}),
        (product, (P,), {}),
        (largest, ((1.0, 2.0),), {}),
        (along, (np.outer(P, P),), {"axis": 1, "keepdims": True}),
    ],
)
def test_what_is_known_is_written_out(program, arguments, options):
    differentiable(program).check(*arguments, **options)


def optional(p):
    def inside(a, b, c=1.0):
        return a * b + c

    return inside(*p)


@pytest.mark.parametrize("mode", ["grad", "jvp"])
@pytest.mark.parametrize("program", [sine, largest, optional])
def test_what_cannot_be_counted_is_refused(program, mode):
    with pytest.raises(NotDifferentiable, match=r"can't be told.* out") as caught:
        getattr(differentiable(program), mode)(*[P] * (1 + (mode == "jvp")))
    assert_located(caught.value)
