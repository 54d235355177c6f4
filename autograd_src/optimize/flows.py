"""Which values live on: in a result, a container, a carried name, behind a view.

What only takes part in arithmetic is consumed, and nobody can tell whether it was
shared.  May be too cautious, never too bold.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograd_src import ir
from autograd_src.analyses.effects import METHODS, VIEWS, Effects, is_variable
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.recipes import registry

__all__ = ["exposed", "is_kept", "kept_variables"]

_CONSUMING = METHODS - VIEWS
_MAKING = (ir.Bin, ir.Un, ir.Cmp)  # their values are new


def kept_variables(f: ir.Function) -> frozenset[Var]:
    """The variables whose values something other than a local name may hold."""
    return frozenset(p for s in ir.walk(f.body) for p in _held(s) if isinstance(p, Var))


def is_kept(s: Stmt, e: Expr) -> bool:
    """Whether `s` keeps the value of its subexpression `e`."""
    return any(p == e for p in _held(s))


def _held(s: Stmt) -> Iterator[Expr]:
    """The expressions whose values may be held by something after `s`."""
    match s:
        case ir.If() | ir.While():
            return
        case ir.Let(_, value):
            if not isinstance(value, _MAKING):
                yield from (p for p in flowing(value) if p is not value or _is_name(p))
            yield from passed_on(value)
        case ir.Put(_, index, value, op) if op:
            for e in (index, value):
                yield from passed_on(e) if e else ()
        case _:
            for e in ir.exprs(s):
                yield from flowing(e)
                yield from passed_on(e)


def _is_name(e: Expr) -> bool:
    return isinstance(e, Var)


def flowing(e: Expr) -> Iterator[Expr]:
    """`e` and those of its subexpressions whose value its own may refer to."""
    yield e
    for p in _referred(e):
        yield from flowing(p)


def _referred(e: Expr) -> tuple[Expr, ...]:
    match e:
        case ir.Bin() | ir.Un() | ir.Cmp():
            return ()
        case ir.Index(value, _) | ir.Attr(value, _):
            return (value,)
        case ir.Call(ir.Ref(text), args):
            return args if text.rpartition(".")[2] in VIEWS else ()
        case ir.Call(ir.Attr(value, name)):
            return () if name in _CONSUMING else (value,)
    return ir.parts(e)


def passed_on(e: Expr) -> Iterator[Expr]:
    """What goes into functions and methods in `e` that may keep their arguments."""
    for call in ir.walk_expr(e):
        if not isinstance(call, ir.Call):
            continue
        f = call.func.value if isinstance(call.func, ir.Ref) else None
        if f is None or not registry.pure(f):
            for a in (*call.args, *(v for _, v in call.keywords)):
                yield from flowing(a)


def exposed(f: ir.Function, effects: Effects) -> list[Var]:
    """Variables that refer to memory which others may look at, now or later.

    Those are arguments, what comes from globals and unknown calls, and what goes into
    unknown calls.  What shares memory with them is for the alias analysis to say.
    """
    found = dict.fromkeys(p.var for p in f.params)
    for s in ir.walk(f.body):
        if isinstance(s, ir.Carry):
            found.update(dict.fromkeys((*ir.uses(s), *ir.defs(s))))
        for e in ir.exprs(s):
            if any(_is_foreign(p, effects) for p in flowing(e)):
                found.update(dict.fromkeys(ir.defs(s)))
            for p in effects.impure(e):
                if effects.written_by(p) is None:
                    found.update(dict.fromkeys(ir.names_in(p)))
    return list(found)


def _is_foreign(e: Expr, effects: Effects) -> bool:
    """Whether `e` may refer to what existed before, or is known elsewhere."""
    match e:
        case ir.Ref(value=value):
            return is_variable(value)
        case ir.Raw():
            return True
        case ir.Call() | ir.Attr():
            return any(p is e for p in effects.impure(e)) and (
                effects.written_by(e) is None
            )
    return False
