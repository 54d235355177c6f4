"""Before and after, for the examples in the documentation of the passes."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.lift import Lifter
from autograd_src.syntax.emit import emit

__all__ = ["lifted", "passed"]


def passed(text: str, rewrite: Callable[[Context], None]) -> str:
    """The body of a function with the parameter `x`, active, after one pass."""
    source = "def f(x):\n" + textwrap.indent(text, "    ")
    function = gast.parse(source).body[0]
    rewrite(Context(function, ["x"], lines=source.splitlines()))
    return emit(function.body).strip("\n")


def lifted(text: str, *classes: type) -> str:
    """The same, after expressions of the given classes alone became statements."""
    from autograd_src.frontend.canonicalize.expressions import HANDLERS

    def rewrite(context: Context) -> None:
        handlers: dict[type, Any] = {c: HANDLERS[c] for c in classes}
        function = context.function
        function.body = Lifter(context, handlers).block(function.body)

    return passed(text, rewrite)
