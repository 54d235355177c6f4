"""A `while` that stores along an array and looks at it; a `break`; one `else`."""

import numpy as np


def program(x):
    y = np.zeros(4)
    k = 1
    y[0] = x[0]
    while k < 4 and y[k - 1] < 2.0:
        y[k] = y[k - 1] + np.exp(0.3 * x[k - 1])
        k += 1
    s = 1.0
    for i in range(k):
        t = s * y[i]
        if t > 1.2:
            break
        s = s + np.sin(t)
    else:
        s = s * x[1]
    return s * np.sum(y**2)


ARGS = (np.array([0.4, -0.6, 1.1]),)
WRT = None
