"""What `differentiable` was given: the Python function in it, and what is bound."""

from __future__ import annotations

import functools
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, NamedTuple

import numpy as np

from autograd_src.calling.binding import show
from autograd_src.calling.derivative import HasDerivatives
from autograd_src.calling.forwarding import with_names
from autograd_src.errors import NotDifferentiable, column


class Target(NamedTuple):
    """A function, with leading arguments and keywords that callers don't pass."""

    # A FunctionType; declared as one, type checkers would bind it like a method.
    function: Any
    bound: tuple[Any, ...] = ()
    keywords: tuple[tuple[str, Any], ...] = ()


def target_of(given: Any) -> Target:
    """Take functions, methods, callables, partials, ufuncs and builtins apart.

    >>> import functools
    >>> def f(x, y): return x * y
    >>> target_of(functools.partial(f, y=2.0)).keywords
    (('y', 2.0),)
    """
    if isinstance(given, FunctionType):
        return Target(with_names(given))
    if isinstance(given, HasDerivatives):
        if "__wrapped__" not in vars(given):
            raise TypeError(
                f"{given!r} is a derivative: bind arguments of the function first, "
                "differentiable(partial(f, ...)).grad"
            )
        return target_of(vars(given)["__wrapped__"])
    if isinstance(given, (classmethod, staticmethod)):
        return target_of(given.__func__)
    if isinstance(given, MethodType):
        inner = target_of(given.__func__)
        return inner._replace(bound=(*inner.bound, given.__self__))
    if isinstance(given, functools.partial):
        inner = target_of(given.func)
        keywords = {**dict(inner.keywords), **given.keywords}
        return Target(inner.function, inner.bound + given.args, tuple(keywords.items()))
    if isinstance(given, (np.ufunc, BuiltinFunctionType)) or _is_numpy(given):
        return Target(_wrapper(given))
    if not isinstance(given, type):
        call = vars_of_mro(type(given), "__call__")
        if isinstance(call, (FunctionType, HasDerivatives)):
            return Target(target_of(call).function, (given,))
        if isinstance(call, staticmethod):
            return target_of(call)
    raise _refusal(given)


def vars_of_mro(cls: type, name: str) -> Any:
    """What a class holds under a name, itself and unbound."""
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)


def _is_numpy(given: Any) -> bool:
    # NumPy's functions with a dispatcher are neither functions nor builtins.
    return type(given).__name__ == "_ArrayFunctionDispatcher"


def _refusal(given: Any) -> Exception:
    if isinstance(given, type):
        return TypeError(
            f"{given.__qualname__} is a class; differentiable() takes functions"
        )
    if not callable(given):
        return TypeError(f"differentiable() takes a function, not {given!r}")
    wrapped = getattr(given, "__wrapped__", None)
    advice = ""
    if isinstance(wrapped, FunctionType):
        advice = (
            "; differentiate the function inside: "
            f"differentiable({wrapped.__name__}.__wrapped__)"
        )
    return NotDifferentiable(
        f"a {type(given).__qualname__} has no Python source to rewrite{advice}",
        *_asked_at(),
    )


def _asked_at() -> tuple[str, int, int]:
    """The user's line that is being run: what has no source has no line of its own."""
    import sys

    frame, package = sys._getframe(1), __name__.partition(".")[0]
    while frame.f_globals.get("__name__", "").partition(".")[0] == package:
        assert frame.f_back is not None, "somebody has asked"
        frame = frame.f_back
    place = frame.f_code.co_filename, frame.f_lineno
    return *place, column(*place)


def _wrapper(given: Any) -> FunctionType:
    """A function of one line with source that calls a function written in C."""
    name = given.__name__
    module = _public_module(given, name)
    parameters = ", ".join(_names(given))
    text = (
        f"import {module}\n\n\ndef {name}({parameters}):\n"
        f"    return {module}.{name}({parameters})\n"
    )
    filename = f"<autograd_src function {module}.{name}>"
    show(filename, text)
    namespace: dict[str, Any] = {"__name__": f"autograd_src_functions.{module}"}
    exec(compile(text, filename, "exec", dont_inherit=True), namespace)
    function: FunctionType = namespace[name]
    function.__module__ = module
    function.__doc__ = given.__doc__
    return function


def _public_module(given: Any, name: str) -> str:
    """Where the function is found under its own name, the shortest path first."""
    import sys

    stated = getattr(given, "__module__", None) or "numpy"
    stated = stated if isinstance(stated, str) else "numpy"
    parts = stated.split(".")
    candidates = [".".join(parts[: i + 1]) for i in range(len(parts))]
    for candidate in (*candidates, "numpy", "scipy.special"):
        if getattr(sys.modules.get(candidate), name, None) is given:
            return candidate
    raise NotDifferentiable(
        f"{name} was not found in {stated}; wrap it in a function of your own",
        *_asked_at(),
    )


def _names(given: Any) -> list[str]:
    if isinstance(given, np.ufunc):
        return [f"x{i + 1}" for i in range(given.nin)] if given.nin > 1 else ["x"]
    import inspect

    try:
        parameters = inspect.signature(given).parameters.values()
    except (TypeError, ValueError):
        return ["x"]
    required = [
        p.name
        for p in parameters
        if p.default is p.empty
        and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    return required or ["x"]
