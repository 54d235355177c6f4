"""Where calls put what they are given: followed, or refused, but never overlooked."""

from __future__ import annotations

from types import FunctionType

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.programs import put_somewhere

PROGRAMS = {
    name: f
    for name, f in vars(put_somewhere).items()
    if isinstance(f, FunctionType) and f.__module__ == put_somewhere.__name__
}
FOLLOWED = """
    a_log_in_a_list a_log_in_a_loop a_global_that_nobody_reads updated_by_keyword
    copied_by_keywords put_by_keywords copied_with_keywords placed_with_keywords
    a_diagonal_with_keywords
""".split()
MODES = {"grad": lambda d: d.grad(0.7), "jvp": lambda d: d.jvp(0.7, 1.0)[1]}


def slope(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", FOLLOWED)
def test_what_a_call_puts_somewhere_is_followed(name, mode):
    f = PROGRAMS[name]
    assert np.isclose(MODES[mode](differentiable(f)), slope(f, 0.7))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", sorted(PROGRAMS.keys() - set(FOLLOWED)))
def test_or_it_is_refused_at_its_place(name, mode):
    with pytest.raises(NotDifferentiable) as error:
        MODES[mode](differentiable(PROGRAMS[name]))
    assert error.value.lineno is not None
