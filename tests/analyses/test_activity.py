"""Whether a derivative enters an expression, and through which of its variables."""

from __future__ import annotations

import pytest

from autograd_src import ir
from autograd_src.analyses.activity import active_reads, enters
from autograd_src.ir import Var
from tests.irtext import function

EXPRESSIONS = {
    "x * k + n": "xkn",
    "x // k": "",
    "x[k]": "x",
    "np.sin(x * k)": "xk",
    "np.argmax(x)": "",
    "x if k > 0 else n": "xn",
    "x.shape": "",
    "x.T @ n": "xn",
    "1.0": "",
}


@pytest.mark.parametrize(("source", "through"), EXPRESSIONS.items())
def test_a_derivative_enters_through_what_is_calculated_with(source, through):
    f = function(f"def f(x, k, n):\n    return {source}\n")
    last = f.body[-1]
    assert isinstance(last, ir.Ret)
    found = active_reads(last.value)
    assert {v.base for v in found} == set(through)
    for p in f.params:
        assert enters(last.value, {p.var}) is (p.var in found)


def test_a_variable_is_entered_by_itself():
    x, y = Var("x"), Var("y")
    assert enters(x, {x})
    assert not enters(x, {y})
