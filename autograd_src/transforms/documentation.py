"""Docstrings of emitted functions: what they compute, and what they assume."""

from __future__ import annotations

import textwrap

from autograd_src.live.signature_text import text
from autograd_src.live.values import (
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Scalar,
    Signature,
    Static,
    Tuple,
)  # fmt: skip

__all__ = ["assumption", "describe"]

WIDTH = 84  # of a line inside a function

_TITLES = {
    "grad": "Gradient of `{name}` with respect to {wrt}.",
    "value_and_grad": "Value of `{name}` and its gradient with respect to {wrt}.",
    "jvp": "Value of `{name}` and its derivative along tangents of {wrt}.",
    "hvp": "Hessian-vector product of `{name}` with respect to {wrt}.",
    "forward": "Value of `{name}`, and what `{name}_backward` needs.",
    "backward": "Cotangents of {wrt} for a cotangent of the value of `{name}`.",
}
_GENERIC = (
    "For floats, or float arrays of any shape: nothing is known of the arguments."
)


def describe(
    modes: str, name: str, wrt: tuple[str, ...], signature: Signature | None
) -> str:
    """The docstring of a derivative; `modes` are joined by "."."""
    *before, mode = modes.split(".")
    inner = "_".join([name, *before])
    title = _TITLES[mode].format(name=inner, wrt=", ".join(wrt))
    lines = _wrapped(title).splitlines()
    if mode != "backward":
        lines += ["", *assumption(signature).splitlines()]
    # The emitter prints a docstring as it is, so lines after the first are indented.
    first, *others = lines
    rest = [f"    {line}" if line else "" for line in others]
    return "\n".join([first, *rest, "    "] if rest else [first])


def assumption(signature: Signature | None) -> str:
    """What is assumed of the arguments, in a sentence.

    >>> print(assumption((("x", Array("float64", ("n", "1"))), ("n", Scalar("int")))))
    For x: float64 array of 2 axes, the last of length 1; n: int.
    >>> print(assumption(()))
    For no arguments.
    """
    if signature is None:
        return _GENERIC
    parts = [f"{name}: {said(value)}" for name, value in signature]
    return _wrapped(f"For {'; '.join(parts)}." if parts else "For no arguments.")


def _wrapped(line: str) -> str:
    whole = textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(whole)


def said(value: Abstract) -> str:
    """An abstract value in words.

    >>> said(Tuple((Scalar("float"), List(()))))
    'tuple (float, list [])'
    """
    match value:
        case Scalar(kind):
            return kind
        case Array(dtype, dims):
            return f"{dtype} array of {_axes(dims)}"
        case Tuple(items, cls, fields):
            if fields:
                pairs = zip(fields, map(said, items), strict=True)
                inside = ", ".join(f"{k}: {v}" for k, v in pairs)
                return f"{cls.rpartition(':')[2]} ({inside})"
            return f"tuple ({_joined(items)})"
        case List(items):
            return f"list [{_joined(items)}]"
        case Dict(keys, items):
            entries = zip(keys, map(said, items), strict=True)
            return "dict {" + ", ".join(f"{k!a}: {v}" for k, v in entries) + "}"
        case Instance(cls):
            return f"a {cls.rpartition(':')[2]}"
        case Static():
            return value.value
    return (
        "float, or float array of any shape"
        if text(value) == "unknown"
        else text(value)
    )


def _joined(items: tuple[Abstract, ...]) -> str:
    return ", ".join(map(said, items))


def _axes(dims: tuple[str, ...]) -> str:
    """How many axes, and which of them have length one."""
    count = f"{len(dims)} {'axis' if len(dims) == 1 else 'axes'}"
    ones = [k for k, d in enumerate(dims) if d == "1"]
    if not ones:
        return count
    if len(ones) == len(dims):
        return f"{count} of length 1"
    if ones == [len(dims) - 1]:
        return f"{count}, the last of length 1"
    if ones == [0]:
        return f"{count}, the first of length 1"
    listed = " and ".join(str(k) for k in ones)
    return f"{count}, {listed} of length 1"
