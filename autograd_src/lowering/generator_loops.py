"""Loops over generators, and over `zip` and `enumerate` of them."""

from __future__ import annotations

import gast

from autograd_src import ir
from autograd_src.frontend import scoping
from autograd_src.frontend.read import Definition
from autograd_src.frontend.ssa import breaks
from autograd_src.ir import Const, Expr, Let, Stmt, Var
from autograd_src.live.values import Array, List, Tuple
from autograd_src.lowering.arguments import Mismatch, bind, spread
from autograd_src.lowering.callee import Callee, is_written
from autograd_src.lowering.generators import Generators
from autograd_src.lowering.operations import refused
from autograd_src.lowering.places import Inlined, Place
from autograd_src.lowering.weaving import Turn, followed, given, woven, yields
from autograd_src.recipes import iterators

__all__ = ["GeneratorLoops"]

_MOST_COPIED = 4000  # statements


class GeneratorLoops(Generators):
    """The part of inlining that puts loops into the generators they go through."""

    def check_end(self, callee: Callee, chain: tuple[int, ...]) -> None:
        raise NotImplementedError

    def enter(self, place: Place, bound: dict[Var, Expr]) -> None:
        raise NotImplementedError

    def captured(self, definition: Definition, place: Place) -> None:
        raise NotImplementedError

    def left(self, e: ir.Call, operands: list[Expr]) -> Expr:
        raise NotImplementedError

    def stmt(self, s: Stmt) -> None:
        if isinstance(s, ir.Unpack) and self.lazy(s.value) is not None:
            s = ir.replace(s, value=self.collected(s.value))
        call = self.lazy(s.iter) if isinstance(s, ir.For) else None
        if isinstance(s, ir.For) and call is not None and self.is_stirred(s):
            if isinstance(s.iter, Var):
                self.spent.add(s.iter)
            match call:
                case ir.Call(ir.Ref(value=f), (first, *rest)) if f is enumerate:
                    start = dict(call.keywords).get("start", *rest[:1] or [Const(0)])
                    return self.numbered(s, first, start)
                case ir.Call(ir.Ref(value=f), args) if f is zip:
                    return self.paired(s, args)
            callee = self.generator(call)
            if callee is not None and self.passed(s, call, callee):
                return None
        return super().stmt(s)

    def is_stirred(self, s: ir.For) -> bool:
        inside = (v for b in ir.walk((s,)) for v in (*ir.defs(b), *ir.uses(b)))
        return any(v in self.hot for v in inside)

    def numbered(self, s: ir.For, items: Expr, start: Expr) -> None:
        """A loop over `enumerate(items)` as one that counts."""
        count, v, origin = Var(), Var(), s.origin
        self.out.append(Let(count, self.held(self.expr(start)), origin=origin))
        more = Let(count, ir.Bin("+", count, Const(1)), origin=origin)
        body = given(s.target, ir.Seq("tuple", (count, v)), s.body, origin)
        self.woven = True
        self.stmt(ir.For(v, items, followed(body, (more,)), origin=origin))

    def paired(self, s: ir.For, args: tuple[Expr, ...]) -> None:
        """A loop over `zip(items, generator)` as one over the generator."""
        endless = [k for k, a in enumerate(args) if _is_formula(a)]
        found = [k for k, a in enumerate(args) if self.lazy(a) is not None]
        found = [k for k in found if k not in endless]
        if not found and len(endless) < len(args):
            return self.alongside(s, args, endless)
        found = found or endless
        place = next((k for k in found if self.may_go_on(args[k])), found[0])
        count, item, origin = Var(), Var(), s.origin
        parts: list[Expr] = []
        ends: list[Expr] = []
        for k, a in enumerate(args):
            one, length = (item, None) if k == place else self.indexed(a, count)
            parts.append(one)
            ends += [] if length is None else [ir.Cmp(">=", count, length)]
        body = given(s.target, ir.Seq("tuple", tuple(parts)), s.body, origin)
        if ends:
            test = ends[0] if len(ends) == 1 else ir.Bool("or", tuple(ends))
            body = (ir.If(test, (ir.Break(origin=origin),), body, origin=origin),)
        whole = Var()
        pair = ir.Unpack((count, item), whole, origin=origin)
        source = ir.Call(ir.Ref("enumerate", value=enumerate), (args[place],))
        self.stmt(ir.For(whole, source, (pair, *body), origin=origin))

    def alongside(self, s: ir.For, args: tuple[Expr, ...], endless: list[int]) -> None:
        """A loop over `zip(items, count(1))` as one over `enumerate(items)`."""
        count, whole, origin = Var(), Var(), s.origin
        items = [Var() if k not in endless else None for k in range(len(args))]
        row = [i or self.indexed(a, count)[0] for i, a in zip(items, args, strict=True)]
        rest = tuple(a for k, a in enumerate(args) if k not in endless)
        names = tuple(i for i in items if i is not None)
        body = given(s.target, ir.Seq("tuple", tuple(row)), s.body, origin)
        source, item = rest[0], names[0]
        if len(rest) > 1:
            item = Var()
            body = (ir.Unpack(names, item, origin=origin), *body)
            source = ir.Call(ir.Ref("zip", value=zip), rest)
        pair = ir.Unpack((count, item), whole, origin=origin)
        source = ir.Call(ir.Ref("enumerate", value=enumerate), (source,))
        self.changed = self.woven = True
        self.stmt(ir.For(whole, source, (pair, *body), origin=origin))

    def may_go_on(self, e: Expr) -> bool:
        """Whether a generator may yield for ever."""
        call = self.lazy(e)
        for part in () if call is None else ir.walk_expr(call):
            callee = self.generator(part)
            if callee is not None:
                body = self.callees.read(callee, frozenset()).function.body
                loops = (s for s in ir.walk(body) if isinstance(s, ir.While))
                if any(isinstance(loop.test, Const) for loop in loops):
                    return True
        return False

    def indexed(self, e: Expr, count: Var) -> tuple[Expr, Expr | None]:
        """An item of what is gone through beside a generator, and how many it has."""
        match e:
            case ir.Call(ir.Ref(value=f), (stop,), ()) if f is range:
                return count, self.held(self.expr(stop))
            case ir.Call(ir.Ref(value=f), (start, step)) if f is iterators.numbers:
                return ir.Bin("+", start, ir.Bin("*", count, step)), None
            case ir.Call(ir.Ref(value=f), (value,)) if f is iterators.copies_for_ever:
                return self.held(self.expr(value)), None
            case ir.Call(ir.Ref(value=f), (items,)) if f is iterators.cycled:
                items = self.held(self.expr(items))
                length = ir.Call(ir.Ref("len", value=len), (items,))
                return ir.Index(items, ir.Bin("%", count, length)), None
        known = isinstance(self.known.of(e), (Array, List, Tuple))
        whole = self.held(self.expr(e)) if known else self.listed(e)
        return ir.Index(whole, count), ir.Call(ir.Ref("len", value=len), (whole,))

    def listed(self, e: Expr) -> Var:
        if self.may_go_on(e):
            raise refused(
                "two generators that may go on for ever aren't followed side by side",
                "let one return a list",
                self.origin,
            )
        if self.lazy(e) is not None:
            return self.collected(e)
        return self.held(ir.Call(ir.Ref("list", value=list), (self.expr(e),)))  # type: ignore[return-value]

    def passed(self, s: ir.For, call: ir.Call, callee: Callee) -> bool:
        """Put the generator's body here, and the loop's in it; False if it can't."""
        origin, start = self.origin, len(self.out)
        chain = origin.chain if isinstance(origin, Inlined) else ()
        operands = self.sequence((*call.args, *(v for _, v in call.keywords)))
        names = (k for k, _ in call.keywords)
        keywords = tuple(zip(names, operands[len(call.args) :], strict=True))
        try:
            positional = tuple(operands[: len(call.args)])
            args, named = spread(positional, keywords, self.passed_on, self.unwritten)
            args, named = [*callee.args, *args], {**dict(callee.keywords), **named}
            definition = self.read(callee, args, named)
            if definition is None:
                del self.out[start:]
                return False
            bound = bind(definition, args, named, callee.live)
        except Mismatch as error:
            why, instead = error.args
            raise refused(
                f"in the call of {callee.name}, {why}", instead, origin
            ) from None
        self.check_end(callee, chain)
        self.changed = self.woven = True
        place = Place(
            definition.function.body, (*chain, callee.key), self.standing(callee)
        )
        moving = {v for b in ir.walk((s,)) for v in ir.defs(b)}
        self.enter(place, {v: self.fixed(e, moving) for v, e in bound.items()})
        self.captured(definition, place)
        body = place.block(definition.function.body[:-1])
        if yields(body) > 1:
            check_turns(s, moving)
        made = woven(body, Turn(s, breaks(s.body)))
        if sum(1 for _ in ir.walk(made)) > _MOST_COPIED:
            raise refused(
                "the generator yields in too many places", "return a list", s.origin
            )
        self.out += made
        self.origin = origin
        return True

    def standing(self, callee: Callee) -> ir.Origin | None:
        """The user's statement for what stands for a function of a library."""
        live = callee.live
        return self.origin if live is not None and is_written(live) else None

    def fixed(self, e: Expr, moving: set[Var]) -> Expr:
        """An argument that the loop doesn't bind."""
        if e not in moving:
            return e
        name = Var()
        self.out.append(Let(name, e, origin=self.origin))
        return name


_ENDLESS = (iterators.numbers, iterators.copies_for_ever, iterators.cycled)


def _is_formula(e: Expr) -> bool:
    """Whether items can be told from their number, as those of `count()`."""
    match e:
        case ir.Call(ir.Ref(value=f)):
            return f in _ENDLESS
    return False


def check_turns(s: ir.For, moving: set[Var]) -> None:
    """Refuse functions that see what a later turn of the loop binds."""
    for inner in ir.walk(s.body):
        found = [e for top in ir.exprs(inner) for e in ir.walk_expr(top)]
        made = [(e.node, e.reads) for e in found if isinstance(e, ir.Raw)]
        if isinstance(inner, ir.Carry):
            made.append((inner.node, inner.reads))
        for node, reads in made:
            if not isinstance(node, (gast.FunctionDef, gast.Lambda)):
                continue
            late = scoping.late(node)
            names = [n for n, v in reads if n in late and v in moving]
            if names:
                raise refused(
                    f"a function reads {names[0]!r}, which the loop binds again",
                    f"pass it as a default: `{names[0]}={names[0]}`",
                    inner.origin,
                )
