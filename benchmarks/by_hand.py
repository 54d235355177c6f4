"""Adjoints as an expert writes them: line by line, each forward value used again.

They are the measure for what is emitted: in time here, in operations in the tests.
`BY_HAND` maps a workload to a function of the same calling convention.
"""

import numpy as np


def scalar(x, y):
    a = x * y + 1.5
    b = a * a - x
    u = 1.0 + y * y
    c = b / u
    a_bar = c
    c_bar = a
    b_bar = -0.5 + c_bar / u
    u_bar = -c_bar * c / u
    a_bar = a_bar + b_bar * 2 * a
    x_bar = a_bar * y - b_bar
    y_bar = a_bar * x + u_bar * 2 * y
    return c * a - 0.5 * b, (x_bar, y_bar)


def mlp(w1, b1, w2, b2, x, t):
    h = np.tanh(x @ w1 + b1)
    r = h @ w2 + b2 - t
    r_bar = (2 / np.size(r)) * r
    h_bar = r_bar @ w2.T
    w2_bar = h.T @ r_bar
    b2_bar = np.sum(r_bar, axis=0)
    z_bar = h_bar * (1 - h**2)
    w1_bar = x.T @ z_bar
    b1_bar = np.sum(z_bar, axis=0)
    return np.mean(r**2), (w1_bar, b1_bar, w2_bar, b2_bar)


def mlp_hvp(w1, w1_dot, b1, w2, b2, x, t):
    h = np.tanh(x @ w1 + b1)
    s = 1 - h**2
    h_dot = (x @ w1_dot) * s
    r = h @ w2 + b2 - t
    r_dot = h_dot @ w2
    r_bar = (2 / np.size(r)) * r
    r_bar_dot = (2 / np.size(r)) * r_dot
    h_bar = r_bar @ w2.T
    h_bar_dot = r_bar_dot @ w2.T
    z_bar_dot = h_bar_dot * s - h_bar * (2 * h * h_dot)
    return x.T @ z_bar_dot


def elementwise(x):
    s = np.sin(x)
    e = np.exp(-0.5 * x**2)
    u = x * x
    se = s * e
    x_bar = np.cos(x) * e - se * x + 2 * x / (1 + u)
    return np.sum(se + np.log1p(u)), x_bar


def rnn(w, u, b, x):
    h = np.zeros((len(x) + 1, len(b)))
    for t in range(len(x)):
        h[t + 1] = np.tanh(w @ h[t] + u @ x[t] + b)
    h_bar = 2 * h
    w_bar = np.zeros_like(w)
    u_bar = np.zeros_like(u)
    b_bar = np.zeros_like(b)
    for t in reversed(range(len(x))):
        z_bar = h_bar[t + 1] * (1 - h[t + 1] ** 2)
        w_bar += np.outer(z_bar, h[t])
        h_bar[t] += w.T @ z_bar
        u_bar += np.outer(z_bar, x[t])
        b_bar += z_bar
    return np.sum(h**2), (w_bar, u_bar, b_bar)


def euler(x, y, z, sigma, rho, beta, dt, steps):
    x_saved, y_saved, z_saved = [], [], []
    for _ in range(steps):
        x_saved.append(x)
        y_saved.append(y)
        z_saved.append(z)
        dx = sigma * (y - x)
        dy = x * (rho - z) - y
        dz = x * y - beta * z
        x = x + dt * dx
        y = y + dt * dy
        z = z + dt * dz
    value = x * x + y * y + z * z
    x_bar, y_bar, z_bar = 2 * x, 2 * y, 2 * z
    sigma_bar = rho_bar = beta_bar = 0.0
    for _ in range(steps):
        x = x_saved.pop()
        y = y_saved.pop()
        z = z_saved.pop()
        dx_bar = dt * x_bar
        dy_bar = dt * y_bar
        dz_bar = dt * z_bar
        sigma_bar = sigma_bar + dx_bar * (y - x)
        rho_bar = rho_bar + dy_bar * x
        beta_bar = beta_bar - dz_bar * z
        x_bar = x_bar - dx_bar * sigma + dy_bar * (rho - z) + dz_bar * y
        y_bar = y_bar + dx_bar * sigma - dy_bar + dz_bar * x
        z_bar = z_bar - dy_bar * x - dz_bar * beta
    return value, (x_bar, y_bar, z_bar, sigma_bar, rho_bar, beta_bar)


BY_HAND = {
    "scalar": scalar,
    "mlp 64": mlp,
    "mlp 512": mlp,
    "elementwise 1e6": elementwise,
    "rnn": rnn,
    "euler": euler,
    "hvp mlp 64": mlp_hvp,
}
