"""What is known outside of a function, and what was found of expressions under it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from autograd_src import ir
from autograd_src.ir import Expr, Var
from autograd_src.live.values import Abstract, Array, Scalar, Unknown
from autograd_src.recipes import registry

__all__ = ["Outside", "numbers_of"]

_NUMBERS = (Scalar, Array, Unknown)
# Of constants, these functions look at the type alone.
_ARITHMETIC = (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow)
_CONSTANTS = (int, float)


class Outside:
    """What is outside a function: the abstract values of globals.

    It also remembers what expressions have been found to be, for as many types of
    their variables as were asked about last. From pass to pass most of a function
    stays as it is, and expressions never change.
    """

    def __init__(self, value: Callable[[ir.Ref], Abstract]) -> None:
        self.value = value
        # The expression is kept alive: its id is the key.
        self.found: dict[int, tuple[Expr, tuple[Abstract | None, ...], Abstract]] = {}
        # Likewise: the variables through which a derivative may enter (`activity`).
        self.entered: dict[int, tuple[Expr, tuple[Var, ...]]] = {}
        # And what in an expression may put something somewhere (`filled`).
        self.acting: dict[int, tuple[Expr, tuple[ir.Call | ir.Raw, ...]]] = {}
        # The function is kept alive like the expression.
        self.applied: dict[Any, tuple[Any, Abstract]] = {}
        self.symbols: dict[Any, str] = {}
        self.objects: dict[ir.Ref, Abstract] = {}

    def __call__(self, ref: ir.Ref) -> Abstract:
        return self.objects.get(ref) or self.value(ref)

    def describe(self, objects: dict[ir.Ref, Abstract]) -> None:
        """From here on these globals are objects of which that much is known."""
        if objects != self.objects:
            self.objects = objects
            self.found.clear()


def numbers_of(function: Any, values: tuple[Any, ...]) -> tuple[object, ...] | None:
    """What a call's result depends on; None if that is more than kinds of numbers."""
    if len([v for v in values if isinstance(v, _NUMBERS)]) == len(values):
        return values
    if function not in _ARITHMETIC or registry.user_recipes():
        return None
    kinds = [type(v) if type(v) in _CONSTANTS else v for v in values]
    known = [k in _CONSTANTS or isinstance(k, _NUMBERS) for k in kinds]
    return tuple(kinds) if all(known) else None
