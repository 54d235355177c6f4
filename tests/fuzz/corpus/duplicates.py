"""Elements read and written through indices that occur twice."""

import numpy as np

ORDER = np.array([1, 1, 0])


def program(x):
    y = x * x
    np.add.at(y, [1, 0], y[[1, 1]])
    y[ORDER] *= np.sin(x[ORDER])
    y[[0, 0]] = x[:2] * y[2]
    return np.sum(y[ORDER] * x)


ARGS = (np.array([-0.97, 0.58, 0.3]),)
WRT = None
