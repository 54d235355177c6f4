"""The few functions that generated modules may import.

Each stands for something that NumPy has no name for, and has a recipe, so that generated
modules can be differentiated again. They need no other part of the package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from autograd_src.runtime.elements import (
    add_at,
    repeat_adjoint,
    scatter,
    split_like,
    take_adjoint,
    take_along_axis_adjoint,
    tile_adjoint,
    unpad,
)
from autograd_src.runtime.products import (
    dot_left,
    dot_right,
    matmul_left,
    matmul_right,
    prod_others,
    recurrence,
)
from autograd_src.runtime.shapes import broadcast_like, sum_to
from autograd_src.runtime.special import polygamma, sinc_derivative

__all__ = [
    "add_at",
    "broadcast_like",
    "dot_left",
    "dot_right",
    "grad_hook",
    "matmul_left",
    "matmul_right",
    "polygamma",
    "prod_others",
    "recurrence",
    "repeat_adjoint",
    "scatter",
    "sinc_derivative",
    "split_like",
    "stop_gradient",
    "sum_to",
    "take_adjoint",
    "take_along_axis_adjoint",
    "tile_adjoint",
    "unpad",
]

_T = TypeVar("_T")


def stop_gradient(x: _T) -> _T:
    """Return `x`; its derivative counts as zero."""
    return x


def grad_hook(x: _T, hook: Callable[[_T], _T]) -> _T:
    """Return `x`; in the reverse sweep `hook` is applied to its complete adjoint.

    Parameters
    ----------
    x : array_like
        An intermediate value.
    hook : callable
        Function of the adjoint that returns the adjoint to go on with.
    """
    return x
