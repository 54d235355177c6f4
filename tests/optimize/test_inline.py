"""Inlining: the user's lines come back whole, and nothing changes its meaning."""

from __future__ import annotations

import textwrap
from collections.abc import Collection

import pytest

from autograd_src.analyses.effects import Effects
from autograd_src.optimize.inline import inline
from tests.irtext import function, text
from tests.optimize.test_dead import ByName


def check(before: str, after: str, outside: Collection[str] = ()) -> None:
    f = function(before)
    new = inline(f, Effects(ByName()))
    assert text(new) == textwrap.dedent(after).lstrip("\n")


def unchanged(source: str) -> None:
    check(source, text(function(source)))


def test_line_of_the_user_is_put_together_again_however_long():
    check(
        """
        def f(x, w, b):
            with origin("h = ..."):
                _1 = x @ w
                _2 = _1 + b
                _3 = x - w
                _4 = _2 * _3
                _5 = x + b
                _6 = _4 / _5
                _7 = x @ x
                _8 = w @ w
                _9 = _7 * _8
                _10 = _6 - _9
                _11 = b @ b
                _12 = _11 * 2.0
                _13 = _10 + _12
                h = np.tanh(_13)
            return h
        """,
        """
        def f(x, w, b):
            h = np.tanh((x @ w + b) * (x - w) / (x + b) - x @ x * (w @ w) + b @ b * 2.0)
            return h
        """,
    )


def test_variables_of_the_user_and_their_adjoints_keep_their_lines():
    unchanged(
        """
        def f(x):
            y = np.sin(x)
            y_bar = np.cos(y)
            return y_bar
        """
    )


def test_adjoint_line_takes_in_a_partial():
    check(
        """
        def f(h, h_bar):
            _1 = h ** 2
            _2 = 1 - _1
            _3_bar = h_bar * _2
            return _3_bar, _3_bar
        """,
        """
        def f(h, h_bar):
            _1_bar = h_bar * (1 - h ** 2)
            return (_1_bar, _1_bar)
        """,
    )


def test_adjoint_of_a_temporary_is_not_buried_in_a_long_line():
    unchanged(
        """
        def f(h, h_bar, x, s):
            _1_bar = h_bar * s - h_bar * (2 * h * s)
            w_bar = x.T @ _1_bar
            return w_bar
        """
    )


def test_line_is_not_made_too_long():
    unchanged(
        """
        def f(a_rather_long_name, another_rather_long_name, yet_another_long_name):
            _1 = a_rather_long_name * another_rather_long_name
            result_bar = yet_another_long_name * _1 * another_rather_long_name
            return result_bar
        """
    )


def test_view_that_is_used_twice_needs_no_name():
    check(
        """
        def f(x, y):
            _1 = x.T
            a = _1 @ y
            b = _1 @ x
            return a, b
        """,
        """
        def f(x, y):
            a = x.T @ y
            b = x.T @ x
            return (a, b)
        """,
    )


def test_computation_that_is_used_twice_keeps_its_name():
    unchanged(
        """
        def f(x, y):
            _1 = x @ y
            a = _1 + y
            b = _1 + x
            return a, b
        """
    )


@pytest.mark.parametrize(
    "between",
    ["x[0] = 1.0", "np.add.at(x, y, 1.0)", "x.sort()", "unknown(x)", "x += 1"],
)
def test_read_does_not_move_past_a_write(between):
    unchanged(
        f"""
        def unknown(x):
            return x
        def f(x, y):
            _1 = x[0] * y
            {between}
            a = _1 + y
            return a
        """
    )


def test_read_moves_past_a_write_of_something_else():
    check(
        """
        def f(x, y):
            _1 = x[0] * 2
            y[0] = 1.0
            a = _1 + 1
            return a
        """,
        """
        def f(x, y):
            y[0] = 1.0
            a = x[0] * 2 + 1
            return a
        """,
    )


def test_store_may_use_what_it_overwrites():
    check(
        """
        def f(y, i):
            _1 = np.sin(y[i])
            y[i] = _1
            return y
        """,
        """
        def f(y, i):
            y[i] = np.sin(y[i])
            return y
        """,
    )


def test_nothing_moves_past_a_new_binding_of_what_it_reads():
    unchanged(
        """
        def f(x, n):
            copy(s=0.0)
            for i in range(n):
                _1 = s * x
                copy(s=x)
                y = _1 + 1
                print(y)
            return s
        """
    )


def test_computation_does_not_move_into_a_loop():
    unchanged(
        """
        def f(x, n):
            _1 = np.sin(x)
            for i in range(n):
                print(_1)
            return x
        """
    )


def test_computation_moves_into_the_arm_that_uses_it():
    check(
        """
        def f(x, n):
            _1 = np.sin(x)
            if n > 0:
                y_bar = _1 * 2
                copy(z=y_bar)
            else:
                copy(z=1.0)
            return z
        """,
        """
        def f(x, n):
            if n > 0:
                y_bar = np.sin(x) * 2
                copy(z=y_bar)
            else:
                copy(z=1.0)
            return z
        """,
    )


def test_arm_that_writes_keeps_a_later_use_apart():
    unchanged(
        """
        def f(x, n):
            _1 = x[0] * 2
            if n > 0:
                x[0] = 3.0
            y = _1 + 1
            return y
        """
    )


def test_effect_does_not_move_into_an_arm():
    unchanged(
        """
        def f(x, c):
            _1 = next(x)
            if c:
                y = _1
                print(y)
            return x
        """
    )


def test_effect_in_a_test_comes_before_what_the_arms_read():
    unchanged(
        """
        def f(x, g):
            _1 = x[0] * 2
            if g(x):
                y = _1 + 1
                print(y)
            return x
        """
    )


def test_adjoint_that_is_only_a_copy_needs_no_line_unless_it_is_a_result():
    check(
        """
        def f(y_bar):
            x_bar = y_bar
            b_bar = np.sum(x_bar)
            z_bar = b_bar
            return z_bar
        """,
        """
        def f(y_bar):
            b_bar = np.sum(y_bar)
            z_bar = b_bar
            return z_bar
        """,
    )


def test_effects_keep_their_order():
    unchanged(
        """
        def f(x):
            _1 = next(x)
            _2 = next(x)
            y = _2 - _1
            return y
        """
    )


def test_pop_goes_into_the_store_right_after_it():
    check(
        """
        def f(y, i, r):
            _1 = r.pop()
            y[i] = _1
            return y
        """,
        """
        def f(y, i, r):
            y[i] = r.pop()
            return y
        """,
    )


def test_what_a_call_in_the_same_line_may_write_is_read_before_it():
    unchanged(
        """
        def f(x, g):
            _1 = x[0] * 2
            y = g(x) + _1
            return y
        """
    )


def test_test_of_a_while_is_evaluated_each_time():
    unchanged(
        """
        def f(x):
            _1 = np.sin(x)
            while _1 < 2:
                print(x)
            return x
        """
    )


def test_what_a_lambda_reads_stays_a_variable():
    unchanged(
        """
        def f(x):
            _1 = x * 2
            g = lambda k: _1 + k
            return g
        """
    )


def test_a_size_is_written_where_it_is_used():
    check(
        """
        def f(x, y):
            _1 = 2 / len(x)
            x_bar = _1 * y
            y_bar = _1 * x
            return (x_bar, y_bar)
        """,
        """
        def f(x, y):
            x_bar = 2 / len(x) * y
            y_bar = 2 / len(x) * x
            return (x_bar, y_bar)
        """,
    )
