"""What a type checker knows of a decorated function and of its derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_type

import numpy as np
import numpy.typing as npt

from autograd_src import Derivative, differentiable

Vector = npt.NDArray[np.float64]


@differentiable
def loss(w: Vector, x: Vector, scale: float = 1.0) -> float:
    """A function."""
    return float(np.sum(w * x)) * scale


@differentiable(wrt=("w", "x"))
def both(w: Vector, x: Vector) -> float:
    """A function, decorated with arguments."""
    return float(np.sum(w * x))


def of_a_function(w: Vector, x: Vector) -> None:
    """Calls, and what they give."""
    assert_type(loss(w, x), float)
    assert_type(loss(w, x, scale=2.0), float)
    assert_type(loss.value_and_grad(w, x, scale=2.0), tuple[float, Any])
    assert_type(loss.jvp(w, w, x), tuple[float, Any])
    assert_type(loss.vjp(w, x), tuple[float, Callable[[Any], Any]])
    assert_type(loss.value_and_jacobian(w, x), tuple[float, Any])
    assert_type(loss.grad.source, str)
    assert_type(loss.wrt("w", "x")(w, x), float)
    assert_type(loss.wrt("w", "x").jvp(w, w, x, x), tuple[float, Any])
    assert_type(both(w, x), float)
    loss.hvp(w, w, x)
    loss.grad.grad(w, x)


def of_mistakes(w: Vector, x: Vector) -> None:
    """An unused `ignore` is an error: each of these must be found."""
    loss()  # type: ignore[call-arg]
    loss.grad("w", x)  # type: ignore[arg-type]
    loss.hvp(w, x, "x")  # type: ignore[arg-type]
    loss.gradient  # type: ignore[attr-defined]  # noqa: B018
    differentiable(loss, argnums=0)  # type: ignore[call-overload]


def of_a_derivative(f: Callable[[Vector], float]) -> Derivative[[Vector], Any]:
    """Attributes have types of their own."""
    return differentiable(f).grad
