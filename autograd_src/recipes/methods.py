"""Methods and attributes of arrays, and the functions that they stand for.

``x.sum(axis=0)`` is differentiated as ``np.sum(x, axis=0)``. Methods that write their
array (``sort``, ``fill``, …) are not here: they are stores, not calls. Those without a
derivative are in `passive`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

_Value = TypeVar("_Value")


class Method(NamedTuple):
    """What a method stands for.

    Attributes
    ----------
    function : object
        The function whose first argument is the array, the others being the method's.
    gathers : bool
        Positional arguments may be given apart, as in ``x.reshape(2, 3)``.
    renamed : dict
        Keywords that have another name in the function.
    """

    function: object
    gathers: bool = False
    renamed: Mapping[str, str] = {}


_SAME = """
    sum mean prod max min var std cumsum cumprod ptp dot trace repeat take swapaxes
    squeeze ravel copy argmax argmin argsort nonzero any all round searchsorted
"""

METHODS: dict[str, Method] = {name: Method(getattr(np, name)) for name in _SAME.split()}
METHODS |= {
    "reshape": Method(np.reshape, gathers=True),
    "transpose": Method(np.transpose, gathers=True),
    "clip": Method(np.clip, renamed={"min": "a_min", "max": "a_max"}),
    "flatten": Method(np.ndarray.flatten),
    "astype": Method(np.ndarray.astype),
    "item": Method(np.ndarray.item),
}

ATTRIBUTES: dict[str, object] = {"T": np.transpose}


def as_function(
    name: str,
    receiver: _Value,
    args: Sequence[_Value],
    keywords: Mapping[str, _Value],
    pack: Callable[[Sequence[_Value]], _Value],
    is_number: Callable[[_Value], bool],
) -> tuple[Any, list[_Value], dict[str, _Value]] | None:
    """Rewrite a call of a method as a call of its function.

    Parameters
    ----------
    name : str
        The method.
    receiver, args, keywords
        The array and the arguments, in any representation.
    pack : callable
        Makes a tuple of several arguments.
    is_number : callable
        Whether a single argument is one number, not a tuple.

    Returns
    -------
    tuple or None
        Function, arguments and keywords; None for other methods.

    Examples
    --------
    >>> number = lambda v: isinstance(v, int)
    >>> function, args, _ = as_function("reshape", "x", [2, 3], {}, tuple, number)
    >>> function is np.reshape, args
    (True, ['x', (2, 3)])
    """
    method = METHODS.get(name)
    if method is None:
        return None
    given = list(args)
    if method.gathers and (len(given) > 1 or (given and is_number(given[0]))):
        given = [pack(given)]
    renamed = {method.renamed.get(k, k): value for k, value in keywords.items()}
    return method.function, [receiver, *given], renamed
