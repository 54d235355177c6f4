"""The canonical form, reached by small passes: here is their order.

The form itself is written down in `frontend.grammar`. Trees go in and trees come out;
nothing is known about types. What is passive stays whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import gast

from autograd_src.frontend.canonicalize import (
    annotated,
    expressions,
    leftovers,
    loop_else,
    loop_returns,
    mapped,
    matching,
    one_return,
    refusals,
    regions,
    targets,
)
from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.nodes import at, clone
from autograd_src.frontend.passive import Facts

__all__ = ["PASSES", "Canonical", "canonicalize"]

PASSES = (
    matching,
    regions,
    refusals,
    annotated,
    leftovers,
    mapped,
    targets,
    loop_else,
    expressions,
    loop_returns,
    mapped,
    matching,
    one_return,
)


class Canonical(NamedTuple):
    """A function in canonical form.

    `introduced` are the names that the passes made; `active` is the coarse activity,
    these names included.
    """

    function: Any
    introduced: frozenset[str]
    active: frozenset[str]


def canonicalize(
    function: Any,
    active_parameters: Iterable[str],
    filename: str = "<source>",
    source_lines: Sequence[str] = (),
    facts: Facts | None = None,
    first_line: int = 1,
    in_place: bool = False,
) -> Canonical:
    """The function in canonical form.

    Parameters
    ----------
    function : gast.FunctionDef or gast.Lambda
        As parsed, with the line numbers of its file.
    active_parameters : iterable of str
        The names that it is differentiated with respect to.
    filename, source_lines, first_line
        The file, lines of it, and the number of the first of these, for errors.
    facts : Facts, optional
        What is known about the function's free names.
    in_place : bool
        The tree that is given may be changed; else it stays as it is.

    Raises
    ------
    NotDifferentiable
        At a construct that has no derivative.
    """
    function = named(function if in_place else clone(function))
    context = Context(
        function, active_parameters, filename, source_lines, facts, first_line
    )
    for each in PASSES:
        each.run(context)
    introduced = frozenset(context.fresh.introduced)
    return Canonical(function, introduced, frozenset(context.active))


def named(function: Any) -> Any:
    """A lambda as the definition of a function.

    >>> from autograd_src.syntax.emit import emit
    >>> print(emit([named(gast.parse("lambda x: x * 2").body[0].value)]).strip())
    def _lambda(x):
        return x * 2
    """
    if not isinstance(function, gast.Lambda):
        return function
    body = [at(gast.Return(function.body), function.body)]
    made = gast.FunctionDef("_lambda", function.args, body, [], None, None, [])
    return at(made, function)
