"""Which names are a function's own: a nested scope keeps its names to itself."""

from __future__ import annotations

import gast
import pytest

from autograd_src.frontend.scoping import bound, declared, rebound_later

BODIES = {
    "y = x": "xy",
    "for k in x:\n        y = k": "xky",
    "y = [k for k in x]": "xy",
    "y = lambda v: (w := v)": "xy",
    "y = [(w := k) for k in x]": "xyw",
    "global c\n    c = x": "x",
    "class C:\n        y = x": "xCy",
}


@pytest.mark.parametrize(("body", "names"), BODIES.items())
def test_the_names_that_a_function_binds(body, names):
    assert bound(_function(body)) == set(names)


def test_the_names_that_a_function_declares_are_not_those_of_one_inside():
    assert declared(_function("global c\n    c = x")) == {"c"}
    assert declared(_function("def g():\n        global c\n        c = 1")) == set()


def test_without_functions_inside_nothing_is_bound_later_than_one():
    assert rebound_later(_function("y = x\n    y = 2")) == {}
    assert rebound_later(_function("y = [k for k in x]\n    y = 2")) == {}


def _function(body: str) -> gast.FunctionDef:
    return gast.parse(f"def f(x):\n    {body}\n").body[0]
