"""Functions that call others several times, or themselves: each has a derivative of its
own in the emitted module.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def layer(x: Any, w: Any) -> Any:
    z = x * w + 0.3
    return np.tanh(z) / (1 + z * z)


def twice(x: Any) -> Any:
    return np.sum(layer(layer(x, 1.5), 0.5))


def slope(t: Any, y: Any) -> Any:
    drive = np.sin(t) * y
    return drive - y**2


def runge_kutta(x: Any) -> Any:
    y, t, h = x, 0.0, 0.1
    for _ in range(3):
        k1 = slope(t, y)
        k2 = slope(t + h / 2, y + h / 2 * k1)
        k3 = slope(t + h / 2, y + h / 2 * k2)
        k4 = slope(t + h, y + h * k3)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t = t + h
    return np.sum(y)


def step(x: Any, v: Any) -> Any:
    a = -(x**3) + np.cos(v)
    return x + 0.1 * v, v + 0.1 * a


def several_results(x: Any) -> Any:
    v = 0.5 * x
    for _ in range(3):
        x, v = step(x, v)
        x, v = step(v, x)
    return np.sum(x * v)


def filled(x: Any, n: Any) -> Any:
    y = np.zeros(n)
    y[0] = x
    for i in range(1, n):
        y[i] = np.sin(y[i - 1]) * x
    return y


def buffers(x: Any) -> Any:
    return np.sum(filled(x[0], 4) * filled(x[1] * x[2], 4))


def result_is_written(x: Any) -> Any:
    a = filled(x[0], 4)
    b = filled(x[1] * x[2], 4)
    a[1] = b[2]
    a *= 2.0
    return np.sum(a * b)


def rows_of_a_buffer(x: Any) -> Any:
    outer = np.outer(x, x)
    y = np.zeros((3, 3))
    for i in range(3):
        y[i] = layer(outer[i], 1.0) + layer(y[i - 1] + x, 2.0)
    return np.sum(y**2)


def scaled(x: Any, how: Any = "l2") -> Any:
    if how == "l2":
        size = np.sqrt(np.sum(x**2))
    else:
        size = np.sum(np.abs(x))
    return x / size


def options(x: Any) -> Any:
    return np.sum(x * scaled(scaled(x * 2 + 1), "l1") ** 2)


def in_branches(x: Any) -> Any:
    y = layer(x, 2.0) if np.sum(x) > 0 else layer(x, -1.0)
    return np.sum(y * layer(x, 2.0))


def in_a_test(x: Any) -> Any:
    y = x[0]
    for i in range(6):
        if layer(y, 1.0) > 0.2:
            y = y * 0.7 + layer(y, 0.5) * x[1]
        else:
            y = y + 0.3 + i * x[2]
    return y


def outer(x: Any) -> Any:
    h = layer(x, 0.7) + layer(x, 0.2)
    return h * x


def calls_in_calls(x: Any) -> Any:
    return np.sum(outer(x) * outer(x + 1))


def maybe_itself(x: Any, n: Any) -> Any:
    if n > 2:
        return x
    y = x * 2
    return np.sin(y)


def returns_its_argument(x: Any) -> Any:
    a = maybe_itself(x, 3)
    b = maybe_itself(x, 1)
    b += a
    return np.sum(a * b * x)


def mixed(a: Any, b: Any) -> Any:
    c = a * b
    return c + np.sin(a)


def one_argument_twice(x: Any) -> Any:
    return np.sum(mixed(x, x) * mixed(x, 2 * x))


def captured(x: Any) -> Any:
    a = 2.0 * x

    def g(z: Any) -> Any:
        w = z * a
        return np.sin(w) + a

    return np.sum(g(x) + g(x * x))


def root(a: Any) -> Any:
    x = a
    while np.max(np.abs(x * x - a)) > 1e-12:
        x = 0.5 * (x + a / x)
    return x


def iterations(x: Any) -> Any:
    return np.sum(root(1.0 + x * x) * root(2.0 + x))


def power(x: Any, n: Any) -> Any:
    if n == 0:
        return 1.0
    return x * power(x, n - 1)


def recursion(x: Any) -> Any:
    return power(x[0], 5) * x[1] + power(x[2], 3)


def tree(x: Any) -> Any:
    n = len(x)
    if n == 1:
        return x[0] ** 2
    m = n // 2
    return tree(x[:m]) * np.cos(tree(x[m:]))


def powered(x: Any, n: Any = 3) -> Any:
    if n == 0:
        return x
    return x * powered(np.sin(x), n - 1)


def even(x: Any, n: Any) -> Any:
    if n == 0:
        return x
    return np.sin(odd(x, n - 1))


def odd(x: Any, n: Any) -> Any:
    if n == 0:
        return x * 2
    return 1.1 * even(x, n - 1) + x


def mutual_recursion(x: Any) -> Any:
    return np.sum(even(x, 5))


def nested_recursion(x: Any) -> Any:
    k = x * 2

    def rec(z: Any, n: Any) -> Any:
        if n == 0:
            return z * k
        return rec(np.sin(z), n - 1) + k

    return np.sum(rec(x, 3))


def folded(a: Any, b: Any) -> Any:
    if len(a) == 1:
        return a, b
    p, q = folded(a[::2], b[::2])
    r, s = folded(a[1::2], b[1::2])
    return np.concatenate([p * s, q]), np.concatenate([q + r, s * s])


def recursion_with_several_results(x: Any) -> Any:
    a, b = folded(x[:2], x[1:])
    return np.sum(a * b)


def recursion_with_buffers(x: Any) -> Any:
    return np.sum(stirred(x, 3) ** 2)


def stirred(x: Any, n: Any) -> Any:
    if n == 0:
        return x
    y = x.copy()
    y[0] = np.sin(x[1])
    return stirred(y * 1.1, n - 1)


def legendre(n: Any, x: Any) -> Any:
    if n == 0:
        return 1.0
    if n == 1:
        return x
    return ((2 * n - 1) * x * legendre(n - 1, x) - (n - 1) * legendre(n - 2, x)) / n


KEPT = {
    "twice": "layer", "runge_kutta": "slope", "several_results": "step",
    "buffers": "filled", "in_branches": "layer", "in_a_test": "layer",
    "calls_in_calls": "outer layer", "returns_its_argument": "maybe_itself",
    "one_argument_twice": "mixed", "captured": "g", "iterations": "root",
    "recursion": "power", "tree": "tree", "mutual_recursion": "even odd",
    "nested_recursion": "rec", "recursion_with_several_results": "folded",
    "recursion_with_buffers": "stirred",
    "options": "scaled", "rows_of_a_buffer": "layer", "result_is_written": "",
}  # fmt: skip
"""Programs, and the functions that have a pair of their own in their gradient."""
