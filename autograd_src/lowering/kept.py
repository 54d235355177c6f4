"""Which calls stay calls, of a function that is read by itself (see `routines`).

Those of functions that call themselves; and, where that is asked for, of those that
are called in several places and have more than one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from autograd_src import ir
from autograd_src.analyses.activity import enters, varied
from autograd_src.analyses.aliases import Aliases, aliases
from autograd_src.analyses.ranks import Ranks, entry, ranks
from autograd_src.analyses.summaries import Summary
from autograd_src.analyses.trusting import Trusting
from autograd_src.frontend.read import Definition
from autograd_src.ir import Const, Expr, Symbol, Var
from autograd_src.live.values import Abstract, Array, Scalar, Static, Unknown
from autograd_src.lowering.arguments import Mismatch
from autograd_src.lowering.callee import Callee, Inner, is_static
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.derived import Derived, arguments
from autograd_src.lowering.hoisting import Hoister
from autograd_src.lowering.places import Place
from autograd_src.lowering.routines import UNUSED, Routine, general

__all__ = ["Kept"]

_PASSED = (Scalar, Array, Unknown, Static)


class _Given(NamedTuple):
    """An argument that is passed on: where it comes from, and of what kind it is."""

    v: Var  # the parameter, or the variable of an enclosing function
    arg: Expr
    value: Abstract
    hot: bool


class Kept(Hoister):
    """The part of inlining that decides what isn't inlined."""

    def __init__(
        self, hot: frozenset[Var], known: Ranks, found: Aliases, callees: Callees
    ) -> None:
        super().__init__(hot, known, callees)
        self.found = found
        self.sites: Counter[int] = Counter()
        self.varying: set[tuple[int, int | str]] = set()
        self.certain = hot
        self.kinds = known

    def callee(self, call: ir.Call) -> Callee | None:
        """The function that a call of differentiated arguments calls."""
        raise NotImplementedError

    def count(self, function: ir.Function, seeds: Iterable[Var]) -> None:
        """Count the calls of each function, and find what depends on `seeds`.

        Functions that are still to be read count as harmless, and what they return as
        of the kind that other paths give: calls can't be kept if that turns out to be
        wrong.
        """
        unread = set()
        for s in ir.walk(function.body):
            for call in _calls(s):
                callee = self.callee(call)
                if callee is not None:
                    unread.add(id(s))
                    self.sites[callee.key] += 1
                    given = (p for p, a in _placed(call) if not isinstance(a, Const))
                    self.varying.update((callee.key, place) for place in given)
        if self.sites:
            values = {p.var: self.known.of(p.var) for p in function.params}
            outside = self.known.outside
            self.kinds = ranks(function, values, outside, unread=frozenset(unread))
            trusting = aliases(function, self.known, Trusting)
            self.certain = varied(function, seeds, trusting)

    def held(self, e: Expr) -> Expr:
        name = super().held(e)
        if isinstance(name, Var) and name is not e and not self.kinds.missing(e):
            self.kinds.types[name] = self.kinds.of(e)
        return name

    def kind(self, e: Expr) -> Abstract:
        """What is known of an argument while other calls are still to be replaced."""
        return (self.known if self.kinds.missing(e) else self.kinds).of(e)

    def is_kept(self, callee: Callee, definition: Definition) -> bool:
        if self.callees.routines.recursive(callee):
            return True
        routines = self.callees.routines
        several = self.sites[callee.key] > 1 or routines.has(callee.key)
        return routines.every and several and _statements(definition) > 1

    def is_early(self, bound: dict[Var, Expr]) -> bool:
        """Whether an argument's kind is known only once other calls are replaced."""
        args = (a for a in bound.values() if not is_static(a))
        return self.changed and any(map(self.kinds.missing, args))

    def kept(
        self, e: ir.Call, callee: Callee, definition: Definition, bound: dict[Var, Expr]
    ) -> ir.Call | None:
        """The call of a routine that stands for the call `e`; None to inline it.

        `e` itself if that can't be told yet.
        """
        if not self.is_kept(callee, definition):
            return None
        if self.is_early(bound):
            return e
        routines = self.callees.routines
        recursive = routines.recursive(callee)
        given, fixed = self.given(e, callee, definition, bound)
        if given is None:
            return None
        parts = tuple((g.v.base, g.value, g.hot) for g in given)
        key = callee.key, parts, tuple((v.base, _text(a)) for v, a in fixed.items())
        key = routines.final(key)
        if key in routines.blocked:
            return None
        given = _widened(given, key)
        if key not in routines.found:
            routines.add(_made(key, e, callee, definition, given, fixed, recursive))
        symbol = routines.found[key].symbol
        return ir.Call(ir.Own(symbol), tuple(g.arg for g in given))

    def derivative_call(self, e: ir.Call, d: Derived) -> ir.Call:
        """The call of a derivative, written as a routine; `e` if it can't be told yet.

        Raises `Mismatch` if the arguments don't fit.
        """
        named = dict(e.keywords)
        if "" in named or any(isinstance(a, ir.Star) for a in e.args):
            raise Mismatch("`*` or `**` passes on arguments", "write them out")
        bound = {Var(n): a for n, a in arguments(d, list(e.args), named).items()}
        if self.is_early(bound):
            return e
        given = []
        for v, arg in bound.items():
            value = self.kind(arg)
            if not isinstance(value, _PASSED):
                raise Mismatch(
                    f"{v.base!r} is no number or array",
                    "give numbers and arrays, each as an argument of its own",
                )
            hot = enters(arg, self.certain)
            given.append(_Given(v, arg, general(value, False), hot))
        routines = self.callees.routines
        parts = tuple((g.v.base, g.value, g.hot) for g in given)
        key = routines.final((d.key, parts, ()))
        if key in routines.blocked:
            why = routines.why[d.key]
            passive = "give those that have none as `stop_gradient(x)`"
            raise Mismatch(why, passive if why == UNUSED else "write its formula here")
        if key not in routines.found:
            routines.add(_unwritten(key, d, _widened(given, key)))
        symbol = routines.found[key].symbol
        return ir.Call(ir.Own(symbol), tuple(g.arg for g in given))

    def given(
        self, e: ir.Call, callee: Callee, definition: Definition, bound: dict[Var, Expr]
    ) -> tuple[list[_Given] | None, dict[Var, Expr]]:
        """What is passed on, and what is put into the body; None if that can't be.

        An integer is passed on where another call gives a variable in its place.
        """
        recursive = self.callees.routines.recursive(callee)
        varying = [a for p, a in _placed(e) if (callee.key, p) in self.varying]
        found: list[_Given] = []
        fixed: dict[Var, Expr] = {}
        free = {v: self.callees.routines.here(v) for v in _free(definition)}
        for v, arg in {**bound, **free}.items():
            value = self.kind(arg)
            if v in self.callees.inner and _is_itself(v, callee, self.callees):
                self.callees.lasting[v] = self.callees.inner[v]
                continue
            if _is_fixed(arg, recursive or any(arg is a for a in varying)):
                fixed[v] = arg
            elif isinstance(value, _PASSED):
                kind = general(value, recursive)
                hot = enters(arg, self.certain)
                found.append(_Given(v, arg, kind, hot))
            else:
                return None, {}
        return (None, {}) if definition.captured else (found, fixed)


def _widened(given: list[_Given], key: Any) -> list[_Given]:
    """What is passed on, as the routine of that key takes it."""
    pairs = zip(given, key[1], strict=True)
    return [g._replace(value=kind, hot=hot) for g, (_, kind, hot) in pairs]


def _calls(s: ir.Stmt) -> Iterator[ir.Call]:
    for top in ir.exprs(s):
        for e in ir.walk_expr(top):
            if isinstance(e, ir.Call):
                yield e


def _placed(call: ir.Call) -> Iterator[tuple[int | str, Expr]]:
    """The arguments of a call, each with its position or name."""
    yield from enumerate(call.args)
    yield from call.keywords


def _made(
    key: Any,
    e: ir.Call,
    callee: Callee,
    definition: Definition,
    given: list[_Given],
    fixed: dict[Var, Expr],
    recursive: bool,
) -> Routine:
    place = Place(definition.function.body, (callee.key,))
    place.names.update(fixed)
    params = [place.fresh(g.v) for g in given]
    values = {v: entry(v.base, g.value) for v, g in zip(params, given, strict=True)}
    hot = tuple(v for v, g in zip(params, given, strict=True) if g.hot)
    summary = Summary(
        tuple(values.values()), hot=tuple(k for k, g in enumerate(given) if g.hot)
    )
    symbol = Symbol(callee.name, summary)
    body = place.block(definition.function.body)
    function = ir.Function(symbol, tuple(map(ir.Param, params)), body)
    plain = _plain(e, callee, definition, place)
    inner: dict[Var, Expr] = {g.v: v for g, v in zip(given, params, strict=True)}
    return Routine(symbol, key, function, values, hot, plain, inner)


def _unwritten(key: Any, d: Derived, given: list[_Given]) -> Routine:
    """A derivative of which only the parameters are known."""
    values = {g.v: entry(g.v.base, g.value) for g in given}
    hot = tuple(k for k, g in enumerate(given) if g.hot)
    symbol = Symbol(d.name, Summary(tuple(values.values()), hot=hot))
    function = ir.Function(symbol, tuple(ir.Param(g.v) for g in given), ())
    return Routine(symbol, key, function, values, (), derived=d)


def _plain(
    e: ir.Call, callee: Callee, definition: Definition, place: Place
) -> ir.Call | None:
    """The call of the user's function, in terms of the routine's parameters."""
    if not isinstance(e.func, ir.Ref) or callee.args or callee.keywords:
        return None
    params = definition.function.params
    if any(p.kind not in ("positional", "keyword") for p in params):
        return None
    args = tuple(place.names[p.var] for p in params if p.kind == "positional")
    named = tuple(
        (p.var.base, place.names[p.var]) for p in params if p.kind == "keyword"
    )
    return ir.Call(e.func, args, named)


def _is_itself(v: Var, callee: Callee, callees: Callees) -> bool:
    """Whether a variable holds the function that is called itself."""
    function = callee.function
    return isinstance(function, Inner) and (
        callees.inner[v][0] is function.closure.node
    )


def _free(definition: Definition) -> list[Var]:
    """The variables of enclosing functions that a body reads."""
    body = definition.function.body
    own = {v for s in ir.walk(body) for v in ir.defs(s)}
    own |= {p.var for p in definition.function.params}
    read = dict.fromkeys(v for s in ir.walk(body) for v in ir.uses(s))
    return [v for v in read if v not in own]


def _statements(definition: Definition) -> int:
    """How many statements of the user's a function has."""
    return len({s.origin for s in ir.walk(definition.function.body)} - {None})


def _is_fixed(arg: Expr, passed: bool) -> bool:
    """Whether an argument is put into the body: options, and other functions."""
    if is_static(arg):
        return True
    if not isinstance(arg, Const):
        return False
    return isinstance(arg.value, (bool, str, type(None))) or (
        type(arg.value) is int and not passed
    )


def _text(arg: Expr) -> object:
    return id(arg.value) if isinstance(arg, ir.Ref) else arg
