"""Operators of the user's classes are their methods, by Python's rule."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tests.oracles import check_all_modes


class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __iadd__(self, other):
        self.x += other.x
        self.y += other.y
        return self

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)

    def __rmul__(self, k):
        return self * k

    def __truediv__(self, k):
        return Vec(self.x / k, self.y / k)

    def __neg__(self):
        return Vec(-self.x, -self.y)

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __getitem__(self, i):
        return (self.x, self.y)[i]

    def __len__(self):
        return 2

    def __abs__(self):
        return math.sqrt(self @ self)


class Dual:
    def __init__(self, a, b=0.0):
        self.a, self.b = a, b

    def __add__(self, other):
        if not isinstance(other, Dual):
            other = Dual(other)
        return Dual(self.a + other.a, self.b + other.b)

    __radd__ = __add__

    def __mul__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.a * other.a, self.a * other.b + self.b * other.a)

    __rmul__ = __mul__

    def __rsub__(self, other):
        return (-1.0) * self + other

    def __pow__(self, n):
        return Dual(self.a**n, n * self.a ** (n - 1) * self.b)


@dataclass
class Cautious:
    x: Any

    def __add__(self, other):
        if not isinstance(other, Cautious):
            return NotImplemented
        return Cautious(self.x + other.x)

    def __gt__(self, other):
        return self.x > other.x


class Base:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return Base(self.x + other.x)

    def __radd__(self, other):
        return Base(100.0)


class Special(Base):
    def __radd__(self, other):
        return Base(self.x * other.x)


def mixed(x, y):
    a, b = Vec(x, y), Vec(y, x**2)
    c = 2.0 * a - b * x + (-a) / 2.0
    return c @ a + abs(b) * a[0] * len(a)


def orbit(x, dt):
    r, v = Vec(x, 0.3), Vec(0.0, 1.0)
    for _ in range(3):
        v = v + dt * (-r / abs(r) ** 3)
        r += dt * v
    return abs(r)


def dual(x, y):
    d = Dual(x, 1.0)
    r = (1.0 - 3.0 * d * d + d**3) * d + y
    return r.a * r.b


def cautious(x, y):
    a, b = Cautious(x), Cautious(y)
    return (a + b).x ** 2 if a > b else y


def of_a_subclass(x, y):
    return (Base(x) + Special(y)).x


def summed(x, y):
    t = Vec(0.0, 0.0)
    for v in [Vec(x, y), Vec(y, x), Vec(x * y, 1.0)]:
        t = t + v
    return t @ t


@pytest.mark.parametrize(
    "f",
    [mixed, orbit, dual, cautious, of_a_subclass, summed],
    ids=lambda f: f.__name__,
)
def test_an_operator_is_a_method(f):
    check_all_modes(f, (0.7, 0.4))


def of_arguments(a, b):
    c = a + 2.0 * b
    return c @ a


def test_operators_of_arguments():
    points = Vec(0.7, 0.4), Vec(0.3, 0.2)
    check_all_modes(of_arguments, points, wrt=("a", "b"))


class Poly:
    def __init__(self, c):
        self.c = c

    def __call__(self, x):
        s = 0.0
        for a in self.c:
            s = s * x + a
        return s


def polynomial(c, x):
    return Poly(c)(x) ** 2


def test_an_object_that_is_called():
    check_all_modes(polynomial, (np.array([1.0, 2.0, 0.5]), 0.3))
