"""What the value of an expression may share memory with.

What statements do with that is in `aliases`.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.classes import Classes
from autograd_src.analyses.elements import compares
from autograd_src.analyses.listed import rows_of
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import (
    HEADERS,
    Answers,
    is_einsum_of_one,
    is_in_place,
    returns_any_argument,
    returns_argument,
)
from autograd_src.analyses.subscripts import is_gather
from autograd_src.analyses.summaries import Summary
from autograd_src.analyses.writers import outputs
from autograd_src.ir import Expr, Var
from autograd_src.live.values import Array, Dict, List, Scalar, Static, Tuple

__all__ = ["Shares"]

_CONTAINERS = (List, Tuple, Dict, ListOf)


class Shares(Classes):
    """Classes of variables, asked about expressions."""

    def __init__(self, known: Ranks) -> None:
        super().__init__()
        self.known = known
        self._returns = Answers(returns_argument)
        self._returns_any = Answers(returns_any_argument)

    def shares(self, e: Expr) -> list[Var]:
        """The variables whose memory the value of `e` may be."""
        if type(e) is ir.Bin and not is_in_place(e):
            return []
        kind = self.known.of(e)
        if isinstance(kind, (Scalar, Static)):
            return []
        match e:
            case Var():
                return [e]
            case ir.Index(ir.Seq() | ir.Dict() as value, _):
                return self.reaches(value)
            case ir.Index(ir.Bin() as value, _) if not is_in_place(value):
                return self.inside(value)
            case ir.Index(value, index):
                whole = self.known.of(value)
                if isinstance(whole, _CONTAINERS):
                    held = self.shares(value)
                    inside = [self.content(v) for v in held]
                    # A call makes a list of views: its items are what it was given.
                    return inside + held if isinstance(value, ir.Call) else inside
                if not isinstance(whole, Array):  # it may be a container
                    held = self.shares(value)
                    return held + [self.content(v) for v in held]
                copied = is_gather(index, self.known)
                return [] if copied else self.shares(value)
            case ir.Attr(value, name):
                return [] if name in HEADERS else self.shares(value)
            case ir.Cond(_, body, orelse):
                return self.shares(body) + self.shares(orelse)
            case ir.Bool(_, values):
                return [v for p in values for v in self.shares(p)]
            case ir.Raw(_, reads):
                return [v for _, p in reads for v in self.reaches(p)]
            case ir.Bin(_, left, _):
                return self.shares(left)
            case ir.Call():
                made = rows_of(e, self.known) is not None
                return [] if made else self._call_result(e)
        return []

    def reaches(self, e: Expr) -> list[Var]:
        """The variables whose memory can be reached through the value of `e`."""
        if (rows := rows_of(e, self.known)) is not None:
            return self.reaches(rows)
        found = list(self.shares(e))
        for p in ir.parts(e):
            if isinstance(e, (ir.Seq, ir.Dict, ir.Star)):
                found += self.reaches(p)
        if isinstance(self.known.of(e), _CONTAINERS):
            found += [self.content(v) for v in found]
        return found

    def inside(self, e: Expr) -> list[Var]:
        """What is held by a container that was put together."""
        match e:
            case ir.Seq() | ir.Dict():
                return self.reaches(e)
            case ir.Bin(_, left, right) if not isinstance(
                self.known.of(e), (Array, Scalar)
            ):
                return self.inside(left) + self.inside(right)
        return [self.content(v) for v in self.shares(e)]

    def _call_result(self, call: ir.Call) -> list[Var]:
        given = outputs(call)
        if given:
            return [v for p in given for v in self.reaches(p)]
        match call:
            case ir.Call(ir.Attr(receiver, "pop" | "get" | "setdefault"), args):
                inside = [self.content(v) for v in self.shares(receiver)]
                return inside + [v for a in args[1:] for v in self.reaches(a)]
            case ir.Call(ir.Attr(_, "copy")):
                return []
            case ir.Call(ir.Own(symbol), args) if isinstance(symbol.summary, Summary):
                return [v for k in symbol.summary.shares for v in self.reaches(args[k])]
        function = call.func.value if isinstance(call.func, ir.Ref) else None
        if function in (max, min) and compares([*map(self.known.of, call.args)]):
            return [v for a in call.args for v in self.reaches(a)]
        if is_einsum_of_one(call):
            return self.reaches(call.args[1])  # a diagonal, or a transpose
        if function is not None and not self._returns(function):
            return []
        held = call.args + tuple(v for _, v in call.keywords)
        if function is not None and call.args and not self._returns_any(function):
            # Of a list or a tuple, NumPy makes a new array.
            made = isinstance(self.known.of(call.args[0]), _CONTAINERS)
            held = () if made else call.args[:1]
        if isinstance(call.func, ir.Attr):
            held = (call.func.value, *held)
        return [v for p in held for v in self.reaches(p)]
