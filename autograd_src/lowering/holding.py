"""Whether what was assumed of the calls of routines is true, once all are followed."""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.activity import enters
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.summaries import calling
from autograd_src.ir import Var
from autograd_src.lowering.routines import Again, Routines

__all__ = ["hold"]

_WRITTEN = "what it is given or returns is written"
_SEVERAL = "what it is given is of several kinds"


def hold(
    function: ir.Function,
    known: Ranks,
    found: Aliases,
    hot: frozenset[Var],
    routines: Routines,
) -> bool:
    """Whether what was assumed of the calls of routines is true.

    Nothing writes what a routine is given or returns (S8), its arguments are of the
    kinds that it was read for, and no more of them depend on what is differentiated.
    Routines of which that isn't so are blocked; or all are read again, those that stay
    calls for what they are given.
    """
    holds = True
    for s in ir.walk(function.body):
        call = calling(s)
        if call is None:
            continue
        given = (v for a in call.args for v in found.shares(a))
        written = any(found.written(v) for v in (*call.targets, *given))
        routine, kinds = routines.of[call.symbol], [known.of(a) for a in call.args]
        hots = [enters(a, hot) for a in call.args]
        more = any(h and k not in call.summary.hot for k, h in enumerate(hots))
        if not (written or more) and routine.takes(kinds):
            continue
        if not written and routines.widen(routine, kinds, hots):
            raise Again
        routines.block(routine.key, _WRITTEN if written else _SEVERAL)
        holds = False
    return holds
