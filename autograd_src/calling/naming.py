"""Names: of modes, of what users ask for instead, and of derivatives in messages."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from autograd_src.calling.parameters import (
    Parameter,
    Selection,
    as_signature,
    parameters_of,
    tangent_levels,
    with_tangents,
)

if TYPE_CHECKING:
    from inspect import Signature

    from autograd_src.calling.targets import Target

T = TypeVar("T")

DOCS = {
    "grad": "Gradient of a result of size one.",
    "value_and_grad": "(value, gradient) of a result of size one.",
    "jvp": "(value, tangent): forward mode; each tangent follows its argument.",
    "vjp": "(value, pullback): reverse mode; pullback(seed) gives cotangents.",
    "hvp": "Hessian-vector product; each tangent follows its argument.",
    "jacobian": "Dense Jacobian: shape of the result, then of the argument.",
    "value_and_jacobian": "(value, dense Jacobian).",
    "hessian": "Dense Hessian of a result of size one.",
}
MODES = frozenset(DOCS)
DENSE = frozenset(("jacobian", "value_and_jacobian", "hessian"))

# What the same thing is called elsewhere, or in haste.
_ELSEWHERE = {
    "gradient": "grad",
    "gradients": "grad",
    "derivative": "grad",
    "deriv": "grad",
    "diff": "grad",
    "backward": "vjp",
    "grad_and_value": "value_and_grad",
    "value_and_gradient": "value_and_grad",
    "forward": "jvp",
    "pushforward": "jvp",
    "pullback": "vjp",
    "hessp": "hvp",
    "hessian_vector_product": "hvp",
    "jac": "jacobian",
    "jacfwd": "jacobian",
    "jacrev": "jacobian",
    "hess": "hessian",
    "argnums": "wrt",
    "check_grad": "check",
}
_OF_FUNCTIONS = frozenset(
    "__annotations__ __closure__ __code__ __defaults__ __globals__ __kwdefaults__ "
    "__type_params__".split()
)


class once(Generic[T]):
    """An attribute computed when first read, then a plain one."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> once[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self
        try:
            value = self._compute(instance)
        except AttributeError as error:
            # `__getattr__` would take it for "there is no such attribute".
            raise RuntimeError(str(error)) from error
        instance.__dict__[self._name] = value
        return value


def copy_names(new: Any, function: Any) -> None:
    """Give an object the names and the documentation of a function."""
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        value = getattr(function, name, None)
        if value is not None:
            new.__dict__[name] = value
    new.__dict__.setdefault("__name__", type(function).__name__)
    new.__dict__.setdefault("__qualname__", type(function).__qualname__)


def of_the_function(instance: Any, name: str) -> Any:
    """An attribute of the wrapped function, or an error that suggests another name."""
    wrapped = instance.__dict__.get("__wrapped__")
    if name in _OF_FUNCTIONS or name in getattr(wrapped, "__dict__", ()):
        return getattr(wrapped, name)
    raise no_such(instance, name)


def no_such(instance: Any, name: str) -> AttributeError:
    """The error for an attribute that is not there; near names are suggested."""
    what = repr(instance)
    if name in dir(type(instance)):
        return AttributeError(f"{what} has no {name!r} before a call; see `specialize`")
    if name in ("wrt", "check", "explain") and "_owner" in vars(instance):
        return AttributeError(
            f"{what} has no {name!r}; it belongs to the function: "
            f"write f.{name}(...)" + (".grad" if name == "wrt" else "")
        )
    known = [n for n in dir(instance) if not n.startswith("_")]
    guess = _ELSEWHERE.get(name)
    if guess is None and not name.startswith("_"):
        import difflib

        guess = next(iter(difflib.get_close_matches(name.lower(), known, 1)), None)
    advice = f"; did you mean {guess!r}?" if guess in known else ""
    return AttributeError(f"{what} has no attribute {name!r}{advice}")


def unknown_option(name: str) -> TypeError:
    """The error for a keyword that `differentiable` does not take."""
    advice = "it takes wrt= and has_aux="
    if name.startswith(("argnum", "wrt", "arg")):
        advice = 'write wrt=, with names or positions: differentiable(f, wrt=("w", 1))'
    return TypeError(f"differentiable() does not take {name}=; {advice}")


def callable_or_none(function: Any) -> Any:
    """What `use` was given, if it can be called."""
    if function is not None and not callable(function):
        raise TypeError(f"use() takes a function, or None to undo it; not {function!r}")
    return function


def described(target: Target, selection: Selection | None) -> str:
    """`model.loss wrt w, x`, as in what derivatives print."""
    function = target.function
    wrt = f" wrt {', '.join(selection.names)}" if selection else ""
    return f"{function.__module__}.{function.__qualname__}{wrt}"


def completed(
    target: Target, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """A caller's arguments, and those that are bound already."""
    return (*target.bound, *args), {**dict(target.keywords), **kwargs}


def parameters(
    function: FunctionType, selection: Selection, mode: str
) -> list[Parameter]:
    """Parameters of a derivative, tangents after their argument."""
    levels = tangent_levels(mode.removesuffix(".hessian"))
    name = f"{function.__qualname__}()"
    return [*with_tangents(parameters_of(function), selection.names, levels, name)]


def signature(target: Target, selection: Selection, mode: str) -> Signature:
    """`inspect.Signature` of a derivative, without what is bound."""
    found = parameters(target.function, selection, mode)
    bound = {name for name, _ in target.keywords}
    kept = [p for p in found[len(target.bound) :] if p.name not in bound]
    return as_signature(target.function, kept)


def reach(instance: Any, mode: str) -> Any:
    """`f.grad.jvp` from f and "grad.jvp"."""
    for name in mode.split("."):
        instance = getattr(instance, name)
    return instance
