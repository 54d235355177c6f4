"""Numerical derivatives: central differences, extrapolated to step zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Vector = np.ndarray[Any, Any]
STEPS = [0.125 / 4**k for k in range(9)]


def numerical(function: Callable[[float], Vector]) -> tuple[Vector, Vector]:
    """Derivative of a function of a step at zero, and an estimate of its error.

    >>> value, error = numerical(lambda t: np.array([np.exp(2 * t)]))
    >>> bool(abs(value[0] - 2) < 1e-9)
    True
    """
    best = error = None
    above: list[Vector] = []
    for step in STEPS:
        row = [_difference(function, step)]
        for level, previous in enumerate(above):
            # Each level removes one even power of the step, which went down by four.
            factor = 16.0 ** (level + 1)
            row.append((factor * row[-1] - previous) / (factor - 1))
            around = np.maximum(abs(row[-1] - row[-2]), abs(row[-1] - previous))
            around = np.where(np.isnan(around), np.inf, around)
            if best is None or error is None:
                best, error = row[-1], around
            better = around < error
            best = np.where(better, row[-1], best)
            error = np.where(better, around, error)
        above = row
    assert best is not None
    assert error is not None
    return best, error


def _difference(function: Callable[[float], Vector], step: float) -> Vector:
    with np.errstate(all="ignore"):
        try:
            ahead, behind = function(step), function(-step)
            difference: Vector = (ahead - behind) / (2 * step)
        except (ArithmeticError, ValueError):
            # Outside of the domain, as `math.log` sees it; smaller steps stay inside.
            difference = np.full_like(function(0.0), np.nan, dtype=float)
    return difference
