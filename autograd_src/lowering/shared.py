"""Memory of globals that a function writes differentiated values into (S19).

What is written can be read again through the global, in this call or the next: that is
followed only where nothing else reads it.
"""

from __future__ import annotations

from collections import Counter

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.foreign import is_variable
from autograd_src.analyses.methods import as_call
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import MUTATORS, is_in_place, returns_argument
from autograd_src.analyses.subscripts import is_gather
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Array, Scalar, Static
from autograd_src.lowering.lenders import is_kept, may_lend
from autograd_src.lowering.operations import refused
from autograd_src.recipes import registry

__all__ = ["check_outside"]


def check_outside(function: ir.Function, hot: frozenset[Var], known: Ranks) -> None:
    """Refuse a differentiated value put into a global that is read, too."""
    names, reads = _Names(function, known), _reads(function, known)
    for s in ir.walk(function.body):
        base, values = _filled(s)
        if base is None or not any(enters(e, hot) for e in values):
            continue
        ref = names.source(base)
        # Found anew in every iteration, it holds what the one before has written.
        again = isinstance(base, Var) and base in names.repeated
        if ref is not None and (again or _reads_of(ref, reads) > 1):
            raise refused(
                "a differentiated value is put into a container from outside, which "
                "is read, too",
                "keep it in a local container and return it",
                s.origin,
            )


def _reads_of(ref: ir.Ref, reads: Counter[ir.Ref]) -> int:
    """How often what `ref` stands for may be read: memory that is lent, by anything."""
    if is_variable(ref.value):
        return reads[ref]
    return sum(
        n for r, n in reads.items() if not is_variable(r.value) or is_kept(r.value)
    )


def _reads(function: ir.Function, known: Ranks) -> Counter[ir.Ref]:
    """How often each global is read, under its own name or as a local container."""
    given = {
        s.target: s.value
        for s in ir.walk(function.body)
        if isinstance(s, ir.Let) and isinstance(s.value, ir.Ref)
        # Which elements of an array depend on what is followed, under any name.
        if not isinstance(known.of(s.target), Array)
    }
    reads: Counter[ir.Ref] = Counter()
    for s in ir.walk(function.body):
        for p in (p for e in ir.exprs(s) for p in ir.walk_expr(e)):
            found = given.get(p) if isinstance(p, Var) else _lender(p, known)
            if isinstance(p, ir.Ref) and is_variable(p.value):
                found = p
            if found is not None:
                reads[found] += 1
    reads.subtract(given.values())
    return reads


def _filled(s: Stmt) -> tuple[Expr | None, tuple[Expr, ...]]:
    """The container into which `s` puts something, and what it puts there."""
    match s:
        case ir.Put(base, _, value):
            return base, (value,)
        case ir.Let(_, ir.Bin(_, left, right) as value) if is_in_place(value):
            return left, (right,)
        case ir.Do(ir.Call(ir.Attr(base, name), args, keywords)) if name in MUTATORS:
            return base, (*args, *(v for _, v in keywords))
    return None, ()


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
            for inner in ir.blocks(s):
                self.block(inner, loop or isinstance(s, (ir.For, ir.While)))

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
            case ir.Call(ir.Ref(value=function), args):
                first = self.source(args[0]) if args else None
                if first is not None and returns_argument(function):
                    return first
                return _lender(e, self.known)
        return None


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
