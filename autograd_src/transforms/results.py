"""What a derivative starts from and what it hands out: results, seeds, gradients."""

from __future__ import annotations

from collections.abc import Iterator

from autograd_src import ir, special
from autograd_src.analyses.lists import FILLERS
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import MIXED, Abstract, Array, Instance, Scalar, Static
from autograd_src.lowering.displays import object_items
from autograd_src.lowering.operations import refused
from autograd_src.transforms.adjoints import Adjoint
from autograd_src.transforms.facts import Facts, floating, helper
from autograd_src.transforms.reverse import Reverse
from autograd_src.transforms.structure import children

__all__ = [
    "at_the_end", "checks", "in_kind", "is_loose", "is_mixed", "outcome",
    "own_gradient", "require_one", "seed_of_one", "seeded",
]  # fmt: skip


Block = tuple[Stmt, ...]


def outcome(function: ir.Function, has_aux: bool) -> tuple[Expr, Expr | None]:
    """The result that is differentiated, and what is returned beside it."""
    last = function.body[-1] if function.body else None
    assert isinstance(last, ir.Ret), "canonical code ends in a return"
    if not has_aux:
        return last.value, None
    if not isinstance(last.value, ir.Seq) or len(last.value.items) != 2:
        raise refused("has_aux needs a pair", "write `return value, aux`", last.origin)
    value, aux = last.value.items
    return value, aux


def last_origin(function: ir.Function) -> ir.Origin | None:
    """The user's last statement in a function, for errors about all of it."""
    found = (s.origin for s in reversed(tuple(ir.walk(function.body))))
    return next((origin for origin in found if origin is not None), None)


def at_the_end(
    e: Expr, body: Block, reverse: Block, facts: Facts, restores: bool = True
) -> tuple[Expr, Block]:
    """A result as it is at the end of the forward sweep `body` (S10).

    The reverse sweep takes names back, and, if it `restores`, contents of buffers.
    """
    parts = children(e)
    if parts is not None:
        mapping: dict[int, Expr] = {}
        for part in parts:
            mapping[id(part)], body = at_the_end(part, body, reverse, facts, restores)
        return ir.rebuild(e, lambda p: mapping.get(id(p), p)), body
    if isinstance(e, (Const, ir.Ref)):
        return e, body
    value = Var()
    facts.known.types[value] = facts.known.of(e)
    if not isinstance(e, Var):
        return value, (*body, ir.Let(value, e))
    if restores and not facts.is_scalar(e) and _is_restored(e, reverse, facts):
        value.base = "value"
        return value, (*body, ir.Let(value, facts.copied(e)))
    if any(e is v for s in ir.walk(reverse) for v in ir.defs(s)):
        return value, (*body, ir.Let(value, e))
    return e, body


def _is_restored(v: Var, reverse: Block, facts: Facts) -> bool:
    """Whether the reverse sweep writes the memory of `v`."""
    for s in ir.walk(reverse):
        written = [w for e in ir.exprs(s) for p in ir.walk_expr(e)
                   for w in facts.aliases.written_by(p)]  # fmt: skip
        if isinstance(s, ir.Put):
            written.append(s.base)
        if any(facts.aliases.may_alias(w, v) for w in written):
            return True
    return False


def require_one(result: Expr, facts: Facts, name: str) -> None:
    """A gradient is that of one number."""
    what, advice = "", _OTHER_MODES
    match facts.known.of(result):
        case Array(_, dims) if any(d != "1" and not d.startswith("?") for d in dims):
            what = "an array"
        case Static(value):
            what, advice = value, "return a number"
    if children(result) is not None:
        what, advice = "several values", _OTHER_MODES
    if what:
        origin = last_origin(facts.function)
        place = f" (line {origin.line} of {origin.filename})" if origin else ""
        raise TypeError(
            f"grad needs a result of size one, but {name} returns {what}{place}: "
            f"{advice}"
        )


_OTHER_MODES = (
    "use its jacobian, or vjp; for a function that works element by element, "
    "jvp(x, np.ones_like(x))[1] is the derivative"
)


def checks(result: Expr, facts: Facts) -> Block:
    """What makes sure that there is a number where paths give different things."""
    if not isinstance(facts.known.of(result), Instance):
        return ()
    function = ir.Ref(
        "special.require_number",
        "autograd_src.special",
        "special",
        special.require_number,
    )
    return (ir.Do(ir.Call(function, (result,))),)


def seed_of_one(result: Expr, facts: Facts) -> Adjoint:
    """The adjoint of a result of size one: one."""
    value = facts.known.of(result)
    if isinstance(value, Scalar):
        return Adjoint(Const(1.0), "owned")
    if not isinstance(value, Array) or any(d != "1" for d in value.dims):
        return Adjoint(ir.Call(helper("one_like"), (result,)), "owned")
    if not value.dims:
        return Adjoint(Const(1.0), "small")
    return Adjoint(ir.Call(numpy("ones_like"), (result,)), "owned")


def seeded(result: Expr, seed: Expr) -> Iterator[tuple[Var, Expr]]:
    """The variables in a result, each with its part of the cotangent `seed`."""
    if isinstance(result, Var):
        yield result, seed
        return
    for index, part in _parts(result, seed):
        yield from seeded(part, index)


def _parts(result: Expr, seed: Expr) -> Iterator[tuple[Expr, Expr]]:
    match result:
        case ir.Seq(_, items):
            for k, item in enumerate(items):
                yield ir.Index(seed, Const(k)), item
        case ir.Dict(keys, values):
            for key, item in zip(keys, values, strict=True):
                yield ir.Index(seed, key), item
        case ir.Call():
            for name, item in object_items(result) or ():
                yield ir.Attr(seed, name), item


def own_gradient(sweep: Reverse, p: Var) -> Expr:
    """The gradient of an argument: fresh, writable, of the argument's shape."""
    facts = sweep.facts
    adjoint = sweep.state.get(p)
    if adjoint is None:
        return facts.zeros(p)
    if isinstance(facts.known.of(p), Scalar):
        sweep.let(sweep.bar(p), adjoint.value)
        return sweep.bar(p)
    return sweep.own(p)


def in_kind(e: Expr, p: Var, wanted: Abstract, found: Abstract, mixed: bool) -> Expr:
    """A gradient in the kind of its argument (S6): cast where it may have another.

    Parameters
    ----------
    e, p
        the gradient and its argument
    wanted, found
        abstract values of the argument, and of the gradient as far as known
    mixed
        the function has numbers of several precisions
    """
    unknown = mixed and not isinstance(found, (Array, Scalar))
    if isinstance(wanted, Array):
        other = isinstance(found, Array) and found.dtype != wanted.dtype
        if wanted.dtype.startswith("float") and (unknown or other):
            return ir.Call(ir.Attr(e, "astype"), (ir.Attr(p, "dtype"),))
        floats = isinstance(found, Array) and found.dtype.startswith("float")
        if not wanted.dtype.startswith("float") and not floats:
            return ir.Call(ir.Attr(e, "astype"), (ir.Ref("float", value=float),))
    if isinstance(wanted, Scalar):
        kind = floating(wanted)
        assert isinstance(kind, Scalar)
        double = kind.kind in _DOUBLE
        kept = _DOUBLE if double else (kind.kind,)
        if unknown or not (isinstance(found, Scalar) and found.kind in kept):
            cast = ir.Ref("float", value=float) if double else numpy(kind.kind)
            return ir.Call(cast, (e,))
    return e


# An np.float64 is a float.
_DOUBLE = ("float", "float64")


def is_mixed(known: Ranks) -> bool:
    """Whether anything is of another precision than double."""
    kinds = (
        v.dtype if isinstance(v, Array) else v.kind
        for v in known.types.values()
        if isinstance(v, (Array, Scalar))
    )
    return any(
        k == MIXED or (k.startswith("float") and k not in _DOUBLE) for k in kinds
    )


def is_loose(function: ir.Function, known: Ranks) -> bool:
    """Whether paths meet of which one leaves a Python number and another one a NumPy
    number of less than double precision: what is computed of it may be either.
    """
    listed = tuple(e for s in ir.walk(function.body) for e in _listed(s))
    return any(
        any(_is_one_of(_WEAK, known.of(e)) for e in met)
        and any(_is_one_of(_NARROW, known.of(e)) for e in met)
        for met in (listed, *(m for s in ir.walk(function.body) for m in _meeting(s)))
    )


def _listed(s: Stmt) -> Iterator[Expr]:
    """What `s` puts into lists: what is taken out of one may be any of its items."""
    for e in ir.exprs(s):
        for p in ir.walk_expr(e):
            match p:
                case ir.Seq("list", items):
                    yield from items
                case ir.Call(ir.Attr(_, name), args) if name in FILLERS:
                    yield from args[-1:]


def _meeting(s: Stmt) -> Iterator[tuple[Expr, ...]]:
    """The values of which `s` makes one, some with the name that holds it."""
    if isinstance(s, ir.Copies):
        yield from zip(s.targets, s.values, strict=True)
    for e in ir.exprs(s):
        for p in ir.walk_expr(e):
            if isinstance(p, ir.Cond):
                yield p.body, p.orelse
            elif isinstance(p, ir.Bool):
                yield p.values


_WEAK = ("int", "float", "bool")
_NARROW = ("float32", "float16")


def _is_one_of(kinds: tuple[str, ...], value: Abstract) -> bool:
    return isinstance(value, Scalar) and value.kind in kinds
