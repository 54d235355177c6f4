"""Derivatives: attributes of functions and of each other, and callable objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from autograd_src.calling import naming
from autograd_src.calling.dispatch import Dispatcher

if TYPE_CHECKING:
    from inspect import Signature
    from os import PathLike
    from pathlib import Path

    from autograd_src.calling.jacobian import Dense
    from autograd_src.calling.variants import Variant

P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R")
A = TypeVar("A")


class HasDerivatives(Generic[P, R]):
    """Derivatives as attributes: made when first asked for, plain attributes then."""

    if TYPE_CHECKING:
        __name__: str
        __qualname__: str

        @property
        def grad(self) -> Derivative[P, Any]:
            """Gradient of a result of size one."""

        @property
        def value_and_grad(self) -> Derivative[P, tuple[R, Any]]:
            """(value, gradient)."""

        @property
        def jvp(self) -> WithTangents[P, tuple[R, Any]]:
            """(value, tangent): forward mode; a tangent follows its argument."""

        @property
        def vjp(self) -> Derivative[P, tuple[R, Callable[[Any], Any]]]:
            """(value, pullback): reverse mode; pullback(seed) gives cotangents."""

        @property
        def hvp(self) -> WithTangents[P, Any]:
            """Hessian-vector product; a tangent follows its argument."""

        @property
        def jacobian(self) -> Derivative[P, Any]:
            """Dense Jacobian, of shape result + argument."""

        @property
        def value_and_jacobian(self) -> Derivative[P, tuple[R, Any]]:
            """(value, dense Jacobian)."""

        @property
        def hessian(self) -> Derivative[P, Any]:
            """Dense Hessian of a result of size one."""

    else:

        def __getattr__(self, name):
            if name not in naming.MODES:
                return naming.of_the_function(self, name)
            derivative = self.__dict__[name] = self._derivative(name)
            return derivative

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *naming.MODES})

    def __copy__(self) -> HasDerivatives[P, R]:
        return self

    def __deepcopy__(self, memo: Any) -> HasDerivatives[P, R]:
        return self


class Derivative(HasDerivatives[P, R]):
    """A derivative of a function: call it with the function's arguments.

    Attributes
    ----------
    source : str
        Text of the emitted module for the latest signature used in this process;
        before any call, the generic one.
    path : pathlib.Path or None
        Its file in the cache; None if it is in memory only.
    variants : tuple
        What was emitted so far, one for each signature.
    """

    def __init__(self, owner: Any, mode: str) -> None:
        self._owner = owner
        self._mode = mode
        self.__doc__ = naming.DOCS.get(mode, f"Derivative ({mode}).")
        self.__module__ = owner.__module__
        self.__name__ = f"{owner.__name__}.{mode}"
        self.__qualname__ = f"{owner.__qualname__}.{mode}"

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> R:
        dispatcher = self._dispatcher
        if dispatcher.code is not dispatcher.function.__code__:
            dispatcher.renew()
        return dispatcher.call(*args, **kwargs)  # type: ignore[no-any-return]

    @naming.once
    def _dispatcher(self) -> Dispatcher:
        dispatcher: Dispatcher = self._owner._dispatcher(self._mode)
        return dispatcher

    @property
    def _emitting(self) -> Dispatcher:
        """What emits: for dense derivatives, the mode that they last used."""
        return self._dispatcher

    def _derivative(self, mode: str) -> Derivative[Any, Any]:
        return made(self._owner, self._mode, mode)

    @property
    def source(self) -> str:
        """Text of the emitted module for the latest signature used."""
        return self._emitting.emitted().source

    @property
    def path(self) -> Path | None:
        """Its file in the cache; None if it is in memory only."""
        return self._emitting.emitted().path

    @property
    def variants(self) -> tuple[Variant, ...]:
        """What was emitted in this process, one for each signature."""
        return self._emitting.variants

    @property
    def function(self) -> Callable[..., Any]:
        """The emitted function of the latest signature, behind a check of it."""
        function: Callable[..., Any] = self._emitting.latest_variant().function
        return function

    @property
    def unchecked(self) -> Callable[..., Any]:
        """The emitted function of the latest signature itself."""
        return self._emitting.latest_variant().unchecked

    def specialize(self, *args: Any, **kwargs: Any) -> Variant:
        """What is emitted for these arguments; tangents may be left out."""
        args, kwargs = naming.completed(self._owner._target, args, kwargs)
        return self._emitting.variant_of(*args, **kwargs)

    def eject(self, path: str | PathLike[str]) -> Path:
        """Write a copy of the emitted module to a file of your own, to edit and keep.

        A file that is there already is not overwritten.
        """
        from pathlib import Path

        with Path(path).open("x", encoding="utf-8", newline="\n") as file:
            file.write(self.source)
        return Path(path)

    def use(self, function: Callable[..., Any] | None) -> None:
        """Plug in a derivative of your own, with the same arguments and results.

        It holds for this function and choice of arguments, in this process. None
        takes it out again.
        """
        self._dispatcher.plug(naming.callable_or_none(function))

    if not TYPE_CHECKING:
        # Checkers would apply it to `f.grad`, whose function is bound already.
        def __get__(self, instance, owner=None, /):
            return naming.reach(self._owner.__get__(instance, owner), self._mode)

    @property
    def __wrapped__(self) -> Callable[..., Any]:
        wrapped: Callable[..., Any] = self._owner.__wrapped__
        return wrapped

    @property
    def __signature__(self) -> Signature:
        owner = self._owner
        return naming.signature(owner._target, owner._selection, self._mode)

    def __repr__(self) -> str:
        return f"<{self._mode} of {self._owner._described}>"

    def __reduce__(self) -> Any:
        return naming.reach, (self._owner, self._mode)


if TYPE_CHECKING:

    class WithTangents(Derivative[P, R]):
        """What checkers know of `jvp` and `hvp`: a tangent follows the argument."""

        def __call__(  # type: ignore[override]
            self: WithTangents[Concatenate[A, Q], R],
            argument: A,
            tangent: A,
            /,
            *args: Q.args,
            **kwargs: Q.kwargs,
        ) -> R:
            """Call with the first argument, its tangent, and the others."""


class BoundDerivative(Derivative[P, R]):
    """A derivative reached through an instance, a class, a callable or a partial."""

    def __call__(self, /, *args: Any, **kwargs: Any) -> R:
        args, kwargs = naming.completed(self._owner._target, args, kwargs)
        return super().__call__(*args, **kwargs)


class DenseDerivative(Derivative[P, R]):
    """A Jacobian or Hessian: put together from the results of another mode."""

    def __call__(self, /, *args: Any, **kwargs: Any) -> R:
        args, kwargs = naming.completed(self._owner._target, args, kwargs)
        return self._dense(*args, **kwargs)  # type: ignore[no-any-return]

    @naming.once
    def _dense(self) -> Dense:
        prefix, _, kind = self._mode.rpartition(".")
        dense: Dense = self._owner._dense(prefix, kind)
        return dense

    @property
    def _emitting(self) -> Dispatcher:
        return self._dense.used

    def _derivative(self, mode: str) -> Derivative[Any, Any]:
        raise AttributeError(
            f"{self!r} is put together from vectors and is not differentiated itself: "
            "differentiate first, f.jvp.jacobian or f.grad.hessian, say"
        )

    def use(self, function: Callable[..., Any] | None) -> None:
        """Plug in a derivative of your own, with the same arguments and results."""
        self._dense.plugged = naming.callable_or_none(function)


def made(owner: Any, prefix: str, mode: str) -> Derivative[Any, Any]:
    if "vjp" in prefix.split("."):
        raise AttributeError(
            "the pullback of a vjp is not differentiated; write f.jvp.vjp or f.grad.vjp"
        )
    whole = f"{prefix}.{mode}" if prefix else mode
    if mode in naming.DENSE:
        return DenseDerivative(owner, whole)
    is_bound = owner._target.bound or owner._target.keywords
    return (BoundDerivative if is_bound else Derivative)(owner, whole)
