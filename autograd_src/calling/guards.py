"""Conditions under which an emitted function may be called, as Python expressions.

Whatever is checked at every call becomes part of one inline expression: a loop over
guards would cost more than the derivative of a small function.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from autograd_src.live.signature import opened
from autograd_src.live.values import (
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Record,
    Scalar,
    Static,
    Tuple,
    Unknown,
)
from autograd_src.special import instance_of

_WEAK: dict[str, type] = {t.__name__: t for t in (bool, int, float, complex)}
_FLOAT = np.dtype(float)
# Containers with more items are compared by their abstract value, not item by item.
_MOST_ITEMS = 16


class Constants(dict[str, Any]):
    """Objects that compiled text refers to, each under a name of its own."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._names: dict[int, str] = {}

    def name(self, value: object, hint: str) -> str:
        """The name of an object; a new one unless the object has one."""
        known = self._names.get(id(value))
        if known is None:
            known = f"{self.prefix}{hint}_{len(self)}"
            self._names[id(value)] = known
            self[known] = value
        return known

    def fresh(self, hint: str) -> str:
        """A name for a value that is looked up while conditions are evaluated."""
        name = f"{self.prefix}{hint}_{len(self)}"
        self[name] = None
        return name


def unused_prefix(names: Iterable[str]) -> str:
    """A beginning that no parameter's name has."""
    prefix, names = "_", list(names)
    while any(name.startswith(prefix) for name in names):
        prefix += "_"
    return prefix


class OfClass(NamedTuple):
    """Stands for a value of which only the class is remembered."""

    cls: type


def example(value: Any, expected: Abstract | None = None) -> Any:
    """Something of the same class and constants, so that data isn't kept alive."""
    kind = type(value)
    if isinstance(expected, Record):
        pairs = zip(expected.fields, expected.items)
        held = {name: example(getattr(value, name), item) for name, item in pairs}
        return instance_of(kind, **held)
    if isinstance(expected, (Tuple, List)) and kind in (tuple, list):
        return kind(map(example, value, expected.items))
    if isinstance(expected, Dict) and kind is dict:
        return dict(zip(value, map(example, value.values(), expected.items)))
    if kind is np.ndarray:
        return np.empty((0,) * value.ndim, value.dtype)
    if isinstance(value, (tuple, list)):
        items = [example(item) for item in value]
        return kind(*items) if hasattr(value, "_fields") else kind(items)
    if kind is dict:
        return {key: example(item) for key, item in value.items()}
    if value is None or kind in (bool, int, float, complex, str):
        return value
    return value if isinstance(value, np.generic) else OfClass(kind)


def condition(
    expression: str, expected: Abstract, value: object, constants: Constants
) -> str:
    """An expression: does the value of `expression` have that abstract value?

    `value` is one that has: it lends its class and its constants.
    """
    if isinstance(expected, Scalar):
        cls = _WEAK.get(expected.kind) or type(value)
        return f"type({expression}) is {constants.name(cls, cls.__name__)}"
    if isinstance(expected, Array) and type(value) is np.ndarray:
        return _array_condition(expression, expected, value.dtype, constants)
    if isinstance(expected, Unknown):
        array = _array_condition(expression, Array("float64", ()), _FLOAT, constants)
        kind = array.rpartition(" and ")[0]
        return f"(type({expression}) is {constants.name(float, 'float')} or {kind})"
    if isinstance(expected, Static):
        inline = _static_condition(expression, value, constants)
        if inline:
            return inline
    if isinstance(expected, Instance):
        cls = value.cls if isinstance(value, OfClass) else type(value)
        return f"type({expression}) is {constants.name(cls, 'cls')}"
    if isinstance(expected, Record):
        return _object_condition(expression, expected, value, constants)
    if isinstance(expected, (Tuple, List, Dict)) and len(expected.items) <= _MOST_ITEMS:
        return _container_condition(expression, expected, value, constants)
    function = constants.name(opened, "opened")
    return f"{function}({expression}) == {constants.name(expected, 'expected')}"


def _array_condition(
    expression: str, expected: Array, dtype: np.dtype[Any], constants: Constants
) -> str:
    rank = len(expected.dims)
    parts = [
        f"type({expression}) is {constants.name(np.ndarray, 'ndarray')}",
        # NumPy has one object for each plain dtype; others take the longer way.
        f"{expression}.dtype is {constants.name(dtype, 'dtype')}",
        f"{expression}.ndim == {rank}",
    ]
    if rank > 1 and set(expected.dims) == {"n"}:
        parts.append(f"1 not in {expression}.shape")
        return " and ".join(parts)
    for axis, dim in enumerate(expected.dims):
        size = f"len({expression})" if not axis else f"{expression}.shape[{axis}]"
        if dim != "?":
            parts.append(f"{size} {'==' if dim == '1' else '!='} 1")
    return " and ".join(parts)


def _static_condition(expression: str, value: object, constants: Constants) -> str:
    if value is None or value is True or value is False:
        return f"{expression} is {value}"
    if type(value) is str:
        return f"type({expression}) is {constants.name(str, 'str')} and " + (
            f"{expression} == {constants.name(value, 'text')}"
        )
    return ""


def _container_condition(
    expression: str, expected: Tuple | List | Dict, value: Any, constants: Constants
) -> str:
    cls = type(value)
    parts = [f"type({expression}) is {constants.name(cls, cls.__name__)}"]
    if isinstance(expected, Dict):
        keys = constants.name(list(value), "keys")
        parts.append(f"list({expression}) == {keys}")
        places = [repr(key) for key in value]
        items = list(value.values())
    else:
        parts.append(f"len({expression}) == {len(expected.items)}")
        places = [str(i) for i in range(len(expected.items))]
        items = list(value)
    for place, part, item in zip(places, expected.items, items):
        parts.append(condition(f"{expression}[{place}]", part, item, constants))
    return " and ".join(parts)


def _object_condition(
    expression: str, expected: Record, value: Any, constants: Constants
) -> str:
    parts = [f"type({expression}) is {constants.name(type(value), 'cls')}"]
    if hasattr(value, "__dict__"):
        names = constants.name(list(vars(value)), "names")
        parts.append(f"list({expression}.__dict__) == {names}")
    for name, item in zip(expected.fields, expected.items):
        held = getattr(value, name)
        parts.append(condition(f"{expression}.{name}", item, held, constants))
    return " and ".join(parts)


def tangent_condition(
    expression: str, primal: str, expected: Abstract, value: Any, constants: Constants
) -> str:
    """An expression: may that tangent be passed on as it is?

    Anything but floats and floating arrays takes the longer way, where it is cast.
    """
    if isinstance(expected, Array) and type(value) is np.ndarray:
        if value.dtype.kind != "f":
            return "False"
        return (
            f"type({expression}) is {constants.name(np.ndarray, 'ndarray')} and "
            f"{expression}.dtype is {constants.name(value.dtype, 'dtype')} and "
            f"{expression}.shape == {primal}.shape"
        )
    if isinstance(expected, Scalar) and type(value) is float:
        return f"type({expression}) is {constants.name(float, 'float')}"
    return "False"


def widened(value: Abstract) -> Abstract:
    """What is assumed of floats and float64 arrays once there are many variants."""
    is_array = isinstance(value, Array) and value.dtype == "float64"
    if is_array or value == Scalar("float"):
        return Unknown()
    return value
