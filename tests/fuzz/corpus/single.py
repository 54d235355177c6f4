"""Single precision beside double, with a Python number on one path."""

import numpy as np


def program(x, a):
    total = 0
    for v in x:
        if v > 1.5:
            total = total + v
    y = np.zeros_like(x)
    y[1:] = x[:-1] * np.sin(total)
    return np.sum(y * a) + np.cos(total) * np.vdot(x, [x[1:], x[:1]])


ARGS = (np.array([1.1, 0.2], dtype=np.float32), 0.7)
WRT = ("x", "a")
