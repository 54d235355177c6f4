"""Siblings of the four targets: other functions, derivatives as an expert writes them.

They keep the targets honest: what makes the four come out well must not be made for
them. The text is held to the same limits.
"""

import numpy as np

# A layer of another kind: two matrices and a gate.


def gate(w, u, x):
    h = np.tanh(x @ w)
    s = 1 / (1 + np.exp(-(x @ u)))
    return np.sum(h * s)


def gate_grad(w, u, x):
    """Gradient of `gate` with respect to w, u."""
    # Forward sweep.
    h = np.tanh(x @ w)
    e = np.exp(-(x @ u))
    s = 1 / (1 + e)

    # Reverse sweep.
    # s = 1 / (1 + np.exp(-(x @ u)))
    v_bar = h * s**2 * e
    u_bar = x.T @ v_bar
    # h = np.tanh(x @ w)
    z_bar = s * (1 - h**2)
    w_bar = x.T @ z_bar
    return w_bar, u_bar


# Three parameters of a curve, fitted to points.


def decay(a, k, c, t, y):
    model = a * np.exp(-k * t) + c
    r = model - y
    return np.sum(r**2)


def decay_grad(a, k, c, t, y):
    """Gradient of `decay` with respect to a, k, c."""
    # Forward sweep.
    e = np.exp(-k * t)
    model = a * e + c
    r = model - y

    # Reverse sweep.
    # return np.sum(r**2)
    r_bar = 2 * r
    # model = a * np.exp(-k * t) + c
    c_bar = np.sum(r_bar)
    a_bar = np.sum(r_bar * e)
    k_bar = -np.sum(r_bar * a * e * t)
    return a_bar, k_bar, c_bar


# A loop in a loop.


def pairs(x):
    e = 0.0
    for i in range(len(x)):
        for j in range(i):
            d = x[i] - x[j]
            e = e + 1 / (1 + d * d)
    return e


def pairs_grad(x):
    """Gradient of `pairs` with respect to x."""
    # Reverse sweep.
    x_bar = np.zeros_like(x)
    for i in reversed(range(len(x))):
        for j in reversed(range(i)):
            d = x[i] - x[j]
            # e = e + 1 / (1 + d * d)
            d_bar = -2 * d / (1 + d * d) ** 2
            # d = x[i] - x[j]
            x_bar[i] += d_bar
            x_bar[j] -= d_bar
    return x_bar


# A convolution by slices.


def smooth(x, k):
    y = k[0] * x[:-2] + k[1] * x[1:-1] + k[2] * x[2:]
    return np.sum(y**2)


def smooth_grad(x, k):
    """Gradient of `smooth` with respect to x, k."""
    # Forward sweep.
    y = k[0] * x[:-2] + k[1] * x[1:-1] + k[2] * x[2:]

    # Reverse sweep.
    # return np.sum(y**2)
    y_bar = 2 * y
    # y = k[0] * x[:-2] + k[1] * x[1:-1] + k[2] * x[2:]
    x_bar = np.zeros_like(x)
    k_bar = np.zeros_like(k)
    k_bar[2] += np.sum(y_bar * x[2:])
    x_bar[2:] += y_bar * k[2]
    k_bar[1] += np.sum(y_bar * x[1:-1])
    x_bar[1:-1] += y_bar * k[1]
    k_bar[0] += np.sum(y_bar * x[:-2])
    x_bar[:-2] += y_bar * k[0]
    return x_bar, k_bar


def _normal(*shapes):
    rng = np.random.default_rng(1)
    return tuple(rng.standard_normal(shape) for shape in shapes)


# Function -> (differentiated with respect to, arguments, functions of the target).
SIBLINGS = {
    "gate": (("w", "u"), _normal((4, 5), (4, 5), (7, 4)), ("gate_grad",)),
    "decay": (
        ("a", "k", "c"),
        (1.5, 0.7, 0.2, np.linspace(0.1, 3, 8), np.linspace(2, 0.3, 8)),
        ("decay_grad",),
    ),
    "pairs": (("x",), _normal((6,)), ("pairs_grad",)),
    "smooth": (("x", "k"), _normal((9,), (3,)), ("smooth_grad",)),
}
