"""The value is a buffer that the reverse sweep restores."""

import numpy as np


def program(x):
    y = x[:1] * 2.0
    for v in x:
        y[0] = np.sin(y[0]) * v + 0.5
    return y


ARGS = (np.array([0.4, -0.6, 0.7]),)
WRT = None
