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


def scaled(a, factor=2.0):
    return a * factor


def key_put(p):
    options = {}
    options["factor"] = p[1]
    return scaled(p[0], **options)


def key_put_in_a_loop(p):
    options = {}
    for k in range(2):
        options["factor"] = p[k]
    return scaled(p[0], **options)


def key_put_in_a_branch(p):
    options = {}
    if p[0] > 0.1:
        options["factor"] = 5.0
    return scaled(p[0], **options)


def key_put_by_a_method(p):
    options = {}
    options.update(factor=p[1])
    return scaled(p[0], **options)


def key_put_by_a_helper(p):
    def fill(d):
        for k in range(2):
            d["factor"] = p[k]

    options = {}
    fill(options)
    return scaled(p[0], **options)


def key_put_through_another_name(p):
    options = {}
    other = options
    for k in range(2):
        other["factor"] = p[k]
    return scaled(p[0], **options)


def key_put_for_a_function_of_numpy(p):
    options = {}
    for _ in range(2):
        options["axis"] = 0
    return np.sum(np.cumsum(np.outer(p, p), **options) * p[1])


@pytest.mark.parametrize("mode", ["grad", "jvp"])
@pytest.mark.parametrize(
    "program",
    [
        key_put,
        key_put_in_a_loop,
        key_put_in_a_branch,
        key_put_by_a_method,
        key_put_by_a_helper,
        key_put_through_another_name,
        key_put_for_a_function_of_numpy,
    ],
)
def test_a_dict_that_gets_other_keys_is_not_passed_on_as_it_was_made(program, mode):
    with pytest.raises(NotDifferentiable, match=r"can't be told.* out") as caught:
        getattr(differentiable(program), mode)(*[P] * (1 + (mode == "jvp")))
    assert_located(caught.value)


def same_keys(p):
    options = {"factor": p[0]}
    for k in range(3):
        options["factor"] = p[1] * k
    return scaled(p[0], **options)


def test_a_dict_that_keeps_its_keys_is_passed_on():
    differentiable(same_keys).check(P)
