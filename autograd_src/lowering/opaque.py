"""Objects whose operators are methods of their own.

`table[x]`, `x + offset` and `matrix @ x` may call any code where an operand is neither
a number, an array nor a container: what that does to a derivative can't be told.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from numbers import Number
from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.analyses.activity import active_reads, enters
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Expr, Var
from autograd_src.live.values import ANYTHING, Abstract, Array, Instance, Scalar
from autograd_src.lowering.operations import refused

__all__ = ["check_operators"]

_CONTAINERS = (list, tuple, dict, str, bytes, range, memoryview)
_COUNTS = ("int", "uint", "bool")


def check_operators(function: ir.Function, hot: frozenset[Var], known: Ranks) -> None:
    """Refuse operators that a class defines, where they meet a value in `hot`."""
    look = _Operands(function, known)
    for s in ir.walk(function.body):
        for e in ir.exprs(s):
            for p in ir.walk_expr(e):
                what = look.told(p, hot)
                if what:
                    raise refused(
                        f"{what} is a method of a class here, which isn't followed",
                        "call a function that takes the numbers and arrays instead",
                        s.origin,
                    )


class _Operands:
    def __init__(self, function: ir.Function, known: Ranks) -> None:
        self.known = known
        # A name that is made of itself is never bound.
        self.made = {
            s.target: s.value
            for s in ir.walk(function.body)
            if isinstance(s, ir.Let) and s.target not in ir.names_in(s.value)
        }

    def told(self, e: Expr, hot: frozenset[Var]) -> str:
        """What to blame in the operation `e`; "" if that is nothing."""
        match e:
            case ir.Index(base, index):
                met = [v for v in _reads(index) if v in hot]
                if met and self.is_opaque(base):
                    return "`[...]`"
                strange = self.known.of(base) == ANYTHING and not self.is_known(base)
                if strange and any(map(self.is_float, met)):
                    return "`[...]`"
            case ir.Bin(op, left, right):
                for one, other in ((left, right), (right, left)):
                    if enters(one, hot) and self.is_opaque(other):
                        return f"`{op}`"
        return ""

    def is_float(self, v: Var) -> bool:
        kind = self.known.of(v)
        name = kind.kind if isinstance(kind, Scalar) else ""
        name = kind.dtype if isinstance(kind, Array) else name
        return not name.startswith(_COUNTS)

    def is_known(self, e: Expr) -> bool:
        """Whether `e` is a container, of whose items nothing is known."""
        return isinstance(e, ir.Ref) and isinstance(e.value, _CONTAINERS)

    def is_opaque(self, e: Expr) -> bool:
        match e:
            case Var() if e in self.made and not self.is_typed(self.known.of(e)):
                return self.is_opaque(self.made[e])
            case ir.Ref(value=value) if value is not None:
                return _is_opaque(type(value))
            case ir.Call(ir.Ref(value=type() as cls)):
                return _is_opaque(cls)
            case ir.Bin(_, left, right):
                return self.is_opaque(left) or self.is_opaque(right)
            case ir.Un(_, operand):
                return self.is_opaque(operand)
        kind = self.known.of(e)
        if not isinstance(kind, Instance) or kind == ANYTHING:
            return False
        return _is_opaque(_class_at(kind.cls))

    def is_typed(self, kind: Abstract) -> bool:
        return isinstance(kind, (Scalar, Array))


def _reads(index: Expr) -> Iterator[Var]:
    """What may be differentiated in an index; the edges of its slices, too."""
    for e in ir.walk_expr(index):
        if isinstance(e, ir.Slice):
            for edge in ir.parts(e):
                yield from active_reads(edge)
    yield from active_reads(index)


def _is_opaque(cls: Any) -> bool:
    """Whether a class may give operators a meaning of its own.

    Numbers and what NumPy takes for an array don't.
    """
    if cls is None:
        return True
    if cls is type(None) or issubclass(cls, (Number, np.generic, *_CONTAINERS)):
        return False
    return not (hasattr(cls, "__array__") or hasattr(cls, "__array_ufunc__"))


def _class_at(path: str) -> Any:
    """The class at the public path `path`, None if it has none."""
    module, _, name = path.partition(":")
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, type) else None
