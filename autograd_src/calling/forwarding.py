"""Decorated functions that take `*args, **kwargs` and hand them on.

`functools.wraps` says what the function inside is called with. Its required arguments
get their names back, so that they can be differentiated by; what is passed on is what
the caller passes.
"""

from __future__ import annotations

from functools import cache
from types import CellType, CodeType, FunctionType

from autograd_src.calling.binding import show
from autograd_src.calling.parameters import VAR_KEYWORD_FLAG, VAR_POSITIONAL_FLAG

__all__ = ["with_names"]

_BOTH = VAR_POSITIONAL_FLAG | VAR_KEYWORD_FLAG


def with_names(function: FunctionType) -> FunctionType:
    """A function with the names of the arguments that `function` hands on, or itself.

    >>> import functools
    >>> def f(x, y=1.0): return x * y
    >>> @functools.wraps(f)
    ... def counted(*args, **kwargs): return f(*args, **kwargs)
    >>> named = with_names(counted)
    >>> named.__code__.co_varnames, named(2.0), named(2.0, y=3.0)
    (('x', 'args', 'kwargs'), 2.0, 6.0)
    """
    code = function.__code__
    if code.co_argcount or code.co_kwonlyargcount or code.co_flags & _BOTH != _BOTH:
        return function
    names = _required(function)
    if not names or {"args", "kwargs", "function"} & {*names}:
        return function
    plain = function.__name__ if function.__name__.isidentifier() else "function"
    cell = (CellType(function),)
    made = FunctionType(
        _code(plain, names), function.__globals__, function.__name__, None, cell
    )
    made.__qualname__ = function.__qualname__
    made.__module__ = function.__module__
    made.__doc__ = function.__doc__
    return made


def _required(function: FunctionType) -> tuple[str, ...]:
    """The arguments that the function at the end of a chain of `wraps` asks for."""
    inside: object = function
    seen = set()
    while "__wrapped__" in getattr(inside, "__dict__", ()) and id(inside) not in seen:
        seen.add(id(inside))
        inside = inside.__dict__["__wrapped__"]
    if not isinstance(inside, FunctionType):
        return ()
    code = inside.__code__
    return code.co_varnames[: code.co_argcount - len(inside.__defaults__ or ())]


@cache
def _code(name: str, names: tuple[str, ...]) -> CodeType:
    listed = ", ".join(names)
    text = (
        f"def named(function):\n    def {name}({listed}, *args, **kwargs):\n"
        f"        return function({listed}, *args, **kwargs)\n    return {name}\n"
    )
    filename = f"<autograd_src arguments of {name}({listed})>"
    show(filename, text)
    namespace: dict[str, FunctionType] = {}
    exec(compile(text, filename, "exec", dont_inherit=True), namespace)
    found = namespace["named"].__code__.co_consts
    return next(c for c in found if isinstance(c, CodeType))
