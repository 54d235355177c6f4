"""The functions that a derivative calls: those of its routines, made until none is
missing.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.summaries import Summary
from autograd_src.lowering.routines import Routine
from autograd_src.transforms.modes import pushforward
from autograd_src.transforms.pairs import Pairs, no_further
from autograd_src.transforms.program import Program
from autograd_src.transforms.pullback import pair
from autograd_src.transforms.sweeps import Choice

__all__ = ["as_routines", "helpers", "itself"]


def helpers(pairs: Pairs) -> tuple[Program, ...]:
    """What has been asked of `pairs`, and what that asks for in its turn."""
    found: list[Program] = []
    while pairs.todo:
        kind, routine = pairs.todo.pop(0)
        found += _made(kind, routine, pairs)
    return tuple(found)


def as_routines(pairs: Pairs) -> None:
    """Make the functions of tangents routines themselves: more derivatives are wanted
    of what calls them.
    """
    while pairs.todo:
        kind, routine = pairs.todo.pop(0)
        if kind != "tangent":
            raise no_further(routine.symbol)
        (program,) = _made(kind, routine, pairs)
        function = program.function
        symbol, params = function.symbol, [p.var for p in function.params]
        summary = symbol.summary
        assert isinstance(summary, Summary)
        hot = (v for v in params if v in routine.hot or v.of in routine.hot)
        made = Routine(symbol, symbol, function, program.values, tuple(hot))
        summary.hot = tuple(params.index(v) for v in made.hot)
        pairs.routines.of[symbol] = made


def _made(kind: str, routine: Routine, pairs: Pairs) -> tuple[Program, ...]:
    program = Program(
        routine.function, routine.values, pairs.outside, True, pairs=pairs
    )
    hot = list(routine.hot)
    choice = Choice(hot, bare=len(hot) == 1, outermost=False)
    if kind == "tangent":
        symbol = pairs.tangents[routine.symbol]
        return (pushforward(program, choice, symbol, "", flat=True),)
    forward = pairs.forwards[routine.symbol]
    backward = pairs.backward(routine.symbol)
    return tuple(pair(program, choice, (forward, backward), pairs.again))


def itself(made: tuple[Program, ...]) -> tuple[Program, ...]:
    """`made`, the entry last, where that only calls another of these functions with its
    own arguments: then that function is the entry.
    """
    entry = made[-1].function
    match entry.body:
        case (
            ir.Unpack(targets, ir.Call(ir.Own(symbol), args, ())),
            ir.Ret(ir.Seq("tuple", results)),
        ) if results == targets and args == tuple(p.var for p in entry.params):
            found = [p for p in made[:-1] if p.function.symbol is symbol]
            others = [p for p in made[:-1] if p.function.symbol is not symbol]
            if found and symbol.base == entry.symbol.base:
                function = found[0].function
                own = zip(function.params, entry.params, strict=True)
                params = tuple(ir.replace(p, var=q.var) for q, p in own)
                whole = ir.replace(function, params=params, doc=entry.doc)
                return (*others, found[0]._replace(function=whole))
    return made
