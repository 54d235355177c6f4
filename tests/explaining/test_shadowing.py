"""Which arrays are shadowed, and why."""

from __future__ import annotations

import numpy as np

from tests.explaining.margins import check

X = np.array([0.5, -1.0, 2.0])


def test_an_array_with_two_names_is_shadowed(tmp_path):
    text = """
        2  def f(x, n):
        3      y = x * 2.0         | shadowed: y, its adjoint is bound beside it
        4      if n > 2:           | shadowed: y: from here on, an array that is written
                                   |   has two names
        5          z = y
        6      else:
        7          z = x * 3.0     | shadowed: z, its adjoint is bound beside it
        8      y[0] = x[0]
        9      z[1] = 2.0 * y[0]
       10      return np.sum(y * z)
    """
    check(text, tmp_path, X, 3, only=("shadowed",))


def test_arrays_with_a_name_each_are_not(tmp_path):
    text = """
        2  def f(x):
        3      y = x * 2.0
        4      z = y
        5      z[0] = x[1]
        6      return np.sum(z)
    """
    check(text, tmp_path, X, only=("shadowed",))
