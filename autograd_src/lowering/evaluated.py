"""Calls of library functions that give a module, or one of their arguments itself.

`array_namespace(x)` is one.  It is evaluated when the derivative is generated, on a
sample made from what is known of the arguments; the emitted function evaluates it
again, where the user did, and stops unless the very same object comes out.  Samples
can't be written, so that a function which writes its arguments is not taken.
"""

from __future__ import annotations

import contextlib
import sys
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from autograd_src import ir, runtime
from autograd_src.errors import NotDifferentiable
from autograd_src.frontend.resolve import Resolver
from autograd_src.ir import Const, Expr
from autograd_src.live.guards import is_users
from autograd_src.live.values import MIXED, Array, Scalar
from autograd_src.lowering.callees import Callees

__all__ = ["decided", "evaluated", "required"]

_NOTHING = object()
_SIZES = {"1": 1}


def evaluated(
    call: ir.Call, function: FunctionType, types: Any, callees: Callees
) -> Expr | None:
    """What the call gives, if that is a module or one of its arguments."""
    if _is_excluded(function) or any(not k for k, _ in call.keywords):
        return None
    args = [_sample(callees.followed(a), types) for a in call.args]
    named = {k: _sample(callees.followed(v), types) for k, v in call.keywords}
    if any(v is _NOTHING for v in (*args, *named.values())):
        return None
    try:
        with np.errstate(all="ignore"):
            result = function(*args, **named)
    except Exception:  # whatever it objects to: then it is read like any other
        return None
    if isinstance(result, ModuleType):
        return _module(result, function, callees)
    given = zip((*args, *named.values()), (*call.args, *(v for _, v in call.keywords)))
    same = [e for value, e in given if value is result and isinstance(e, ir.Var)]
    if same:
        _consulted(function, callees)
    return same[0] if len(same) == 1 else None


def decided(call: ir.Call, types: Any, callees: Callees) -> bool | None:
    """What a library says of kinds and constants: `isdtype(x.dtype, "integral")`."""
    function = call.func.value if isinstance(call.func, ir.Ref) else None
    if function is hasattr:
        return _has(call.args, callees)
    if function is isinstance and len(call.args) == 2 and not call.keywords:
        return _is_instance(*call.args, types)
    if type(function) is not FunctionType or call.keywords or _is_excluded(function):
        return None
    args = [_kind_or_constant(a, types) for a in call.args]
    if not any(isinstance(a, np.dtype) for a in args) or any(
        a is _NOTHING for a in args
    ):
        return None
    try:
        result = function(*args)
    except Exception:  # it does not understand them: it is called where it stands
        return None
    if type(result) is not bool:
        return None
    callees.resolve(call.func, types)
    _consulted(function, callees)
    return result


def _has(args: tuple[Expr, ...], callees: Callees) -> bool | None:
    """Whether a module of a library has a name, such as a function of its own since
    some version: what is called instead is looked up again, too.
    """
    match args:
        case (ir.Ref(value=module) as owner, Const(name)) if isinstance(
            module, ModuleType
        ) and not is_users(module):
            callees.member(owner, name)
            return hasattr(module, name)
    return None


def _is_instance(e: Expr, classes: Expr, types: Any) -> bool | None:
    """A number is no instance of the user's classes, if they don't say otherwise."""
    value = types(e)
    among = classes.items if isinstance(classes, ir.Seq) else (classes,)
    if not isinstance(value, Scalar) or not all(
        isinstance(c, ir.Ref) and type(c.value) is type for c in among
    ):
        return None
    held = tuple(c.value for c in among if isinstance(c, ir.Ref))
    users = all(is_users(c) and not issubclass(c, _NUMBERS) for c in held)
    return False if users else None


_NUMBERS = (float, int, complex, np.generic)


def _kind_or_constant(e: Expr, types: Any) -> Any:
    match e:
        case Const(value):
            return value
        case ir.Attr(value, "dtype") if isinstance(array := types(value), Array):
            return _NOTHING if array.dtype == MIXED else _kind(array.dtype)
    return _NOTHING


def _is_excluded(function: FunctionType) -> bool:
    """Whether a call may have effects that no check undoes."""
    home = str(function.__globals__.get("__name__")).partition(".")[0]
    return is_users(function) or home in sys.stdlib_module_names


def required(call: ir.Call, expected: Expr, callees: Callees) -> Expr:
    """The call as the emitted function makes it, modules under their own names."""

    def plain(e: Expr) -> Expr:
        found = callees.followed(e)
        return found if isinstance(found, ir.Ref) else e

    helper = ir.Ref(
        "runtime.require_same", "autograd_src.runtime", "runtime", runtime.require_same
    )
    args = (expected, call.func, *map(plain, call.args))
    return ir.Call(helper, args, tuple((k, plain(v)) for k, v in call.keywords))


def _sample(e: Expr, types: Any) -> Any:
    """Something that an argument might be; a constant is itself."""
    match e:
        case Const(value):
            return value
        case ir.Ref(value=value) if isinstance(value, (ModuleType, type)):
            return value
    match types(e):
        case Array(dtype) | Scalar(dtype) if dtype == MIXED:
            return _NOTHING
        case Array(dtype, dims):
            sample = np.ones(tuple(_SIZES.get(d, 3) for d in dims), _kind(dtype))
            sample.flags.writeable = False
            return sample
        case Scalar(kind) if kind in ("float", "int", "bool"):
            return {"float": float("0.5"), "int": 1, "bool": True}[kind]
        case Scalar(kind):
            return _kind(kind).type(1)
    return _NOTHING


def _kind(name: str) -> np.dtype[Any]:
    return np.dtype("bool" if name == "bool_" else name)


def _module(found: ModuleType, function: FunctionType, callees: Callees) -> Expr | None:
    """The module, under a name by which the function itself reaches it."""
    names = [n for n, v in sorted(function.__globals__.items()) if v is found]
    if not names:
        return None
    _consulted(function, callees)
    resolver = Resolver(callees.ledger, function, frozenset(), callees.bindings)
    return resolver.name(names[0])


def _consulted(function: FunctionType, callees: Callees) -> None:
    with contextlib.suppress(NotDifferentiable):  # the check at run time remains
        callees.ledger.source(function)
