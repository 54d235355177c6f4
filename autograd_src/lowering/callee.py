"""One function that is called: what it is, before anything of it is read."""

from __future__ import annotations

import sys
from inspect import CO_VARARGS
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

from autograd_src import ir
from autograd_src.frontend.build import Closure
from autograd_src.frontend.read import Home
from autograd_src.ir import Expr, Var
from autograd_src.live import access, identity
from autograd_src.lowering.derived import Derived
from autograd_src.recipes import iterators

__all__ = [
    "Callee", "Inner", "class_at", "is_atom", "is_numpy", "is_ours", "is_range",
    "is_static", "is_written",
]  # fmt: skip


class Inner(NamedTuple):
    """A function defined inside another: its tree, what it captured, its defaults."""

    closure: Closure
    home: Home
    reads: dict[str, Expr]


class Callee(NamedTuple):
    """A function that can be read, and the arguments that are bound already.

    Attributes
    ----------
    function
        the live function, one defined inside the function being differentiated, or a
        derivative
    args, keywords
        arguments before and beside those of the call
    makes
        the class, where the function is its `__init__`
    """

    # A FunctionType or an Inner; as the former, checkers would bind it like a method.
    function: Any
    args: tuple[Expr, ...] = ()
    keywords: tuple[tuple[str, Expr], ...] = ()
    makes: Expr | None = None

    @property
    def key(self) -> int:
        """The same for two calls of one function."""
        if isinstance(self.function, Inner):
            return id(self.function.closure.node)
        if isinstance(self.function, Derived):
            return self.function.key
        return id(self.function)

    @property
    def live(self) -> Any:
        """The live function; None for one that only the source tells of."""
        unread = isinstance(self.function, (Inner, Derived))
        return None if unread else self.function

    @property
    def asked(self) -> tuple[str, ...]:
        """What calls have to give by position; nothing where some of it is optional."""
        if isinstance(self.function, Inner):
            given = self.function.closure.node.args
            names = [a.id for a in (*given.posonlyargs, *given.args)]
            optional = bool(given.defaults or given.vararg)
        elif isinstance(self.function, FunctionType):
            code = self.function.__code__
            names = list(code.co_varnames[: code.co_argcount])
            optional = bool(self.function.__defaults__ or code.co_flags & CO_VARARGS)
        else:
            return ()
        bound = len(self.args) + (self.makes is not None)
        return () if optional else tuple(names[bound:])

    @property
    def name(self) -> str:
        if isinstance(self.function, Derived):
            return self.function.name
        if isinstance(self.function, Inner):
            return str(getattr(self.function.closure.node, "name", "the lambda"))
        return str(self.function.__name__)


def is_atom(e: Expr) -> bool:
    return isinstance(e, (Var, ir.Const, ir.Ref, ir.Raw))


def is_range(e: Expr) -> bool:
    """Whether `e` is a range of names: the same wherever it stands."""
    match e:
        case ir.Call(ir.Ref(value=f), args, ()) if f is range:
            return all(isinstance(a, (Var, ir.Const)) for a in args)
    return False


def is_static(e: Expr) -> bool:
    """Whether `e` is a function or module of the outside, never rebound."""
    if not isinstance(e, ir.Ref):
        return False
    return callable(e.value) or isinstance(e.value, ModuleType)


def is_ours(value: Any) -> bool:
    """Whether a callable is what `differentiable` makes of a function."""
    home = str(type(value).__module__).partition(".")[0]  # Cython's is no string
    return home == __name__.partition(".")[0] and not isinstance(value, FunctionType)


def is_written(function: FunctionType) -> bool:
    """Whether a function stands for one of the standard library."""
    return function.__module__ == iterators.__name__


def is_numpy(function: FunctionType) -> bool:
    """NumPy is known by recipes: what has none is not to be taken apart."""
    return str(function.__globals__.get("__name__")).partition(".")[0] == "numpy"


def _script(name: str) -> object:
    """The module that was started, if it is known by this name."""
    main = sys.modules.get("__main__")
    return main if main and identity.module_identity(vars(main)) == name else None


def class_at(path: str) -> type | None:
    """The class at a public path, if its module is there."""
    module, _, qualname = path.partition(":")
    found: object = sys.modules.get(module) or _script(module)
    for name in qualname.split("."):
        held = None if found is None else access.static_attribute(found, name)
        found = None if held is None else held.value
    is_class = isinstance(found, type) and not isinstance(found, ModuleType)
    return found if is_class else None  # type: ignore[return-value]
