"""Statements of the intermediate form as they are printed."""

from __future__ import annotations

import ast
import math
import textwrap

import gast
import pytest

from autograd_src import ir
from autograd_src.ir import Const, Var
from autograd_src.optimize.names import name_module
from autograd_src.syntax.build import build, expression
from autograd_src.syntax.emit import emit
from autograd_src.syntax.expressions import Naming
from tests.irtext import function, module


def emitted(source: str) -> str:
    m = module(source)
    return emit(build(m, name_module(m)))


def body(source: str) -> str:
    """The lines under `def`."""
    lines = emitted(source).split("def f", 1)[1].splitlines()[1:]
    return textwrap.dedent("\n".join(lines)).strip()


def test_origin_is_named_in_the_reverse_sweep_when_it_changes():
    assert body(
        """
        def f(x):
            note("Forward sweep.")
            with origin("y = np.sin(x)"):
                y = np.sin(x)
            note("Reverse sweep.")
            x_bar = np.zeros_like(x)
            with origin("return y * x"):
                y_bar = x * 2.0
                z = x_bar + y
            w = y_bar + 1
            with origin("return y * x"):
                x_bar__2 = z * w
            with origin("y = np.sin(x)"):
                x_bar__3 = x_bar__2 * y_bar
            return x_bar__3
        """
    ) == textwrap.dedent(
        """\
        # Forward sweep.
        y = np.sin(x)

        # Reverse sweep.
        x_bar = np.zeros_like(x)
        # return y * x
        y_bar = x * 2.0
        z = x_bar + y
        w = y_bar + 1
        x_bar = z * w
        # y = np.sin(x)
        x_bar = x_bar * y_bar
        return x_bar"""
    )


def test_each_arm_names_its_own_origin_and_the_header_has_none():
    assert body(
        """
        def f(x):
            note("Reverse sweep.")
            with origin("if x > 0:"):
                if x > 0:
                    with origin("y = x"):
                        copy(x_bar=1.0)
                else:
                    with origin("y = -x"):
                        copy(x_bar=-1.0)
            with origin("y = -x"):
                z = x_bar + 1
            return z
        """
    ) == textwrap.dedent(
        """\
        # Reverse sweep.
        if x > 0:
            # y = x
            x_bar = 1.0
        else:
            # y = -x
            x_bar = -1.0
        # y = -x
        z = x_bar + 1
        return z"""
    )


def test_comment_of_what_is_not_printed_is_not_printed():
    text = emitted(
        """
        def f(x):
            note("Reverse sweep.")
            with origin("gone"):
                copy(x__2=x)
            return x__2
        """
    )
    assert "gone" not in text


def test_heading_of_an_empty_section_is_left_out():
    text = emitted(
        """
        def f(x):
            note("Forward sweep.")
            note("Reverse sweep.")
            return x
        """
    )
    assert "Forward" not in text
    assert "# Reverse sweep." in text


@pytest.mark.parametrize(
    ("test", "printed"),
    [("x > 0", "not x > 0"), ("x is None", "x is not None"), ("not x", "x")],
)
def test_arm_without_statements_turns_the_test_around(test, printed):
    text = body(
        f"""
        def f(x):
            copy(y=1.0)
            if {test}:
                copy(y__2=y)
            else:
                copy(y__2=x)
            return y__2
        """
    )
    assert f"if {printed}:\n    y = x\nreturn y" in text
    assert "else" not in text


def test_test_that_is_never_a_number_is_not_replaced_by_its_opposite():
    """`not nan < 0` holds where `nan >= 0` does not."""
    text = emitted(
        """
        def f(x):
            copy(y=1.0)
            if x < 0:
                copy(y__2=y)
            else:
                copy(y__2=2.0)
            return y__2
        """
    )
    space: dict[str, object] = {}
    exec(text, space)
    assert space["f"](math.nan) == 2.0  # type: ignore[operator]


def test_stores_keep_their_operator():
    text = body("def f(x, i):\n    x[i, 1:] += 2\n    x[i] = 3.0\n    return x")
    assert text == "x[i, 1:] += 2\nx[i] = 3.0\nreturn x"


def test_loop_of_copies_alone_still_has_a_body():
    assert "    pass\n" in emitted(
        "def f(x):\n    for i in x:\n        copy(x=x)\n    return x"
    )


@pytest.mark.parametrize(
    "value",
    [
        1,
        -1,
        1.5,
        -0.0,
        math.inf,
        -math.inf,
        math.nan,
        True,
        None,
        "a",
        (1, -2.0),
        2j,
        1 - 2j,
    ],
)
def test_constant_evaluates_to_itself(value):
    tree = gast.Expression(expression(Const(value), Naming({})))
    code = ast.fix_missing_locations(gast.gast_to_ast(tree))
    assert repr(eval(compile(code, "", "eval"))) == repr(value)


def carried(source: str, **names: tuple[Var, Var]) -> ir.Carry:
    """A statement kept whole that reads and binds variables."""
    (node,) = gast.parse(textwrap.dedent(source)).body
    reads = tuple((text, old) for text, (old, _) in names.items())
    return ir.Carry(node, reads, tuple((text, new) for text, (_, new) in names.items()))


def test_carried_statement_continues_with_what_its_names_held():
    old, new = Var("total"), Var("total")
    f = ir.Function(
        ir.Symbol("f"),
        (ir.Param(old),),
        (
            carried("for k in range(3): total = total + k", total=(old, new)),
            ir.Ret(ir.Bin("+", old, new)),
        ),
    )
    m = ir.Module("", (f,))
    space: dict[str, object] = {}
    exec(emit(build(m, name_module(m))), space)
    assert space["f"](10) == 10 + 13  # type: ignore[operator]


def test_parameters_keep_their_kinds_and_defaults():
    a, b, c, d = (Var(n) for n in "abcd")
    params = (
        ir.Param(a),
        ir.Param(b, "positional", Const(1)),
        ir.Param(c, "varargs"),
        ir.Param(d, "keyword", Const(None)),
    )
    m = ir.Module("", (ir.Function(ir.Symbol("f"), params, (ir.Ret(a),)),))
    assert "def f(a, b=1, *c, d=None):" in emit(build(m, name_module(m)))


def test_same_text_gives_the_same_tree():
    source = "def f(x):\n    y = [k + x for k in x]\n    return y"
    assert emitted(source) == emitted(source)
    assert function(source) != function(source)  # variables are compared by identity
