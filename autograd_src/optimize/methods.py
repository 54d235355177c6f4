"""Methods of arrays where the user has called methods: `x.sum()` for `np.sum(x)`.

Everything before knows the functions alone.  Adjoints, which nobody wrote, go on
calling functions.
"""

from __future__ import annotations

import numpy as np

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Stmt
from autograd_src.live.values import Array
from autograd_src.optimize.coalesce import roles
from autograd_src.recipes.methods import DIRECT, GATHERING, RENAMED

__all__ = ["with_methods"]

_RENAMED = {
    name: {new: old for old, new in renamed.items()}
    for name, renamed in RENAMED.items()
}


def with_methods(f: ir.Function, known: Ranks) -> ir.Function:
    """`f` with methods in the lines that come from lines with methods."""
    speller = _Speller(known)
    return ir.replace(f, body=speller.block(f.body))


class _Speller:
    def __init__(self, known: Ranks) -> None:
        self.known = known
        self.reverse = False
        self.text = ""  # of the user's line, if it is one of the forward sweep

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        out = []
        for s in body:
            if isinstance(s, ir.Note):
                self.reverse = s.text == "Reverse sweep."
            bound = (s.base,) if isinstance(s, ir.Put) else ir.defs(s)
            ours = self.reverse or any(map(roles, bound)) or s.origin is None
            self.text = "" if ours or s.origin is None else s.origin.text
            s = ir.map_exprs(s, self.spelled)
            out.append(ir.map_blocks(s, self.block))
        return tuple(out)

    def spelled(self, e: Expr) -> Expr:
        e = ir.rebuild(e, self.spelled)
        match e:
            case ir.Call(ir.Ref(value=function) as ref, (first, *rest), keywords):
                if not isinstance(self.known.of(first), Array):
                    return e
                if function is np.ndarray.item:
                    return ir.Call(ir.Attr(first, "item"), tuple(rest))
                if function is np.copy and keywords == (("order", Const("C")),):
                    return ir.Call(ir.Attr(first, "copy"))
                found = self.of_two_names(e)
                if found is not None:
                    return found
                name = ref.text.rpartition(".")[2]
                if self.is_method(ref, name):
                    return self.method(first, name, tuple(rest), keywords)
        return e

    def of_two_names(self, e: Expr) -> Expr | None:
        """Methods that are no function of that name."""
        match e:
            case ir.Call(ir.Ref(value=np.array), (value,), (("dtype", kind),)):
                if ".astype(" in self.text:
                    return ir.Call(ir.Attr(value, "astype"), (kind,))
            case ir.Call(
                ir.Ref(value=np.copy), (ir.Call(ir.Ref(value=np.ravel), (value,)),), ()
            ) if ".flatten()" in self.text and "ravel(" not in self.text:
                return ir.Call(ir.Attr(value, "flatten"))
        return None

    def is_method(self, ref: ir.Ref, name: str) -> bool:
        """Whether the user's line calls the method, and not the function."""
        if name not in DIRECT and name not in GATHERING and name != "copy":
            return False
        if ref.value is not getattr(np, name, None):
            return False
        return f".{name}(" in self.text and f"{ref.text}(" not in self.text

    def method(
        self,
        value: Expr,
        name: str,
        rest: tuple[Expr, ...],
        keywords: tuple[tuple[str, Expr], ...],
    ) -> Expr:
        old = _RENAMED.get(name, {})
        match rest:
            case (ir.Seq("tuple", (_, *_) as items),) if (
                name in GATHERING and f".{name}((" not in self.text
            ):
                rest = tuple(items)
        named = tuple((old.get(k, k), v) for k, v in keywords)
        return ir.Call(ir.Attr(value, name), rest, named)
