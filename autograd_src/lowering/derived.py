"""Derivatives called inside a function, such as `f.grad(x)`: what they derive from.

They become routines (see `routines`), written by the pipeline itself.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, NamedTuple

from autograd_src import ir
from autograd_src.ir import Expr
from autograd_src.live.access import Binding
from autograd_src.live.consulted import Ledger
from autograd_src.lowering.arguments import Mismatch, constant

__all__ = ["Derived", "arguments", "called", "derived", "instead_of"]

_MODES = ("grad", "value_and_grad", "jvp", "hvp")


class Derived(NamedTuple):
    """A derivative of a function.

    Attributes
    ----------
    function
        the live function
    mode, wrt, bare
        as asked for: "grad", names of parameters, one bare result
    """

    # A FunctionType; declared as one, type checkers would bind it like a method.
    function: Any
    mode: str
    wrt: tuple[str, ...]
    bare: bool

    @property
    def key(self) -> int:
        return hash((id(self.function), self.mode, self.wrt, self.bare))

    @property
    def name(self) -> str:
        return f"{self.function.__name__}_{self.mode}"

    @property
    def title(self) -> str:
        """The derivative as the user writes it."""
        return f"{self.function.__name__}.{self.mode}"

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters: a tangent follows its argument."""
        code = self.function.__code__
        names = code.co_varnames[: code.co_argcount]
        if self.mode not in ("jvp", "hvp"):
            return tuple(names)
        pairs = ((n, f"{n}_dot") if n in self.wrt else (n,) for n in names)
        return tuple(n for pair in pairs for n in pair)


def derived(binding: Binding, mode: str, ledger: Ledger) -> Derived | None:
    """The derivative `mode` of what `differentiable` has made of a plain function."""
    inner, wrt = (ledger.attribute(binding, n) for n in ("__wrapped__", "_wrt"))
    if inner is None or wrt is None or mode not in _MODES:
        return None
    function, made = inner.value, vars(binding.value)
    if type(function) is not FunctionType or made["_has_aux"] or made["_skipped"]:
        return None
    code = function.__code__
    if code.co_kwonlyargcount or code.co_flags & 12 or code.co_freevars:
        return None
    for found in (binding, inner):
        ledger.identity_of(found)
    ledger.abstract_of(wrt)
    names = code.co_varnames[: code.co_argcount]
    chosen = _chosen(wrt.value, names)
    return None if chosen is None else Derived(function, mode, *chosen)


def _chosen(wrt: Any, names: tuple[str, ...]) -> tuple[tuple[str, ...], bool] | None:
    """The names that `wrt` stands for, and whether it stands for one alone."""
    if wrt is None:
        return names[:1], True
    several = isinstance(wrt, tuple)
    found = [_name(w, names) for w in (wrt if several else (wrt,))]
    if None in found:
        return None
    return tuple(n for n in found if n is not None), not several


def _name(w: Any, names: tuple[str, ...]) -> str | None:
    if isinstance(w, str):
        return w if w in names else None
    return None


def called(func: Expr) -> tuple[object, str]:
    """What a derivative is taken of, and how it is written; (None, "") if it is none.

    >>> f = ir.Ref("models.f", value=called)
    >>> called(ir.Attr(ir.Attr(f, "grad"), "jvp")) == (called, "called.grad.jvp")
    True
    """
    match func:
        case ir.Attr(ir.Ref(value=value), mode):
            return value, f"{getattr(value, '__name__', '')}.{mode}"
        case ir.Attr(ir.Attr() as inner, mode):
            value, path = called(inner)
            return value, f"{path}.{mode}"
    return None, ""


def instead_of(path: str) -> str:
    """What to call instead of a derivative that isn't followed."""
    _, *modes = path.split(".")
    if len(modes) == 1 and modes[0] in _MODES:
        return (
            "it has to be of a function at the top of a module, with plain arguments "
            "and their names in wrt"
        )
    return f"call its {', '.join(_MODES[:-1])} or {_MODES[-1]}"


def arguments(d: Derived, args: list[Expr], named: dict[str, Expr]) -> dict[str, Expr]:
    """What each parameter of the derivative stands for, as Python does it."""
    names = d.parameters
    found = dict(zip(names, args, strict=False))
    if len(args) > len(names):
        raise Mismatch("there are more arguments than parameters", "leave them out")
    for name, value in named.items():
        if name not in names:
            raise Mismatch(f"there is no parameter {name!r}", "leave the keyword out")
        if name in found:
            raise Mismatch(f"the argument {name!r} is given twice", "give it once")
        found[name] = value
    defaults = dict(_defaults(d.function))
    for name in names:
        if name not in found:
            made = constant(defaults[name]) if name in defaults else None
            if made is None:
                raise Mismatch(f"the argument {name!r} is missing", "pass it")
            found[name] = made
    return {n: found[n] for n in names}


def _defaults(function: FunctionType) -> list[tuple[str, Any]]:
    values = function.__defaults__ or ()
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    return list(zip(names[len(names) - len(values) :], values, strict=True))
