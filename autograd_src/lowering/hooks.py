"""Hooks on adjoints: what they do, as statements for the reverse sweep."""

from __future__ import annotations

from typing import NamedTuple

from autograd_src import ir
from autograd_src.analyses.ranks import Outside, ranks
from autograd_src.errors import NotDifferentiable
from autograd_src.ir import Const, Expr, Origin, Stmt, Var
from autograd_src.live.values import Abstract
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.calls import inlined
from autograd_src.lowering.places import Place
from autograd_src.runtime import grad_hook

__all__ = ["Hook", "hooks", "is_hook", "without_hooks"]

Block = tuple[Stmt, ...]


class Hook(NamedTuple):
    """A function of an adjoint, with the calls in it written out."""

    param: Var
    body: Block

    def applied(self, bar: Var, origin: Origin | None) -> tuple[Block, Expr]:
        """The statements, and what becomes of `bar`: nothing if they return nothing."""
        place = Place(self.body, (), origin)
        place.names[self.param] = bar
        *body, last = place.block(self.body)
        assert isinstance(last, ir.Ret)
        return tuple(body), bar if last.value == Const(None) else last.value


def is_hook(e: Expr) -> bool:
    """Whether `e` is ``grad_hook(h, hook)``."""
    return isinstance(e, ir.Call) and (
        isinstance(e.func, ir.Ref) and e.func.value is grad_hook and len(e.args) == 2
    )


def hooks(
    function: ir.Function,
    values: dict[Var, Abstract],
    outside: Outside,
    callees: Callees,
) -> dict[Expr, Hook]:
    """The hooks in `function` that can be written out; others are called."""
    found: dict[Expr, Hook] = {}
    marks = [s for s in ir.walk(function.body) if isinstance(s, ir.Let)]
    marks = [s for s in marks if is_hook(s.value)]
    known = ranks(function, values, outside) if marks else None
    for s in marks:
        assert isinstance(s.value, ir.Call)
        assert known is not None
        base, hook = s.value.args
        callee = callees.resolve(hook, known.of)
        if callee is None or len(callee.asked) != 1:
            continue
        function = callees.read(callee, frozenset(callee.asked)).function
        kinds = {**known.types, function.params[0].var: known.of(base)}
        bar = function.params[0].var
        try:
            plan = inlined(function, kinds, outside, [bar], callees)
        except NotDifferentiable:
            continue
        parts = (e for s in ir.walk(plan.function.body) for e in ir.exprs(s))
        calls = any(isinstance(p, ir.Own) for e in parts for p in ir.walk_expr(e))
        if len(plan.function.params) == 1 and not calls:
            found[hook] = Hook(bar, plan.function.body)
    return found


def without_hooks(body: Block) -> Block:
    """Statements in which a hook is the identity, as in the function."""

    def stmt(s: Stmt) -> Stmt:
        if isinstance(s, ir.Let) and is_hook(s.value):
            assert isinstance(s.value, ir.Call)
            return ir.replace(s, value=s.value.args[0])
        return ir.map_blocks(s, without_hooks)

    return tuple(map(stmt, body))
