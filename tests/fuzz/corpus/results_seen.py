"""Buffers that are overwritten after they were read, returned, and read again."""

import numpy as np


def program(x):
    y = x * 0.5
    z = y * y
    y[0] = z[1]
    first = np.sum(y * z) * 0.5
    for i in range(1, len(x)):
        z[i] = z[i] * y[i - 1]
        y[i] = np.sin(z[i] + first)
    z[:2] = 3.0
    return y, np.sum(z * y)


ARGS = (np.array([0.4, -0.6, 1.1]),)
WRT = None
