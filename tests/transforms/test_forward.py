"""Tangent statements, and those that need none."""

from __future__ import annotations

import numpy as np

from autograd_src import differentiable

X = np.array([0.7, -0.4])


def mentioned(size, pair):
    return None


def collected(x, pair):
    [mentioned(x.shape, pair) for _ in x]
    return x * 2.0


def test_a_list_of_what_only_mentions_the_argument_has_no_tangents():
    _, tangent = differentiable(collected).jvp(X, X, (1.0, 2.0))
    np.testing.assert_array_equal(tangent, 2 * X)
