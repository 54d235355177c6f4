"""What users call: `differentiable`, and the derivatives of a function as attributes.

The work is done elsewhere: calls in `calling/`, comparisons in `checking.py`,
remarks on the source in `explaining/`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from types import FunctionType, MethodType
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    ParamSpec,
    TypeVar,
    overload,
)

from autograd_src.calling import naming, pickling
from autograd_src.calling.classmethods import watch_class_body
from autograd_src.calling.derivative import Derivative, HasDerivatives, made
from autograd_src.calling.dispatch import Dispatcher
from autograd_src.calling.parameters import Selection, Wrt, parameters_of, select
from autograd_src.calling.targets import Target, target_of
from autograd_src.live.source import note_decoration

if TYPE_CHECKING:
    from inspect import Signature

    from autograd_src.calling.jacobian import Dense
    from autograd_src.checking import Report

__all__ = ["Derivative", "Differentiable", "differentiable"]

P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R")
S = TypeVar("S")


class Differentiable(HasDerivatives[P, R]):
    """A function together with its derivatives; made by `differentiable`.

    Calling it calls the function. On a class it is a method like any other.
    """

    def __init__(
        self, function: Callable[P, R], wrt: Wrt = None, has_aux: bool = False
    ) -> None:
        self.__wrapped__ = function
        self._wrt = wrt
        self._has_aux = has_aux
        self._skipped = 0
        self._is_static = False
        self._dispatchers: dict[Any, Any] = {}
        naming.copy_names(self, function)

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.__wrapped__(*args, **kwargs)

    def wrt(self, *arguments: str | int | Sequence[str | int]) -> Selected[R]:
        """Choose what derivatives are taken with respect to.

        Parameters
        ----------
        *arguments
            Names or positions. One gives a bare result; two, or a tuple, give a tuple.
        """
        chosen: Any = arguments[0] if len(arguments) == 1 else arguments
        view = self._view(self.__wrapped__, chosen)
        view._verify()
        return view  # type: ignore[return-value]

    def check(self, *args: P.args, **kwargs: P.kwargs) -> Report:
        """Compare every mode with numerical differences, at these arguments.

        Returns a table that prints; raises `CheckFailed` with it if they differ.
        """
        from autograd_src.checking import check

        return check(self, *args, **kwargs)

    def explain(self, *args: Any, **kwargs: Any) -> None:
        """Print the source with what derivatives make of each statement, and why.

        Parameters
        ----------
        *args, **kwargs
            Arguments of the function, for what holds with such arguments; without any,
            what holds whatever they are is printed.
        """
        from autograd_src.explaining import explain

        explain(self, *args, **kwargs)

    @overload
    def __get__(self, instance: None, owner: type, /) -> Differentiable[P, R]: ...
    @overload
    def __get__(
        self: Differentiable[Concatenate[S, Q], R],
        instance: S,
        owner: type[S] | None = None,
        /,
    ) -> Differentiable[Q, R]: ...
    def __get__(self, instance: Any, owner: Any = None, /) -> Any:
        given = self.__wrapped__
        if isinstance(given, classmethod):
            return self._view(given.__get__(instance, owner), self._wrt)
        if self._is_static or not isinstance(given, FunctionType):
            return self  # as methods, partials and callables in a class don't bind
        if instance is not None:
            return self._view(MethodType(given, instance), self._wrt)
        view = self._view(given, self._wrt)
        view._skipped = 1
        return view

    def _derivative(self, mode: str) -> Derivative[Any, Any]:
        return made(self, "", mode)

    def _view(self, given: Any, wrt: Wrt) -> Differentiable[Any, R]:
        view: Differentiable[Any, R] = Differentiable(given, wrt, self._has_aux)
        view._skipped = self._skipped
        view._is_static = self._is_static
        view._dispatchers = self._dispatchers
        return view

    def _verify(self) -> None:
        """Complain at once of what can't be differentiated, and of unknown names."""
        parameters = parameters_of(self._target.function)
        given: Any = self._wrt
        many = isinstance(given, (tuple, list))
        # Positions wait: a method does not know yet that it is one.
        names = given if many else (given,)
        named = tuple(n for n in names if not hasattr(type(n), "__index__"))
        if many and (named or not names):
            select(named, parameters, f"{self.__qualname__}()")
        elif named and given is not None:
            select(given, parameters, f"{self.__qualname__}()")

    @naming.once
    def _target(self) -> Target:
        return target_of(self.__wrapped__)

    @naming.once
    def _selection(self) -> Selection:
        function, bound, keywords = self._target
        return select(
            self._wrt,
            parameters_of(function),
            f"{function.__qualname__}()",
            self._skipped or len(bound),
            [name for name, _ in keywords],
        )

    def _dispatcher(self, mode: str) -> Dispatcher:
        key = mode, self._selection
        found = self._dispatchers.get(key)
        if found is None:
            function = self._target.function
            new = Dispatcher(function, mode, self._selection, self._has_aux)
            found = self._dispatchers.setdefault(key, new)
        return found  # type: ignore[no-any-return]

    def _dense(self, prefix: str, kind: str) -> Dense:
        from autograd_src.calling.jacobian import Dense

        key = prefix, kind, self._selection
        if key not in self._dispatchers:
            self._dispatchers.setdefault(key, Dense(self._dispatcher, prefix, kind))
        return self._dispatchers[key]  # type: ignore[no-any-return]

    @property
    def __signature__(self) -> Signature:
        if hasattr(self.__wrapped__, "__wrapped__"):  # as of any decorated function
            import inspect

            return inspect.signature(self.__wrapped__)
        return naming.signature(self._target, self._selection, "")

    @property
    def _described(self) -> str:
        try:
            return naming.described(self._target, self._selection)
        except (TypeError, ValueError):
            # No such argument: an error for calls, not for who prints it.
            return naming.described(self._target, None)

    def __repr__(self) -> str:
        return f"<differentiable {self._described}>"

    def __reduce__(self) -> Any:
        return pickling.reduced(self)


if TYPE_CHECKING:

    class Selected(Differentiable[..., R]):
        """What checkers know of `f.wrt(...)`: nothing of where tangents go."""

        @property
        def jvp(self) -> Derivative[..., tuple[R, Any]]:  # type: ignore[override]
            """(value, tangent): forward mode; each tangent follows its argument."""

        @property
        def hvp(self) -> Derivative[..., Any]:  # type: ignore[override]
            """Hessian-vector product; each tangent follows its argument."""


@overload
def differentiable(
    function: Callable[P, R], /, *, wrt: Wrt = None, has_aux: bool = False
) -> Differentiable[P, R]: ...
@overload
def differentiable(
    *, wrt: Wrt = None, has_aux: bool = False
) -> Callable[[Callable[P, R]], Differentiable[P, R]]: ...
def differentiable(
    function: Any = None,
    /,
    *,
    wrt: Wrt = None,
    has_aux: bool = False,
    **misspelt: Any,
) -> Any:
    """Give a function its derivatives as attributes: `f.grad`, `f.jvp`, `f.hvp`, ….

    Parameters
    ----------
    function : callable
        A Python function over NumPy, a method, a callable, a partial, or a function
        of another package. Left out, a decorator is returned.
    wrt : str, int, or a sequence of these, optional
        Names or positions of the arguments to differentiate with respect to; the
        first one unless stated. One gives a bare result, a tuple gives tuples.
    has_aux : bool, optional
        Whether the function returns (value, aux), of which only the value is
        differentiated.

    Examples
    --------
    >>> from autograd_src import differentiable
    >>> @differentiable
    ... def area(radius):
    ...     return 3.0 * radius**2
    >>> area(2.0)
    12.0
    >>> area.grad
    <grad of autograd_src.api.area wrt radius>
    """
    if misspelt:
        raise naming.unknown_option(next(iter(misspelt)))
    if function is None:
        return lambda given: differentiable(given, wrt=wrt, has_aux=has_aux)
    if isinstance(function, Derivative):
        if wrt is None:
            return function
        raise TypeError(f"choose arguments before: differentiable(f, wrt={wrt!r}).grad")
    if isinstance(function, Differentiable):
        chosen = function._wrt if wrt is None else wrt
        new = function._view(function.__wrapped__, chosen)
        new._has_aux = has_aux or function._has_aux
    else:
        is_static = isinstance(function, staticmethod)
        new = Differentiable(function.__func__ if is_static else function, wrt, has_aux)
        new._is_static = is_static
        again = partial(Differentiable, wrt=wrt, has_aux=has_aux)
        watch_class_body(new, function, again)
        if isinstance(new.__wrapped__, FunctionType):
            note_decoration(new.__wrapped__)
    new._verify()
    return new
