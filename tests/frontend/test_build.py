"""Statements that are kept whole."""

from __future__ import annotations

import numpy as np

from tests.oracles import check_all_modes


def found_or_not(x, limit):
    for n in range(3):
        (last := n * 1.5)
        if last > limit:
            break
    else:
        for _ in x:
            last = 0.0
    return x * last


def test_a_loop_that_is_kept_whole_may_leave_a_name_as_it_was():
    for limit in (1.0, 9.0):
        args = (np.array([0.7, -0.4]), limit)
        check_all_modes(found_or_not, args, modes=("jvp", "vjp"))
