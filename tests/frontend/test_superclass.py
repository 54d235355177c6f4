"""`super()` in methods."""

from __future__ import annotations

import pytest

from tests.oracles import check_all_modes


class Base:
    def __init__(self, k):
        super().__init__()
        self.k = k

    def energy(self, x):
        return self.k * x**2

    def total(self, x):
        return self.energy(x) + 1.0


class Derived(Base):
    def __init__(self, k, c):
        super().__init__(k)
        self.c = c

    def energy(self, x):
        return super().energy(x) + self.c * x**4


class Mixin:
    def energy(self, x):
        return super().energy(x) * 2.0


class Both(Mixin, Derived):
    pass


def made_inside(x, c):
    return Derived(2.0 * x, c).total(x)


def along_the_bases(x, c):
    return Both(2.0 * x, c).total(x)


@pytest.mark.parametrize("f", [made_inside, along_the_bases], ids=lambda f: f.__name__)
def test_a_method_of_a_base(f):
    check_all_modes(f, (0.7, 0.4))


def of_an_argument(m, x):
    return m.total(x)


def test_a_method_of_a_base_of_an_argument():
    check_all_modes(of_an_argument, (Both(2.0, 0.3), 0.7))
    check_all_modes(of_an_argument, (0.7, Both(2.0, 0.3))[::-1], wrt=("x",))
