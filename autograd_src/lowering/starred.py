"""`f(*items, **options)` with the arguments written out."""

from __future__ import annotations

from autograd_src import ir, special
from autograd_src.ir import Const, Expr, Let, Stmt, Var
from autograd_src.live.values import Abstract, Array, Dict, Unknown
from autograd_src.lowering.arguments import Mismatch, left_for_star, spread
from autograd_src.lowering.callee import Callee
from autograd_src.lowering.reading import Reader
from autograd_src.recipes import registry

__all__ = ["Starred"]

_CHECK = ir.Ref(
    "special.require_length", "autograd_src.special", "special", special.require_length
)


class Starred(Reader):
    """The part of inlining that counts arguments."""

    function: ir.Function

    def counted(
        self,
        args: tuple[Expr, ...],
        keywords: tuple[tuple[str, Expr], ...],
        callee: Callee,
    ) -> tuple[Expr, ...]:
        """Arguments with the elements of an array instead of `*array`, last of them."""
        items = args[-1].value if args and isinstance(args[-1], ir.Star) else None
        if items is None or not isinstance(self.known.of(items), (Array, Unknown)):
            return args
        names = left_for_star(args, (*keywords, *callee.keywords), callee.asked)
        if not names:
            return args
        whole = self.held(items)
        check = ir.Call(_CHECK, (whole, Const(len(names))))
        self.out.append(ir.Do(check, origin=self.origin))
        return (*args[:-1], *(self.item(whole, k, n) for k, n in enumerate(names)))

    def spliced(self, e: ir.Call) -> ir.Call | None:
        """A call of what has a recipe, with `*` and `**` taken apart."""
        starred = any(isinstance(a, ir.Star) for a in e.args)
        if not starred and all(k for k, _ in e.keywords):
            return None
        if not isinstance(e.func, ir.Ref) or registry.lookup(e.func.value) is None:
            return None
        try:
            args, named = spread(e.args, e.keywords, self.passed_on, self.unwritten)
        except Mismatch:
            return None
        return ir.Call(e.func, tuple(args), tuple(named.items()))

    def unwritten(self, e: Expr) -> Expr:
        """A tuple or dict as it was written, if nothing writes into it."""
        if isinstance(e, Var) and self.found.written(e):
            return e
        return self.callees.literal(e)

    def passed_on(self, e: Expr) -> Abstract:
        """What is known of items to pass on: a dict may get keys after it is made."""
        kind = self.known.of(e)
        if not (
            isinstance(kind, Dict) and isinstance(e, Var) and self.found.written(e)
        ):
            return kind
        kept = all(self.keeps_keys(s, e, kind) for s in ir.walk(self.function.body))
        return kind if kept else Unknown()

    def keeps_keys(self, s: Stmt, v: Var, kind: Dict) -> bool:
        """Whether a dict has the same keys after `s`."""
        match s:
            case ir.Put(base, index) if self.found.may_alias(base, v):
                return isinstance(index, Const) and index.value in kind.keys
            case ir.Carry() if self.found.acts(s):
                return not any(self.found.may_alias(r, v) for r in ir.uses(s))
        parts = (p for e in ir.exprs(s) for p in ir.walk_expr(e))
        acting = (p for p in parts if not _gives_copy(p, v))
        written = (w for p in acting for w in self.found.written_by(p))
        return not any(self.found.may_alias(w, v) for w in written)

    def item(self, whole: Expr, k: int, name: str) -> Var:
        found, element = Var(name), ir.Index(whole, Const(k))
        self.known.types[found] = self.known.of(element)
        self.out.append(Let(found, element, origin=self.origin))
        return found


def _gives_copy(e: Expr, v: Var) -> bool:
    """Whether `e` is a call that gets what is in `v`, and not the dict itself."""
    if not isinstance(e, ir.Call) or ("", v) not in e.keywords:
        return False
    others = (*e.args, *(p for name, p in e.keywords if name))
    return not any(v in ir.names_in(p) for p in others)
