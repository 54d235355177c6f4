"""What neither mode follows, whatever the statements around it: refused with its
place.
"""

from __future__ import annotations

from collections.abc import Collection

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.filled import filling
from autograd_src.analyses.listed import rows_of
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.sharing import is_any, is_scatter
from autograd_src.errors import NotDifferentiable
from autograd_src.ir import Const, Expr, Origin, Stmt, Var
from autograd_src.live.values import Array, Dict, Instance, List, Unknown
from autograd_src.lowering.operations import operation_of, refused
from autograd_src.recipes import methods, registry, shapes
from autograd_src.runtime import grad_hook
from autograd_src.transforms.facts import Facts

__all__ = ["check", "place"]


def place(function: ir.Function, s: Stmt | None) -> Origin | None:
    """The user's statement that `s` comes from, or else the one before it."""
    last = None
    for other in ir.walk(function.body):
        last = other.origin or last
        if other is s and last is not None:
            break
    return last


def check(facts: Facts, seeds: Collection[Var]) -> None:
    """Refuse what would need a tangent or an adjoint that nothing defines."""
    for p in facts.function.params:
        _check_parameter(p.var, facts, seeds)
    for s, places in filling(facts.function, facts.aliases):
        if _is_stirred(s, facts) and any(_is_complex(e, facts) for e in ir.exprs(s)):
            raise refused(
                "complex numbers aren't followed",
                "write the real and the imaginary part",
                place(facts.function, s),
            )
        _check_names(s, facts)
        _check_operation(s, facts)
        _check_kind(s, facts)
        _check_stored(s, facts)
        # An operation without a recipe is refused as such.
        told = not (isinstance(s, ir.Let) and s.target in facts.active)
        hot = (where for e, where in places if told and enters(e, facts.active))
        _check_writes(s, facts, [v for where in hot for v in where])
        if isinstance(s, (ir.Carry, ir.For)) and any(
            v in facts.active for v in ir.defs(s)
        ):
            raise refused(
                "this statement binds a differentiated value in a way that isn't "
                "followed",
                "write it with plain assignments and loops over range, arrays or lists",
                place(facts.function, s),
            )


def _check_names(s: Stmt, facts: Facts) -> None:
    """Variables are read and bound by their names alone, not by strings."""
    for e in ir.exprs(s):
        for p in ir.walk_expr(e):
            match p:
                case ir.Call(ir.Ref(value=f), args) if is_any(f, (eval, exec)) or (
                    is_any(f, (locals, vars)) and not args
                ):
                    raise refused(
                        f"`{f.__name__}` reads variables in a way that isn't followed",
                        "write the expression itself",
                        place(facts.function, s),
                    )


def _check_operation(s: Stmt, facts: Facts) -> None:
    """A function without recipe is refused as such, whatever else is wrong with it."""
    match s:
        case ir.Let(target, ir.Call(ir.Ref(value=function)) as value):
            hot = enters(value, facts.active)
            unknown = registry.lookup(function) is None and function is not grad_hook
            unknown &= rows_of(value, facts.known) is None
            if hot and target in facts.active and unknown:
                operation_of(value, facts.known, place(facts.function, s))


def _check_stored(s: Stmt, facts: Facts) -> None:
    """Sweeps follow what is stored by its name: nothing else has one."""
    match s:
        case ir.Put(base, _, value):
            pass
        case ir.Do(ir.Call(ir.Ref(value=f), (base, _, value))) if is_scatter(f):
            pass
        case _:
            return
    named = isinstance(value, Var) or base not in facts.active
    if not named and enters(value, facts.active):
        raise refused(
            "what is stored here isn't followed",
            "give it a name; make an array of a list (`np.array(items)`)",
            place(facts.function, s),
        )


def _check_kind(s: Stmt, facts: Facts) -> None:
    """What is stored into an array of integers loses its derivative (S6)."""
    match s:
        case ir.Put(base, _, value) if enters(value, facts.active):
            kind = facts.known.of(base)
            if isinstance(kind, Array) and not kind.dtype.startswith("float"):
                raise refused(
                    "a differentiated value is stored into an array that isn't known "
                    "to hold floats",
                    "allocate it with dtype=float",
                    place(facts.function, s),
                )


def _check_writes(s: Stmt, facts: Facts, filled: list[Var]) -> None:
    """Memory of differentiated values is written by stores and list methods alone."""
    if _is_part(s, facts):
        raise refused(
            "what is stored into a part of a list isn't followed here",
            "store the items one by one, or build a new list",
            place(facts.function, s),
        )
    if _is_followed(s, facts):
        return
    written = [
        v
        for e in ir.exprs(s)
        for p in ir.walk_expr(e)
        for v in facts.aliases.written_by(p)
    ]
    written += filled
    if isinstance(s, ir.Put):
        written.append(s.base)
    if isinstance(s, ir.Carry) and facts.aliases.acts(s):
        written += [v for e in ir.exprs(s) for v in facts.aliases.reaches(e)]
    if not written:
        return
    roots = {facts.aliases.find(v) for v in facts.active}
    if any(facts.aliases.find(v) in roots for v in written):
        raise refused(
            "a statement that may change a differentiated value isn't followed",
            _instead(s, facts),
            place(facts.function, s),
        )


def _instead(s: Stmt, facts: Facts) -> str:
    """What to write instead of a call that writes, if that is known of it."""
    if isinstance(s, ir.Put) and isinstance(facts.known.of(s.base), Dict):
        return "write its keys out, or keep the numbers in an array or a list"
    for e in ir.exprs(s):
        for p in ir.walk_expr(e):
            match p:
                case ir.Call(ir.Attr(_, name)) if name in methods.ADVICE:
                    return methods.ADVICE[name]
                case ir.Call(ir.Ref(value=function)) if registry.advice(function):
                    return registry.advice(function)
    return "assign the result to a name, or store it with `y[...] = …`"


def _is_part(s: Stmt, facts: Facts) -> bool:
    """Whether `s` replaces a part of a list: its length may change."""
    match s:
        case ir.Put(base, ir.Slice()):
            listed = isinstance(facts.known.of(base), (List, ListOf))
            return listed and base in facts.active
    return False


def _is_followed(s: Stmt, facts: Facts) -> bool:
    """Whether both modes know what `s` writes."""
    match s:
        case ir.Put(base, Const(str())):
            return base not in facts.active  # no array has keys
        case ir.Put(base):
            return isinstance(facts.known.of(base), (Array, ListOf, Unknown)) or (
                base not in facts.active
            )
        case ir.Do(ir.Call(ir.Attr(Var() as base, "append"), (_,))):
            return isinstance(facts.known.of(base), ListOf)
        case ir.Let(_, ir.Call(ir.Attr(Var() as base, "pop"), ())):
            return isinstance(facts.known.of(base), ListOf)
        case ir.Do(ir.Call(ir.Attr(Var() as base, "pop"), ())):
            return isinstance(facts.known.of(base), ListOf) and base.role != ""
        case ir.Do(ir.Call(ir.Ref(value=function))):
            return is_scatter(function)
    return False


def _is_stirred(s: Stmt, facts: Facts) -> bool:
    """Whether `s` makes or changes a differentiated value."""
    changed = (*ir.defs(s), *((s.base,) if isinstance(s, ir.Put) else ()))
    return isinstance(s, ir.Ret) or any(v in facts.active for v in changed)


def _is_complex(e: Expr, facts: Facts) -> bool:
    return any("complex" in shapes.dtype_of(facts.known.of(p)) for p in ir.walk_expr(e))


def _check_parameter(v: Var, facts: Facts, seeds: Collection[Var]) -> None:
    known, aliases = facts.known, facts.aliases
    changed = isinstance(known.of(v), (List, Dict)) and aliases.written(v)
    if changed or (v in facts.active and v not in seeds):
        raise _changed(v, facts)


def _changed(v: Var, facts: Facts) -> NotDifferentiable:
    """The error for an argument that the function changes."""
    writers = (
        s
        for s in ir.walk(facts.function.body)
        if any(facts.aliases.may_alias(w, v) for w in (*ir.uses(s), *ir.defs(s)))
        and (isinstance(s, (ir.Put, ir.Do)))
    )
    advice = f"work on a copy (`{v.base} = {v.base}.copy()`)"
    if isinstance(facts.known.of(v), Instance):
        advice = "write into a local array (`buffer = np.zeros(...)`) and return it"
    return refused(
        f"the argument {v.base!r} is changed",
        advice,
        place(facts.function, next(writers, None)),
    )
