"""Memory of globals that a function writes differentiated values into (S19).

What is written can be read again through the global, in this call or the next: that is
followed only where nothing else reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.carried import is_quiet
from autograd_src.analyses.filled import receiving
from autograd_src.analyses.foreign import is_variable
from autograd_src.analyses.methods import as_call
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import is_any, is_in_place, returns_argument
from autograd_src.analyses.subscripts import is_gather
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Array, Scalar, Static
from autograd_src.lowering.lenders import is_kept, may_lend
from autograd_src.lowering.operations import refused
from autograd_src.recipes import registry

__all__ = ["check_outside"]


def check_outside(function: ir.Function, hot: frozenset[Var], known: Ranks) -> None:
    """Refuse a differentiated value put into a global that is read, too."""
    names, reads = _Names(function, known), _Reads(function, known)
    for s in ir.walk(function.body):
        for base, values in _filled(s):
            if not any(enters(e, hot) for e in values):
                continue
            ref = names.source(base)
            # Found anew in every iteration, it holds what the one before has written.
            again = isinstance(base, Var) and base in names.repeated
            if ref is not None and (again or _is_read(ref, base, reads)):
                raise refused(
                    "a differentiated value is put into a container from outside, "
                    "which is read, too",
                    "keep it in a local container and return it",
                    s.origin,
                )


def _is_read(ref: ir.Ref, base: Expr, reads: _Reads) -> bool:
    """Whether what `ref` stands for may be read otherwise than through `base`: memory
    that is lent, by anything.
    """
    if is_any(ref.value, _NAMESPACES):
        return True
    if not is_variable(ref.value):
        lent = (r for r in reads.of if not is_variable(r.value) or is_kept(r.value))
        return sum(reads.of[r] for r in lent) > 1
    if isinstance(base, Var) and base in reads.given:
        return reads.of[ref] > reads.through[base]
    return reads.of[ref] > 1


_NAMESPACES = (globals, locals, vars)


class _Reads:
    """How often each global is read, under its own name or as a local container.

    Attributes
    ----------
    given
        local names of globals; which elements of an array depend on what is followed
        is known under any name
    through
        of the reads, those by each of these names
    """

    def __init__(self, function: ir.Function, known: Ranks) -> None:
        self.given = {
            s.target: s.value
            for s in ir.walk(function.body)
            if isinstance(s, ir.Let) and isinstance(s.value, ir.Ref)
            if not isinstance(known.of(s.target), Array)
        }
        self.of: Counter[ir.Ref] = Counter()
        self.through: Counter[Var] = Counter()
        for s in ir.walk(function.body):
            read = (*ir.exprs(s), s.base) if isinstance(s, ir.Put) else ir.exprs(s)
            for p in (p for e in read for p in ir.walk_expr(e)):
                self._read(p, known)
        self.of.subtract(self.given.values())

    def _read(self, p: Expr, known: Ranks) -> None:
        found = self.given.get(p) if isinstance(p, Var) else _lender(p, known)
        if isinstance(p, Var) and found is not None:
            self.through[p] += 1
        if isinstance(p, ir.Ref) and is_variable(p.value):
            found = p
        if found is not None:
            self.of[found] += 1


def _filled(s: Stmt) -> Iterator[tuple[Expr, tuple[Expr, ...]]]:
    """The containers into which `s` may put something, each with what that may be."""
    match s:
        case ir.Put(base, _, value):
            yield base, (value,)
        case ir.Let(_, ir.Bin(_, left, right) as value) if is_in_place(value):
            yield left, (right,)
        case ir.Carry(node, reads) if not is_quiet(node, reads):
            values = tuple(e for _, e in reads)
            yield from ((e, values) for e in values if isinstance(e, ir.Ref))
    for e in ir.exprs(s):
        for p in ir.walk_expr(e):
            if isinstance(p, ir.Call):
                values = (*p.args, *(v for _, v in p.keywords))
                yield from ((base, values) for base in receiving(p))


class _Names:
    """Which local names have the memory of which global.

    Attributes
    ----------
    repeated
        those that are bound in a loop, to the global itself or a part of it
    """

    def __init__(self, function: ir.Function, known: Ranks) -> None:
        self.known = known
        self.refs: dict[Var, ir.Ref] = {}
        self.repeated: set[Var] = set()
        changed = True
        while changed:
            before = len(self.refs) + len(self.repeated)
            self.block(function.body, False)
            changed = len(self.refs) + len(self.repeated) > before

    def block(self, body: tuple[Stmt, ...], loop: bool) -> None:
        for s in body:
            for v, e in ir.bindings(s):
                ref = self.source(e)
                if ref is not None:
                    self.refs.setdefault(v, ref)
                    if loop and not (isinstance(e, Var) and e not in self.repeated):
                        self.repeated.add(v)
            for v, e in _taken_out(s):
                ref = self.within(v, e)
                if ref is not None:
                    self.refs.setdefault(v, ref)
                    if loop or isinstance(s, ir.For):
                        self.repeated.add(v)
            for inner in ir.blocks(s):
                self.block(inner, loop or isinstance(s, (ir.For, ir.While)))

    def within(self, v: Var, e: Expr) -> ir.Ref | None:
        """The global that may hold what `v` is, an item of `e`."""
        if isinstance(self.known.of(v), (Scalar, Static)):
            return None
        found = (self.source(p) for p in ir.walk_expr(e))
        return next((ref for ref in found if ref is not None), None)

    def source(self, e: Expr) -> ir.Ref | None:
        """The global whose memory `e` may be."""
        if isinstance(self.known.of(e), (Scalar, Static)):
            return None
        e = as_call(e, self.known) if isinstance(e, ir.Call) else e
        match e:
            case ir.Ref(value=value):
                return e if is_variable(value) else None
            case Var():
                return self.refs.get(e)
            case ir.Index(value, index):
                copied = isinstance(self.known.of(value), Array)
                if copied and is_gather(index, self.known):
                    return None
                return self.source(value)
            case ir.Attr(value):
                return self.source(value)
            case ir.Bin(_, left) if is_in_place(e):
                return self.source(left)
            case ir.Cond(_, body, orelse):
                return self.source(body) or self.source(orelse)
            case ir.Call(ir.Ref(value=function) as ref, args):
                if is_any(function, _NAMESPACES):
                    return ref
                first = self.source(args[0]) if args else None
                if first is not None and returns_argument(function):
                    return first
                return _lender(e, self.known)
        return None


def _taken_out(s: Stmt) -> list[tuple[Var, Expr]]:
    """The names that `s` binds to items, each with what they are items of."""
    match s:
        case ir.For(target, iterable):
            return [(target, iterable)]
        case ir.Unpack(targets, value):
            return [(target, value) for target in targets]
    return []


def _lender(e: Expr, known: Ranks) -> ir.Ref | None:
    """The function of a call that may give memory that the function keeps."""
    match e:
        case ir.Call(ir.Ref(value=function) as ref):
            number = isinstance(known.of(e), (Scalar, Static))
            # What a recipe calls a view is one of an argument.
            known_view = registry.lookup(function) is not None
            lends = not (number or known_view) and returns_argument(function)
            lends = lends and may_lend(function)
            return ref if lends else None
    return None
