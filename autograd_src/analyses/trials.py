"""The kind of a passive result, found by trying a function on samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_src.live.values import ANYTHING, Abstract, Array, Scalar, Tuple
from autograd_src.recipes import shapes

__all__ = ["is_of_sets", "tried"]


def tried(
    function: Any,
    values: tuple[Any, ...],
    named: dict[str, Any],
    fresh: Callable[[], str],
) -> Abstract:
    """The kind of a passive result, by trying the function on a sample."""
    if function is len:
        return Scalar("int")  # of whatever has a length
    samples = [v if shapes.is_known(v) else shapes.sample(v) for v in values]
    if any(s is None for s, v in zip(samples, values, strict=True) if v is not None):
        return ANYTHING
    if not all(shapes.is_known(v) for v in named.values()):
        return ANYTHING
    try:
        with np.errstate(all="ignore"):
            result = function(*samples, **named)
    except Exception:  # whatever it objects to in a sample, the kind is not known
        return ANYTHING
    if type(result) is tuple:
        parts = [_described(function, values, part, fresh) for part in result]
        return Tuple(tuple(parts))
    return _described(function, values, result, fresh)


def _described(
    function: Any, values: tuple[Any, ...], result: Any, fresh: Callable[[], str]
) -> Abstract:
    if isinstance(result, (bool, int, float)):
        return Scalar(type(result).__name__)
    if isinstance(result, np.generic) or (
        isinstance(result, np.ndarray) and not result.ndim
    ):
        return shapes.array(result.dtype.name, ())  # type: ignore[no-any-return]
    if isinstance(result, np.ndarray):
        operands = [d for d in map(shapes.dims_of, values) if d is not None]
        if isinstance(function, np.ufunc):
            return Array(result.dtype.name, shapes.broadcast(operands, fresh))
        return Array(result.dtype.name, tuple(fresh() for _ in result.shape))
    return ANYTHING


_OF_SETS = (np.unique, np.setdiff1d, np.union1d, np.intersect1d, np.setxor1d)


def is_of_sets(function: Any) -> bool:
    """Whether a function gives vectors of what it finds; these have no recipe."""
    return any(function is f for f in _OF_SETS)
