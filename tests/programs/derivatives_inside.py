"""Functions that call derivatives of others."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_src import differentiable


@differentiable
def cubes(x: Any) -> Any:
    return np.sum(x**3)


@differentiable(wrt="y")
def coupled(x: Any, y: Any) -> Any:
    return np.sum(np.sin(x * y))


@differentiable
def wave(x: Any, k: Any = 2.0) -> Any:
    return np.sin(k * x) * x


def one(x: Any) -> Any:
    return np.sum(x) * cubes.grad(x)[0]


def with_the_value(x: Any) -> Any:
    value, gradient = cubes.value_and_grad(x * 2)
    return value * np.sum(gradient * x)


def second_order(x: Any) -> Any:
    return np.sum(cubes.hvp(x, x * 0.5))


def another_argument(x: Any) -> Any:
    return np.sum(coupled.grad(x, x**2))


def newton(x: Any) -> Any:
    root = x[0] + 1.0
    for _ in range(4):
        root = root - wave(root) / wave.grad(root)
    return root * x[1]


def keyword_and_tangent(x: Any) -> Any:
    return wave.grad(x[0], k=3.0) * wave.jvp(x[1], 2.0)[1] * x[2]


def descent(x: Any) -> Any:
    y = 0.1 * x
    for _ in range(4):
        y = y - 0.1 * cubes.grad(y + x)
    return np.sum(y)


FOLLOWED = (
    "one with_the_value second_order another_argument newton keyword_and_tangent "
    "descent"
).split()


def misspelt(x: Any) -> Any:
    return wave.grad(x[0], m=3.0)


def missing(x: Any) -> Any:
    return coupled.grad(x)


def chosen_here(x: Any) -> Any:
    return np.sum(coupled.wrt("x").grad(x, x))


REFUSED = {
    "misspelt": "there is no parameter 'm'",
    "missing": "the argument 'y' is missing",
    "chosen_here": "can't be|may change",
}
