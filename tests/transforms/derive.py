"""Emitted functions for tests, straight from the pipeline."""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_src.live.signature import abstract
from autograd_src.pipeline import Generated, Request, generate

Function = Callable[..., Any]


def generated(
    f: Function,
    args: Sequence[Any] | None,
    mode: str,
    wrt: tuple[str, ...] = (),
    has_aux: bool = False,
) -> Generated:
    """The module of a mode for these arguments; None asks for the generic text."""
    names = list(inspect.signature(f).parameters)
    signature = None
    if args is not None:
        pairs = zip(names, args, strict=True)
        signature = tuple((name, abstract(value)) for name, value in pairs)
    wrt = wrt or (names[0],)
    return generate(Request(f, mode, wrt, len(wrt) == 1, signature, has_aux))


def derivative(f: Function, args: Any, mode: str, **options: Any) -> Function:
    """The entry function of a mode."""
    made = generated(f, args, mode, **options)
    found: Function = executed(made)[made.entry]
    return found


def pair(
    f: Function, args: Any, mode: str = "vjp", **options: Any
) -> tuple[Function, ...]:
    """Forward and backward."""
    made = generated(f, args, mode, **options)
    backward = made.entry.removesuffix("_forward") + "_backward"
    namespace = executed(made)
    return namespace[made.entry], namespace[backward]


def executed(made: Generated) -> dict[str, Any]:
    filename = f"<{made.entry}>"
    linecache.cache[filename] = (
        len(made.text),
        None,
        made.text.splitlines(True),
        filename,
    )
    namespace: dict[str, Any] = {}
    exec(compile(made.text, filename, "exec"), namespace)
    return namespace


def slope(along: Function, h: float = 1e-5) -> Any:
    """The derivative at zero by central differences, extrapolated once."""

    def d(k: int) -> Any:
        return (np.asarray(along(k * h)) - np.asarray(along(-k * h))) / (2 * k * h)

    return (4 * d(1) - d(2)) / 3
