"""Derivatives as attributes: the same of a function and of each of its derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from autograd_src.calling import naming

if TYPE_CHECKING:
    from autograd_src.calling.derivative import Derivative

P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R")
A = TypeVar("A")
D = TypeVar("D", bound="HasDerivatives[Any, Any]")


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
        def jvp(
            self: HasDerivatives[Concatenate[A, Q], R],
        ) -> Derivative[Concatenate[A, A, Q], tuple[R, Any]]:
            """(value, tangent): forward mode; a tangent follows its argument."""

        @property
        def vjp(self) -> Derivative[P, tuple[R, Callable[[Any], Any]]]:
            """(value, pullback): reverse mode; pullback(seed) gives cotangents."""

        @property
        def hvp(
            self: HasDerivatives[Concatenate[A, Q], R],
        ) -> Derivative[Concatenate[A, A, Q], Any]:
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

    def __copy__(self: D) -> D:
        return self

    def __deepcopy__(self: D, memo: Any) -> D:
        return self
