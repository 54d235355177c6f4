"""The notation of recipes: how a derivative is written once, for both modes.

A recipe is plain Python whose *source* is inlined where its function is called; it is
never executed by the transforms. There are three forms::

    elementwise(np.tanh, lambda y, x: 1 - y**2)
    elementwise(np.hypot, lambda z, x, y: (x / z, y / z))

    @linear(np.negative, "x")
    def _(y, x):
        d[x] = -d[y]

    @recipe(np.where, broadcasts=True)
    def _(y, condition, a, b):
        d[y] = np.where(condition, d[a], d[b])
        d[a] = np.where(condition, d[y], 0)
        d[b] = np.where(condition, 0, d[y])

**Parameters.** The first stands for the result; the others have the names, positions
and defaults of the function's own. One that the function takes elsewhere by position
is keyword-only here. A call with an argument that the recipe does not list is refused.

**Elementwise.** The partial derivatives, in the order of the arguments; None for an
argument without derivative; a string for one whose derivative is not known, which
refuses the call if it is needed. Instead of a lambda, a function may be decorated whose
body is decidable tests and returns. Shapes broadcast; the transforms sum adjoints to
the shapes of the arguments.

**Linear.** The function applied to the tangent is the tangent: only the transpose is
written, one line ``d[x] = …`` for each parameter named in the decorator.

**General.** Lines ``d[result] = …`` are the forward mode, linear in the ``d[…]`` of the
arguments; lines ``d[argument] = …`` are the reverse mode, linear in ``d[result]``.
Other lines assign local names: those that depend on some ``d[…]`` belong to that mode
alone. An argument without a line has no derivative; one whose line is a string, none
that is known. With ``broadcasts=True`` the right side of an adjoint line has the shape
of the result and is summed to the shape of its argument; otherwise it must have the
argument's shape. ``sum_to(g, x)`` is left out where both shapes are known to be equal.

**Decided when inlined.** Tests of ``if`` and conditional expressions on parameters:
``x is None``, literals (truth, comparison, ``in``), `rank`, `kind`, `is_scalar`,
`is_square`, `plain`, `literal`, `is_sequence`, `known_length`, `vanishes`, joined by
``and``, ``or``, ``not``. Every comparison with an unknown rank or kind is false, so
that a final ``else`` holds the general case. ``for`` over sequences of known length
(``for a in arrays``, with ``enumerate``, with ``zip``) is unrolled, ``*operands[:i]``
spliced. A statement ``if``
that can't be decided, or a line `refuse`, refuses the call. Functions decorated with
`constant` are called at that time, on literals, and their result is inserted as a
literal. A conditional expression that can't be decided is part of the formula and
inlined as it is.

**Kinks.** The same in both modes: ``abs``, ``sign``, a norm and a standard deviation
have derivative 0 at 0. ``np.maximum``, ``np.minimum``, ``np.max`` and ``np.min`` share
a tie evenly among the largest (smallest); a tie with a number written in the source
belongs to the number, so ``np.maximum(x, 0)`` has derivative 0 at 0. ``np.clip`` has
derivative 1 on the closed interval. Python's ``max`` and ``min`` give a tie to the
argument that they return. ``x**y`` has derivative 0 in ``y`` at ``x == 0``. Sorting,
medians and quantiles keep the order of equal elements that NumPy gave them.
``np.interp`` has at a node the slope on its right. Eigenvectors and singular vectors
of equal values have the derivative nan; the pseudo-inverse and least squares are
differentiated at constant rank.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, NoReturn, TypeVar, overload

from autograd_src.recipes.registry import Recipe, lookup, register

_F = TypeVar("_F", bound=Callable[..., Any])


class Differential:
    """The tangent or adjoint of a name in a recipe: ``d[x]``.

    In a line of the forward mode it is the tangent, in one of the reverse mode
    the adjoint. It has a meaning inside recipes only.
    """

    __slots__ = ()

    def __getitem__(self, name: object) -> Any:
        raise _outside("d[...]")

    def __setitem__(self, name: object, value: object) -> None:
        raise _outside("d[...] = ...")

    def __repr__(self) -> str:
        return "d"


def _outside(what: str) -> RuntimeError:
    return RuntimeError(
        f"{what} has a meaning only in a recipe, which is inlined and never called"
    )


d = Differential()


@overload
def elementwise(
    function: object,
    partials: Callable[..., object],
    *,
    dtype: str = "float",
    shape: Callable[..., Any] | None = None,
) -> Callable[..., object]: ...


@overload
def elementwise(
    function: object,
    *,
    dtype: str = "float",
    shape: Callable[..., Any] | None = None,
) -> Callable[[_F], _F]: ...


def elementwise(
    function: object,
    partials: Callable[..., object] | None = None,
    *,
    dtype: str = "float",
    shape: Callable[..., Any] | None = None,
) -> Any:
    """Register the partial derivatives of an elementwise function.

    Parameters
    ----------
    function : callable
        The function.
    partials : callable, optional
        ``lambda result, *arguments: partial`` or a tuple of partials. Without it
        a decorator is returned.
    dtype : {"float", "promote"}
        Whether integers give float64, or are kept as in arithmetic.
    shape : callable, optional
        Rule for the result where it is not broadcasting.
    """

    def enter(definition: Any) -> Any:
        _check(function, definition)
        register(Recipe(function, "elementwise", definition, shape, True, dtype, ()))
        return definition

    return enter if partials is None else enter(partials)


def linear(
    function: object,
    *names: str,
    shape: Callable[..., Any] | None = None,
    broadcasts: bool = False,
) -> Callable[[_F], _F]:
    """Register the transpose of a function that is linear in the named parameters.

    Parameters
    ----------
    function : callable
        The function; forward mode applies it to the tangents of the named arguments.
    *names : str
        Parameters in which the function is (jointly) linear.
    shape : callable, optional
        Rule for the result's shape; without it the shape is unknown.
    broadcasts : bool
        Whether adjoints have the result's shape and are to be summed.
    """

    def enter(definition: _F) -> _F:
        found = _check(function, definition)
        made = Recipe(function, "linear", found, shape, broadcasts, "promote", names)
        unknown = [name for name in names if name not in made.parameters]
        if unknown or not names:
            raise TypeError(f"linear() needs names of parameters, not {unknown}")
        register(made)
        return definition

    return enter


def recipe(
    function: object,
    *,
    shape: Callable[..., Any] | None = None,
    broadcasts: bool = False,
) -> Callable[[_F], _F]:
    """Register forward and reverse lines of a function.

    Parameters
    ----------
    function : callable
        The function, or (ufunc, name of a method).
    shape : callable, optional
        Rule for the result's shape; without it the shape is unknown.
    broadcasts : bool
        Whether adjoints have the result's shape and are to be summed.
    """

    def enter(definition: _F) -> _F:
        found = _check(function, definition)
        register(Recipe(function, "recipe", found, shape, broadcasts, "float", ()))
        return definition

    return enter


def same(function: object, known: object) -> None:
    """Register a function that behaves as another one that has a recipe."""
    found = lookup(known)
    if found is None:
        raise LookupError(f"there is no recipe of {known!r} yet")
    if function is not known:
        register(found._replace(key=function))


def _check(function: object, definition: object) -> FunctionType:
    if not callable(function) and not isinstance(function, tuple):
        raise TypeError(f"a recipe is registered for a callable, not {function!r}")
    if not isinstance(definition, FunctionType):
        raise TypeError("a recipe is a lambda or a function written in Python")
    if definition.__code__.co_argcount < 1:
        raise TypeError("the first parameter of a recipe stands for the result")
    return definition


_constants: dict[int, Callable[..., Any]] = {}


def constant(function: _F) -> _F:
    """Mark a function that is called when a recipe is inlined, on literals.

    Its arguments are literals, ranks and number of items known at that time;
    its result is inserted as a literal.
    """
    _constants[id(function)] = function
    return function


def is_constant(function: object) -> bool:
    """Whether a function is marked by `constant`."""
    return id(function) in _constants


def rank(x: object) -> int:
    """Number of axes of `x`; every comparison with an unknown rank is false."""
    raise _outside("rank(x)")


def is_square(x: object) -> bool:
    """Whether the last two axes of `x` are known to have one length."""
    raise _outside("is_square(x)")


def is_scalar(x: object) -> bool:
    """Whether `x` is known to be a Python or NumPy scalar."""
    raise _outside("is_scalar(x)")


def kind(x: object) -> str:
    """Name of the dtype of `x` as an array; comparisons with an unknown one are false.

    ``kind(x) == "float64"`` also for a Python float.
    """
    raise _outside("kind(x)")


def plain(x: object) -> bool:
    """Whether `x` is known to be a plain Python number."""
    raise _outside("plain(x)")


def literal(x: object) -> bool:
    """Whether the value of `x` is known when the recipe is inlined."""
    raise _outside("literal(x)")


def is_sequence(x: object) -> bool:
    """Whether `x` is known to be a list or tuple."""
    raise _outside("is_sequence(x)")


def known_length(x: object) -> bool:
    """Whether `x` is a list or tuple whose number of items is known."""
    raise _outside("known_length(x)")


def vanishes(bar: object) -> bool:
    """Whether an adjoint is known to be zero: that of a result which nothing uses.

    Where it is not known the answer is no, and the formula must hold for zeros, too.
    """
    raise _outside("vanishes(...)")


def refuse(advice: str) -> NoReturn:
    """Refuse the call that is being differentiated; `advice` is the message."""
    raise _outside("refuse(...)")
