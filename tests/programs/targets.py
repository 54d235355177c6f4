"""What emitted modules should look like: four targets in full, written by hand.

Each function is followed by the derivative that an expert would write for it. The
emitted text is compared with these for its names, its length and its restraint, not
byte for byte; the targets themselves are held against numerical differences.
"""

import numpy as np

# --------------------------------------------------------------------------------------
# 1. Straight-line code, ranks known: every line is one an expert would have written.


def loss(w1, b1, w2, x, t):
    h = np.tanh(x @ w1 + b1)
    r = h @ w2 - t
    return np.mean(r**2)


def loss_grad(w1, b1, w2, x, t):
    """Gradient of `loss` with respect to w1, b1, w2."""
    # Forward sweep.
    h = np.tanh(x @ w1 + b1)
    r = h @ w2 - t

    # Reverse sweep.
    # return np.mean(r**2)
    r_bar = (2 / np.size(r)) * r
    # r = h @ w2 - t
    h_bar = r_bar @ w2.T
    w2_bar = h.T @ r_bar
    # h = np.tanh(x @ w1 + b1)
    z_bar = h_bar * (1 - h**2)
    w1_bar = x.T @ z_bar
    b1_bar = np.sum(z_bar, axis=0)
    return w1_bar, b1_bar, w2_bar


# The Hessian-vector product is forward over reverse, optimized as one function.


def loss_hvp(w1, w1_dot, b1, w2, x, t):
    """Hessian-vector product of `loss` with respect to w1."""
    # Forward sweep.
    h = np.tanh(x @ w1 + b1)
    s = 1 - h**2
    h_dot = (x @ w1_dot) * s
    r = h @ w2 - t
    r_dot = h_dot @ w2

    # Reverse sweep.
    # return np.mean(r**2)
    r_bar = (2 / np.size(r)) * r
    r_bar_dot = (2 / np.size(r)) * r_dot
    # r = h @ w2 - t
    h_bar = r_bar @ w2.T
    h_bar_dot = r_bar_dot @ w2.T
    # h = np.tanh(x @ w1 + b1)
    z_bar_dot = h_bar_dot * s - h_bar * (2 * h * h_dot)
    w1_bar_dot = x.T @ z_bar_dot
    return w1_bar_dot


# --------------------------------------------------------------------------------------
# 2. A loop with a branch and an accumulator. `e` enters linearly, so it is neither
# saved nor computed; the branch is re-tested from the restored `v`; elements
# accumulate in place.


def energy(x, k):
    e = 0.0
    for i in range(len(x)):
        v = np.sin(k * x[i])
        if v > 0:
            e = e + v**2
        else:
            e = e - v
    return e


def energy_grad(x, k):
    """Gradient of `energy` with respect to x, k."""
    # Forward sweep.
    v_saved = []
    for i in range(len(x)):
        v = np.sin(k * x[i])
        v_saved.append(v)

    # Reverse sweep.
    x_bar = np.zeros_like(x)
    k_bar = 0.0
    for i in reversed(range(len(x))):
        v = v_saved.pop()
        if v > 0:
            # e = e + v**2
            v_bar = 2 * v
        else:
            # e = e - v
            v_bar = -1.0
        # v = np.sin(k * x[i])
        u_bar = v_bar * np.cos(k * x[i])
        k_bar = k_bar + u_bar * x[i]
        x_bar[i] += u_bar * k
    return x_bar, k_bar


# --------------------------------------------------------------------------------------
# 3. In-place writes: save, restore, then read, clear, distribute. `y` is a vector, so
# `y[i]` is a scalar; rows of a matrix would be saved and read as copies. (Saving is
# conservative here: an analysis that proves each element written once may drop both
# `y_saved` lines.)


def path(a, n):
    y = np.zeros(n)
    y[0] = a
    for i in range(1, n):
        y[i] = np.sin(y[i - 1]) + a
    return np.sum(y**2)


def path_grad(a, n):
    """Gradient of `path` with respect to a."""
    # Forward sweep.
    y = np.zeros(n)
    y[0] = a
    y_saved = []
    for i in range(1, n):
        y_saved.append(y[i])
        y[i] = np.sin(y[i - 1]) + a

    # Reverse sweep.
    # return np.sum(y**2)
    y_bar = 2 * y
    a_bar = 0.0
    for i in reversed(range(1, n)):
        # y[i] = np.sin(y[i - 1]) + a
        y[i] = y_saved.pop()
        v_bar = y_bar[i]
        y_bar[i] = 0.0
        y_bar[i - 1] += v_bar * np.cos(y[i - 1])
        a_bar = a_bar + v_bar
    # y[0] = a
    a_bar = a_bar + y_bar[0]
    return a_bar


# --------------------------------------------------------------------------------------
# 4. A user function called twice: a forward that returns what its backward needs, one
# pair for each (signature, differentiated arguments).


def layer(x, w, b):
    z = x @ w + b
    return z / (1 + np.abs(z))


def net(w1, b1, w2, b2, x):
    h = layer(x, w1, b1)
    y = layer(h, w2, b2)
    return np.sum(y * y)


def layer_forward(x, w, b):
    z = x @ w + b
    u = 1 + np.abs(z)
    return z / u, (x, w, z, u)


def layer_backward(saved, y_bar):
    x, w, z, u = saved
    # return z / (1 + np.abs(z))
    z_bar = y_bar / u - y_bar * z / u**2 * np.sign(z)
    # z = x @ w + b
    x_bar = z_bar @ w.T
    w_bar = x.T @ z_bar
    b_bar = np.sum(z_bar, axis=0)
    return x_bar, w_bar, b_bar


def net_grad(w1, b1, w2, b2, x):
    """Gradient of `net` with respect to w1, b1, w2, b2, x."""
    # Forward sweep.
    h, saved_1 = layer_forward(x, w1, b1)
    y, saved_2 = layer_forward(h, w2, b2)

    # Reverse sweep.
    # return np.sum(y * y)
    y_bar = 2 * y
    # y = layer(h, w2, b2)
    h_bar, w2_bar, b2_bar = layer_backward(saved_2, y_bar)
    # h = layer(x, w1, b1)
    x_bar, w1_bar, b1_bar = layer_backward(saved_1, h_bar)
    return w1_bar, b1_bar, w2_bar, b2_bar, x_bar
