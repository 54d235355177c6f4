"""A function that calls itself from within a loop's results."""

import numpy as np


def halve(x, c, depth=2):
    if depth <= 0:
        return np.sum(x) * c
    s = c
    for i in range(len(x)):
        if s > 1.5:
            break
        s = 0.5 * s + np.cos(x[i])
    return s * halve(x * s, np.sin(c), depth - 1) + np.tanh(s)


def program(x):
    return halve(x, 0.7) + halve(np.sin(x), x[0], 1)


ARGS = (np.array([0.4, -0.6, 1.1]),)
WRT = None
