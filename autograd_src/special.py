"""Derivatives of special functions that generated modules may import.

Like `runtime`, this needs nothing but NumPy and can be shipped beside a module.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def sinc_derivative(x: Any, n: int) -> Any:
    """Derivative of order `n` of ``np.sinc`` at `x`."""
    u = np.pi * np.asarray(x)
    near = np.abs(u) <= n + 1
    # Differentiating u sin(u)/u = sin(u) gives a recurrence that is stable far out.
    v = np.where(near, 1.0, u)
    far = np.sin(v) / v
    for k in range(1, n + 1):
        far = (np.sin(v + k * np.pi / 2) - k * far) / v
    value = np.where(near, _sinc_series(np.where(near, u, 0.0), n), far)
    value = value * np.pi**n
    kind = np.asarray(x).dtype
    return (value.astype(kind) if kind.kind == "f" else value)[()]


def _sinc_series(u: Any, n: int) -> Any:
    total = np.zeros_like(u)
    for k in range((n + 1) // 2, (n + 1) // 2 + 12 + 2 * n):
        # The n-th derivative of (-1)^k u^(2k) / (2k + 1)!
        slope = math.perm(2 * k, n) / math.factorial(2 * k + 1)
        total = total + (-1) ** k * slope * u ** (2 * k - n)
    return total


# Bernoulli numbers B_2, B_4, ... of the asymptotic series of log gamma.
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)


def polygamma(n: int, x: float) -> float:
    """Derivative of order `n` of the digamma function, the slope of ``math.lgamma``.

    Recurrence up to large arguments and the asymptotic series there: Abramowitz and
    Stegun, *Handbook of Mathematical Functions* (1964), 6.3.18, 6.4.6 and 6.4.11.
    """
    if x <= 0 and x == math.floor(x):
        raise ValueError("math domain error")
    sign = -1.0 if n % 2 == 0 else 1.0
    total = 0.0
    while x < 15 + n:
        total += sign * math.factorial(n) / x ** (n + 1)
        x += 1.0
    if n == 0:
        series = -math.log(x) + 0.5 / x
    else:
        series = math.factorial(n - 1) / x**n + math.factorial(n) / (2 * x ** (n + 1))
    for k, bernoulli in enumerate(_BERNOULLI, 1):
        growth = math.factorial(2 * k + n - 1) / math.factorial(2 * k)
        series += bernoulli * growth / x ** (2 * k + n)
    return total + sign * series
