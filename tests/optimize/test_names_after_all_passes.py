"""Random programs mean the same before and after all passes, and end to end.

Each program is run as it was written, and as it is printed after single assignment,
the passes and naming: results, stores and the order of effects have to agree.
"""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograd_src import ir
from autograd_src.analyses.effects import Effects
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Var
from autograd_src.optimize.common import share
from autograd_src.optimize.dead import eliminate
from autograd_src.optimize.inline import inline
from autograd_src.optimize.names import name_module
from autograd_src.syntax.build import build
from autograd_src.syntax.emit import emit
from tests.irtext import module

NAMES = ("a", "b", "c", "_1", "_2", "a_bar", "b_bar")
BUFFERS = ("y", "z")


class ByName:
    """Buffers of different names are different; numbers are never written."""

    def may_alias(self, v: Var, w: Var) -> bool:
        return v.base == w.base

    def written(self, v: Var) -> bool:
        return v.base in BUFFERS


names = st.sampled_from(NAMES)
atoms = st.sampled_from((*NAMES, "x", "2.0", "y[0]", "z[1]", "i", "np.sin(y[0])"))
exprs = st.recursive(
    atoms,
    lambda e: st.one_of(
        st.builds("({} {} {})".format, e, st.sampled_from("+-*"), e),
        st.builds("np.sin({})".format, e),
        st.builds("np.tanh({} * 2.0 + 1.0)".format, e),
    ),
    max_leaves=4,
)
simple = st.one_of(
    st.builds("{} = {}".format, names, exprs),
    st.builds("{} = {}".format, names, exprs),
    st.builds("{} = {}".format, names, names),
    st.builds("copy({0}={1}, {2}={3})".format, names, names, names, names).filter(
        lambda s: s.count(s[5 : s.index("=")] + "=") == 1
    ),
    st.builds("{}[{}] = {}".format, st.sampled_from(BUFFERS), st.integers(0, 1), exprs),
    st.builds(
        "{}[{}] += {}".format, st.sampled_from(BUFFERS), st.integers(0, 1), exprs
    ),
    st.builds("{} = g({})".format, names, exprs),
    st.builds("y.append({})".format, exprs),
    st.builds("_1 = y[0] * 2.0\ny[0] = {0}\n{1} = _1 + 1.0".format, exprs, names),
    st.builds(
        "a_bar = np.sin({0}) * 2.0\n{0} = {1}\nb_bar = np.sin({0})".format,
        st.sampled_from((*BUFFERS, "c")).map(lambda n: n + "[0]" * (n in BUFFERS)),
        exprs,
    ),
)


def indented(lines: list[str]) -> str:
    return textwrap.indent("\n".join(lines), "    ")


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=4).map(indented)
    test = st.builds("{} > {}".format, names, exprs)
    return st.one_of(
        st.builds("if {}:\n{}".format, test, body),
        st.builds("if {}:\n{}\nelse:\n{}".format, test, body, body),
        st.builds("for i in range(3):\n{}".format, body),
        st.builds(
            "for i in range(3):\n{}\n    if {}:\n        break\n{}".format,
            body,
            test,
            body,
        ),
    )


programs = st.lists(
    st.recursive(simple, compound, max_leaves=12), min_size=1, max_size=8
).map(
    lambda lines: "\n".join(
        [
            "def f(x, y, g, a, b, i):",
            *(f"    {n} = x + {k}.0" for k, n in enumerate(NAMES[2:])),
            "    z = [x, 1.0]",
            indented(lines),
            f"    return {', '.join(NAMES[:3] + NAMES[5:])}, z[0], i",
        ]
    )
)


def outcome(text: str) -> list[Any]:
    space: dict[str, Any] = {"np": np, "log": []}
    text = text.replace("copy(", "_ = dict(")
    exec(text, space)
    called: list[float] = []

    def g(v: float) -> float:
        called.append(v)
        return v / 2 - 0.1

    y = [0.3, -0.7]
    with np.errstate(all="ignore"):
        result = space["f"](0.4, y, g, 0.2, -0.5, 1)
    return [repr(r) for r in (*result, *y, *called)]


def parallel(text: str) -> str:
    """The program with its parallel copies in Python."""
    lines = []
    for line in text.splitlines():
        body = line.strip()
        if body.startswith("copy("):
            pairs = [p.split("=") for p in body[5:-1].split(", ")]
            left, right = zip(*pairs, strict=True)
            line = line.replace(body, f"{', '.join(left)} = {', '.join(right)}")
        lines.append(line)
    return "\n".join(lines)


def emitted(f: ir.Function) -> str:
    m = ir.Module("", (f,))
    return emit(build(m, name_module(m)))


@settings(max_examples=20)
@given(programs)
@example(
    "def f(x, y, g, a, b, i):\n    c = a\n    _1 = c\n    for i in range(3):\n"
    "        copy(a=b, b=a)\n        c = a - _1\n    return a, b, c, z"
    ", x, i".replace(", z", "")
)
def test_meaning_stays(source):
    want = outcome(parallel(source))
    f = ssa(module(source).functions[-1])
    effects = Effects(ByName())
    assert outcome(emitted(f)) == want
    for _ in range(2):
        for step in (eliminate, share, eliminate, inline):
            f = step(f, effects)
            assert outcome(emitted(f)) == want, step.__name__
