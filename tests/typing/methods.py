"""What a type checker knows of decorated methods, with and without an instance."""

from __future__ import annotations

from typing import Any, assert_type

import numpy as np
import numpy.typing as npt

from autograd_src import differentiable

Vector = npt.NDArray[np.float64]


class Model:
    """A class with methods of each kind."""

    @differentiable
    def loss(self, w: Vector, x: Vector) -> float:
        """A method."""
        return float(np.sum(w * x))

    @staticmethod
    @differentiable
    def plain(w: Vector) -> float:
        """A static method."""
        return float(np.sum(w))


def of_a_method(model: Model, w: Vector, x: Vector) -> None:
    """Through the instance `self` is bound, through the class it is not."""
    assert_type(model.loss(w, x), float)
    assert_type(model.loss.value_and_grad(w, x), tuple[float, Any])
    assert_type(model.loss.jvp(w, w, x), tuple[float, Any])
    assert_type(Model.loss(model, w, x), float)
    assert_type(Model.loss.value_and_grad(model, w, x), tuple[float, Any])
    assert_type(Model.plain(w), float)
    assert_type(Model.plain.value_and_grad(w), tuple[float, Any])


def of_mistakes(model: Model, w: Vector) -> None:
    """An unused `ignore` is an error: each of these must be found."""
    model.loss(w)  # type: ignore[call-arg]
    model.loss.grad(model, w, w)  # type: ignore[call-arg, arg-type]
