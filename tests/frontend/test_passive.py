"""Coarse activity: what may hold, contain or share memory with active values."""

from __future__ import annotations

import textwrap

import gast
import pytest

from autograd_src.frontend.passive import Facts, coarse, escapes, whole

# Statements, and the names of which each must be active (+) or must not (-).
CASES = {
    "assignment": ("y = x * 2; n = 3", "+y -n"),
    "overwritten": ("y = x; y = 3", "+y"),
    "augmented": ("y = 0; y += x; n = 0; n += 1", "+y -n"),
    "annotated": ("y: float = x", "+y"),
    "unpacking": ("a, (b, *c) = x, n", "+a +b +c -n"),
    "walrus": ("print(y := x)", "+y"),
    "loop": ("for v in x: pass\nfor i in range(3): pass", "+v -i"),
    "loop backwards": ("for i in r:\n  z = y\n  y = w\n  w = x", "+z +y +w -i -r"),
    "comprehension": ("y = [v for v in x]; n = [i for i in r]", "+y +v -n -i"),
    "store in element": ("y = [0] * 3; y[0] = x", "+y"),
    "store in attribute": ("o = make(); o.a.b = x", "+o"),
    "store through alias": ("y = [0]; z = y; z[0] = x; w = y", "+y +z +w"),
    "store through view": ("v = y[1:]; v[0] = x", "+y +v"),
    "store through container": ("c = (y, n); c[0][0] = x", "+y +c"),
    "store through row": ("for row in y: row[0] = x", "+y +row"),
    "store through call": ("v = view(y); v[0] = x", "+y +v"),
    "store through a branch": ("v = y if n else z\nv[0] = x", "+y +z"),
    "arithmetic shares nothing": ("z = y + 1; z[0] = x", "+z -y"),
    "length shares nothing": ("c = [len(n)]; c[0] = x", "+c -n"),
    "method": ("ys.append(x); ms.append(3)", "+ys -ms"),
    "method of an element": ("d['a'].append(x)", "+d"),
    "filled argument": ("fill(y, x)", "+y"),
    "filled keyword": ("fill(x, out=y)", "+y"),
    "module": ("y = np.sin(x); n = np.zeros(3)", "+y -n -np"),
    "module's helper": ("np.copyto(y, x)", "+y -np"),
    "global list": ("LOG.append(x); y = LOG[-1]", "+LOG +y"),
    "object that is called": ("o = make(); o(x); y = o.last", "+o +y"),
    "closure": ("def g(): return x\ny = g()\ndef h(): pass\nn = h()", "+g +y -h -n"),
    "argument of nested function": ("def g(v): buf[0] = v\ng(x)", "+v +buf"),
    "passed function": ("def g(v): buf[0] = v\napply(g, x)", "+v +buf"),
    "returned alias": ("def g(): return y\nz = g()\nz[0] = x", "+y +z"),
    "lambda": ("g = lambda v: v + x; y = g(1)", "+g +y"),
    "nonlocal": ("def g():\n    nonlocal s\n    s = x\ng()", "+s"),
    "raised": (
        "try: g(x)\nexcept E as e: pass\ntry: g(n)\nexcept E as d: pass", "+e -d"),
    "with": ("with ctx(x) as h: pass", "+h"),
    "match": (
        "match x:\n  case {'a': a, **r}: pass\n  case [b, *c]: pass\n  case d: pass",
        "+a +r +b +c +d"),
    "names by string": ("y = eval('x')", "+y"),
    "branch": ("if x > 0:\n    n = 1", "-n"),
}  # fmt: skip


def names(body: str, facts: Facts | None = None) -> frozenset[str]:
    source = "def f(x, n, y, z):\n" + textwrap.indent(body, "    ")
    return coarse(gast.parse(source).body[0], ["x"], facts)


@pytest.mark.parametrize("case", CASES)
def test_coarse_activity(case: str) -> None:
    body, expected = CASES[case]
    found = names(body)
    for item in expected.split():
        assert (item[1:] in found) == (item[0] == "+"), item


def test_a_call_known_to_be_pure_activates_no_argument() -> None:
    assert "y" in names("z = g(x, y)")
    assert "y" not in names("z = g(x, y)", Facts(pure=lambda call: True))


def test_a_call_known_to_be_fresh_shares_no_memory() -> None:
    assert "n" in names("b = g(n); b[0] = x")
    assert "n" not in names("b = g(n); b[0] = x", Facts(fresh=lambda call: True))


def test_known_modules_are_not_guessed() -> None:
    assert "log" not in names(
        "log.append(x); y = log[0]", Facts(module=lambda name: True)
    )


def test_jumps_of_an_inner_loop_do_not_escape() -> None:
    loop = gast.parse("for i in r:\n    while t:\n        break\n    continue").body[0]
    assert not escapes(loop)
    assert escapes(loop.body[1]) == {"continue"}


def test_a_jump_is_not_passive() -> None:
    [jump] = gast.parse("if n: break").body
    assert not whole(jump, {"x"})
    [quiet] = gast.parse("for i in r:\n    if n: break").body
    assert whole(quiet, {"x"})
