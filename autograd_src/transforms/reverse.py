"""Reverse mode: the statements of the reverse sweep, block by block.

What the forward sweep has to keep for them is decided afterwards, in `records`: here
primal variables are simply read, and each store leaves a `Restore` behind.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.listed import rows_of
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.sharing import is_scatter
from autograd_src.analyses.summaries import calling
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.lowering.hooks import is_hook
from autograd_src.lowering.operations import refused
from autograd_src.transforms.adjoints import Adjoint
from autograd_src.transforms.contributions import Contributions
from autograd_src.transforms.facts import Facts, floating
from autograd_src.transforms.marks import Mirror, Restore, is_append, mutates
from autograd_src.transforms.pairs import not_foreseen

__all__ = ["Reverse"]

State = dict[Var, Adjoint]


class Reverse(Contributions):
    """Reverses one function; `state` holds the seeds before `run` is called."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)

    def run(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        """The reverse of `body`, from and to the current state."""
        outer, self.out = self.out, []
        for s in reversed(body):
            self.origin, self.current = s.origin, s
            self.reverse(s)
        made, self.out = tuple(self.out), outer
        return made

    def reverse(self, s: Stmt) -> None:
        match s:
            case ir.Let(target, value):
                if mutates(value):
                    self.emit(Restore(s))
                if not self.list_statement(s):
                    self.definition(target, value, s)
            case ir.Copies():
                self.copies(s)
            case ir.Put():
                self.emit(Restore(s))
                if not self.list_statement(s):
                    self.put(s)
            case ir.If():
                self.branch(s)
            case ir.For() | ir.While():
                self.loop(s)
            case ir.Do() | ir.Carry():
                self.effect(s)
            case ir.Unpack(targets, ir.Call(ir.Own())):
                if any(t in self.state for t in targets):
                    self.called(s)
            case ir.Unpack(targets, _):
                if any(self.take(t) for t in targets):
                    raise refused(
                        "this unpacking can't be followed", "index the value", s.origin
                    )

    def called(self, s: Stmt) -> None:
        """The call of a forward: its backward takes what it saved (S10)."""
        call = calling(s)
        assert call is not None
        *results, saved = call.targets
        summary = call.summary
        bars = tuple(self.cotangent(t) for t in results)
        given = [(k, a) for k, a in enumerate(call.args) if self.is_active(a)]
        if any(k not in summary.hot for k, _ in given):
            raise not_foreseen(call)
        assert summary.backward is not None
        value = ir.Call(ir.Own(summary.backward), (saved, *bars))
        made: dict[int, Expr] = {}
        if len(summary.hot) == 1:
            made = dict.fromkeys(summary.hot, value)
        else:
            names = [self.received(call.args[k]) for k in summary.hot]
            self.emit(ir.Unpack(tuple(names), value, origin=self.origin))
            made.update(zip(summary.hot, names, strict=True))
        for k, a in given:
            assert isinstance(a, Var)
            self.contribute(a, made[k], "owned")

    def hooked(self, base: Var, hook: Expr, whole: Expr, target: Var) -> None:
        """What a hook makes of the complete adjoint."""
        function = self.facts.definitions.get(hook, hook)  # type: ignore[call-overload]
        known = self.facts.hooks.get(function)
        if known is None:
            self.contribute(base, ir.Call(hook, (whole,)), "shared")
            return
        bar = self.received(target)
        self.emit(ir.Let(bar, whole, origin=self.origin))
        body, result = known.applied(bar, self.origin)
        for s in body:
            self.emit(s)
        self.contribute(base, result, "shared")

    def received(self, a: Expr) -> Var:
        """A name for the cotangent of an argument, as a backward returns it."""
        made = Var(a.base, "bar", a) if isinstance(a, Var) else Var()
        self.known.types[made] = floating(self.known.of(a))
        return made

    def cotangent(self, t: Var) -> Expr:
        """The complete adjoint of one of several results."""
        adjoint = self.take(t)
        return self.facts.zeros(t) if adjoint is None else self.full(t, adjoint).value

    def effect(self, s: ir.Do | ir.Carry) -> None:
        """A statement run for its effect: on a list, passive, or refused."""
        match s:
            case ir.Do(ir.Call(ir.Ref(value=function), (Var() as base, index, value))):
                if is_scatter(function) and base in self.facts.active:
                    self.emit(Restore(s))
                    self.scattered(base, index, value)
                    return
        self.emit(Restore(s))
        if isinstance(s, ir.Do) and is_append(s.value):
            self.list_statement(s)

    # --------------------------------------------------------------- definitions

    def definition(self, target: Var, value: Expr, s: Stmt) -> None:
        if target in self.facts.shadows:
            self.shadowed_definition(target, value, s)
            return
        adjoint = self.gathered(target) or self.take(target)
        if adjoint is not None:
            self.passed(target, value, adjoint, s)

    def passed(self, target: Var, value: Expr, adjoint: Adjoint, s: Stmt) -> None:
        """Hand the adjoint of `target` on to what it has been computed from."""
        match value:
            case Var():
                self.pass_on(value, adjoint)
            case ir.Seq("list", items) if self.is_list(target):
                self.made(target, items, adjoint)
            case ir.Call(ir.Ref(), (Var() as base,)) if rows_of(value, self.known):
                self.rows(base, target, adjoint)
            case ir.Index(Var() as base, index) if base in self.facts.active:
                self.read(base, index, adjoint, target)
            case ir.Call(_, (Var() as base, hook)) if is_hook(value):
                self.hooked(base, hook, self.full(target, adjoint).value, target)
            case ir.Call(ir.Ref(), (Var() as base, *_)) if (
                isinstance(self.known.of(base), ListOf)
                and base in self.facts.active
                and self.is_active(value)
            ):
                self.whole(base, target, value, adjoint)
            case _ if self.is_active(value):
                self.operation(target, value, adjoint, s)

    def shadowed_definition(self, target: Var, value: Expr, s: Stmt) -> None:
        """What is new passes its adjoint on; what has one already does not."""
        copied = self.facts.kept.get(target)
        if target in self.facts.kept and copied is None:
            return
        outer, self.out = self.out, []
        self.passed(target, value, Adjoint(self.bar(target), "shared"), s)
        made, self.out = tuple(self.out), outer
        if copied is None:
            self.out += made
        elif made:
            self.emit(ir.If(copied, (), made, origin=self.origin))

    def is_active(self, value: Expr) -> bool:
        return enters(value, self.facts.active)

    def pass_on(self, v: Var, adjoint: Adjoint) -> None:
        """The adjoint of a copy belongs to what was copied."""
        if v in self.facts.active:
            self.contribute(v, adjoint.value, adjoint.kind)

    def copies(self, s: ir.Copies) -> None:
        """A parallel copy: all adjoints are taken before any is passed on."""
        taken = [(v, self.take(t)) for t, v in zip(s.targets, s.values, strict=True)]
        bound = []
        for v, adjoint in taken:
            if adjoint is None or not self.is_active(v):
                continue
            if not isinstance(v, Var):
                raise self.not_followed()
            if len(taken) > 1 and isinstance(adjoint.value, Var):
                adjoint = Adjoint(self.temporary(adjoint.value), adjoint.kind)
            bound.append((v, adjoint))
        for v, adjoint in bound:
            self.pass_on(v, adjoint)

    # -------------------------------------------------------------- control flow

    def branch(self, s: ir.If) -> None:
        entry = dict(self.state)
        arms, states = [], []
        for body in ir.blocks(s):
            self.state = dict(entry)
            arms.append(self.run(body))
            states.append(self.state)
        self.origin, self.current = s.origin, s
        merged = self.merged(states)
        settled = [
            arm + self.settled(s, state, merged)
            for arm, state in zip(arms, states, strict=True)
        ]
        self.state = merged
        if any(settled):
            self.emit(Mirror(s, tuple(settled)))

    def settled(self, s: Stmt, state: State, wanted: State) -> tuple[Stmt, ...]:
        """What brings `state` to `wanted` at the end of an arm or a body."""
        outer, self.out, self.state = self.out, [], state
        self.current = s
        for v, adjoint in wanted.items():
            if state.get(v) != adjoint:
                self.settle(v, adjoint.kind)
        made, self.out = tuple(self.out), outer
        return made

    def loop(self, s: ir.For | ir.While) -> None:
        """The reversed loop: a fixpoint over the adjoints that it carries."""
        entry = dict(self.state)
        head, rounds, changed = dict(entry), 0, True
        while changed:
            self.state = dict(head)
            self.depth += 1
            body = self.run(s.body)
            self.depth -= 1
            end = self.state
            new = self.carried(head, end, rounds)
            changed, head, rounds = new != head, new, rounds + 1
        tail = self.settled(s, end, head)
        before = self.settled(s, entry, head)
        self.state = dict(head)
        self.origin, self.current = s.origin, s
        if body or tail:
            self.out += [ir.replace(b, origin=None) for b in before]
            self.emit(Mirror(s, (body + tail,)))

    def merged(self, states: list[State]) -> State:
        """The join of states: zero joined with anything is zeros (S3)."""
        merged: State = {}
        for v in dict.fromkeys(v for state in states for v in state):
            found = [state.get(v) for state in states]
            if found[0] is not None and all(a == found[0] for a in found):
                merged[v] = found[0]
            else:
                shared = any(a is not None and a.kind == "shared" for a in found)
                merged[v] = Adjoint(self.bar(v), "shared" if shared else "owned")
        return merged

    def carried(self, head: State, end: State, rounds: int) -> State:
        """The state at a loop's head, given the one at the end of its body.

        What the body makes its own is copied once, before the loop.
        """
        merged = self.merged([head, end])
        for v, adjoint in merged.items():
            last = end.get(v)
            if last is not None and last.kind == "owned" and rounds < 4:
                merged[v] = (
                    adjoint._replace(kind="owned")
                    if adjoint.kind == "shared"
                    else adjoint
                )
        return merged
