"""`super()` with the class and the object that Python takes for it written out.

`super().energy(x)` in a method of `Spring` becomes `super(Spring, self).energy(x)`.
"""

from __future__ import annotations

from types import FunctionType

from autograd_src import ir
from autograd_src.frontend.resolve import Resolver
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.identity import class_path

__all__ = ["with_super"]


def with_super(
    function: ir.Function, live: FunctionType, resolver: Resolver
) -> ir.Function:
    """`function`, which was read from `live`, with such calls written out."""
    if "__class__" not in live.__code__.co_freevars or not function.params:
        return function
    binding = resolver.ledger.lookup(live, "__class__")
    if not isinstance(binding.value, type):
        return function
    module, _, qualname = class_path(binding.value).partition(":")
    if "<" in qualname:
        return function
    alias = module.rpartition(".")[2]
    cls = ir.Ref(f"{alias}.{qualname}", module, alias, binding.value)
    resolver.bindings.setdefault(cls, binding)
    own = function.params[0].var
    return ir.replace(function, body=_written_out(function.body, cls, own))


def _written_out(body: tuple[Stmt, ...], cls: ir.Ref, own: Var) -> tuple[Stmt, ...]:
    def expr(e: Expr) -> Expr:
        match e:
            case ir.Call(ir.Ref(value=f) as func, (), ()) if f is super:
                return ir.Call(func, (cls, own))
        return ir.rebuild(e, expr)

    def block(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(ir.map_blocks(ir.map_exprs(s, expr), block) for s in body)

    return block(body)
