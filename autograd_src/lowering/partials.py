"""Functions with some of their arguments bound, by `functools.partial`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autograd_src import ir
from autograd_src.ir import Expr, Var
from autograd_src.live.access import Binding
from autograd_src.lowering.callee import Callee, is_atom
from autograd_src.lowering.receivers import Receivers
from autograd_src.recipes import registry

__all__ = ["Partials"]


class Partials(Receivers):
    """The part of finding callees that knows bound arguments."""

    def resolve(self, e: Expr, types: Callable[[Expr], Any]) -> Callee | None:
        raise NotImplementedError

    def reference(self, e: Expr) -> ir.Ref | None:
        raise NotImplementedError

    def completed(self, call: ir.Call) -> ir.Call | None:
        """`power(2.0, x)` for the call `f(x)` of `f = partial(power, 2.0)`."""
        func = call.func
        while isinstance(func, Var) and func in self.definitions:
            func = self.definitions[func]
        match func:
            case ir.Call(ir.Ref(value=maker), (first, *args), keywords) if (
                maker is functools.partial and all(map(is_atom, ir.parts(func)))
            ):
                ref = self.reference(first)
                if ref is not None and registry.lookup(ref.value) is not None:
                    merged = {**dict(keywords), **dict(call.keywords)}
                    given = (*args, *call.args)
                    return ir.Call(ref, given, tuple(merged.items()))
        return None

    def _made_partial(self, e: Expr, binding: Binding) -> Callee | None:
        """What a live `functools.partial` calls; its arguments are read from it."""
        func = self.ledger.attribute(binding, "func")
        found = None if func is None else self._live(func.value, func)
        if found is None or func is None:
            return None
        self.ledger.identity_of(func)
        parts = {}
        for name in ("args", "keywords"):
            held = self.ledger.attribute(binding, name)
            if held is None:
                return None
            part: Expr = ir.Attr(e, name)
            if isinstance(e, ir.Ref):
                part = ir.Ref(f"{e.text}.{name}", e.module, e.alias, held.value)
                self.bindings[part] = held
            self.ledger.abstract_of(held)
            parts[name] = part, held.value
        args, given = parts["args"]
        keywords, named = parts["keywords"]
        assert isinstance(given, tuple)
        assert isinstance(named, dict)
        return found._replace(
            args=tuple(ir.Index(args, ir.Const(k)) for k in range(len(given))),
            keywords=tuple((k, ir.Index(keywords, ir.Const(k))) for k in named),
        )

    def _partial(
        self,
        function: Expr,
        args: tuple[Expr, ...],
        keywords: tuple[tuple[str, Expr], ...],
        types: Callable[[Expr], Any],
    ) -> Callee | None:
        found = self.resolve(function, types)
        if found is None or not all(k for k, _ in keywords):
            return None
        merged = {**dict(found.keywords), **dict(keywords)}
        return Callee(found.function, found.args + args, tuple(merged.items()))
