"""Objects that the function itself makes, and what is decided while it is inlined."""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.activity import active_reads
from autograd_src.ir import Expr, Var
from autograd_src.lowering.callee import Callee
from autograd_src.lowering.evaluated import decided
from autograd_src.lowering.operations import refused
from autograd_src.lowering.starred import Starred

__all__ = ["Instances", "check_attributes"]


def check_attributes(function: ir.Function, hot: frozenset[Var]) -> None:
    """Refuse a differentiated value bound to an attribute that others can see (S19)."""
    for s in ir.walk(function.body):
        match s:
            case ir.Do(ir.Call(ir.Ref(value=f), (_, _, value))) if f is setattr:
                if any(v in hot for v in active_reads(value)):
                    raise refused(
                        "a differentiated value is bound to an attribute of an object "
                        "from outside, or of one that isn't followed",
                        "keep it in a local name and return it",
                        s.origin,
                    )


class Instances(Starred):
    """The part of inlining that knows objects and constants."""

    def getter(self, e: ir.Attr) -> Callee | None:
        """The property that is read of an object which the function makes."""
        made = self.callees.made(e.value)
        return None if made is None else self.callees.getter(e, self.known.of)

    def instance(self, callee: Callee) -> list[Expr]:
        """A new object for `__init__`, as Python makes it."""
        if callee.makes is None:
            return []
        new = ir.Ref("object.__new__", value=object.__new__)
        made = ir.Call(new, (callee.makes,))
        name = self.held(made)
        assert isinstance(name, Var)
        self.callees.definitions[name] = made
        return [name]

    def decided(self, e: Expr) -> bool | None:
        if not isinstance(e, ir.Call):
            return None
        return decided(e, self.known.of, self.callees)
