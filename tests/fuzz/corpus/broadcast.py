"""Adjoints that are broadcast, of values of unknown kind, and then added to."""

import numpy as np


def passed_on(value, module):
    return value


def listed(other, part, scale=0.7):
    other = passed_on(scale, np)
    return [other, part, scale]


def program(x):
    y = np.sin(listed(x, x[1]))
    g = y[2]
    m = np.outer(y, x)
    d = np.diag(np.outer(x, x))
    return np.sum(y) * g + np.sum(d) * d[0] + np.mean(m, axis=0)[1] * m[0, 1]


ARGS = (np.array([0.4, -0.6, 1.1]),)
WRT = None
