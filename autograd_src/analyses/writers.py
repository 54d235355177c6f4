"""Functions and methods of NumPy's that write into arrays they are given.

What memory a call writes is told here from the call alone; whose memory that is, is
found in `aliases`. How they become stores is in `lowering.writes`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd_src import ir, runtime
from autograd_src.ir import Const, Expr, Var
from autograd_src.recipes import methods, registry

__all__ = [
    "WRITERS",
    "Writes",
    "in_order",
    "outputs",
    "overwritten",
    "ufunc_at",
    "union",
]

# The variables whose memory is written; None stands for any.
Writes = tuple[Var, ...] | None

# Functions that write their first argument and nothing else.
WRITERS = (
    np.copyto, np.fill_diagonal, np.place, np.put, np.put_along_axis, np.putmask,
    runtime.add_at,
)  # fmt: skip
_WRITER_IDS = frozenset(map(id, WRITERS))
# What their first parameters are called.
_NAMES: dict[Any, str] = {
    np.copyto: "dst src", np.fill_diagonal: "a val", np.place: "arr mask vals",
    np.put: "a ind v", np.put_along_axis: "arr indices values axis",
}  # fmt: skip

# Where `out` stands among the arguments of functions that are no ufuncs.
_POSITIONS = """
    all 2 amax 2 amin 2 any 2 argmax 2 argmin 2 around 2 choose 2 clip 3 compress 3
    concat 2 concatenate 2 cumprod 3 cumsum 3 dot 2 fix 1 isneginf 1 isposinf 1 max 2
    mean 3 median 2 min 2 nanargmax 2 nanargmin 2 nancumprod 3 nancumsum 3 nanmax 2
    nanmean 3 nanmedian 2 nanmin 2 nanpercentile 3 nanprod 3 nanquantile 3 nanstd 3
    nansum 3 nanvar 3 outer 2 percentile 3 prod 3 ptp 2 quantile 3 round 2 stack 2 std 3
    sum 3 take 3 trace 5 var 3
"""


def _positions() -> dict[int, int]:
    words = _POSITIONS.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    # A release may lack a name; the functions live as long as NumPy does.
    return {id(getattr(np, n)): int(k) for n, k in pairs if hasattr(np, n)}


_PLACES = _positions()


def outputs(call: ir.Call) -> tuple[Expr, ...]:
    """The operands into which a call writes its result, and which it then returns.

    >>> y = ir.Var("y")
    >>> sine = ir.Ref("np.sin", value=np.sin)
    >>> outputs(ir.Call(sine, (Const(1.0), y))) == (y,)
    True
    """
    if not call.keywords and len(call.args) < 2:
        return ()  # one operand is the least that a call reads
    given = [v for k, v in call.keywords if k == "out"]
    place = _place(call.func)
    if place is not None and len(call.args) > place:
        given += call.args[place:] if _is_ufunc(call.func) else call.args[place:][:1]
    if isinstance(call.func, ir.Ref) and _renews(call):
        given.append(call.args[0])
    if not given:
        return ()
    items = (v.items if isinstance(v, ir.Seq) else (v,) for v in given)
    return tuple(v for each in items for v in each if v != Const(None))


def _is_ufunc(func: Expr) -> bool:
    return isinstance(func, ir.Ref) and isinstance(func.value, np.ufunc)


def _place(func: Expr) -> int | None:
    """The position of `out`, if it may be given by position."""
    match func:
        case ir.Ref(value=np.ufunc() as function):
            return function.nin
        case ir.Ref(value=function):
            return _PLACES.get(id(function))
        case ir.Attr(_, name) if name in methods.DIRECT:
            found = _PLACES.get(id(getattr(np, name)))
            return None if found is None else found - 1
    return None


def _renews(call: ir.Call) -> bool:
    """Whether `np.nan_to_num` is told to work in place."""
    if not isinstance(call.func, ir.Ref) or call.func.value is not np.nan_to_num:
        return False
    given = [v for k, v in call.keywords if k == "copy"] + list(call.args[1:2])
    return any(v != Const(True) for v in given)


def in_order(call: ir.Call) -> ir.Call:
    """The call of a writer with what it is given by name in its place."""
    function = call.func.value if isinstance(call.func, ir.Ref) else None
    if not call.keywords or id(function) not in _WRITER_IDS:
        return call
    named, args = dict(call.keywords), [*call.args]
    for name in _NAMES.get(function, "").split()[len(args) :]:
        if name not in named:
            break
        args.append(named.pop(name))
    return ir.Call(call.func, tuple(args), tuple(named.items()))


def overwritten(call: ir.Call) -> Expr | None:
    """The first argument of a function that writes it and returns nothing."""
    function = call.func.value if isinstance(call.func, ir.Ref) else None
    if function is None:
        return None
    known = id(function) in _WRITER_IDS or ufunc_at(function) is not None
    args = in_order(call).args if known else ()
    return args[0] if args else None


def ufunc_at(function: Any) -> np.ufunc | None:
    """The ufunc whose method `at` a function is."""
    match registry.key_of(function):
        case (np.ufunc() as ufunc, "at"):
            return ufunc
    return None


def union(writes: Iterable[Writes]) -> Writes:
    """What any of some writes may change; None stands for anything."""
    found: dict[Var, None] = {}
    for written in writes:
        if written is None:
            return None
        found.update(dict.fromkeys(written))
    return tuple(found)
