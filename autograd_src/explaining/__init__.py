"""What is behind `f.explain`: the user's source with what derivatives make of it.

Every remark is read off what the passes of a gradient return (`stages`): activity in
`reasons`, records in `kept`, shadows in `shadowing`. How it is printed is in `margin`.
"""

from __future__ import annotations

import os
import sys
from typing import Any

__all__ = ["explain", "explanation", "wants_colour"]


def explain(f: Any, /, *args: Any, **kwargs: Any) -> None:
    """Print the source of a function with a remark on each statement.

    Parameters
    ----------
    f : Differentiable
        What `differentiable` returned.
    *args, **kwargs
        Arguments of the function, for what holds with such arguments; without any,
        what holds whatever they are.
    """
    print(explanation(f, args, kwargs, wants_colour()), end="")


def explanation(
    f: Any, args: tuple[Any, ...], kwargs: dict[str, Any], colour: bool = False
) -> str:
    """The text that `explain` prints."""
    from autograd_src import pipeline, store
    from autograd_src.calling.entries import Request, signature_line
    from autograd_src.calling.naming import completed
    from autograd_src.calling.unusable import refuse_unusable
    from autograd_src.errors import NotDifferentiable
    from autograd_src.explaining.remarks import told

    function, dispatcher = f._target.function, f._dispatcher("grad")
    signature, given, refusal = None, None, None
    of = f"{f._described}, whatever its arguments are"
    if args or kwargs:
        args, kwargs = completed(f._target, args, kwargs)
        values, _ = dispatcher.bound(0, *args, **kwargs)
        signature = dispatcher.signature_of(values)
        given = {p.name: v for p, v in zip(dispatcher.parameters, values)}
        of = f"{f._described} for ({signature_line(signature)})"
        try:
            refuse_unusable(function, signature, f._selection.names)
        except NotDifferentiable as error:
            refusal = error
    names, bare = f._selection
    request = Request(function, "grad", names, bare, signature, f._has_aux, given)
    # What is imported is imported by now: the lock is that of generation.
    with store.exclusive():
        return told(pipeline.planned, request, of, colour, refusal)


def wants_colour() -> bool:
    """Whether what is printed goes to a terminal that may be coloured."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
