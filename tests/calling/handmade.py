"""Functions, and the modules that a generator would emit for them, written by hand.

With these, calls are tested apart from the generator.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd_src import NotDifferentiable, differentiable
from autograd_src.live.consulted import Ledger

SCALE = 2.0


@differentiable
def loss(w, x, y=2.0):
    """Sum of squares."""
    return np.sum((w * x - y) ** 2)


@differentiable
def line(p, t):
    return p[0] * t + p[1]


def scaled(x):
    return SCALE * x


def with_keyword(x, *, power=2.0):
    return np.sum(x) * power


def pair(w, b):
    return w * b


def raised(base):
    def power(x):
        return base * x

    return power


class Net:
    def __init__(self, gain):
        self.gain = gain

    @differentiable
    def loss(self, x, y=1.0):
        return self.gain * np.sum(x) * y

    @differentiable
    @staticmethod
    def plain(x):
        return 3.0 * x

    @classmethod
    @differentiable
    def made(cls, x):
        return cls.factor * x

    @differentiable
    @classmethod
    def built(cls, x):
        return cls.factor * x

    factor = 4.0

    def __call__(self, x):
        return self.gain * np.sum(x)


class Wider(Net):
    factor = 5.0


class Generated(NamedTuple):
    """What a generator returns."""

    text: str
    entry: str
    ingredients: Any
    imports: tuple[tuple[str, str], ...]


_HEAD = '''"""Written by hand."""

import numpy as np

import tests.calling.handmade as handmade


'''
_BODIES = {
    ("loss", "grad", "w"): """
def loss_grad(w, x, y=2.0):
    r = w * x - y
    return np.sum(2 * r * x) if np.ndim(w) == 0 else 2 * r * x
""",
    ("loss", "grad", "w,x"): """
def loss_grad(w, x, y=2.0):
    r = w * x - y
    return np.sum(2 * r * x) if np.ndim(w) == 0 else 2 * r * x, 2 * r * w
""",
    ("loss", "grad", "y"): """
def loss_grad(w, x, y=2.0):
    return np.sum(-2 * (w * x - y))
""",
    ("loss", "value_and_grad", "w"): """
def loss_value_and_grad(w, x, y=2.0):
    r = w * x - y
    return np.sum(r**2), np.sum(2 * r * x) if np.ndim(w) == 0 else 2 * r * x
""",
    ("loss", "jvp", "w"): """
def loss_jvp(w, w_dot, x, y=2.0):
    r = w * x - y
    return np.sum(r**2), np.sum(2 * r * w_dot * x)
""",
    ("loss", "vjp", "w"): """
def loss_forward(w, x, y=2.0):
    r = w * x - y
    return np.sum(r**2), (r, w, x)


def loss_backward(saved, value_bar):
    r, w, x = saved
    g = value_bar * 2 * r * x
    return np.sum(g) if np.ndim(w) == 0 else g
""",
    ("loss", "hvp", "w"): """
def loss_hvp(w, w_dot, x, y=2.0):
    h = 2 * x * x * w_dot
    return np.sum(h) if np.ndim(w) == 0 else h
""",
    ("line", "jvp", "p"): """
def line_jvp(p, p_dot, t):
    return p[0] * t + p[1], p_dot[0] * t + p_dot[1]
""",
    ("line", "vjp", "p"): """
def line_forward(p, t):
    return p[0] * t + p[1], (p, t)


def line_backward(saved, value_bar):
    p, t = saved
    p_bar = np.zeros_like(p)
    p_bar[0] = np.sum(value_bar * t)
    p_bar[1] = np.sum(value_bar)
    return p_bar
""",
    ("scaled", "grad", "x"): """
def scaled_grad(x):
    return 1.0 * handmade.SCALE
""",
    ("with_keyword", "grad", "x"): """
def with_keyword_grad(x, *, power=2.0):
    return np.full(np.shape(x), power)
""",
    ("pair", "jvp", "w,b"): """
def pair_jvp(w, w_dot, b, b_dot):
    return w * b, w_dot * b + w * b_dot
""",
    ("power", "grad", "x"): """
def power_grad(x, *, base):
    return 1.0 * base
""",
    ("Net.loss", "grad", "x"): """
def loss_grad(self, x, y=1.0):
    return np.full(np.shape(x), self.gain * y)
""",
    ("Net.loss", "jvp", "x"): """
def loss_jvp(self, x, x_dot, y=1.0):
    return self.gain * np.sum(x) * y, self.gain * np.sum(x_dot) * y
""",
    ("Net.plain", "grad", "x"): """
def plain_grad(x):
    return 3.0
""",
    ("Net.made", "grad", "x"): """
def made_grad(cls, x):
    return cls.factor
""",
    ("Net.built", "grad", "x"): """
def built_grad(cls, x):
    return cls.factor
""",
    ("Net.__call__", "grad", "x"): """
def call_grad(self, x):
    return np.full(np.shape(x), self.gain)
""",
    ("sin", "grad", "x"): """
def sin_grad(x):
    return np.cos(x)
""",
}


class Generator:
    """Stands for the generator, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.requests: list[Any] = []

    def __call__(self, request: Any) -> Generated:
        self.requests.append(request._replace(arguments=None))
        name = request.function.__qualname__.rpartition("<locals>.")[2]
        body = _BODIES.get((name, request.mode, ",".join(request.wrt)))
        if body is None:
            raise NotDifferentiable(f"no {request.mode} of {name} was written")
        ledger = Ledger(request.function)
        ledger.source(request.function)
        if "handmade." in body:
            scale = ledger.lookup(request.function, "SCALE")
            ledger.abstract_of(scale)
        entry = body.strip().removeprefix("def ").partition("(")[0]
        imports = (("tests.calling.handmade", "handmade"),)
        text = _HEAD + body.strip() + "\n"
        return Generated(text, entry, ledger.ingredients(), imports)
