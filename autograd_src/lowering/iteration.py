"""Loops over arrays, lists, `zip` and `enumerate` as loops over an index.

Only where the loop holds differentiated values: others stay as they are written.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.listed import rows_of
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, List, Scalar, Tuple
from autograd_src.lowering.gone_through import check_length, handed_on, is_changed, part

__all__ = ["with_ranges"]


def with_ranges(
    function: ir.Function, hot: set[Var], known: Ranks, found: Aliases
) -> ir.Function:
    """`function` with `for i in range(len(x))` instead of `for row in x`.

    Names that this makes of what depends on variables in `hot` are added to it.
    """
    return ir.replace(function, body=_block(function.body, hot, known, found))


def _block(
    body: tuple[Stmt, ...], hot: set[Var], known: Ranks, found: Aliases
) -> tuple[Stmt, ...]:
    out: list[Stmt] = []
    made: set[Var] = set()  # lists that are new here, and nothing but themselves
    for s in body:
        if isinstance(s, ir.For):
            out += _for(s, hot, known, found, made)
        else:
            out.append(ir.map_blocks(s, lambda b: _block(b, hot, known, found)))
        made.difference_update(handed_on(s))
        if isinstance(s, ir.Let) and isinstance(s.value, ir.Seq):
            made.add(s.target)
    return tuple(out)


def _for(
    s: ir.For, hot: set[Var], known: Ranks, found: Aliases, made: set[Var]
) -> list[Stmt]:
    body = _block(s.body, hot, known, found)
    plain: list[Stmt] = [ir.replace(s, body=body)]
    inside = {v for b in ir.walk((s,)) for v in (*ir.defs(b), *ir.uses(b))}
    if not inside & hot or _is_range(s.iter) or is_changed(s, known, found, made):
        return plain
    check_length(s, known, found, made)
    index = Var("i")
    known.types[index] = Scalar("int")
    before: list[Stmt] = []
    item = _item(s.iter, index, known, before)
    length = _length(s.iter, known, before)
    if item is None or length is None:
        return plain
    for b in before:
        if any(enters(e, hot) for e in ir.exprs(b)):
            hot.update(ir.defs(b))
    count = ir.Call(ir.Ref("range", value=range), (length,))
    first: list[Stmt] = []
    if isinstance(item, ir.Seq):
        rest = _unpacked(s.target, item, body, first, s, known)
    else:
        first.append(ir.Let(s.target, item, origin=s.origin))
        rest = body
    before = [ir.replace(b, origin=s.origin) for b in before]
    first, index = _counting(first, index)
    return [*before, ir.For(index, count, (*first, *rest), origin=s.origin)]


def _counting(first: list[Stmt], index: Var) -> tuple[list[Stmt], Var]:
    """The statements, and the index by the name that the user counts with, if any."""
    own = [s for s in first if isinstance(s, ir.Let) and s.value is index]
    if not own:
        return first, index
    name = own[0].target
    rest = (s for s in first if s is not own[0])
    return [_substituted(s, index, name) for s in rest], name


def _substituted(s: Stmt, old: Var, new: Var) -> Stmt:
    return ir.map_exprs(s, lambda e: ir.substitute(e, {old: new}))


def _unpacked(
    target: Var,
    item: ir.Seq,
    body: tuple[Stmt, ...],
    first: list[Stmt],
    s: ir.For,
    known: Ranks,
) -> tuple[Stmt, ...]:
    """`for a, b in zip(x, y)` binds a and b directly, not a tuple first."""
    match body[:1]:
        case (ir.Unpack(targets, value),) if value is target and len(targets) == len(
            item.items
        ):
            for t, e in zip(targets, item.items, strict=True):
                first.append(ir.Let(t, e, origin=s.origin))
                known.types.setdefault(t, known.of(e))
            return body[1:]
    first.append(ir.Let(target, item, origin=s.origin))
    return body


def _is_range(e: Expr) -> bool:
    """Whether a loop over `e` has an index already: ranges, parts and reverses
    of them.
    """
    match e:
        case ir.Call(ir.Ref(value=function), (inner,)) if function is reversed:
            return _is_range(inner)
        case ir.Index(value, ir.Slice()):
            return _is_range(value)
        case ir.Call(ir.Ref(value=function)):
            return function is range
    return False


def _source(e: Expr, known: Ranks, before: list[Stmt]) -> Expr | None:
    """What is iterated over, as a name, if it can be indexed.

    The rows in `list(x)` are views, the same as those of `x`.
    """
    rows = rows_of(e, known)
    if rows is not None and len(getattr(known.of(rows), "dims", ())) > 1:
        e = rows
    if not isinstance(known.of(e), (Array, List, ListOf, Tuple)):
        return None
    if isinstance(e, (Var, ir.Ref)):
        return e
    for s in before:
        if isinstance(s, ir.Let) and s.value == e:
            return s.target
    name = Var()
    known.types[name] = known.of(e)
    before.append(ir.Let(name, e))
    return name


def _item(e: Expr, index: Expr, known: Ranks, before: list[Stmt]) -> Expr | None:
    match e:
        case ir.Call(ir.Ref(value=function), args, options) if (
            function is zip and args and _is_strictness(options)
        ):
            items = [_item(a, index, known, before) for a in args]
            if any(i is None for i in items):
                return None
            return ir.Seq("tuple", tuple(i for i in items if i is not None))
        case ir.Call(ir.Ref(value=function), (inner, *_), _) if function is enumerate:
            item, count = _item(inner, index, known, before), _counted(e, index)
            if item is None or count is None:
                return None
            return ir.Seq("tuple", (count, item))
        case ir.Call(ir.Ref(value=function), (inner,), ()) if function is reversed:
            source = _source(inner, known, before)
            back = ir.Bin("-", Const(-1), index)
            return None if source is None else ir.Index(source, back)
        case ir.Call(ir.Ref(value=function), (_,), ()) if function is range:
            return index
    some = part(e, known)
    if some is not None:
        whole, first, _ = some
        place = ir.Bin("+", index, Const(first)) if first else index
        return ir.Index(whole, place)
    source = _source(e, known, before)
    return None if source is None else ir.Index(source, index)


def _is_strictness(options: tuple[tuple[str, Expr], ...]) -> bool:
    """Whether `zip` is told no more than that lengths have to agree."""
    return all(k == "strict" for k, _ in options)


def _counted(e: Expr, index: Expr) -> Expr | None:
    """The number that `enumerate(items, start)` gives at `index`."""
    match e:
        case ir.Call(_, (_,), ()):
            return index
        case ir.Call(_, (_, Const(start)), ()) | ir.Call(
            _, (_,), (("start", Const(start)),)
        ):
            return ir.Bin("+", index, Const(start)) if start else index
    return None


def _length(e: Expr, known: Ranks, before: list[Stmt]) -> Expr | None:
    match e:
        case ir.Call(ir.Ref(value=function), args, options) if (
            function is zip and args and _is_strictness(options)
        ):
            lengths = [_length(a, known, before) for a in args]
            if any(n is None for n in lengths):
                return None
            found = list(dict.fromkeys(n for n in lengths if n is not None))
            sizes = {known.dim(n) for n in found}
            if len(found) == 1 or (len(sizes) == 1 and "?" not in sizes):
                return found[0]
            return ir.Call(ir.Ref("min", value=min), tuple(found))
        case ir.Call(ir.Ref(value=function), (inner, *_)) if function in (
            enumerate,
            reversed,
        ):
            return _length(inner, known, before)
        case ir.Call(ir.Ref(value=function), (n,), ()) if function is range:
            return n
    some = part(e, known)
    if some is not None:
        whole, first, last = some
        length: Expr = ir.Call(ir.Ref("len", value=len), (whole,))
        return ir.Bin("-", length, Const(first + last)) if first + last else length
    source = _source(e, known, before)
    return None if source is None else ir.Call(ir.Ref("len", value=len), (source,))
