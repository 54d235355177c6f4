"""Operators that a class defines: read, or refused where they meet a differentiated
value.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy import sparse

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes


class Wave:
    """Every operator is a sine."""

    def __init__(self, k=2.0):
        self.k = k

    def __getitem__(self, t):
        return np.sin(self.k * t)

    __add__ = __radd__ = __rmul__ = __rsub__ = __matmul__ = __pow__ = __getitem__


WAVE = Wave()


def item_of_global(x):
    return WAVE[x]


def item_of_argument(x, wave=WAVE):
    return wave[x]


def item_of_local(x):
    wave = Wave()
    return wave[x] * 2.0


def item_of_item(x, waves=(WAVE,)):
    return waves[0][x]


def in_a_slice(x, wave=WAVE):
    return wave[0:x:2]


def global_operand(x):
    return WAVE + x


def right_operand(x):
    return x * WAVE


def argument_operand(x, wave=WAVE):
    return wave @ x


def local_operand(x):
    wave = Wave()
    return x - wave


MATRIX = sparse.csr_matrix(np.array([[1.0, 0.0], [2.0, 3.0]]))


def sparse_product(x):
    return MATRIX * np.array([x, x])


def array_on_the_left(x):
    return np.array([x, x]) * WAVE


FOLLOWED = [
    item_of_global,
    item_of_argument,
    item_of_local,
    item_of_item,
    global_operand,
    right_operand,
    argument_operand,
    local_operand,
]
REFUSED = [in_a_slice, sparse_product, array_on_the_left]


@pytest.mark.parametrize("f", FOLLOWED, ids=lambda f: f.__name__)
def test_the_operator_of_a_users_class_is_its_method(f):
    check_all_modes(f, (0.3, *(f.__defaults__ or ())))


@pytest.mark.parametrize("f", REFUSED, ids=lambda f: f.__name__)
@pytest.mark.parametrize("mode", ["grad", "jvp"])
def test_the_operator_of_a_class_is_refused(f, mode):
    args = (0.3, 1.0) if mode == "jvp" else (0.3,)
    with pytest.raises(NotDifferentiable, match="method of a class") as caught:
        getattr(differentiable(f), mode)(*args)
    assert_located(caught.value)


HALF = Fraction(1, 2)
TABLE = {2: 3.0}


def number_of_another_class(x):
    return x * HALF + x**2 / Fraction(3, 4)


def item_of_a_dict(x, n=2):
    return x * TABLE[n] * TABLE[int(n)]


@pytest.mark.parametrize("f", [number_of_another_class, item_of_a_dict])
def test_numbers_and_containers_mean_what_they_always_do(f):
    check_all_modes(f, (0.4,))
