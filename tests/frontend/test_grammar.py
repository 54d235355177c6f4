"""The canonical form, by what it excludes."""

from __future__ import annotations

import textwrap

import gast
import pytest

from autograd_src.frontend.canonicalize import PASSES
from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.grammar import fits, verify
from tests.frontend.canonicalize.running import canonical, outcome

OUTSIDE = {
    "for v in x:\n    y = v\n    continue": "Continue",
    "for v in x:\n    if v: break\n    y = v": "If",
    "for v in x:\n    break\n    y = v": "Break",
    "for v in x: y = v\nelse: y = 1": "For",
    "for v, (a, b) in x: y = v": "Tuple",
    "while x: y = x\nelse: y = 1": "While",
    "if x: pass\nelse: y = x": "Pass",
    "a = b = x": "Assign",
    "a, (b, c) = x": "Tuple",
    "a, *b = x": "Tuple",
    "y: int = x": "AnnAssign",
    "del x": "Delete",
    "with x: pass": "With",
    "try: y = x\nfinally: pass": "Try",
    "match x:\n    case 1: pass": "Match",
    "y = (z := 3) + x": "NamedExpr",
    "y = x if x else 1": "IfExp",
    "y = 0 < x < 1": "Compare",
    "y = x or 1": "BoolOp",
    "y = [v for v in x]": "ListComp",
    "y = sum(v for v in x)": "GeneratorExp",
    "y = {x}": "Set",
}  # fmt: skip


@pytest.mark.parametrize("body", OUTSIDE)
def test_what_is_outside_is_named_with_its_place(body: str) -> None:
    source = "def f(x):\n" + textwrap.indent(body, "    ") + "\n    return x"
    function = gast.parse(source).body[0]
    active = {"x", "y", "v"}
    with pytest.raises(AssertionError, match=rf"^{OUTSIDE[body]} at \d+:\d+: "):
        verify(function, active)


def test_passive_statements_may_hold_anything() -> None:
    source = """
    def f(x):
        with open(n) as h:
            a = b = [(k := 1) for i in h if 0 < i < 3 or i]
        return x
    """
    verify(gast.parse(textwrap.dedent(source)).body[0], {"x"})


def test_the_last_statement_returns_a_value() -> None:
    with pytest.raises(AssertionError, match="has a value"):
        verify(gast.parse("def f(x): return").body[0], {"x"})


@pytest.mark.parametrize("body", [b for b in OUTSIDE if " if " not in b])
def test_passive_statements_outside_do_not_fit(body: str) -> None:
    statement = gast.parse(body).body[0]
    assert not fits(statement)


@pytest.mark.parametrize(
    "body", ["n = g(k)", "for i, k in r:\n    if i: break", "while n < 3: n += 1"]
)
def test_passive_statements_in_form_fit(body: str) -> None:
    assert fits(gast.parse(body).body[0])


SAMPLE = """
def f(x):
    s: float = 0.0
    a = b = 1
    for i, (v, *w) in enumerate(zip(x, x)):
        if v < 0 and log(1, s) < 9:
            continue
        s += v if 0 < v < 3 else log(2, -v)
        if (t := s) > 20:
            return sum(u for u in x)
        for q in x:
            if q == 7:
                break
        else:
            s += a
    else:
        return s, t, b
"""


def test_every_pass_alone_keeps_the_meaning() -> None:
    function = gast.parse(SAMPLE).body[0]
    context = Context(function, ["x"])
    inputs = [[1, 2, 3]], [[7, 1]], [[-1, 30, 2]], [[5, 5, 5, 5, 5]]
    expected = [outcome(SAMPLE, arguments) for arguments in inputs]
    for each in PASSES:
        each.run(context)
        after = gast.unparse(function)
        assert [outcome(after, a) for a in inputs] == expected, each.__name__
    verify(function, context.active)


def statements(body: list[gast.AST]) -> list[gast.AST]:
    nodes = [n for s in body for n in gast.walk(s)]
    return [n for n in nodes if isinstance(n, gast.stmt)]


def test_every_statement_has_the_place_of_one_of_the_users() -> None:
    found = canonical(SAMPLE)
    users = {s.lineno for s in statements(gast.parse(SAMPLE).body)}
    for s in statements(found.function.body):
        assert s.lineno in users
        assert s.end_lineno >= s.lineno


def test_every_expression_has_a_place() -> None:
    nodes = [n for s in canonical(SAMPLE).function.body for n in gast.walk(s)]
    for node in nodes:
        if isinstance(node, gast.expr):
            assert node.lineno is not None


def test_introduced_names_are_told_and_are_new() -> None:
    found = canonical(SAMPLE)
    before = {n.id for n in gast.walk(gast.parse(SAMPLE)) if isinstance(n, gast.Name)}
    after = {n.id for n in gast.walk(found.function) if isinstance(n, gast.Name)}
    assert after - before == found.introduced & after
    assert not before & found.introduced


def test_temporaries_of_active_values_are_active() -> None:
    found = canonical("def f(x):\n    return g(1, n, x if x else 2, *[k] * h())")
    made = found.introduced & found.active
    assert made


def test_the_result_is_the_same_each_time() -> None:
    first, second = canonical(SAMPLE), canonical(SAMPLE)
    assert gast.dump(first.function) == gast.dump(second.function)


def test_one_of_two_passive_values_fits() -> None:
    assert fits(gast.parse("y = x if x else 1").body[0])
