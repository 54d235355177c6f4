"""What calls share with their arguments, and what they write."""

from __future__ import annotations

from collections.abc import Callable
from types import BuiltinFunctionType, MethodDescriptorType, WrapperDescriptorType
from typing import Any, TypeGuard

import numpy as np

from autograd_src import ir, special
from autograd_src.ir import Expr
from autograd_src.recipes import methods, passive, registry

__all__ = [
    "HEADERS",
    "MUTATORS",
    "QUIET",
    "VIEWS",
    "Answers",
    "hands_on",
    "is_einsum_of_one",
    "is_in_place",
    "is_scatter",
    "returns_any_argument",
    "returns_argument",
    "writes_arguments",
]

VIEWS: tuple[Any, ...] = (
    np.reshape,
    np.ravel,
    np.transpose,
    np.swapaxes,
    np.moveaxis,
    np.rollaxis,
    np.squeeze,
    np.expand_dims,
    np.asarray,
    np.ascontiguousarray,
    np.asfortranarray,
    np.broadcast_to,
    np.diagonal,
    np.diag,
    np.atleast_1d,
    np.atleast_2d,
    np.atleast_3d,
    np.flip,
    np.flipud,
    np.fliplr,
    np.rot90,
    np.split,
    np.array_split,
    np.hsplit,
    np.vsplit,
    np.dsplit,
    getattr(np, "unstack", np.split),  # since NumPy 2.1
    getattr(np, "matrix_transpose", np.transpose),  # since NumPy 2.0
    np.meshgrid,
    np.real,
    np.conjugate,
    np.asanyarray,
    np.broadcast_arrays,
)

# Of these, every argument may be what comes back.
_OF_ALL = (
    np.atleast_1d,
    np.atleast_2d,
    np.atleast_3d,
    np.broadcast_arrays,
    np.meshgrid,
)

# Methods that write their receiver's memory.
MUTATORS = frozenset(
    """
    append extend insert pop remove clear sort reverse update setdefault popitem add
    discard fill put itemset resize partition setflags byteswap __delitem__
    """.split()
)
# Called by their own names, they do what a statement does.
STORING = frozenset(
    """
    __setitem__ __setattr__ setfield __iadd__ __isub__ __imul__ __imatmul__
    __itruediv__ __ifloordiv__ __imod__ __ipow__ __iand__ __ior__ __ixor__ __ilshift__
    __irshift__
    """.split()
)
# Methods that write none of their arguments, whatever they are called of: what is not
# known is an array as a rule.
QUIET = (
    methods.DIRECT
    | methods.GATHERING
    | passive.PASSIVE_METHODS
    | frozenset(
        """
        astype copy conj conjugate count flatten format get index item items join keys
        reshape split tobytes tolist transpose values view
        """.split()
    )
)
FRESH = (
    len,
    float,
    int,
    bool,
    abs,
    sum,
    range,
    str,
    round,
    isinstance,
    np.arange,
    np.linspace,
    np.array,
    special.private_items,
)
_FOREIGN = (BuiltinFunctionType, MethodDescriptorType, WrapperDescriptorType)
HEADERS = frozenset("shape dtype ndim size".split())


def is_in_place(e: Expr) -> TypeGuard[ir.Bin]:
    """Whether `e` is an operator such as `+=`."""
    return type(e) is ir.Bin and len(e.op) > 1 and e.op[-1] == "="


def is_scatter(function: Any) -> bool:
    """Whether a function adds its third argument to elements of its first."""
    from autograd_src import runtime

    return function is runtime.add_at or registry.key_of(function) == (np.add, "at")


def is_einsum_of_one(call: ir.Call) -> bool:
    """Whether `np.einsum` rearranges one operand: what it gives is a view of that."""
    function = call.func.value if isinstance(call.func, ir.Ref) else None
    if function is not np.einsum or len(call.args) != 2:
        return False
    subscripts = call.args[0].value if isinstance(call.args[0], ir.Const) else ""
    inner, arrow, outer = str(subscripts).partition("->")
    return not arrow or {*inner.strip()} == {*outer.strip()}


def _is_foreign(value: Any) -> bool:
    """Whether a callable is written in C, such as `np.ndarray.sort` and `np.put`."""
    dispatched = type(value).__name__ == "_ArrayFunctionDispatcher"
    return dispatched or isinstance(value, _FOREIGN)


def hands_on(e: Expr) -> bool:
    """Whether `e` is a function written in C that writes what it is given."""
    known = isinstance(e, ir.Ref) and _is_foreign(e.value)
    return known and writes_arguments(e.value)  # type: ignore[attr-defined]


def writes_arguments(function: Any) -> bool:
    """Whether a call may write its arguments: all that isn't known to be pure."""
    if isinstance(function, type) or is_any(function, FRESH):
        return False
    if registry.pure(function) or registry.harmless(function):
        return False
    return registry.lookup(function) is None


def is_any(function: Any, among: tuple[Any, ...]) -> bool:
    for f in among:  # noqa: SIM110  (asked so often that a generator costs)
        if function is f:
            return True
    return False


def returns_argument(function: Any) -> bool:
    """Whether what a call gives may share memory with its arguments."""
    known = (
        registry.lookup(function) is not None
        or registry.zero_derivative(function)
        or is_any(function, FRESH)
    )
    return not known or _is_view(function)


def _is_view(function: Any) -> bool:
    from autograd_src import runtime

    helpers = (
        runtime.sum_to,
        runtime.broadcast_like,
        runtime.stop_gradient,
        runtime.grad_hook,
    )
    return is_any(function, VIEWS) or is_any(function, helpers)


def returns_any_argument(function: Any) -> bool:
    """Whether what a call gives may share memory with more than its first argument."""
    from autograd_src import runtime

    views = (*VIEWS, runtime.sum_to, runtime.broadcast_like, runtime.stop_gradient)
    return is_any(function, _OF_ALL) or not is_any(function, views)


class Answers:
    """The answers to a question about functions, each asked once."""

    def __init__(self, ask: Callable[[Any], bool]) -> None:
        self.ask = ask
        # The function is kept alive: its id is the key.
        self.known: dict[int, tuple[Any, bool]] = {}

    def __call__(self, function: Any) -> bool:
        found = self.known.get(id(function))
        if found is None:
            found = self.known[id(function)] = (function, self.ask(function))
        return found[1]
