"""What the variables of closures are called, where several have one name."""

from __future__ import annotations

import re

from autograd_src.live.access import steps

__all__ = ["cell_name"]


def cell_name(path: str) -> str:
    """An identifier for a closure variable whose name alone means several.

    >>> cell_name("closure:fn"), cell_name("globals:f/closure:fn/closure:fn")
    ('fn', 'f_fn_fn')
    """
    return re.sub(r"\W+", "_", "_".join(name for _, name in steps(path)))
