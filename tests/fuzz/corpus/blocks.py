"""Blocks and triangles of a matrix, stored and read."""

import numpy as np


def program(x, m):
    k = np.zeros((3, 3))
    k[np.triu_indices(3)] = np.concatenate([x, x * x])
    k[np.ix_([0, 2], [1, 2])] += m[:2] * x[0]
    k[np.diag_indices(3)] *= np.cos(x)
    return np.sum(k[np.tril_indices(3, -1)] ** 2) + np.sum(np.tanh(k @ k.T))


ARGS = (np.array([0.4, -0.6, 1.1]), np.array([[0.2, 0.7], [-0.5, 0.9]]))
WRT = ("x", "m")
