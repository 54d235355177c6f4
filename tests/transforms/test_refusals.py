"""What is refused because a derivative would silently lack a part."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable


def by_expression(x):
    return eval("x * 2") + x


def by_statement(x):
    names = {"x": x}
    exec("y = x * 2", names)
    return names["y"]


def by_locals(x):
    return locals()["x"] * 2


def by_vars(x):
    return vars()["x"] * 2


@pytest.mark.parametrize("program", [by_expression, by_statement, by_locals, by_vars])
def test_variables_that_are_read_by_strings(program):
    for derive in (lambda d: d.grad(0.7), lambda d: d.jvp(0.7, 1.0)):
        with pytest.raises(NotDifferentiable) as error:
            derive(differentiable(program))
        assert error.value.lineno is not None


def stored_in_a_mapping(x):
    import collections

    d = collections.OrderedDict()
    d["a"] = x
    return d["a"]


def test_stores_by_key_into_what_is_not_known():
    for derive in (lambda d: d.grad(0.7), lambda d: d.jvp(0.7, 1.0)):
        with pytest.raises(NotDifferentiable):
            derive(differentiable(stored_in_a_mapping))


def test_a_cast_to_integers_in_both_modes():
    d = differentiable(lambda x: np.array([x, 1.0], dtype=int)[0] * x)
    for derive in (lambda: d.grad(0.7), lambda: d.jvp(0.7, 1.0)):
        with pytest.raises(NotDifferentiable, match="integers"):
            derive()
