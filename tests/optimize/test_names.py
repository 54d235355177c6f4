"""Names of emitted modules: nothing that lives together goes by one name."""

from __future__ import annotations

import textwrap

import pytest

from autograd_src import ir
from autograd_src.optimize.names import name_module
from autograd_src.optimize.unbound import bind_recorded
from autograd_src.syntax.build import build
from autograd_src.syntax.emit import emit
from tests.irtext import function, module


def emitted(m: ir.Module) -> str:
    return emit(build(m, name_module(m)))


def check(before: str, after: str) -> None:
    got = [line for line in emitted(module(before)).splitlines() if line]
    assert got == [line for line in textwrap.dedent(after).splitlines() if line]


def test_carried_name_stays_as_the_user_wrote_it():
    check(
        """
        def f(x, n):
            copy(s=0.0)
            for i in range(n):
                s__2 = s + x[i]
                copy(s=s__2)
            copy(s__3=s)
            return s__3
        """,
        """
        def f(x, n):
            s = 0.0
            for i in range(n):
                s = s + x[i]
            return s
        """,
    )


def test_old_and_new_value_alive_together_get_two_names():
    check(
        """
        def f(x, n):
            copy(s=0.0, p=1.0)
            for i in range(n):
                s__2 = s + x[i]
                p__2 = p * s__2 * s
                copy(s=s__2, p=p__2)
            return p
        """,
        """
        def f(x, n):
            s = 0.0
            p = 1.0
            for i in range(n):
                s_2 = s + x[i]
                p = p * s_2 * s
                s = s_2
            return p
        """,
    )


def test_swap_is_one_assignment():
    check(
        """
        def f(u, v, n):
            for i in range(n):
                copy(u=v, v=u)
            return u - v
        """,
        """
        def f(u, v, n):
            for i in range(n):
                u, v = v, u
            return u - v
        """,
    )


def test_copies_are_ordered_so_that_nothing_is_lost():
    check(
        """
        def f(a, b, c, n):
            for i in range(n):
                copy(a=b, b=c)
            return a, b, c
        """,
        """
        def f(a, b, c, n):
            for i in range(n):
                a = b
                b = c
            return a, b, c
        """,
    )


def test_versions_of_a_name_share_it_in_turn():
    check(
        """
        def f(x):
            x__2 = np.sin(x)
            x__3 = np.cos(x__2)
            return x__3
        """,
        """
        import numpy as np
        def f(x):
            x = np.sin(x)
            x = np.cos(x)
            return x
        """,
    )


def test_overwritten_value_that_is_read_later_keeps_a_name_of_its_own():
    check(
        """
        def f(x):
            x__2 = np.sin(x)
            return x__2 * x
        """,
        """
        import numpy as np
        def f(x):
            x_2 = np.sin(x)
            return x_2 * x
        """,
    )


def test_different_user_names_never_merge():
    check(
        """
        def f(x):
            y = x
            return y
        """,
        """
        def f(x):
            y = x
            return y
        """,
    )


def test_adjoint_takes_the_final_name_of_its_primal():
    check(
        """
        def f(x):
            x__2 = np.sin(x)
            x__2_bar = x__2 * x
            x__2_bar_dot = x__2_bar + x__2
            x_bar = x__2_bar + x__2_bar_dot
            return x_bar * x__2_bar
        """,
        """
        import numpy as np
        def f(x):
            x_2 = np.sin(x)
            x_2_bar = x_2 * x
            x_2_bar_dot = x_2_bar + x_2
            x_bar = x_2_bar + x_2_bar_dot
            return x_bar * x_2_bar
        """,
    )


def test_adjoint_outlives_its_primal():
    check(
        """
        def f(x):
            y_bar = 2 * x
            _1_bar = np.cos(x)
            return y_bar * _1_bar
        """,
        """
        import numpy as np
        def f(x):
            y_bar = 2 * x
            z_bar = np.cos(x)
            return y_bar * z_bar
        """,
    )


def named_like_ours() -> ir.Module:
    """A function with a variable of the user's called `x_bar`, and its adjoints."""
    x, user = ir.Var("x"), ir.Var("x_bar")
    x_bar, user_bar = ir.Var(role="bar", of=x), ir.Var(role="bar", of=user)
    body = (
        ir.Let(user, ir.Bin("*", x, ir.Const(2.0))),
        ir.Let(user_bar, ir.Bin("*", user, x)),
        ir.Let(x_bar, ir.Bin("*", user_bar, ir.Const(2.0))),
        ir.Ret(ir.Bin("+", x_bar, ir.Bin("*", user, user_bar))),
    )
    return ir.Module("", (ir.Function(ir.Symbol("f"), (ir.Param(x),), body),))


def test_names_of_the_user_that_look_like_ours_stay_his():
    assert emitted(named_like_ours()) == textwrap.dedent(
        """\
        def f(x):
            x_bar = x * 2.0
            x_bar_bar = x_bar * x
            x_bar_2 = x_bar_bar * 2.0
            return x_bar_2 + x_bar * x_bar_bar
        """
    )


def test_temporaries_are_called_after_what_they_hold_and_avoid_what_is_there():
    check(
        """
        def f(x, w):
            _1 = x @ w + 1
            _2 = _1 * x
            _3 = np.sum(_2)
            _4 = _1 @ _2
            return _1 + _2 + _3 + _4 * _1
        """,
        """
        import numpy as np
        def f(x, w):
            z = x @ w + 1
            u = z * x
            s = np.sum(u)
            v = z @ u
            return z + u + s + v * z
        """,
    )


def test_parameter_that_is_called_like_a_module_or_a_builtin():
    check(
        """
        def f(x):
            return np.sum(x)
        def g(np, len):
            return f(np)
        """,
        """
        import numpy as np_2
        def f(x):
            return np_2.sum(x)
        def g(np, len):
            return f(np)
        """,
    )


def test_builtin_behind_a_parameter_is_reached_through_its_module():
    m = module("def f(len):\n    return len(len)")
    ref = ir.Ref("len")
    f = ir.replace(
        m.functions[0], body=(ir.Ret(ir.Call(ref, (m.functions[0].params[0].var,))),)
    )
    got = emitted(ir.replace(m, functions=(f,)))
    assert "import builtins" in got
    assert "return builtins.len(len)" in got


def test_local_name_gives_way_to_a_builtin_in_use():
    f, n = ir.Var("sum"), ir.Var("n")
    body = (
        ir.Let(f, ir.Call(ir.Ref("sum"), (n,))),
        ir.Ret(f),
    )
    m = ir.Module("", (ir.Function(ir.Symbol("f"), (ir.Param(n),), body),))
    assert "sum_2 = sum(n)" in emitted(m)


def test_name_inside_a_lambda_is_nobody_elses():
    check(
        """
        def f(x):
            _1 = x @ x
            return sorted(_1, key=lambda z: z - _1)
        """,
        """
        def f(x):
            u = x @ x
            return sorted(u, key=lambda z: z - u)
        """,
    )


def test_dead_assignment_does_not_clobber():
    check(
        """
        def f(x):
            x__2 = np.sin(x)
            return x
        """,
        """
        import numpy as np
        def f(x):
            x_2 = np.sin(x)
            return x
        """,
    )


@pytest.mark.parametrize("read", ["s_saved.append(s)", "print(s)"])
def test_only_a_record_needs_an_unbound_name_to_be_none(read):
    f = function(
        f"""
        def f(x):
            s_saved = []
            copy(s=...)
            for i in x:
                {read}
                copy(s=i)
            return s_saved
        """
    )
    f = bind_recorded(f)
    assert ("s = None" in emitted(ir.Module("", (f,)))) == ("append" in read)


def test_augmented_name_is_augmented_in_place():
    y, y_2, x = ir.Var("y"), ir.Var("y"), ir.Var("x")
    body = (ir.Let(y_2, ir.Bin("+=", y, x)), ir.Ret(y_2))
    params = (ir.Param(y), ir.Param(x))
    m = ir.Module("", (ir.Function(ir.Symbol("f"), params, body),))
    assert emitted(m) == "def f(y, x):\n    y += x\n    return y\n"


def test_name_that_the_next_iteration_reads_is_not_taken():
    check(
        """
        def f(x, n):
            a = np.sin(x)
            for i in range(n):
                b = a + i
                a__2 = b * 2
                print(a__2)
            return x
        """,
        """
        import numpy as np
        def f(x, n):
            a = np.sin(x)
            for i in range(n):
                b = a + i
                a_2 = b * 2
                print(a_2)
            return x
        """,
    )


def test_names_do_not_depend_on_addresses():
    texts = {emitted(named_like_ours()) for _ in range(5)}
    assert len(texts) == 1
