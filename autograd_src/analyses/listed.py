"""What functions make of a list of unknown length."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_src.analyses.lists import ListOf
from autograd_src.live.joins import join
from autograd_src.live.values import ANYTHING, Abstract, Array, Scalar, Unknown
from autograd_src.recipes import registry, shapes

__all__ = ["of_list"]


def of_list(function: Any, listed: ListOf) -> Abstract:
    """What a function makes of a list of unknown length."""
    from autograd_src import runtime

    item = ANYTHING if listed.item is None else listed.item
    dims = shapes.dims_of(item)
    if function is len:
        return Scalar("int")
    if function is runtime.zeros_of:
        return ListOf(item)
    if function is sum:
        return Scalar("int") if listed.item is None else _joined_sum(item)
    if function in (np.array, np.asarray, np.stack) and dims is not None:
        return Array(shapes.dtype_of(item) or "unknown", ("?", *dims))
    if registry.zero_derivative(function) and not isinstance(function, np.ufunc):
        return ANYTHING
    return Unknown()


def _joined_sum(item: Abstract) -> Abstract:
    """Python's sum: of nothing it is the integer 0."""
    return join(Scalar("float"), item) if isinstance(item, Scalar) else item
