"""Derivatives you can read, from the NumPy code you already have.

The public names; what they do is documented where they are defined.
"""

from autograd_src.api import Derivative, Differentiable, differentiable
from autograd_src.errors import MissingRecipe, NotDifferentiable, ZeroGradientWarning
from autograd_src.runtime import grad_hook, stop_gradient

__all__ = [
    "Derivative",
    "Differentiable",
    "MissingRecipe",
    "NotDifferentiable",
    "ZeroGradientWarning",
    "differentiable",
    "grad_hook",
    "stop_gradient",
]
