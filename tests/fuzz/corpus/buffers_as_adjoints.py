"""Adjoints and tangents that would be memory which is written later."""

import numpy as np


def program(x, a):
    u = x * a
    t = np.sum(np.sin(u) * u)
    u[0] = t
    y = x * 1.0
    s = 0.0
    for i in range(len(x)):
        s = s + np.sum(y * x)
        y[i] = np.sin(s)
    z = np.zeros((2, 3))
    z[0] = y
    z[1] = x
    z[0, 1:] = 2.0
    w = z[1]
    w[0] = s
    return np.sum(u * a) + np.sum(z**2) + np.sum(w * y) + t


ARGS = (np.array([0.4, -0.6, 1.1]), np.array([0.8, 0.3, -0.5]))
WRT = ("x", "a")
