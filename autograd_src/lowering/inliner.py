"""One round of inlining over a function; what was inlined is looked at in the next.

What a call calls is found in `callees`; the order of evaluation is kept in `hoisting`.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Expr, Let, Var
from autograd_src.live.guards import is_users
from autograd_src.lowering.arguments import Mismatch, bind, spread
from autograd_src.lowering.callee import (
    Callee,
    is_atom,
    is_ours,
    is_range,
    is_static,
)
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.captures import Captures
from autograd_src.lowering.derived import Derived, called, instead_of
from autograd_src.lowering.evaluated import evaluated, required
from autograd_src.lowering.generators import generates, single_uses
from autograd_src.lowering.instances import above_of
from autograd_src.lowering.operations import refused
from autograd_src.lowering.places import Inlined, Place

__all__ = ["Inliner"]


class Inliner(Captures):
    """Replaces the calls in a function that hold a variable in `hot`."""

    def __init__(
        self,
        hot: frozenset[Var],
        known: Ranks,
        found: Aliases,
        callees: Callees,
        function: ir.Function,
        seeds: Iterable[Var],
    ) -> None:
        super().__init__(hot, known, found, callees)
        self.params = {p.var.base: p.var for p in function.params}
        callees.look_at(function)
        self.factories = callees.factories(function, self.is_hot)
        self.function, self.single = function, single_uses(function)
        self.count(function, seeds)

    def calls(self, e: Expr) -> bool:
        """Whether `e` contains a call to be replaced."""
        if isinstance(e, ir.Raw):
            return False
        if isinstance(e, ir.Call) and (
            self.is_nothing(e)
            or self.renamed(e)
            or self.derivative(e)
            or self.callee(e) is not None
            or self.spliced(e) is not None
            or self.callees.completed(e) is not None
        ):
            return True
        if isinstance(e, ir.Attr) and (self.is_member(e) or self.getter(e)):
            return True
        if self.overload(e) is not None:
            return True
        if self.decided(e) is not None or self.consumes(e):
            return True
        if self.element(e) is not None:
            return True
        return any(map(self.calls, ir.parts(e)))

    def replaced(self, e: Expr) -> Expr | None:
        if self.consumes(e):
            return self.consumed(e)
        overload = self.overload(e)
        if overload is not None:
            return self.overloaded(overload)
        match e:
            case ir.Call():
                if self.callee(e) is None:
                    self.check_derivative(e)
                decision = self.decided(e)
                if decision is not None:
                    return Const(decision)
                renamed, callee = self.renamed(e), self.callee(e)
                if renamed is not None:
                    return self.expr(ir.Call(renamed, e.args, e.keywords))
                if self.is_nothing(e):
                    return Const(None)
                if callee is None:
                    completed = self.callees.completed(e) or self.spliced(e)
                    return None if completed is None else self.expr(completed)
                if isinstance(e.func, ir.Attr):
                    self.claim(e.func.value)
                return self.inline(e, callee)
            case ir.Index():
                return self.element(e)
            case ir.Attr(value, name):
                getter = self.getter(e)
                if getter is not None:
                    self.claim(value)
                    return self.inline(ir.Call(e), getter)
                return self.callees.member(value, name)
        return None

    def effect(self, e: Expr) -> Expr:
        """What a library does for its effect is not taken apart: it returns nothing."""
        callee = self.callee(e) if isinstance(e, ir.Call) else None
        if callee is None or callee.live is None or is_users(callee.live):
            return self.expr(e)
        assert isinstance(e, ir.Call)
        return self.left(e, self.sequence((*e.args, *(v for _, v in e.keywords))))

    def renamed(self, call: ir.Call) -> ir.Ref | None:
        """The function that a local name stands for in a call."""
        if isinstance(call.func, (ir.Ref, ir.Attr)):
            return None
        return self.callees.reference(call.func)

    def derivative(self, call: ir.Call) -> str:
        """The derivative of a function that is called, as it is written; "" if none."""
        value, path = called(call.func)
        hot = is_ours(value) and any(enters(a, self.hot) for a in call.args)
        return path if hot else ""

    def check_derivative(self, call: ir.Call) -> None:
        path = self.derivative(call)
        if path:
            raise refused(
                f"{path} isn't followed inside a function that is differentiated",
                instead_of(path),
                self.origin,
            )

    def callee(self, call: ir.Call) -> Callee | None:
        owner = call.func.value if isinstance(call.func, ir.Attr) else Const(None)
        own = above_of(owner)
        made = self.callees.made(own) is not None
        hot = made or any(map(self.is_hot, ir.parts(call)))
        if call not in self.factories and not hot:
            return None
        if call in self.factories and isinstance(call.func, ir.Ref):
            init = self.callees.constructor(call.func)
            if init is not None:
                return init._replace(makes=call.func)
        if made and not self.is_settled(own):
            return None
        found = self.callees.resolve(call.func, self.known.of)
        if found is None or found.key in self.callees.unread or generates(found):
            return None
        return found

    # ------------------------------------------------------------------ inlining

    def inline(self, e: ir.Call, callee: Callee) -> Expr:
        """The body of `callee` put here; its result."""
        origin = self.origin
        chain = origin.chain if isinstance(origin, Inlined) else ()
        found = self.sequence((*e.args, *(v for _, v in e.keywords)))
        names = (k for k, _ in e.keywords)
        keywords = tuple(zip(names, found[len(e.args) :], strict=True))
        operands = tuple(found[: len(e.args)])
        if isinstance(callee.function, Derived):
            return self.derivative_of(ir.Call(e.func, operands, keywords), callee)
        same = self.evaluated(ir.Call(e.func, operands, keywords), callee)
        if same is not None:
            return same
        try:
            operands = self.counted(operands, keywords, callee)
            args, named = spread(operands, keywords, self.passed_on, self.unwritten)
            args = [*callee.args, *args]
            named = {**dict(callee.keywords), **named}
            made = None
            if callee.makes is not None:
                made, args, named = self.instance(callee.makes, args, named)
            definition = self.read(callee, args, named)
            if definition is None:
                return self.left(e, found)
            bound = bind(definition, args, named, callee.live)
        except Mismatch as error:
            why, instead = error.args
            raise refused(
                f"in the call of {callee.name}, {why}", instead, origin
            ) from None
        kept = None if made is not None else self.kept(e, callee, definition, bound)
        if kept is not None:
            return self.left(e, found) if kept is e else self.result(kept)
        self.check_end(callee, chain)
        place = Place(
            definition.function.body, (*chain, callee.key), self.standing(callee)
        )
        self.enter(place, bound)
        self.captured(definition, place)
        *body, last = definition.function.body
        assert isinstance(last, ir.Ret), "canonical code ends in a return"
        self.out += place.block(tuple(body))
        self.origin = place.origin(last.origin)
        # A name keeps the place: calls in it are the callee's own.
        result = self.result(place.expr(last.value))
        self.origin = origin
        return result if made is None else made

    def derivative_of(self, e: ir.Call, callee: Callee) -> Expr:
        """A call of `f.grad` and the like."""
        assert isinstance(callee.function, Derived)
        try:
            kept = self.derivative_call(e, callee.function)
        except Mismatch as error:
            why, instead = error.args
            where = f"in the call of {callee.function.title}"
            raise refused(f"{where}, {why}", instead, self.origin) from None
        return kept if kept is e else self.result(kept)

    def check_end(self, callee: Callee, chain: tuple[int, ...]) -> None:
        """A function that calls itself is not put into itself."""
        if callee.key in chain:
            why = "its arguments aren't numbers and arrays alone"
            raise refused(
                f"{callee.name} calls itself, and "
                f"{self.callees.routines.why.get(callee.key, why)}",
                "make it a function of numbers and arrays without effects, or write "
                "a loop",
                self.origin,
            )

    def result(self, e: Expr) -> Expr:
        """What a callee returns: names, in a tuple if it returns one."""
        if isinstance(e, ir.Seq) and not any(isinstance(i, ir.Star) for i in e.items):
            return ir.Seq(e.kind, tuple(map(self.result, e.items)))
        if is_atom(e):
            return e
        name = Var()
        self.known.types[name] = self.known.of(e)
        self.out.append(Let(name, e, origin=self.origin))
        return name

    def evaluated(self, call: ir.Call, callee: Callee) -> Expr | None:
        """The result of a call that is evaluated now, and checked when it runs."""
        if callee.live is None or not isinstance(call.func, ir.Ref):
            return None
        result = evaluated(call, callee.live, self.known.of, self.callees)
        if result is not None:
            check = required(call, result, self.callees)
            self.out.append(ir.Do(check, origin=self.origin))
        return result

    def left(self, e: ir.Call, operands: list[Expr]) -> Expr:
        """A call whose operands have been evaluated."""
        names = (k for k, _ in e.keywords)
        keywords = tuple(zip(names, operands[len(e.args) :], strict=True))
        return ir.Call(e.func, tuple(operands[: len(e.args)]), keywords)

    def enter(self, place: Place, bound: dict[Var, Expr]) -> None:
        """Bind the parameters: what is a name already needs no other."""
        for v, value in bound.items():
            plain = isinstance(value, (Const, ir.Raw)) or is_static(value)
            plain = plain or is_range(value)
            if isinstance(value, Var) or (plain and v not in place.stored):
                place.names[v] = value
            else:
                self.out.append(Let(place.fresh(v), value, origin=self.origin))
