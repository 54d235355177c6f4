"""Forward mode: after each statement, its tangent statement."""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.listed import rows_of
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.sharing import is_einsum_of_one, is_scatter
from autograd_src.analyses.summaries import Calling, calling
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, Scalar, Tuple
from autograd_src.lowering import expand
from autograd_src.lowering.operations import operation_of, refused
from autograd_src.runtime import grad_hook
from autograd_src.transforms.facts import Facts, floating, helper
from autograd_src.transforms.layouts import Layouts
from autograd_src.transforms.pairs import Pairs, not_foreseen

__all__ = ["Forward"]


def is_mirrored(value: Expr) -> bool:
    """Whether the tangent statement does to tangents just what the primal one does."""
    match value:
        case Var() | ir.Index() | ir.Seq() | ir.Attr(_, "T"):
            return True
        case ir.Call(ir.Attr(_, "pop")):
            return True
    return False


def _traced(lets: list[Stmt], s: Stmt) -> list[Stmt]:
    """Statements that come from where `s` does."""
    return [ir.replace(x, origin=s.origin) for x in lets]


def _spans(made: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether axes `made` are those of `own`, none of them one to be broadcast."""
    return len(made) == len(own) and not any(
        p != q and (p == "1" or p[0] == "?") for p, q in zip(made, own, strict=True)
    )


class Forward:
    """The tangent statements of one function."""

    def __init__(self, facts: Facts, pairs: Pairs | None = None) -> None:
        self.facts = facts
        self.pairs = pairs
        self.known = facts.known
        self.layouts = Layouts(facts.function.body, facts.aliases)
        self._dots: dict[Var, Var] = {}

    def dot(self, v: Var) -> Var:
        """The name of the tangent of `v`."""
        if v not in self._dots:
            self._dots[v] = made = Var(v.base, "dot", v)
            self.known.types[made] = floating(self.known.of(v))
        return self._dots[v]

    def tangent(self, e: Expr) -> Expr | None:
        """The tangent of an operand; None where it is zero."""
        if isinstance(e, Var) and e in self.facts.active:
            return self.dot(e)
        return None

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(new for s in body for new in self.stmt(s))

    def stmt(self, s: Stmt) -> list[Stmt]:
        call = calling(s)
        if call is not None:
            return self.called(call)
        match s:
            case ir.Let(target, value) if target in self.facts.active:
                return [s, *self.let(target, value, s)]
            case ir.Let(_, ir.Call(ir.Attr(Var() as base, "pop"), args)) if (
                base in self.facts.active
            ):
                # Nothing uses what is taken out, but the list is shorter.
                taken = ir.Call(ir.Attr(self.dot(base), "pop"), args)
                return [s, ir.Do(taken, origin=s.origin)]
            case ir.Copies():
                return self.copies(s)
            case ir.Put(base) if base in self.facts.active:
                return [s, *self.put(s)]
            case ir.If() | ir.For() | ir.While():
                return [ir.map_blocks(s, self.block)]
            case ir.Do(value):
                return [s, *self.effect(s, value)]
            case ir.Unpack(targets) if any(t in self.facts.active for t in targets):
                raise refused(
                    "this unpacking can't be followed", "index the value", s.origin
                )
        return [s]

    def called(self, call: Calling) -> list[Stmt]:
        """The call of a routine, with tangents beside arguments and results."""
        assert self.pairs is not None
        if not any(t in self.facts.active for t in call.targets):
            return [self.pairs.plain(call)]
        before: list[Stmt] = []
        args: list[Expr] = []
        for k, a in enumerate(call.args):
            dot = self.tangent(a)
            if k in call.summary.hot:
                args += (a, dot or self.zero_of(a, before))
            elif dot is None:
                args.append(a)
            else:
                raise not_foreseen(call)
        value = ir.Call(ir.Own(self.pairs.tangent(call.symbol)), tuple(args))
        targets = tuple(v for t in call.targets for v in (t, self.dot(t)))
        return [*before, ir.Unpack(targets, value, origin=call.origin)]

    def let(self, target: Var, value: Expr, s: Stmt) -> list[Stmt]:
        lets, tangent = self.derivative(target, value, s)
        if tangent is None:
            tangent = self.zeros(target, value)
        elif not is_mirrored(value):
            viewed = self.facts.aliases.written(target) and self.views(value)
            shaped = tangent if viewed else self.shaped(tangent, target)
            tangent = self.fresh(target, value, shaped, s)
            if self.layouts.matters(target) and self.facts.fresh(value):
                return [*_traced(lets, s), *self.laid_out(target, value, tangent, s)]
        dot = ir.Let(self.dot(target), tangent, origin=s.origin)
        return [*_traced(lets, s), dot]

    def views(self, value: Expr) -> bool:
        """Whether a call may give a view: then it does so of the tangent, too."""
        return isinstance(value, ir.Call) and bool(self.facts.aliases.shares(value))

    def laid_out(self, target: Var, value: Expr, tangent: Expr, s: Stmt) -> list[Stmt]:
        """A tangent in the layout of its primal, of which views are taken (S2)."""
        self.layouts.check(target, value, s)
        dot = self.dot(target)
        empty = ir.Call(numpy("empty_like"), (target,))
        return [
            ir.Let(dot, empty, origin=s.origin),
            ir.Put(dot, Const(Ellipsis), tangent, origin=s.origin),
        ]

    def derivative(
        self, target: Var, value: Expr, s: Stmt
    ) -> tuple[list[Stmt], Expr | None]:
        match value:
            case Var():
                return [], self.tangent(value)
            case ir.Index(Var() as base, index):
                dot = self.tangent(base)
                return [], None if dot is None else ir.Index(dot, index)
            case ir.Seq(kind, items):
                return [], ir.Seq(kind, tuple(self.item(i) for i in items))
            case ir.Call(ir.Attr(Var() as base, "pop"), args) if (
                base in self.facts.active
            ):
                return [], ir.Call(ir.Attr(self.dot(base), "pop"), args)
            case ir.Call(func, (*given, Var() as base)) if (
                base in self.facts.active
                and (is_einsum_of_one(value) or rows_of(value, self.known))
            ):
                return [], ir.Call(func, (*given, self.dot(base)))
            case ir.Call(ir.Ref(value=function)) if function is grad_hook:
                raise refused(
                    "grad_hook has a meaning in the reverse sweep only",
                    "use grad, vjp or hvp",
                    s.origin,
                )
        if not enters(value, self.facts.active):
            return [], None
        op = operation_of(value, self.known, s.origin)
        try:
            return expand.forward(op, target, self.tangent, self.known)
        except expand.Refused as error:
            raise refused(str(error), "", s.origin) from None

    def item(self, e: Expr) -> Expr:
        """The tangent of an item of a container."""
        if isinstance(e, ir.Seq):
            return ir.Seq(e.kind, tuple(self.item(i) for i in e.items))
        dot = self.tangent(e)
        if dot is not None:
            return dot
        if enters(e, self.facts.active):
            raise refused(
                "an item of this container isn't followed", "give it a name", None
            )
        return self.facts.zeros_of(e)

    def zeros(self, target: Var, value: Expr) -> Expr:
        """A tangent buffer is made where its primal is, in the same layout (S4)."""
        if isinstance(value, ir.Seq):
            return ir.Seq(value.kind, ())
        if self.facts.aliases.written(target) and isinstance(
            self.known.of(target), Array
        ):
            return ir.Call(numpy("zeros_like"), (target,))
        return self.facts.zeros(target)

    def shaped(self, tangent: Expr, target: Expr) -> Expr:
        """The tangent in its primal's shape (S5)."""
        own, made = self.known.of(target), self.known.of(tangent)
        if isinstance(own, Tuple):
            if not isinstance(tangent, ir.Seq):
                return tangent  # the same function, of the tangents
            places = (ir.Index(target, Const(k)) for k in range(len(own.items)))
            items = map(self.shaped, tangent.items, places)
            return ir.Seq(tangent.kind, tuple(items))
        if isinstance(own, (Scalar, ListOf)) or self.facts.same_shape(own, made):
            return tangent
        if isinstance(own, Array) and isinstance(made, (Array, Scalar)):
            if isinstance(made, Array) and _spans(made.dims, self.axes(target, own)):
                return tangent
            shape = ir.Call(numpy("shape"), (target,))
            return ir.Call(numpy("broadcast_to"), (tangent, shape))
        return ir.Call(helper("broadcast_like"), (tangent, target))

    def axes(self, target: Expr, own: Array) -> tuple[str, ...]:
        """The axes of what `target` is bound to: "?" stands for the tangent's, too."""
        value = self.facts.definitions.get(target) if isinstance(target, Var) else None
        found = None if value is None else self.known.of(value)
        return found.dims if isinstance(found, Array) else own.dims

    def fresh(self, target: Var, value: Expr, tangent: Expr, s: Stmt) -> Expr:
        """A tangent that is written is fresh exactly where its primal is (S4)."""
        held = self.facts.aliases.shares(tangent)
        written = [
            w for w in held if w.of is not None and self.facts.aliases.written(w.of)
        ]
        if not self.facts.aliases.written(target) and not written:
            return tangent
        if self.facts.fresh(value) and not self.facts.fresh(tangent):
            return self.facts.copied(tangent)
        if self.facts.aliases.shares(value) and not held:
            raise refused(
                "this may be a view of an array that is written",
                "work on a copy (`.copy()`), or write through one name only",
                s.origin,
            )
        return tangent

    def copies(self, s: ir.Copies) -> list[Stmt]:
        """The parallel copy with the tangents of what is differentiated."""
        before: list[Stmt] = []
        targets, values = list(s.targets), list(s.values)
        for t, v in zip(s.targets, s.values, strict=True):
            if t in self.facts.active:
                targets.append(self.dot(t))
                values.append(self.tangent(v) or self.zero_of(v, before))
        return [*before, ir.replace(s, targets=tuple(targets), values=tuple(values))]

    def zero_of(self, v: Expr, before: list[Stmt]) -> Expr:
        """The tangent of a passive value that a differentiated name is bound to."""
        zeros = v if v == ir.UNBOUND else self.facts.zeros_of(v)
        if isinstance(zeros, Const):
            return zeros
        # Copies are of names; what makes the zeros comes first.
        name = Var("", "dot", v if isinstance(v, Var) else None)
        self.known.types[name] = floating(self.known.of(v))
        before.append(ir.Let(name, zeros))
        return name

    def put(self, s: ir.Put) -> list[Stmt]:
        dot = self.tangent(s.value)
        if dot is None:
            if s.op:
                return []
            in_list = isinstance(self.known.of(s.base), ListOf)
            dot = self.facts.zeros_of(s.value) if in_list else Const(0.0)
        return [ir.replace(s, base=self.dot(s.base), value=dot)]

    def effect(self, s: ir.Do, value: Expr) -> list[Stmt]:
        hot = [v for v in ir.names_in(value) if v in self.facts.active]
        if not hot:
            return []
        match value:
            case ir.Call(ir.Attr(Var() as base, "append"), (item,)):
                if base not in self.facts.active:
                    return []
                append = ir.Attr(self.dot(base), "append")
                return [ir.replace(s, value=ir.Call(append, (self.item(item),)))]
            case ir.Call(
                ir.Ref(value=function) as func, (Var() as base, index, item)
            ) if is_scatter(function) and base in self.facts.active:
                dot = self.tangent(item)
                if dot is None:
                    return []
                return [
                    ir.replace(s, value=ir.Call(func, (self.dot(base), index, dot)))
                ]
        if any(self.facts.aliases.written(v) for v in hot):
            raise refused(
                "a statement that may change a differentiated value isn't followed",
                "assign the new value to a name",
                s.origin,
            )
        return []
