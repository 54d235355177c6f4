"""Derivatives of single functions that generated modules may import.

They take more than a line of NumPy. What many functions have in common is in `runtime`.
Like `runtime`, this needs nothing but NumPy and can be shipped beside a module.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np


def require_number(value: Any) -> None:
    """Check what a gradient is taken of, where it is a number on some paths only.

    Raises
    ------
    TypeError
        The result is None, or something else that is no number and no array.
    """
    if not isinstance(value, (int, float, np.ndarray, np.generic)):
        raise TypeError(f"grad needs a number, not {value!r}: return one on every path")


def require_length(items: Any, n: int) -> None:
    """Check that ``f(*items)`` passes the `n` arguments that `f` takes.

    Raises
    ------
    TypeError
        There are more, or fewer.
    """
    if len(items) != n:
        raise TypeError(f"`*` passes {len(items)} arguments where {n} are taken")


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


def diagonal_adjoint(
    g: Any, a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1
) -> Any:
    """Adjoint of `a` in ``np.diagonal(a, offset, axis1, axis2)``."""
    a_bar = np.zeros_like(a, dtype=np.result_type(g))
    planes = np.moveaxis(a_bar, (axis1, axis2), (0, 1))
    places = np.nonzero(np.eye(len(planes), planes.shape[1], offset))
    planes[places] = np.moveaxis(g, -1, 0)
    return a_bar


def full_convolution(g: Any, a: Any, v: Any, mode: str = "full") -> Any:
    """Put ``np.convolve(a, v, mode)`` where it is in ``np.convolve(a, v)``."""
    few = min(len(a), len(v))
    start = {"full": 0, "same": (few - 1) // 2, "valid": few - 1}[mode]
    end = len(a) + len(v) - 1 - len(g) - start
    return np.pad(g, (start, end))


def pad_adjoint(g: Any, a: Any, pad_width: Any, mode: str) -> Any:
    """Adjoint of `a` in ``np.pad(a, pad_width, mode)``: what is repeated adds up."""
    places = np.pad(np.arange(np.size(a)).reshape(np.shape(a)), pad_width, mode)  # type: ignore[call-overload]
    total = np.bincount(places.ravel(), np.ravel(g), np.size(a))
    return total.reshape(np.shape(a)).astype(np.result_type(g), copy=False)


def gradient_adjoint(g: Any, h: Any, axis: int = 0) -> Any:
    """Adjoint of `f` in ``np.gradient(f, h, axis=axis)``."""
    rows = np.moveaxis(np.asarray(g), axis, 0) / h
    ends = rows.copy()
    ends[1:-1] /= 2
    f_bar = np.zeros_like(ends)
    f_bar[1:] += ends[:-1]
    f_bar[:-1] -= ends[1:]
    # At both ends the difference is that of two neighbours, one of them its own place.
    f_bar[0] -= ends[0]
    f_bar[-1] += ends[-1]
    return np.moveaxis(f_bar, 0, axis)


def over_gaps(m: Any, w: Any) -> Any:
    """Divide ``m[i, j]`` by ``w[j] - w[i]``; the diagonal is 0.

    Where values are equal the result is nan, or 0 where `m` is: eigenvectors of equal
    eigenvalues have no derivative.
    """
    w = np.asarray(w)
    if np.shape(m) != 2 * np.shape(w):
        raise ValueError(
            "singular vectors beyond the singular values have no derivative: write"
            " np.linalg.svd(a, full_matrices=False)"
        )
    gaps = w - w[:, np.newaxis]
    scale = np.max(np.abs(w), initial=0) * np.finfo(w.dtype).eps
    equal = np.abs(gaps) <= 4 * scale
    found = m / np.where(equal, 1, gaps)
    found[equal & (np.asarray(m) != 0)] = np.nan
    np.fill_diagonal(found, 0)
    return found


def only_last(v: Any, x: Any, index: Any) -> Any:
    """What of `v` is left after ``x[index] = v``: zero where a later one replaced it.

    Raises
    ------
    ValueError
        Which one of several is the last is up to the layout of the index.
    """
    order = np.arange(np.size(v)).reshape(np.shape(v))
    owner = np.empty(np.shape(x), order.dtype)
    owner[index] = order
    left = owner[index] == order
    if left.all():
        return v
    parts = index if isinstance(index, tuple) else (index,)
    if not all(np.asarray(p).flags.c_contiguous for p in parts):
        raise ValueError("a store repeats elements: make its index contiguous")
    return np.where(left, v, np.zeros_like(v))


def private_items(x: Any, *others: Any) -> Any:
    """Copy a list, tuple or dict and the arrays in it, which the function writes.

    Raises
    ------
    ValueError
        If two of them share memory, or one with an array of the `others`: what is
        written to one would be seen in the other, which a derivative does not follow.
    """
    arrays, rest = list(_arrays(x)), list(_arrays(others))
    for k, a in enumerate(arrays):
        if any(np.may_share_memory(a, b) for b in (*arrays[:k], *rest)):
            raise ValueError(
                "arrays in an argument that is written share memory: pass copies"
            )
    return copy.deepcopy(x)


def _arrays(x: Any) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(x, np.ndarray):
        yield x
    elif isinstance(x, (list, tuple, dict)):
        for item in x.values() if isinstance(x, dict) else x:
            yield from _arrays(item)


def copied_lists(*items: Any) -> tuple[Any, ...]:
    """Copy lists, and lists in them: what is one list stays one, arrays stay."""
    made: dict[int, list[Any]] = {}

    def copied(x: Any) -> Any:
        if type(x) is not list:
            return x
        if id(x) not in made:
            new: list[Any] = []
            made[id(x)] = new
            new += map(copied, x)
        return made[id(x)]

    return tuple(map(copied, items))


def put_back(overwritten: Sequence[Any]) -> None:
    """Undo stores, the last one first.

    Parameters
    ----------
    overwritten : sequence
        For each store the array, the index and what was there.
    """
    for array, index, old in reversed(overwritten):
        array[index] = old


def instance_of(cls: Any, /, **attributes: Any) -> Any:
    """An object of a class with these attributes; no code of the class is run."""
    made = object.__new__(cls)
    for name, value in attributes.items():
        object.__setattr__(made, name, value)
    return made


def lent_instance_of(cls: Any, /, **attributes: Any) -> Any:
    """Like `instance_of`, for what stands for another object, and is only read."""
    return instance_of(cls, **attributes)


def require_instance(x: Any, cls: Any) -> None:
    """Check that an object is of the class whose methods were put into this module."""
    if type(x) is not cls:
        raise TypeError(
            f"an object is a {type(x).__name__}, not a {cls.__name__} as the "
            "derivative assumes"
        )


def require_implemented(x: Any) -> None:
    """Check that an operator of a class was not left to the other operand."""
    if x is NotImplemented:
        raise TypeError("unsupported operand types of an operator")
