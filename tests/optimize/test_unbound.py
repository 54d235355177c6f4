"""Names that hold nothing yet, and are copied all the same."""

from __future__ import annotations

from autograd_src import ir
from autograd_src.optimize.unbound import bind_copied
from tests.irtext import function, text

CARRIED = """
    def f(x, n):
        copy(p=...)
        for i in range(n):
            copy(p__2=p)
            for j in range(n):
                p__3 = x[j]
                copy(p__2=p__3)
            copy(p=p__2)
        return p
"""


def bound(inner):
    """Where the variable of the outer loop is `p`, and those within are `inner`."""
    f = function(CARRIED)
    outer = f.body[0].targets[0]
    targets = {v for s in ir.walk(f.body) for v in ir.defs(s)}
    return text(bind_copied(f, {v: "p" if v is outer else inner for v in targets}))


def test_a_name_that_is_copied_to_another_holds_none():
    assert "copy(p=None)" in bound("p_2")


def test_one_name_for_all_stays_unbound():
    assert "copy(p=...)" in bound("p")
