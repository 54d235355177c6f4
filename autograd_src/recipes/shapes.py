"""Shape rules: the abstract value of a result from those of the arguments.

A rule takes a `Call` and returns an abstract value. Arguments are abstract values,
or plain Python constants where they are known when the code is generated. What a rule
does not know it says: `Unknown`, or a fresh axis ``"?…"``. Here are the rules of
elementwise functions and reductions; those of products are in `product_shapes`, of
functions that move elements in `moved_shapes`; what rules are made of is in `axes`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_src.live.values import (
    MIXED,
    Array,
    Scalar,
    Tuple,
    Unknown,
)
from autograd_src.recipes.axes import (
    ABSTRACT,
    Dims,
    anonymous,
    array,
    broadcast,
    dims_of,
    dtype_of,
    is_known,
    sample,
)
from autograd_src.recipes.registry import Binding, Recipe

Rule = Callable[["Call"], Any]

__all__ = [
    "Call",
    "Dims",
    "Rule",
    "accumulated",
    "anonymous",
    "array",
    "axes_of",
    "broadcast",
    "copied",
    "cumulated",
    "dims_of",
    "dtype_of",
    "elementwise",
    "first_operand",
    "flat",
    "float64",
    "in_array",
    "is_known",
    "like_sum",
    "of_two",
    "of_ufunc",
    "pair",
    "python_float",
    "quantile",
    "reduced",
    "result_shape",
    "rows_summed",
    "sample",
    "unchanged",
    "unknown",
    "where",
]

_WEAK_NAMES = {bool: "bool", int: "int", float: "float"}


class Call(NamedTuple):
    """A call whose result a rule describes.

    Attributes
    ----------
    function : object
        The callable, or (ufunc, method name).
    arguments : dict
        Abstract values or constants by parameter, in the recipe's order; ``*args``
        under its name as a tuple.
    fresh : callable
        Gives a new axis ``"?…"`` that equals no other.
    dtype : str
        The recipe's ``dtype``.
    """

    function: object
    arguments: dict[str, Any]
    fresh: Callable[[], str]
    dtype: str = "promote"

    @property
    def first(self) -> Any:
        """The first argument."""
        return next(iter(self.arguments.values()))

    def get(self, name: str, default: object = None) -> Any:
        """The argument of that name."""
        return self.arguments.get(name, default)


def result_shape(
    recipe: Recipe, binding: Binding, fresh: Callable[[], str] = anonymous
) -> Any:
    """Describe the result of a call that has a recipe.

    Returns
    -------
    Abstract
        `Unknown` where the recipe has no rule.
    """
    arguments: dict[str, Any] = {}
    for name in recipe.parameters:
        if name == recipe.variadic:
            arguments[name] = binding.starred
        elif name in binding.given:
            arguments[name] = binding.given[name]
        else:
            arguments[name] = binding.defaults[name]
    rule = recipe.shape
    if rule is None:
        rule = elementwise if recipe.tier == "elementwise" else unknown
    return rule(Call(recipe.key, arguments, fresh, recipe.dtype))


def unknown(call: Call) -> Any:
    """Tell nothing."""
    return Unknown()


def _is_operator(function: object) -> bool:
    return getattr(function, "__module__", "") in ("_operator", "builtins")


def _try(function: Any, samples: Sequence[Any]) -> Any:
    # The installed NumPy knows its own promotion rules best: ask it.
    try:
        with np.errstate(all="ignore"):
            return function(*samples)
    except (TypeError, ValueError, ArithmeticError):
        return None


def elementwise(call: Call) -> Any:
    """Rule of elementwise functions: broadcasting, NumPy's or Python's promotion."""
    values = list(call.arguments.values())
    operands = [value for value in values if value is not None]
    return _elementwise(call, operands)


_promotions: dict[tuple[object, ...], Any] = {}


def _promoted(call: Call, operands: list[Any]) -> Any:
    """A sample of the result; None if its kind is not known.

    Only kinds and ranks count, so what NumPy has said of them once is remembered.
    """
    key = (id(call.function), call.dtype, *map(_kind_of, operands))
    if None in key[2:]:
        return _promote(call, operands)
    if key not in _promotions:
        # The function is kept alive: its id is in the key.
        _promotions[key] = (_promote(call, operands), call.function)
    return _promotions[key][0]


def _kind_of(operand: Any) -> object:
    if isinstance(operand, Array):
        return operand.dtype, len(operand.dims)
    if isinstance(operand, Scalar):
        return operand.kind
    return type(operand) if isinstance(operand, (bool, int, float)) else None


def _promote(call: Call, operands: list[Any]) -> Any:
    function = call.function
    samples = [sample(operand) for operand in operands]
    if any(one is None for one in samples) or not samples:
        return None
    if _is_operator(function) or isinstance(function, np.ufunc):
        return _try(function, samples)
    result = np.result_type(*samples).type(1)
    if call.dtype == "float" and result.dtype.kind in "biu":
        return 1.0
    return result


def _elementwise(call: Call, operands: list[Any]) -> Any:
    function = call.function
    if getattr(function, "__module__", "") == "math":
        return Scalar("float")
    if any(dtype_of(operand) == MIXED for operand in operands):
        return _of_mixed(call, operands)
    result = _promoted(call, operands)
    if type(result) in _WEAK_NAMES and _is_operator(function):
        return Scalar(_WEAK_NAMES[type(result)])
    if result is None or not isinstance(result, (np.ndarray, np.generic, float)):
        return Unknown()
    shapes = [dims for dims in map(dims_of, operands) if dims is not None]
    return array(np.asarray(result).dtype.name, broadcast(shapes, call.fresh))


def _of_mixed(call: Call, operands: list[Any]) -> Any:
    # Integer on one path, floating on another: known where both give the same.
    results = []
    for dtype in ("int64", "float64"):
        tried = [_with_dtype(operand, dtype) for operand in operands]
        results.append(_elementwise(call, tried))
    if results[0] == results[1] or not isinstance(results[1], (Array, Scalar)):
        return results[1]
    shape = dims_of(results[1]) or ()
    return Array(MIXED, shape) if shape else Scalar(MIXED)


def _with_dtype(operand: object, dtype: str) -> Any:
    if dtype_of(operand) != MIXED:
        return operand
    return array(dtype, dims_of(operand) or ())


def where(call: Call) -> Any:
    """Rule of ``np.where``: the condition broadcasts but does not promote."""
    condition, *branches = call.arguments.values()
    dims = [dims_of(value) for value in (condition, *branches)]
    mixed = any(dtype_of(value) == MIXED for value in branches)
    samples = [None if mixed else sample(value) for value in branches]
    if any(one is None for one in samples) or any(one is None for one in dims):
        return Unknown()
    dtype = np.asarray(np.where(np.ones(1, bool), *samples)).dtype.name
    known = [one for one in dims if one is not None]
    shape = broadcast(known, call.fresh)
    # Unlike a ufunc, np.where gives an array without axes, not a scalar.
    return Array(dtype, shape)


def first_operand(call: Call) -> Any:
    """Rule of functions elementwise in the first argument, others being options."""
    return _elementwise(call, [call.first])


def copied(call: Call) -> Any:
    """Rule of functions that return their first argument as an array."""
    dims, dtype = dims_of(call.first), dtype_of(call.first)
    return Unknown() if dims is None or not dtype else Array(dtype, dims)


def unchanged(call: Call) -> Any:
    """Rule of functions that return their first argument as it is."""
    value = call.first
    if isinstance(value, (bool, int, float)):
        return Scalar(type(value).__name__)
    return value if isinstance(value, ABSTRACT) else Unknown()


def python_float(call: Call) -> Any:
    """Rule of functions that return a Python float."""
    return Scalar("float")


# Reductions.


def axes_of(axis: object, rank: int) -> tuple[int, ...] | None:
    """Normalize a known axis argument; None if it isn't known or not valid."""
    if axis is None:
        return tuple(range(rank))
    if not is_known(axis):
        return None
    entries = axis if isinstance(axis, tuple) else (axis,)
    try:
        axes = [operator.index(entry) for entry in entries]
    except TypeError:
        return None
    if any(not -rank <= entry < rank for entry in axes):
        return None
    return tuple(entry % rank for entry in axes)


def reduced(call: Call) -> Any:
    """Rule of reductions over ``axis``, with or without ``keepdims``."""
    dims, dtype = dims_of(call.first), _reduced_dtype(call)
    keepdims = call.get("keepdims", False)
    if dims is None or not isinstance(keepdims, (bool, int)):
        return Unknown()
    axes = axes_of(call.get("axis"), len(dims))
    if axes is None:
        return _unknown_axis(call, dims, dtype, bool(keepdims))
    if keepdims:
        kept = ["1" if k in axes else length for k, length in enumerate(dims)]
    else:
        kept = [length for k, length in enumerate(dims) if k not in axes]
    return array(dtype, tuple(kept))


def quantile(call: Call) -> Any:
    """Rule of quantiles: of one number a reduction."""
    one = dims_of(call.get("q")) == ()
    return reduced(call._replace(function=np.mean)) if one else Unknown()


def in_array(call: Call) -> Any:
    """Rule of elementwise functions that give an array even for numbers."""
    found = elementwise(call)
    return Array(found.kind, ()) if isinstance(found, Scalar) else found


def like_sum(call: Call) -> Any:
    """Rule of reductions that NumPy does not have: as a sum of floats."""
    return reduced(call._replace(function=np.mean))


def of_two(call: Call) -> Any:
    """Rule of Python's ``max`` and ``min`` of two numbers."""
    values = list(call.arguments.values())[:2]
    return _elementwise(call, values) if None not in values else Unknown()


def of_ufunc(call: Call) -> Any:
    """Rule of ``ufunc.reduce``: that of the function that reduces as it does."""
    largest = call.function[0] in (np.maximum, np.minimum)  # type: ignore[index]
    return reduced(call._replace(function=np.max if largest else np.sum))


def accumulated(call: Call) -> Any:
    """Rule of ``ufunc.accumulate``: the shape stays."""
    return cumulated(call._replace(function=np.cumsum))


def pair(call: Call) -> Any:
    """Rule of ``divmod`` and ``modf``: two results like that of a remainder."""
    if call.function is math.modf:
        one: Any = Scalar("float")
    elif call.function is np.modf:
        one = elementwise(call._replace(function=np.fabs))
    else:
        plain = call.function is divmod
        same = operator.mod if plain else np.remainder
        one = elementwise(call._replace(function=same))
    return Unknown() if isinstance(one, Unknown) else Tuple((one, one))


def _unknown_axis(call: Call, dims: Dims, dtype: str, keepdims: bool) -> Any:
    axis = call.get("axis")
    if not isinstance(axis, Scalar) or not dims:
        return Unknown()
    count = len(dims) if keepdims else len(dims) - 1
    return array(dtype, tuple(call.fresh() for _ in range(count)))


def _reduced_dtype(call: Call) -> str:
    if dtype_of(call.first) == MIXED:
        return MIXED
    one = sample(call.first)
    if one is None or not callable(call.function):
        return ""
    if not str(getattr(call.function, "__module__", "")).startswith("numpy"):
        return np.asarray(one).dtype.name
    result = _try(call.function, [np.atleast_1d(one)])
    return "" if result is None else np.asarray(result).dtype.name


def cumulated(call: Call) -> Any:
    """Rule of cumulative reductions: flat without an axis."""
    dims, dtype = dims_of(call.first), _reduced_dtype(call)
    if dims is None or not dtype:
        return Unknown()
    return Array(dtype, flat(dims, call) if call.get("axis") is None else dims)


def flat(dims: Dims, call: Call) -> Dims:
    """Axis of all elements in a row."""
    sizes = [length for length in dims if length != "1"]
    if all(length.isdecimal() for length in sizes):
        return (str(math.prod(int(length) for length in sizes)),)
    return (sizes[0] if len(sizes) == 1 else call.fresh(),)


def rows_summed(call: Call) -> Any:
    """Rule of Python's ``sum`` of an array: over its first axis."""
    value = call.first
    if isinstance(value, Array) and value.dims:
        return array(_reduced_dtype(call), value.dims[1:])
    return Unknown()


def float64(call: Call) -> Any:
    """Rule of ``np.float64``."""
    dims = dims_of(call.first)
    return Unknown() if dims is None else array("float64", dims)
