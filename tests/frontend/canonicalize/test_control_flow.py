"""Random control flow: canonical functions take the same path to the same result."""

from __future__ import annotations

import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.frontend.canonicalize.running import assert_same

TESTS = (
    "x > {n}", "x % 3 == {n}", "log('t', x) < {n}", "x > {n} and log('a', x) < 9",
    "x < {n} or log('o', x) > 4", "{n} < x < 7", "0 <= log('m', x) < log('h', {n})",
    "not x", "(x := x - 1) > {n}", "(x if x > {n} else log('e', 0))",
)  # fmt: skip
SIMPLE = (
    "x += {n}", "x = x - {n} if x > 2 else log('v', x)", "log({n}, x)", "x = -x",
    "y = x or log('y', {n})", "x, y = y, x", "y = (x := x + {n}) + x", "pass",
    "x = sum(v if v > {n} else -1 for v in range(x % 4))", "y = x = {n} - x",
    "y = len([v for v in range(4) if v > x])",
)  # fmt: skip
numbers = st.integers(-1, 4)


def indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


@st.composite
def statements(draw: st.DrawFn, depth: int, loop: bool) -> list[str]:
    kinds = ["simple", "simple", "return"]
    kinds += ["break", "continue"] if loop else []
    kinds += ["if", "if else", "for", "while"] * 2 if depth else []
    kind = draw(st.sampled_from(kinds))
    n = draw(numbers)
    if kind == "simple":
        return [draw(st.sampled_from(SIMPLE)).format(n=n)]
    if kind == "return":
        return [draw(st.sampled_from(["return x", f"return {n}, y", "return"]))]
    if kind in ("break", "continue"):
        return [kind]
    test = draw(st.sampled_from(TESTS)).format(n=n)
    body = indented(draw(blocks(depth - 1, loop or kind in ("for", "while"))))
    orelse = draw(st.booleans()) or kind == "if else"
    tail = ["else:", *indented(draw(blocks(depth - 1, loop)))] if orelse else []
    if kind.startswith("if"):
        return [f"if {test}:", *body, *tail]
    if kind == "for":
        return [f"for i in range({n} + x % 3):", *body, *tail]
    return [f"while tick() and ({test}):", *body, *tail]


@st.composite
def blocks(draw: st.DrawFn, depth: int, loop: bool) -> list[str]:
    parts = draw(st.lists(statements(depth, loop), min_size=1, max_size=4))
    return [line for part in parts for line in part]


@given(blocks(3, loop=False))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_random_control_flow(body: list[str]) -> None:
    source = """
    def f(x):
        y, ticks = 1, [0]
        def tick():
            ticks[0] += 1
            return ticks[0] < 12
    """
    text = textwrap.dedent(source) + "\n".join(indented([*body, "return x, y"]))
    assert_same(text, [(k,) for k in (-4, -1, 0, 1, 2, 3, 5, 8)])
