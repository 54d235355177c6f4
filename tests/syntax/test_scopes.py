"""Names are replaced wherever they stand, as strings too."""

from __future__ import annotations

import gast
import numpy as np

from autograd_src.syntax.scopes import rename
from tests.oracles import check_all_modes

PATTERNS = """
match v:
    case [p, *rest] if p:
        f(p, rest)
    case {'k': 1, **more} as whole:
        f(more, whole)
"""


def test_what_patterns_capture_is_renamed():
    names = ("p", "rest", "more", "whole")
    tree = gast.parse(PATTERNS).body[0]
    text = gast.unparse(rename(tree, {n: f"{n}_2" for n in names}))
    assert text == gast.unparse(
        gast.parse(
            PATTERNS.replace("whole", "whole_2").replace("more", "more_2")
            .replace("rest", "rest_2").replace("[p", "[p_2").replace("if p", "if p_2")
            .replace("f(p", "f(p_2")
        ).body[0]
    )  # fmt: skip


def test_the_name_of_an_exception_is_renamed():
    tree = gast.parse("try:\n    f()\nexcept ValueError as e:\n    g(e)").body[0]
    assert "except ValueError as e_2:\n    g(e_2)" in gast.unparse(
        rename(tree, {"e": "e_2"})
    )


def _chosen(kind):
    match kind:
        case [p, q] if p > q:
            step = 2
        case [p, q]:
            step = 1
    return step


def twice(x):
    a = x[_chosen((1, 2)) :]
    match (2, len(x)):
        case [p, q] if p < q:
            k = 1
        case _:
            k = 0
    return np.sum(a**2) * x[k] + np.sum(x[_chosen((3, 2)) :] ** 3)


def test_a_match_that_stands_twice():
    check_all_modes(twice, (np.array([0.3, -0.8, 1.2]),))
