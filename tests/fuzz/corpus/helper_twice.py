"""A helper with a loop that stores, called twice and in a loop."""

import numpy as np


def march(x, gain):
    y = np.zeros_like(x)
    y[0] = gain * x[0]
    for i in range(1, len(x)):
        y[i] = np.sin(y[i - 1]) * x[i] + gain
    return y, y[-1] * gain


def program(x, a):
    u, s = march(x, a)
    v, t = march(x[::-1] * s, 0.5)
    for _ in range(2):
        u, s = march(u + v, s * a)
        v[0] = t * s
    return np.sum(u * v) + s


ARGS = (np.array([0.4, -0.6, 1.1]), 0.8)
WRT = ("x", "a")
