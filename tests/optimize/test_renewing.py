"""What was calculated stays memory of its own when its calculation changes nothing.

`1.0 * W` for a global `W` became `W`: the gradient of `np.dot(x, W)` was the user's own
array, and what was added to it was added there.
"""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable, ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.optimize.renewing import passes_on

X = np.array([0.3, 0.8])
W = np.array([0.6, 1.1])
M = np.array([[0.4, 0.7], [0.2, 0.6]])
TABLE = {"w": np.array([0.5, 0.9]), "m": M.copy()}
ROWS = [np.array([0.3, 0.4]), np.array([0.2, 0.5])]


class Net:
    def __init__(self):
        self.w = np.array([0.5, 0.9])
        self.m = np.array([[0.4, 0.7], [0.2, 0.6]])


NET = Net()
HELD = [W, M, *TABLE.values(), *ROWS, NET.w, NET.m]

WEIGHTS = [
    "W", "M[0]", "M.T[0]", "M[:, 0]", "TABLE['w']", "TABLE['m'][1]", "ROWS[0]",
    "NET.w", "NET.m[0]", "np.ravel(W)", "np.asarray(W)", "np.squeeze(W)", "W[::-1]",
    "W.reshape(2)", "np.diag(M)", "np.split(M.ravel(), 2)[0]", "np.broadcast_to(W, 2)",
]  # fmt: skip
PRODUCTS = [
    "np.dot(x, {})", "np.dot({}, x)", "x @ {}", "np.vdot(x, {})", "np.inner({}, x)",
    "np.sum(x * {})", "np.tensordot(x, {}, 1)", "np.einsum('i,i->', x, {})",
]  # fmt: skip


@pytest.mark.parametrize("more", ["", " + x[1] ** 2"], ids=["alone", "added to"])
@pytest.mark.parametrize("weights", WEIGHTS)
def test_a_gradient_is_no_array_of_the_users(weights, more, tmp_path, monkeypatch):
    lines = [f"def f{k}(x):\n    return {p}{more}" for k, p in enumerate(PRODUCTS)]
    source = "from tests.optimize.test_renewing import *\n" + "\n".join(lines)
    name = f"of_{WEIGHTS.index(weights)}_{len(more)}"
    (tmp_path / f"{name}.py").write_text(source.replace("{}", weights))
    monkeypatch.syspath_prepend(tmp_path)
    module = __import__(name)
    before = [held.copy() for held in HELD]
    for k in range(len(PRODUCTS)):
        f = differentiable(getattr(module, f"f{k}"))
        for gradient in (f.grad(X), f.value_and_grad(X)[1], f.vjp(X)[1](1.0)):
            assert gradient.flags.writeable
            assert not any(np.shares_memory(gradient, held) for held in (*HELD, X))
    for held, was in zip(HELD, before, strict=True):
        np.testing.assert_array_equal(held, was)


def test_it_is_copied_in_one_line():
    text = differentiable(weighted).grad.specialize(X).source
    assert "x_bar = test_renewing.W.copy()" in text


def weighted(x):
    return np.sum(x * W)


def test_what_may_be_held_by_others():
    x, known = ir.Var("x"), Ranks()
    flat = ir.Call(ir.Ref("np.ravel", value=np.ravel), (x,))
    sine = ir.Call(ir.Ref("np.sin", value=np.sin), (x,))
    assert passes_on(x, known)
    assert passes_on(ir.Ref("W", value=W), known)
    assert passes_on(flat, known)
    assert not passes_on(sine, known)
    assert not passes_on(ir.rebuild(flat, lambda p: sine if p is x else p), known)
    assert not passes_on(ir.Call(ir.Attr(x, "copy")), known)
