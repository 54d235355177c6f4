"""Functions of generated modules: adjoints of broadcasting and of repeating."""

from __future__ import annotations

from typing import Any

import numpy as np


def sum_to(g: Any, like: Any) -> Any:
    """Sum an adjoint over the axes along which a value was broadcast.

    Parameters
    ----------
    g : array_like
        Adjoint of the broadcast value.
    like : array_like
        The value before; only its shape is used.

    Returns
    -------
    array_like
        Adjoint with the shape of `like`; `g` itself if that is its shape.
    """
    shape = np.shape(like)
    if np.shape(g) == shape:
        return g
    extra = np.ndim(g) - len(shape)
    if extra > 0:
        g = np.sum(g, axis=tuple(range(extra)))
    elif extra < 0:
        # Assigning an array to one of fewer axes drops leading axes of length one.
        g = np.reshape(g, (1,) * -extra + np.shape(g))
    axes = tuple(k for k, n in enumerate(np.shape(g)) if shape[k] == 1 != n)
    if axes:
        g = np.sum(g, axis=axes, keepdims=True)
    if np.shape(g) != shape:
        raise ValueError(f"an adjoint of shape {np.shape(g)} for a value {shape}")
    return g


def broadcast_like(x: Any, like: Any) -> Any:
    """Broadcast `x` to the shape of `like`: the transpose of `sum_to`."""
    shape = np.shape(like)
    extra = np.ndim(x) - len(shape)
    if extra > 0:
        x = np.reshape(x, np.shape(x)[extra:])
    return np.broadcast_to(x, shape)
