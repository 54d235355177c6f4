"""Roots of Kepler's equation, by Newton's and by Halley's method, on plain floats.

Where is a planet at a given time? The eccentric anomaly E solves

    E - e sin(E) = M

for the eccentricity e and the mean anomaly M, which grows evenly with time. Newton's
method needs the slope, Halley's the curvature too: `kepler.grad` and
`kepler.grad.grad`. The emitted modules contain floats and `math.sin`, no arrays.

Set AUTOGRAD_SRC_CACHE_DIR=cache to run on the modules kept in this repository.
"""

import math

from autograd_src import differentiable


@differentiable
def kepler(E, e, M):
    """What is missing for E to be the eccentric anomaly."""
    return E - e * math.sin(E) - M


def newton(f, x, *args, tolerance=1e-14, most=50):
    """A root of f near x, and the steps taken."""
    for step in range(1, most + 1):
        value, slope = f.value_and_grad(x, *args)
        x = x - value / slope
        if abs(value) <= tolerance:
            return x, step
    raise ArithmeticError(f"no root after {most} steps")


def halley(f, x, *args, tolerance=1e-14, most=50):
    """A root of f near x, and the steps taken; converges with the third order."""
    for step in range(1, most + 1):
        value, slope = f.value_and_grad(x, *args)
        curvature = f.grad.grad(x, *args)
        x = x - 2 * value * slope / (2 * slope**2 - value * curvature)
        if abs(value) <= tolerance:
            return x, step
    raise ArithmeticError(f"no root after {most} steps")


def main():
    """Solve for a comet's orbit at eight times of one revolution."""
    e = 0.8
    print(f"eccentricity {e}\n   M      E          Newton  Halley")
    total = {"newton": 0, "halley": 0}
    for k in range(1, 9):
        M = 2 * math.pi * k / 9
        E, steps = newton(kepler, M + e * math.sin(M), e, M)
        same, fewer = halley(kepler, M + e * math.sin(M), e, M)
        print(f"{M:7.4f} {E:9.6f} {steps:7} {fewer:7}", flush=True)
        assert abs(E - e * math.sin(E) - M) < 1e-13
        assert abs(E - same) < 1e-12
        total["newton"] += steps
        total["halley"] += fewer
    assert total["halley"] < total["newton"]
    return total


if __name__ == "__main__":
    main()
