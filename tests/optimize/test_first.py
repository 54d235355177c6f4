"""What is added to zeros is stored, as long as nothing else has been there."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.analyses.effects import Effects
from autograd_src.optimize.stores import condensed
from tests.irtext import function, text
from tests.optimize.test_dead import ByName
from tests.oracles import check_all_modes

X = np.array([0.7, -0.4, 1.3, 0.2])


def check(before: str, after: str) -> None:
    new = condensed(function(before), Effects(ByName()))
    assert text(new) == textwrap.dedent(after).lstrip("\n")


@pytest.mark.parametrize(
    ("index", "other"),
    [
        ("0", "1"),
        ("0", "1:"),
        ("2", ":2"),
        (":n", "n:"),
        ("1:3", "3:5"),
        ("(slice(None), 0)", "(slice(None), 1)"),
    ],
)
def test_elements_apart_are_stored(index, other):
    if index.startswith("("):
        index, other = ":, 0", ":, 1"
    check(
        f"""
        def f(x, n, v):
            x_bar = np.zeros_like(x)
            x_bar[{index}] += v
            x_bar[{other}] -= v
            return x_bar
        """,
        text(
            function(
                f"""
                def f(x, n, v):
                    x_bar = np.zeros_like(x)
                    x_bar[{index}] = v
                    x_bar[{other}] = -v
                    return x_bar
                """
            )
        ),
    )


@pytest.mark.parametrize(
    ("index", "other"),
    [("0", "0"), ("0", "-1"), (":2", "1"), (":n", "m:"), ("i", "j"), ("::2", "1")],
)
def test_elements_that_may_be_the_same_are_added_to(index, other):
    check(
        f"""
        def f(x, n, m, i, j, v):
            x_bar = np.zeros_like(x)
            x_bar[{index}] += v
            x_bar[{other}] += v
            return x_bar
        """,
        text(
            function(
                f"""
                def f(x, n, m, i, j, v):
                    x_bar = np.zeros_like(x)
                    x_bar[{index}] = v
                    x_bar[{other}] += v
                    return x_bar
                """
            )
        ),
    )


@pytest.mark.parametrize(
    "between", ["x_bar[i] = 1.0", "x_bar += v", "for k in x:\n    x_bar[k] += 1.0"]
)
def test_what_has_been_written_is_added_to(between):
    source = f"""
def f(x, i, v):
    x_bar = np.zeros_like(x)
{textwrap.indent(between, "    ")}
    x_bar[0] += v
    return x_bar
"""
    check(source, text(function(source)))


def test_what_is_added_may_read_what_is_added_to():
    source = """
def f(x, i):
    x_bar = np.zeros_like(x)
    x_bar[0] += x_bar[i]
    return x_bar
"""
    check(source, text(function(source)))


def halves(p, n=2):
    return np.sum(np.sin(p[:n]) * p[n:])


def overlapping(p):
    return np.sum(np.sin(p[:3]) * p[1:])


@pytest.mark.parametrize("f", [halves, overlapping])
def test_gradients_of_parts(f):
    check_all_modes(f, (X,))


def test_each_part_of_a_vector_is_stored_once():
    text = differentiable(halves).grad.specialize(X).source
    assert "+=" not in text
    text = differentiable(overlapping).grad.specialize(X).source
    assert text.count("+=") == 1
