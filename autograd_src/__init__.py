"""Derivatives you can read, from the NumPy code you already have.

The public names; what they do is documented where they are defined.
"""

from typing import TYPE_CHECKING, Any

from autograd_src.api import Derivative, Differentiable, differentiable
from autograd_src.errors import MissingRecipe, NotDifferentiable, ZeroGradientWarning
from autograd_src.runtime import grad_hook, stop_gradient

if TYPE_CHECKING:
    from autograd_src.recipes.notation import d, elementwise, linear, recipe

__all__ = [
    "Derivative",
    "Differentiable",
    "MissingRecipe",
    "NotDifferentiable",
    "ZeroGradientWarning",
    "d",
    "differentiable",
    "elementwise",
    "grad_hook",
    "linear",
    "recipe",
    "stop_gradient",
]


def __getattr__(name: str) -> Any:
    # Who calls derivatives that are in the cache needs no notation for recipes.
    if name not in ("d", "elementwise", "linear", "recipe"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from autograd_src.recipes import notation

    return getattr(notation, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
