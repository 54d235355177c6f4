"""The functions that are measured, with arguments of the size that matters.

Each is written as its author would write it in NumPy. `limit` is the most that value
and gradient together (or the Hessian-vector product) may cost, as a multiple of the
plain function; None where there is no promise yet.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Workload(NamedTuple):
    """A function, its arguments, what is differentiated, and what it may cost."""

    f: Callable[..., Any]
    args: Callable[[], tuple[Any, ...]]
    wrt: tuple[str, ...]
    limit: float | None
    mode: str = "value_and_grad"


def _normal(*shapes, scale=1.0):
    rng = np.random.default_rng(0)
    return tuple(scale * rng.standard_normal(shape) for shape in shapes)


# W1: ten operations on floats.


def scalar(x, y):
    a = x * y + 1.5
    b = a * a - x
    c = b / (1.0 + y * y)
    return c * a - 0.5 * b


# W2: a network of two layers.


def mlp(w1, b1, w2, b2, x, t):
    h = np.tanh(x @ w1 + b1)
    r = h @ w2 + b2 - t
    return np.mean(r**2)


def _mlp(width, batch):
    shapes = ((width, width), (width,), (width, width), (width,))
    return _normal(*shapes, (batch, width), (batch, width), scale=width**-0.5)


# W3: one long elementwise chain.


def elementwise(x):
    return np.sum(np.sin(x) * np.exp(-0.5 * x**2) + np.log1p(x * x))


# W4: the log-likelihood of a mixture of Gaussians with full covariance factors.


def mixture(weights, means, log_diagonal, lower, x):
    scale = np.exp(log_diagonal)
    d = x[:, None, :] - means
    z = d * scale + np.einsum("kij,nkj->nki", lower, d)
    exponent = weights + np.sum(log_diagonal, axis=1) - 0.5 * np.sum(z**2, axis=2)
    top = np.max(exponent, axis=1)
    return np.sum(top + np.log(np.sum(np.exp(exponent - top[:, None]), axis=1)))


def _mixture():
    k, dim, n = 25, 10, 1000
    weights, means, log_diagonal, lower, x = _normal(
        (k,), (k, dim), (k, dim), (k, dim, dim), (n, dim), scale=0.5
    )
    return weights, means, log_diagonal, np.tril(lower, -1), x


# W5: a gated recurrent network over a sequence of characters.


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(weight, bias, state, cell, sequence):
    loss = 0.0
    for t in range(len(sequence) - 1):
        gates = weight * np.concatenate((sequence[t], state, sequence[t], state)) + bias
        forget, write, read, new = np.split(gates, 4)
        cell = cell * _sigmoid(forget) + _sigmoid(write) * np.tanh(new)
        state = _sigmoid(read) * np.tanh(cell)
        log_norm = np.log(np.sum(np.exp(state)) + 2.0)
        loss = loss - np.sum(sequence[t + 1] * (state - log_norm))
    return loss / (len(sequence) - 1)


def _lstm():
    n, length = 14, 1024
    weight, bias, state, cell = _normal((4 * n,), (4 * n,), (n,), (n,))
    rng = np.random.default_rng(1)
    return weight, bias, state, cell, np.eye(n)[rng.integers(0, n, length)]


# W6: reprojection errors of a bundle adjustment, all observations at once.


def reprojection(cameras, points, weights, features):
    r, center, focal = cameras[:, :3], cameras[:, 3:6], cameras[:, 6]
    square = np.sum(r**2, axis=1)[:, None]
    angle = np.sqrt(square)
    axis = r / angle
    x = points - center
    along = np.sum(axis * x, axis=1)[:, None]
    turned = x * np.cos(angle) + np.cross(axis, x) * np.sin(angle)
    turned = turned + axis * along * (1 - np.cos(angle))
    flat = turned[:, :2] / turned[:, 2:]
    distance = np.sum(flat**2, axis=1)
    distortion = 1 + cameras[:, 9] * distance + cameras[:, 10] * distance**2
    seen = flat * (focal * distortion)[:, None] + cameras[:, 7:9]
    return np.sum((weights[:, None] * (seen - features)) ** 2)


def _reprojection():
    n = 3000
    cameras, points, features = _normal((n, 11), (n, 3), (n, 2), scale=0.1)
    return cameras, np.add(points, (0.0, 0.0, 4.0)), np.ones(n), features


# W7: Lorenz' equations, Euler steps on plain floats.


def euler(x, y, z, sigma, rho, beta, dt, steps):
    for _ in range(steps):
        dx = sigma * (y - x)
        dy = x * (rho - z) - y
        dz = x * y - beta * z
        x = x + dt * dx
        y = y + dt * dy
        z = z + dt * dz
    return x * x + y * y + z * z


def _euler():
    return 1.0, 1.0, 1.0, 10.0, 28.0, 8 / 3, 1e-5, 100_000


# W8: a recurrent network that writes its states into an array.


def rnn(w, u, b, x):
    h = np.zeros((len(x) + 1, len(b)))
    for t in range(len(x)):
        h[t + 1] = np.tanh(w @ h[t] + u @ x[t] + b)
    return np.sum(h**2)


def _rnn():
    n, steps = 64, 200
    return _normal((n, n), (n, n), (n,), (steps, n), scale=n**-0.5)


# W9: a Hessian-vector product whose Hessian is banded.


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


WEIGHTS = ("w1", "b1", "w2", "b2")

WORKLOADS = {
    "scalar": Workload(scalar, lambda: (0.7, 1.3), ("x", "y"), 4.0),
    "mlp 64": Workload(mlp, lambda: _mlp(64, 32), WEIGHTS, 2.8),
    "mlp 512": Workload(mlp, lambda: _mlp(512, 512), WEIGHTS, 3.0),
    "elementwise 1e6": Workload(elementwise, lambda: _normal((10**6,)), ("x",), 2.0),
    "rnn": Workload(rnn, _rnn, ("w", "u", "b"), 5.0),
    "euler": Workload(euler, _euler, ("x", "y", "z", "sigma", "rho", "beta"), 5.0),
    "hvp mlp 64": Workload(mlp, lambda: _mlp(64, 32), ("w1",), 5.0, "hvp"),
    "mixture": Workload(
        mixture, _mixture, ("weights", "means", "log_diagonal", "lower"), None
    ),
    "lstm": Workload(lstm, _lstm, ("weight", "bias"), None),
    "reprojection": Workload(reprojection, _reprojection, ("cameras", "points"), None),
    "hvp rosenbrock 1e5": Workload(
        rosenbrock, lambda: _normal((10**5,)), ("x",), None, "hvp"
    ),
}

# The same functions at a size that is counted rather than timed.
SMALL = {
    "scalar": WORKLOADS["scalar"].args,
    "mlp 64": lambda: _mlp(8, 4),
    "mlp 512": lambda: _mlp(16, 8),
    "elementwise 1e6": lambda: _normal((100,)),
    "rnn": lambda: _normal((6, 6), (6, 6), (6,), (20, 6), scale=0.4),
    "euler": lambda: (*_euler()[:-1], 100),
    "hvp mlp 64": lambda: _mlp(8, 4),
}
