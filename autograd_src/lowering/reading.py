"""Definitions of callees, read as canonical code where a call needs them so."""

from __future__ import annotations

from autograd_src.errors import NotDifferentiable
from autograd_src.frontend import scoping
from autograd_src.frontend.read import Definition
from autograd_src.ir import Expr
from autograd_src.lowering.callee import Callee, Inner
from autograd_src.lowering.kept import Kept
from autograd_src.lowering.operations import refused

__all__ = ["Reader"]


class Reader(Kept):
    """The part of inlining that reads what is called."""

    def read(
        self, callee: Callee, args: list[Expr], named: dict[str, Expr]
    ) -> Definition | None:
        """The definition, canonical where its hot arguments and captures need it.

        None if it can't be read: that counts only if the result is differentiated.
        """
        self.check_late_binding(callee)
        try:
            return self.callees.read(callee, self.active_names(callee, args, named))
        except NotDifferentiable as error:
            if error.lineno is None or str(error.filename).startswith("<"):
                error = refused(str(error.msg), "", self.origin)
            self.callees.unread[callee.key] = error
            return None

    def active_names(
        self, callee: Callee, args: list[Expr], named: dict[str, Expr]
    ) -> frozenset[str]:
        function = callee.function
        if isinstance(function, Inner):
            node = function.closure.node.args
            names = scoping.parameters(node)
            plain = [a.id for a in (*node.posonlyargs, *node.args)]
            reads = {
                n
                for n, v in function.reads.items()
                if self.is_hot(self.callees.routines.here(v))
            }
        else:
            code = function.__code__
            count = code.co_argcount + code.co_kwonlyargcount
            count += bool(code.co_flags & 4) + bool(code.co_flags & 8)
            names = list(code.co_varnames[:count])
            plain = names[: code.co_argcount]
            reads = set()
        pairs = (*zip(plain, args, strict=False), *named.items())
        passive = {n for n, a in pairs if not self.is_followed(a)}
        given = {*plain[: len(args)], *named}
        starred = set(names) - set(plain) - given
        hot = {n for n in names if n in given and n not in passive}
        return frozenset(hot | reads | starred)

    def is_followed(self, e: Expr) -> bool:
        """Whether a callee has to be understood where it uses this argument."""
        return self.is_hot(e) or self.callees.made(e) is not None

    def check_late_binding(self, callee: Callee) -> None:
        """A name that is rebound after the definition would be read too early (S15)."""
        if not isinstance(callee.function, Inner):
            return
        closure = callee.function.closure
        for name in scoping.late(closure.node):
            if name in closure.rebound:
                why = f"{name!r}, which is rebound after its definition"
                raise refused(
                    f"{callee.name} reads {why}",
                    f"pass {name!r} as an argument",
                    self.origin,
                )
