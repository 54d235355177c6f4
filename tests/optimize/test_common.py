"""Common subexpressions: shared where it saves work, never where it shows."""

from __future__ import annotations

import textwrap
from collections.abc import Collection

import pytest

from autograd_src.analyses.effects import Effects
from autograd_src.ir import Var
from autograd_src.optimize.common import share, shared
from tests.irtext import function, text


class WrittenByName:
    """Variables whose base is in `written` are written; one base, one memory."""

    def __init__(self, written: Collection[str]) -> None:
        self.names = written

    def may_alias(self, v: Var, w: Var) -> bool:
        return _base(v) == _base(w)

    def written(self, v: Var) -> bool:
        return _base(v) in self.names


def _base(v: Var) -> str:
    return _base(v.of) if v.of else v.base


def check(before: str, after: str, written: Collection[str] = ()) -> None:
    new = share(function(before), Effects(WrittenByName(written)))
    assert text(new) == textwrap.dedent(after).lstrip("\n")


def unchanged(source: str, written: Collection[str] = ()) -> None:
    check(source, text(function(source)), written)


def test_repeated_computation_gets_a_name_where_it_comes_first():
    check(
        """
        def f(x, w, w_dot):
            h = np.tanh(x @ w)
            h_dot = (x @ w_dot) * (1 - h ** 2)
            z_bar = h_dot * (1 - h ** 2)
            return z_bar + h_dot
        """,
        """
        def f(x, w, w_dot):
            h = np.tanh(x @ w)
            _1 = 1 - h ** 2
            h_dot = x @ w_dot * _1
            z_bar = h_dot * _1
            return z_bar + h_dot
        """,
    )


def test_value_that_has_a_name_is_read_by_it():
    check(
        """
        def f(x):
            c = np.cos(x)
            x_bar = np.sin(c) * np.cos(x)
            return x_bar
        """,
        """
        def f(x):
            c = np.cos(x)
            x_bar = np.sin(c) * c
            return x_bar
        """,
    )


def test_lines_that_were_taken_apart_are_recognized():
    check(
        """
        def f(x, y):
            _1 = x ** 2
            _2 = 1 - _1
            a_bar = y * _2
            b_bar = x * (1 - x ** 2)
            return a_bar + b_bar
        """,
        """
        def f(x, y):
            _1 = x ** 2
            _2 = 1 - _1
            a_bar = y * _2
            b_bar = x * _2
            return a_bar + b_bar
        """,
    )


def test_a_part_is_computed_before_the_whole():
    check(
        """
        def f(x, y):
            a_bar = np.sin(x).T * y
            b_bar = np.sin(x).T + np.sin(x)
            return a_bar + b_bar
        """,
        """
        def f(x, y):
            _1 = np.sin(x)
            _2 = _1.T
            a_bar = _2 * y
            b_bar = _2 + _1
            return a_bar + b_bar
        """,
    )


def test_smaller_repetitions_inside_larger_ones_are_found_too():
    check(
        """
        def f(x, y):
            a_bar = np.sin(x @ y) * 2
            b_bar = np.sin(x @ y) * 3
            c_bar = (x @ y) * 4
            return a_bar + b_bar + c_bar
        """,
        """
        def f(x, y):
            _1 = x @ y
            _2 = np.sin(_1)
            a_bar = _2 * 2
            b_bar = _2 * 3
            c_bar = _1 * 4
            return a_bar + b_bar + c_bar
        """,
    )


@pytest.mark.parametrize("e", ["x.T", "-x", "x[1:]", "2 * x", "len(x)", "x ** 2"])
def test_little_work_is_not_worth_a_name(e):
    unchanged(
        f"""
        def f(x):
            a_bar = {e} + 1
            b_bar = {e} - 1
            return a_bar * b_bar
        """
    )


def test_repetitions_of_the_user_are_his():
    unchanged(
        """
        def f(x):
            a = np.sin(x) + 1
            b = np.sin(x) + 2
            return a * b
        """
    )


def test_arm_reuses_what_was_computed_before_it_but_not_the_other_way():
    check(
        """
        def f(x, n):
            a_bar = np.sin(x) * 2
            if n > 0:
                b_bar = np.sin(x) * np.cos(x)
                copy(c_bar=b_bar)
            else:
                copy(c_bar=1.0)
            d_bar = np.cos(x) * a_bar
            return c_bar + d_bar
        """,
        """
        def f(x, n):
            _1 = np.sin(x)
            a_bar = _1 * 2
            if n > 0:
                b_bar = _1 * np.cos(x)
                copy(c_bar=b_bar)
            else:
                copy(c_bar=1.0)
            d_bar = np.cos(x) * a_bar
            return c_bar + d_bar
        """,
    )


def test_what_may_not_be_evaluated_is_not_evaluated_early():
    unchanged(
        """
        def f(x, n):
            a_bar = np.log(x) * 2 if n > 0 else 1.0
            b_bar = n > 0 and np.log(x) * 3
            return a_bar + b_bar
        """
    )


@pytest.mark.parametrize("write", ["y[0] = 2.0", "y.sort()", "np.add.at(y, x, 1.0)"])
def test_buffer_is_read_again_after_a_write(write):
    unchanged(
        f"""
        def f(x, y):
            a_bar = np.sin(y) * 2
            {write}
            b_bar = np.sin(y) * 3
            return a_bar + b_bar
        """,
        written=["y"],
    )


def test_buffer_that_a_loop_writes_is_read_again_in_it():
    unchanged(
        """
        def f(x, y, n):
            a_bar = np.sin(y) * 2
            for i in range(n):
                b_bar = np.sin(y) * 3
                y[i] = 1.0
                print(b_bar)
            return a_bar
        """,
        written=["y"],
    )


def test_carried_variable_has_another_value_in_the_next_iteration():
    unchanged(
        """
        def f(x, n):
            copy(s_bar=1.0)
            a_bar = np.sin(s_bar) * 2
            for i in range(n):
                b_bar = np.sin(s_bar) * 3
                copy(s_bar=b_bar)
            return a_bar * s_bar
        """
    )


def test_two_results_stay_two_arrays():
    unchanged(
        """
        def f(x, y):
            x_bar = np.sin(x) * y
            y_bar = np.sin(x) * y
            return x_bar, y_bar
        """.replace("np.sin(x) * y", "np.sin(x)")
    )


def test_buffers_made_alike_stay_two():
    unchanged(
        """
        def f(x, k):
            x_bar = np.zeros_like(x)
            y_bar = np.zeros_like(x)
            x_bar[0] += 1
            return np.sum(x_bar * y_bar)
        """,
        written=["x"],
    )


def test_iterator_is_used_up():
    unchanged(
        """
        def f(x, y):
            a_bar = sum(zip(x * y, y * x))
            b_bar = max(zip(x * y, y * x))
            return a_bar + b_bar
        """.replace("x * y, y * x", "x, y")
    )


def test_random_numbers_are_drawn_twice():
    unchanged(
        """
        def f(x):
            a_bar = np.random.normal(size=3) * x
            b_bar = np.random.normal(size=3) * x
            return a_bar + b_bar
        """
    )


def test_a_temporary_that_is_written_stands_for_itself():
    unchanged(
        """
        def f(x):
            _1 = x * 2.0
            # Reverse sweep.
            kept = np.copy(_1)
            _1[...] = x
            v_bar = np.copy(_1)
            return kept + v_bar
        """,
        [""],
    )


def test_what_was_read_before_a_store_is_not_what_is_read_after_it():
    unchanged(
        """
        def f(v, x):
            _1 = v[0]
            v[0] = x
            # Reverse sweep.
            a_bar = np.sin(_1 * x)
            b_bar = np.sin(v[0] * x)
            return a_bar + b_bar
        """,
        ["v"],
    )


@pytest.mark.parametrize(
    ("source", "settled"),
    [
        ("def f(x):\n    y = np.sin(x)\n    return y * np.cos(x)\n", True),
        ("def f(x):\n    y = np.sin(x)\n    return y * np.sin(x)\n", False),
        ("def f(x, y):\n    y[0] = np.sin(x)\n    return y\n", False),
        (
            "def f(x):\n    if x > 0:\n        y = np.sin(x)\n    else:\n"
            "        y = np.cos(x)\n    return y\n",
            False,
        ),
    ],
    ids=["nothing repeated", "a user's own repetition", "a store", "a join"],
)
def test_sharing_is_done_for_good_where_nothing_can_come_up(source, settled):
    f = function(source)
    assert shared(f, Effects(WrittenByName(()))) == (f, settled)
