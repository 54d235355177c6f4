"""Array-likes: which functions make arrays of their arguments, and of what.

Where they are made arrays is in `operands`.
"""

from __future__ import annotations

import functools
from types import FunctionType

import gast

from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import element
from autograd_src.live.values import Abstract, Array, List, Scalar, Tuple, Unknown
from autograd_src.lowering.formulas import definition
from autograd_src.recipes import registry
from autograd_src.recipes.notation import is_sequence, known_length
from autograd_src.syntax.walking import walk

__all__ = ["of_numbers", "puts_together", "takes_arrays", "takes_lists"]

_NUMBERS = (Scalar, Array, Unknown)


def takes_arrays(function: object) -> bool:
    """Whether a library's function turns its arguments into arrays, one by one."""
    recipe = registry.lookup(function)
    home = getattr(function, "__module__", None) or "numpy"
    is_numpys = home.partition(".")[0] in ("numpy", "scipy")
    return recipe is not None and is_numpys and not takes_lists(recipe.definition)


def puts_together(function: object) -> bool:
    """Whether a library's function makes one array of several."""
    recipe = registry.lookup(function)
    return recipe is not None and takes_lists(recipe.definition)


@functools.cache
def takes_lists(recipe: FunctionType) -> bool:
    """Whether the formulas of a recipe know of lists of operands."""
    asked = (is_sequence.__name__, known_length.__name__)
    return any(
        isinstance(n, gast.Name) and n.id in asked for n in walk(definition(recipe))
    )


def of_numbers(kind: Abstract) -> bool:
    """Whether a container holds numbers or arrays, or rows that do."""
    if not isinstance(kind, (List, Tuple, ListOf)):
        return False
    if isinstance(element(kind), _NUMBERS):
        return True
    rows = () if isinstance(kind, ListOf) else kind.items
    return bool(rows) and all(isinstance(r, _NUMBERS) or of_numbers(r) for r in rows)
