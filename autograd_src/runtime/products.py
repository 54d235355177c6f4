"""Functions of generated modules: adjoints of products of unknown ranks, and the like.

Names: `g` is the adjoint of the product, `a` and `b` are the factors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_src.runtime.shapes import sum_to


def matmul_left(g: Any, a: Any, b: Any) -> Any:
    """Adjoint of `a` in ``a @ b``, for any numbers of axes.

    Parameters
    ----------
    g : array_like
        Adjoint of the product.
    a, b : array_like
        The factors; only the shape of `a` is used.
    """
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return g * b
    if np.ndim(b) == 1:
        a_bar = g[..., np.newaxis] * b
    elif np.ndim(a) == 1:
        a_bar = (b @ g[..., np.newaxis])[..., 0]
    else:
        a_bar = g @ np.swapaxes(b, -1, -2)
    return sum_to(a_bar, a)


def matmul_right(g: Any, a: Any, b: Any) -> Any:
    """Adjoint of `b` in ``a @ b``, for any numbers of axes.

    Parameters
    ----------
    g : array_like
        Adjoint of the product.
    a, b : array_like
        The factors; only the shape of `b` is used.
    """
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return g * a
    if np.ndim(a) == 1:
        b_bar = a[:, np.newaxis] * g[..., np.newaxis, :]
    elif np.ndim(b) == 1:
        b_bar = (np.swapaxes(a, -1, -2) @ g[..., np.newaxis])[..., 0]
    else:
        b_bar = np.swapaxes(a, -1, -2) @ g
    return sum_to(b_bar, b)


def dot_left(g: Any, a: Any, b: Any) -> Any:
    """Adjoint of `a` in ``np.dot(a, b)``, for any numbers of axes.

    Parameters
    ----------
    g : array_like
        Adjoint of the product.
    a, b : array_like
        The factors; only the shape of `a` is used.
    """
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return sum_to(g * b, a)
    if np.ndim(b) == 1:
        return np.multiply.outer(g, b)
    kept = [k for k in range(np.ndim(b)) if k != np.ndim(b) - 2]
    return np.tensordot(g, b, (list(range(np.ndim(a) - 1, np.ndim(g))), kept))


def dot_right(g: Any, a: Any, b: Any) -> Any:
    """Adjoint of `b` in ``np.dot(a, b)``, for any numbers of axes.

    Parameters
    ----------
    g : array_like
        Adjoint of the product.
    a, b : array_like
        The factors; only the shape of `b` is used.
    """
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return sum_to(g * a, b)
    rows = list(range(np.ndim(a) - 1))
    b_bar = np.tensordot(a, g, (rows, rows))
    return b_bar if np.ndim(b) == 1 else np.moveaxis(b_bar, 0, -2)


def prod_others(a: Any, axis: int | tuple[int, ...] | None = None) -> Any:
    """Product of all the other elements along an axis, for each element.

    Right also where elements are zero, unlike ``np.prod(a) / a``.
    """
    a = np.asarray(a)
    axes = tuple(range(a.ndim)) if axis is None else axis
    axes = (axes,) if not isinstance(axes, tuple) else axes
    last = tuple(range(-len(axes), 0))
    moved = np.moveaxis(a, axes, last)
    rows = moved.reshape(moved.shape[: moved.ndim - len(axes)] + (-1,))
    ones = np.ones_like(rows[..., :1])
    before = np.cumprod(np.concatenate([ones, rows[..., :-1]], -1), -1)
    after = np.cumprod(np.concatenate([ones, rows[..., :0:-1]], -1), -1)[..., ::-1]
    return np.moveaxis((before * after).reshape(moved.shape), last, axes)


def recurrence(c: Any, g: Any, axis: int = 0) -> Any:
    """Solve ``s[i] = c[i] * s[i - 1] + g[i]`` along an axis; ``c[0]`` is not used.

    Parameters
    ----------
    c, g : ndarray
        Factors and summands, of the same shape.
    axis : int
        The axis of `i`.
    """
    factors = np.moveaxis(np.asarray(c), axis, 0)
    s = np.array(np.moveaxis(np.asarray(g), axis, 0), np.result_type(c, g))
    for i in range(1, len(s)):
        s[i] += factors[i] * s[i - 1]
    return np.moveaxis(s, 0, axis)
