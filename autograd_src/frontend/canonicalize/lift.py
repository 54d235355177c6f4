"""Statements out of expressions: the driver. Which expressions become statements, and
which ones, is told by handlers (`conditional`, `short_circuit`, `chained_comparison`,
`walrus`, `comprehension`, `generator`); here is the order of evaluation.

When an operand becomes statements, operands evaluated before it are kept in temporaries
unless they mean the same afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.effects import disturbs, is_leaf, stable, stores
from autograd_src.frontend.canonicalize.nodes import (
    assign,
    at,
    branch,
    clone,
    constant,
    header,
    load,
    negated,
    store,
)
from autograd_src.frontend.canonicalize.order import Slot, operands
from autograd_src.frontend.canonicalize.scopes import outside
from autograd_src.syntax.walking import walk

__all__ = ["Handler", "Lifted", "Lifter", "Sink"]

Lifted = tuple[list[Any], Any]
Sink = Callable[[Any], list[Any]]


class Handler(NamedTuple):
    """How expressions of one class become statements.

    `wants` is their own reason to; `conditional` yields the parts that are evaluated
    only sometimes (if one of these becomes statements, so does the whole).
    `rewrite` may leave the result in the name `want`, where one is given.
    """

    wants: Callable[[Any, Lifter, bool], bool]
    rewrite: Callable[[Any, Lifter, str | None, bool], Lifted]
    conditional: Callable[[Any], list[Any]] = lambda node: []


class Lifter:
    """Rewrites the statements of one function."""

    def __init__(self, context: Context, handlers: Mapping[type, Handler]) -> None:
        self.context = context
        self.handlers = handlers
        self.place: Any = None
        self.outside = outside(context.function)
        self.open: list[str] = []  # variables of the comprehensions around

    # -------------------------------------------------------------- expressions

    def needs(self, node: Any, truth: bool = False) -> bool:
        """Whether some part of `node` has to become statements.

        With `truth`, only the truth value of `node` matters.
        """
        if isinstance(node, gast.Lambda):
            return False
        if self.applies(node, truth):
            return True
        return any(self.needs(s.node, s.truth) for s in operands(node, self.context))

    def applies(self, node: Any, truth: bool = False) -> bool:
        """Whether `node` itself becomes statements."""
        handler = self.handlers.get(type(node))
        if handler is None:
            return False
        if handler.wants(node, self, truth):
            return True
        return any(self.needs(part) for part in handler.conditional(node))

    def lift(self, node: Any, want: str | None = None, truth: bool = False) -> Lifted:
        """The statements to run first, and the expression that is left."""
        if not self.needs(node, truth):
            return [], node
        if self.applies(node, truth):
            return self.handlers[type(node)].rewrite(node, self, want, truth)
        return self.sequence(operands(node, self.context)), node

    def sequence(self, slots: list[Slot], later: list[Any] | None = None) -> list[Any]:
        """Lifts operands that are evaluated in this order, in place.

        `later` are statements that run before the operands are used.
        """
        lifted = []
        for operand in slots:
            statements, node = self.lift(operand.node, truth=operand.truth)
            operand.put(node)
            lifted.append(statements)
        after = list(later or [])
        for operand, statements in zip(reversed(slots), reversed(lifted)):
            if after and not self.settled(operand, after):
                statements = statements + operand.hold(self.context, self.place)
            after = statements + after
        return after

    def parts(self, target: Any) -> list[Slot]:
        """The expressions that are evaluated to find where a target is."""
        stored = isinstance(target, (gast.Subscript, gast.Attribute))
        return operands(target, self.context) if stored else []

    def settled(self, operand: Slot, later: list[Any]) -> bool:
        if operand.spread and disturbs(later, self.context):
            return False
        return stable(operand.node, later, self.context)

    def into(self, node: Any, sink: Sink, want: str | None = None) -> list[Any]:
        """Statements that evaluate `node` and hand it to `sink`, in each arm of a
        conditional expression."""
        if isinstance(node, gast.IfExp) and self.applies(node):
            first, test = self.lift(node.test, truth=True)
            body = self.into(node.body, sink, want)
            orelse = self.into(node.orelse, sink, want)
            return first + branch(test, body, orelse, self.place)
        first, value = self.lift(node, want)
        return first + sink(value)

    def test(self, node: Any, body: list[Any], orelse: list[Any]) -> list[Any]:
        """`if node: body else: orelse` with blocks that are finished."""
        conjunction = isinstance(node, gast.BoolOp) and isinstance(node.op, gast.And)
        if conjunction and not orelse and self.applies(node, truth=True):
            # if a and b(): ...  ->  if a: if b(): ...
            for value in reversed(node.values):
                body = self.test(value, body, [])
            return body
        first, test = self.lift(node, truth=True)
        return first + branch(test, body, orelse, self.place)

    # --------------------------------------------------------------- statements

    def block(self, statements: list[Any]) -> list[Any]:
        out: list[Any] = []
        for s in statements:
            out += [s] if self.context.whole(s) else self.statement(s)
        return out

    def statement(self, s: Any) -> list[Any]:
        rewrite = getattr(self, f"_{type(s).__name__}", None)
        if rewrite is None:
            return [s]
        outer, self.place = self.place, s
        try:
            found: list[Any] = rewrite(s)
        finally:
            self.place = outer
        return found

    def _Assign(self, s: Any) -> list[Any]:
        target = s.targets[0]
        if any(self.needs(o.node) for o in self.parts(target)):
            value = Slot(s, "value")
            return [*self.sequence([value, *self.parts(target)]), s]
        want = None
        if isinstance(target, gast.Name) and not _mentions(s.value, target.id):
            want = target.id if target.id not in self.context.captured else None

        def sink(value: Any) -> list[Any]:
            if isinstance(target, gast.Name) and getattr(value, "id", 0) == target.id:
                return []
            return [assign(clone(target), value, s)]

        return self.into(s.value, sink, want)

    def _AugAssign(self, s: Any) -> list[Any]:
        """The target is read before the value is evaluated."""
        first, value = self.lift(s.value)
        if not first:
            return [*self.sequence(self.parts(s.target)), s]
        name = isinstance(s.target, gast.Name) and s.target.id
        quiet = name not in stores(first) if name else not disturbs(first, self.context)
        if quiet:
            before = self.sequence(self.parts(s.target), first)
            return [*before, at(gast.AugAssign(s.target, s.op, value), s)]
        old = clone(s.target)
        old.ctx = gast.Load()
        reads, kept = self.context.hold(old, s)
        before = self.sequence(self.parts(s.target), reads + first)
        for field, node in vars(s.target).items():
            if field in ("value", "slice"):
                setattr(reads[0].value, field, clone(node))
        again = store(kept.id, s.target)
        step = at(gast.AugAssign(again, s.op, value), s)
        return [*before, step, assign(s.target, load(kept.id, s.target), s)]

    def _Expr(self, s: Any) -> list[Any]:
        def sink(value: Any) -> list[Any]:
            return [] if is_leaf(value) else [at(gast.Expr(value), s)]

        return self.into(s.value, sink) if self.needs(s.value) else [s]

    def _Return(self, s: Any) -> list[Any]:
        if s.value is None:
            return [s]
        return self.into(s.value, lambda value: [at(gast.Return(value), s)])

    def _If(self, s: Any) -> list[Any]:
        body, orelse = self.block(s.body), self.block(s.orelse)
        if not self.needs(s.test, truth=True):
            s.body, s.orelse = body, orelse
            return [s]
        self.place = header(s, s.test)
        return self.test(s.test, body, orelse)

    def _For(self, s: Any) -> list[Any]:
        s.body = self.block(s.body)
        self.place = header(s, s.iter)
        first, s.iter = self.lift(s.iter)
        return [*first, s]

    def _While(self, s: Any) -> list[Any]:
        s.body = self.block(s.body)
        if not self.needs(s.test, truth=True):
            return [s]
        # while f(): ...  ->  while True: t = ...; if t: ... else: break
        self.place = place = header(s, s.test)
        first, test = self.lift(s.test, truth=True)
        leave = [at(gast.Break(), place)]
        body = first + branch(test, s.body, leave, place)
        return [at(gast.While(constant(True, s.test), body, []), s)]

    def _Assert(self, s: Any) -> list[Any]:
        first, s.test = self.lift(s.test, truth=True)
        if s.msg is None or not self.needs(s.msg):
            return [*first, s]
        # The message is evaluated only when the test fails.
        before, s.msg = self.lift(s.msg)
        fails, s.test = negated(s.test), constant(False, s.test)
        return first + branch(fails, [*before, s], [], s)

    def _Raise(self, s: Any) -> list[Any]:
        slots = [Slot(s, f) for f in ("exc", "cause") if getattr(s, f) is not None]
        return [*self.sequence(slots), s]


def _mentions(node: Any, name: str) -> bool:
    return any(getattr(n, "id", None) == name for n in walk(node))
