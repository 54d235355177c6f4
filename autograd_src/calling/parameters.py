"""Parameters of functions, of their derivatives, and which of them `wrt` selects.

Read from code objects: `inspect` is not needed to call a derivative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from inspect import Signature

POSITIONAL_ONLY, POSITIONAL, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = range(5)
VAR_POSITIONAL_FLAG, VAR_KEYWORD_FLAG = 0x04, 0x08

Wrt = str | int | Sequence[str | int] | None


class Parameter(NamedTuple):
    """One parameter of a derivative: an argument, or the tangent of one."""

    name: str
    kind: int
    optional: bool = False
    argument: str = ""  # the user's parameter that it is, or whose tangent it is
    is_tangent: bool = False


class Selection(NamedTuple):
    """What a derivative is taken with respect to; `bare` gives one result, no tuple."""

    names: tuple[str, ...]
    bare: bool


def parameters_of(function: FunctionType) -> tuple[Parameter, ...]:
    """The parameters of a function, in the order of its signature.

    >>> [p.name for p in parameters_of(lambda x, *rest, y=1, **more: x)]
    ['x', 'rest', 'y', 'more']
    """
    return tuple(
        Parameter(name, kind, optional, name)
        for name, kind, optional in _layout(function)
    )


def _layout(function: FunctionType) -> Iterator[tuple[str, int, bool]]:
    code = function.__code__
    names = iter(code.co_varnames)
    required = code.co_argcount - len(function.__defaults__ or ())
    for i in range(code.co_argcount):
        kind = POSITIONAL_ONLY if i < code.co_posonlyargcount else POSITIONAL
        yield next(names), kind, i >= required
    keyword_only = [next(names) for _ in range(code.co_kwonlyargcount)]
    if code.co_flags & VAR_POSITIONAL_FLAG:
        yield next(names), VAR_POSITIONAL, True
    for name in keyword_only:
        yield name, KEYWORD_ONLY, name in (function.__kwdefaults__ or {})
    if code.co_flags & VAR_KEYWORD_FLAG:
        yield next(names), VAR_KEYWORD, True


def keyword_only_names(code: CodeType) -> tuple[str, ...]:
    """Names of the keyword-only parameters of a code object."""
    first = code.co_argcount
    return code.co_varnames[first : first + code.co_kwonlyargcount]


def select(
    wrt: Wrt,
    parameters: Sequence[Parameter],
    function: str,
    skip: int = 0,
    bound: Sequence[str] = (),
) -> Selection:
    """Resolve names and positions.

    Positions count neither the first `skip` parameters nor those named in `bound`.

    >>> x, y = Parameter("x", POSITIONAL), Parameter("y", POSITIONAL)
    >>> select(None, (x, y), "loss()")
    Selection(names=('x',), bare=True)
    >>> select(("y", 0), (x, y), "loss()")
    Selection(names=('y', 'x'), bare=False)
    """
    counted = [p for p in parameters[skip:] if p.name not in bound]
    if wrt is None:
        if not counted:
            raise TypeError(f"{function} takes no argument to differentiate by")
        return Selection((counted[0].name,), True)
    if not isinstance(wrt, (tuple, list)):
        return Selection((_name_of(wrt, parameters, counted, function),), True)
    names = tuple(_name_of(item, parameters, counted, function) for item in wrt)
    repeated = [name for i, name in enumerate(names) if name in names[:i]]
    if repeated or not names:
        what = f"names {repeated[0]!r} twice" if repeated else "is empty"
        raise ValueError(f"wrt={wrt!r} {what}")
    return Selection(names, False)


def _name_of(
    item: Any,
    parameters: Sequence[Parameter],
    counted: Sequence[Parameter],
    function: str,
) -> str:
    if isinstance(item, bool) or not (isinstance(item, str) or _is_position(item)):
        raise TypeError(f"wrt takes names or positions of arguments, not {item!r}")
    if not isinstance(item, str):
        if not -len(counted) <= item < len(counted):
            raise ValueError(
                f"wrt={item}: {function} takes {len(counted)} argument(s), "
                f"{_listed(counted)}; positions start at 0"
            )
        name: str = counted[item].name
        return name
    if all(item != p.name for p in parameters):
        raise ValueError(
            f"{function} has no argument {item!r} to differentiate by; "
            f"it takes {_listed(parameters)}"
        )
    return str(item)


def _is_position(item: object) -> bool:
    return hasattr(type(item), "__index__")


def _listed(parameters: Sequence[Parameter]) -> str:
    return ", ".join(p.name for p in parameters) or "none"


def tangent_levels(mode: str) -> int:
    """How many tangents each argument has in a mode.

    >>> [tangent_levels(m) for m in ("grad", "jvp", "grad.hvp", "jvp.jvp")]
    [0, 1, 1, 2]
    """
    return sum(step in ("jvp", "hvp") for step in mode.split("."))


def with_tangents(
    parameters: Iterable[Parameter], names: Sequence[str], levels: int, function: str
) -> tuple[Parameter, ...]:
    """Insert after each differentiated parameter its tangents, the latest first.

    >>> x, y = Parameter("x", POSITIONAL, False, "x"), Parameter("y", POSITIONAL)
    >>> [p.name for p in with_tangents((x, y), ["x"], 2, "f()")]
    ['x', 'x_dot_2', 'x_dot', 'y']
    """
    parameters = tuple(parameters)
    taken = {p.name for p in parameters}
    result: list[Parameter] = []
    for parameter in parameters:
        differentiated = levels > 0 and parameter.name in names
        if not differentiated:
            result.append(parameter)
            continue
        result.append(parameter._replace(optional=False))
        if parameter.kind in (VAR_POSITIONAL, VAR_KEYWORD):
            raise TypeError(
                f"the tangents of {parameter.name!r} have no place in the signature of "
                f"{function}: give it the numbers in one tuple or dict instead"
            )
        for level in reversed(range(levels)):
            name = f"{parameter.name}_dot" + (f"_{level + 1}" if level else "")
            if name in taken:
                raise TypeError(
                    f"{name!r} is an argument of {function} and would be the tangent "
                    f"of {parameter.name!r} too; rename that argument"
                )
            result.append(Parameter(name, parameter.kind, False, parameter.name, True))
    return _required_before_tangents(result)


def _required_before_tangents(parameters: list[Parameter]) -> tuple[Parameter, ...]:
    """A default can't stand before a parameter that has none."""
    required = [not p.optional and p.kind <= POSITIONAL for p in parameters]
    last = max((i for i, needed in enumerate(required) if needed), default=-1)
    return tuple(
        p._replace(optional=False) if i < last and p.kind <= POSITIONAL else p
        for i, p in enumerate(parameters)
    )


def as_signature(function: FunctionType, parameters: Sequence[Parameter]) -> Signature:
    """`inspect.Signature` of parameters; defaults and annotations are the user's."""
    import inspect

    original = inspect.signature(function, follow_wrapped=False).parameters
    return inspect.Signature(
        [
            inspect.Parameter(
                p.name,
                inspect._ParameterKind(p.kind),
                default=(
                    original[p.argument].default
                    if p.optional and p.argument in original
                    else inspect.Parameter.empty
                ),
                annotation=original[p.argument].annotation,
            )
            for p in parameters
        ]
    )
