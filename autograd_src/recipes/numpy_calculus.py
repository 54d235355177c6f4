"""Recipes of sums with neighbours: integrals, differences, convolutions, polynomials.

`np.interp` has at a node the slope on the right of it, at the last node that on its
left; outside of the nodes it is constant.
"""

from typing import Any

import numpy as np

from autograd_src.recipes import apart_shapes, shapes
from autograd_src.recipes.notation import (
    d,
    is_scalar,
    is_sequence,
    linear,
    rank,
    recipe,
    refuse,
)
from autograd_src.runtime import (
    scatter,
    sum_to,
)
from autograd_src.special import full_convolution, gradient_adjoint

trapezoid = getattr(np, "trapezoid", None) or getattr(np, "trapz")  # noqa: B009


@recipe(trapezoid, shape=apart_shapes.without_axis)
def _(z: Any, y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> None:
    if is_sequence(y) or is_sequence(x) or not (axis == -1 or rank(y) == 1):
        refuse("give arrays, the last axis that of the integral")
    none = np.zeros_like(y[..., :1])
    if x is None:
        means = np.sum(y[..., 1:] + y[..., :-1], -1) / 2
        d[z] = dx * (np.sum(d[y][..., 1:] + d[y][..., :-1], -1) / 2) + means * d[dx]
        half = np.broadcast_to(np.expand_dims(d[z], -1) / 2 * dx, np.shape(y[..., 1:]))
        d[y] = np.concatenate([none, half], -1) + np.concatenate([half, none], -1)
        d[dx] = np.sum(means * d[z])
    else:
        steps = np.diff(x) / 2
        sums = (y[..., 1:] + y[..., :-1]) / 2
        d[z] = np.sum(steps * (d[y][..., 1:] + d[y][..., :-1]), -1) + np.sum(
            sums * np.diff(d[x]), -1
        )
        half = steps * np.expand_dims(d[z], -1)
        d[y] = np.concatenate([none, half], -1) + np.concatenate([half, none], -1)
        step = sums * np.expand_dims(d[z], -1)
        d[x] = sum_to(
            np.concatenate([none, step], -1) - np.concatenate([step, none], -1), x
        )


@recipe(np.interp, shape=apart_shapes.interpolated)
def _(y: Any, x: Any, xp: Any, fp: Any) -> None:
    if is_sequence(xp) or is_sequence(fp):
        refuse("write np.array(xp) and np.array(fp)")
    k = np.clip(np.searchsorted(xp, x, "right") - 1, 0, np.size(xp) - 2)
    after = k + 1
    inside = (x >= xp[0]) & (x <= xp[-1])
    width = xp[after] - xp[k]
    slope = (fp[after] - fp[k]) / width * inside
    right = np.clip((x - xp[k]) / width, 0, 1)
    left = 1 - right
    moved = left * d[xp][k] + right * d[xp][after]
    d[y] = slope * (d[x] - moved) + left * d[fp][k] + right * d[fp][after]
    d[x] = slope * d[y]
    d[xp] = -scatter(slope * left * d[y], xp, k) - scatter(
        slope * right * d[y], xp, after
    )
    d[fp] = scatter(left * d[y], fp, k) + scatter(right * d[y], fp, after)


@recipe(np.convolve, shape=apart_shapes.vector)
def _(y: Any, a: Any, v: Any, mode: Any = "full") -> None:
    if is_sequence(a) or is_sequence(v):
        refuse("write np.array(...) around a list")
    d[y] = np.convolve(d[a], v, mode) + np.convolve(a, d[v], mode)
    full = full_convolution(d[y], a, v, mode)
    d[a] = np.correlate(full, v, "valid")
    d[v] = np.correlate(full, a, "valid")


@recipe(np.correlate, shape=apart_shapes.vector)
def _(y: Any, a: Any, v: Any, mode: Any = "valid") -> None:
    # The convolution with the second factor turned round.
    if is_sequence(a) or is_sequence(v):
        refuse("write np.array(...) around a list")
    if mode == "same":
        refuse('write np.convolve(a, v[::-1], "same")')
    d[y] = np.correlate(d[a], v, mode) + np.correlate(a, d[v], mode)
    full = full_convolution(d[y], a, v, mode)
    d[a] = np.correlate(full, v[::-1], "valid")
    d[v] = np.correlate(full, a, "valid")[::-1]


@recipe(np.gradient, shape=apart_shapes.differences)
def _(y: Any, f: Any, h: Any = 1.0, /, *more: Any, axis: Any = None) -> None:
    for _h in more:
        refuse("unpack the result: gx, gy = np.gradient(f, hx, hy)")
    if not is_scalar(h):
        refuse("write the differences out for places that are not equidistant")
    if rank(f) == 1:
        d[y] = np.gradient(d[f], h) - y * (d[h] / h)
        d[f] = gradient_adjoint(d[y], h, 0)
        d[h] = -np.sum(d[y] * y) / h
    elif is_scalar(axis):
        d[y] = np.gradient(d[f], h, axis=axis) - y * (d[h] / h)
        d[f] = gradient_adjoint(d[y], h, axis)
        d[h] = -np.sum(d[y] * y) / h
    else:
        refuse("give one axis: np.gradient(f, h, axis=0)")


@linear(np.ediff1d, "ary", shape=apart_shapes.flattened)
def _(y: Any, ary: Any) -> None:
    d[ary] = np.reshape(-np.diff(np.pad(d[y], 1)), np.shape(ary))


@recipe(np.unwrap, shape=shapes.copied)
def _(
    y: Any, p: Any, discont: Any = None, axis: Any = -1, *, period: Any = 6.0
) -> None:
    # Multiples of the period are added, which are locally constant.
    d[y] = d[p]
    d[p] = d[y]


@recipe(np.polyval, shape=apart_shapes.polynomial)
def _(y: Any, p: Any, x: Any) -> None:
    if is_sequence(p):
        refuse("write np.array(p)")
    slope = np.polyval(np.polyder(p), x)
    d[y] = np.polyval(d[p], x) + slope * d[x]
    d[p] = np.ravel(d[y]) @ np.vander(np.ravel(x), np.size(p))
    d[x] = slope * d[y]


@recipe(np.polynomial.polynomial.polyval, shape=apart_shapes.polynomial)
def _(y: Any, x: Any, c: Any) -> None:
    if is_sequence(c) or not rank(c) == 1:  # noqa: SIM201  (an unknown rank, too)
        refuse("give the coefficients as one vector")
    slope = np.polyval(np.polyder(c[::-1]), x)
    d[y] = np.polyval(d[c][::-1], x) + slope * d[x]
    d[c] = (np.ravel(d[y]) @ np.vander(np.ravel(x), np.size(c)))[::-1]
    d[x] = slope * d[y]


@linear(np.polyder, "p", shape=apart_shapes.flattened)
def _(y: Any, p: Any) -> None:
    powers = np.arange(np.size(p) - 1, 0, -1)
    d[p] = np.concatenate([powers * d[y], np.zeros_like(p[:1])])


@linear(np.polyint, "p", shape=apart_shapes.flattened)
def _(y: Any, p: Any) -> None:
    d[p] = d[y][:-1] / np.arange(np.size(p), 0, -1)


@recipe(np.vander, shape=apart_shapes.matrix)
def _(y: Any, x: Any, N: Any = None, increasing: bool = False) -> None:
    ascending = np.cumsum(np.ones_like(y), 1) - 1
    power = ascending if increasing else np.flip(ascending, 1)
    slope = power * np.expand_dims(x, 1) ** np.maximum(power - 1, 0)
    d[y] = slope * np.expand_dims(d[x], 1)
    d[x] = np.sum(slope * d[y], 1)
