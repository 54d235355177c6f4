"""Values that several names, lists and branches share."""

import numpy as np


def program(x, a):
    items = [x * a]
    u = x * x
    for v in x:
        items.append(u * v)
    if a > 0:
        items[0] = u
        s = np.sum(items[-1] * u)
    else:
        s = a
    w = items.pop() + u
    y = np.broadcast_to(a * s, (3,)) * w
    y = y - np.mean(y)
    y += u
    u, w = w, u
    return np.sum(y * u) + np.sum(items[0] ** 2) + np.sum(w)


ARGS = (np.array([0.4, -0.6, 1.1]), 0.8)
WRT = ("x", "a")
