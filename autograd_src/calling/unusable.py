"""Arguments that no derivative is defined for, refused before anything is generated.

What the function does with its arguments is the business of generation; here stands
what is wrong with the arguments themselves: complex numbers, and, where a derivative
with respect to them is asked for, arrays of strings, objects or dates, and instances
of classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import FunctionType

from autograd_src.errors import NotDifferentiable, column
from autograd_src.live.signature import (
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Record,
    Scalar,
    Signature,
    Static,
    Tuple,
)

_NUMBERS = ("bool", "int", "uint", "float")


def refuse_unusable(
    function: FunctionType, signature: Signature, chosen: Iterable[str]
) -> None:
    """Raise if an argument rules a derivative out, with what to pass instead."""
    wanted = frozenset(chosen)
    for name, value in signature:
        if _is_complex(value):
            raise _refusal(
                function,
                f"`{name}` holds complex numbers: pass the real and the imaginary "
                "part as two arguments",
            )
        if name in wanted:
            _refuse_chosen(function, name, value)


def _refuse_chosen(function: FunctionType, name: str, value: Abstract) -> None:
    for instance in _instances(value):
        raise _refusal(
            function,
            f"`{name}` holds an instance of {instance.cls.replace(':', '.')}: pass its "
            "numbers and arrays as a tuple, a list or a dict",
        )
    if isinstance(value, Static):
        raise _refusal(
            function,
            f"`{name}` is {value.value}, not a number or an array of numbers: "
            "choose another argument with wrt",
        )
    if isinstance(value, Array) and not value.dtype.startswith(_NUMBERS):
        raise _refusal(
            function,
            f"`{name}` is an array of dtype {value.dtype}, not of numbers: convert "
            f"it with {name}.astype(float)",
        )


def _instances(value: Abstract) -> Iterator[Instance]:
    """Objects that may hold numbers, of which a gradient would know nothing."""
    if isinstance(value, Instance):
        yield value
    elif isinstance(value, (Tuple, List, Dict)):
        for item in value.items:
            if not (isinstance(value, Record) and isinstance(item, Instance)):
                yield from _instances(item)


def _is_complex(value: Abstract) -> bool:
    if isinstance(value, Scalar):
        return value.kind.startswith("complex")
    if isinstance(value, Array):
        return value.dtype.startswith("complex")
    if isinstance(value, (Tuple, List, Dict)):
        return any(map(_is_complex, value.items))
    return False


def _refusal(function: FunctionType, message: str) -> NotDifferentiable:
    code = function.__code__
    place = code.co_filename, code.co_firstlineno
    return NotDifferentiable(message, *place, column(*place))
