"""Derivatives of routines: a forward and a backward, or a function of tangents.

`y, saved = layer_forward(x, w)` stands in a forward sweep where the function was
called, and `x_bar, w_bar = layer_backward(saved, y_bar)` in its reverse; `y, y_dot =
layer_jvp(x, x_dot, w)` in forward mode.  One pair serves all calls with arguments of
one kind.  How a pair is cut out of both sweeps is in `pullback`.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.outside import Outside
from autograd_src.analyses.summaries import Calling, Summary, calling
from autograd_src.errors import NotDifferentiable
from autograd_src.ir import Expr, Stmt, Symbol, Var
from autograd_src.live.values import ANYTHING, Abstract, Tuple
from autograd_src.lowering.operations import refused
from autograd_src.lowering.routines import Routine, Routines
from autograd_src.transforms.facts import Facts, floating

__all__ = ["Pairs", "no_further", "not_foreseen"]

Block = tuple[Stmt, ...]


class Pairs:
    """The derivatives of routines that one module needs.

    Attributes
    ----------
    again
        backwards may run several times for one forward: they change nothing in what
        it saved
    """

    def __init__(self, routines: Routines, outside: Outside, again: bool) -> None:
        self.routines = routines
        self.outside = outside
        self.again = again
        self.forwards: dict[Symbol, Symbol] = {}
        self.tangents: dict[Symbol, Symbol] = {}
        self.todo: list[tuple[str, Routine]] = []

    def of(self, symbol: Symbol) -> Routine:
        """The routine of that name."""
        if symbol in self.routines.of:
            return self.routines.of[symbol]
        raise no_further(symbol)

    # ------------------------------------------------------------------- symbols

    def forward(self, symbol: Symbol) -> Symbol:
        """The forward of a routine."""
        if symbol not in self.forwards:
            routine = self.of(symbol)
            own = routine.summary
            bars = tuple(map(floating, _at(own.params, own.hot)))
            gradients = bars[0] if len(bars) == 1 else Tuple(bars)
            cotangents = tuple(map(floating, _items(own.result)))
            taken = Summary((), gradients, cotangents=cotangents)
            backward = Symbol(f"{symbol.base}_backward", taken)
            results = (*_items(own.result), ANYTHING)
            everything = tuple(range(len(own.params)))
            summary = Summary(own.params, Tuple(results), everything, own.hot, backward)
            self.forwards[symbol] = Symbol(f"{symbol.base}_forward", summary)
            self.todo.append(("pair", routine))
        return self.forwards[symbol]

    def backward(self, symbol: Symbol) -> Symbol:
        """The backward of a routine."""
        summary = self.forward(symbol).summary
        assert isinstance(summary, Summary)
        assert summary.backward is not None
        return summary.backward

    def tangent(self, symbol: Symbol) -> Symbol:
        """The function of a routine's arguments and their tangents."""
        if symbol not in self.tangents:
            routine = self.of(symbol)
            own = routine.summary
            params: list[Abstract] = []
            for k, p in enumerate(own.params):
                params += (p, floating(p)) if k in own.hot else (p,)
            results = [v for r in _items(own.result) for v in (r, floating(r))]
            everything = tuple(range(len(params)))
            summary = Summary(tuple(params), Tuple(tuple(results)), everything)
            self.tangents[symbol] = Symbol(f"{symbol.base}_jvp", summary)
            self.todo.append(("tangent", routine))
        return self.tangents[symbol]

    # ---------------------------------------------------------------- statements

    def plain(self, call: Calling) -> Stmt:
        """A call of which no derivative is wanted: of the user's function, if that has
        a name.
        """
        routine = self.of(call.symbol)
        if routine.plain is not None:
            params = (p.var for p in routine.function.params)
            given = dict(zip(params, call.args, strict=True))
            value = ir.substitute(routine.plain, given)
            return _bound(call.targets, value, call.origin)
        value = ir.Call(ir.Own(self.forward(call.symbol)), call.args)
        return ir.Unpack((*call.targets, Var("saved")), value, origin=call.origin)

    def forwarded(self, facts: Facts, cut: bool) -> Facts:
        """The function with forwards in the place of routines.

        `cut`: the function is going to be cut in two, and has a `saved` of its own.
        """

        def stmt(s: Stmt) -> Stmt:
            call = calling(s)
            if call is None:
                return ir.map_blocks(s, block)
            if not any(t in facts.active for t in call.targets):
                return self.plain(call)
            name = f"{call.symbol.base}_saved" if cut else "saved"
            saved = Var(name)
            facts.known.types[saved] = ANYTHING
            value = ir.Call(ir.Own(self.forward(call.symbol)), call.args)
            return ir.Unpack((*call.targets, saved), value, origin=s.origin)

        def block(body: Block) -> Block:
            return tuple(map(stmt, body))

        function = facts.function
        return facts._replace(function=ir.replace(function, body=block(function.body)))


def no_further(symbol: Symbol) -> NotDifferentiable:
    """Derivatives of pairs are not taken."""
    return refused(
        f"{symbol.base} calls itself: derivatives of its gradient aren't followed",
        "take a Hessian-vector product (`hvp`), or write a loop",
        None,
    )


def not_foreseen(call: Calling) -> NotDifferentiable:
    """An argument turned out to be differentiated only after the routine was read."""
    return refused(
        f"which arguments of {call.symbol.base} are differentiated can't be told",
        "give the call's arguments names of their own",
        call.origin,
    )


def _bound(targets: tuple[Var, ...], value: Expr, origin: ir.Origin | None) -> Stmt:
    if len(targets) == 1:
        return ir.Let(targets[0], value, origin=origin)
    return ir.Unpack(targets, value, origin=origin)


def _at(values: tuple[Abstract, ...], places: tuple[int, ...]) -> list[Abstract]:
    return [values[k] for k in places]


def _items(value: Abstract | None) -> tuple[Abstract, ...]:
    assert value is not None, "results are settled before derivatives are made"
    return value.items if isinstance(value, Tuple) else (value,)
