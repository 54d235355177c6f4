"""User functions that stay functions: each has derivatives of its own.

A function that is called in several places, or that calls itself, is read once for each
kind of arguments instead of being copied to its calls.  Which calls these are is
decided in `kept`; their derivatives are made in `transforms.pairs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograd_src import ir
from autograd_src.analyses.activity import active
from autograd_src.analyses.aliases import Aliases, aliases
from autograd_src.analyses.effects import Effects
from autograd_src.analyses.outside import Outside
from autograd_src.analyses.ranks import Ranks, ranks
from autograd_src.analyses.summaries import Summary
from autograd_src.ir import Expr, Symbol, Var
from autograd_src.live.joins import join
from autograd_src.live.values import Abstract, Array, Scalar, Static, Unknown
from autograd_src.lowering.callee import Callee
from autograd_src.lowering.derived import Derived
from autograd_src.lowering.recursion import is_recursive
from autograd_src.recipes import registry

__all__ = ["UNUSED", "Again", "Routine", "Routines", "general", "settle", "unfit"]

_NUMBERS = (Scalar, Array, Unknown)
_PASSED = (*_NUMBERS, Static)
_ROUNDS = 8  # of the fixpoint of results, then they count as unknown


@dataclass(eq=False)
class Routine:
    """A function that is called, for one kind of arguments.

    Attributes
    ----------
    symbol
        what calls of it name; its summary is completed while it is being read
    key
        function, kinds of arguments, and which of them are differentiated
    function
        in single assignment; its own calls are replaced once it has been read
    plain
        the user's call in terms of the parameters, if the function has a public name
    derived
        for a derivative that is called: what of; its function is written later
    inner
        for a function that is defined inside another: what stands for the variables
        of that in this one
    """

    symbol: Symbol
    key: Any
    function: ir.Function
    values: dict[Var, Abstract]
    hot: tuple[Var, ...]
    plain: ir.Call | None = None
    inner: dict[Var, Expr] = field(default_factory=dict)
    derived: Derived | None = None

    @property
    def summary(self) -> Summary:
        found = self.symbol.summary
        assert isinstance(found, Summary)
        return found

    def takes(self, given: Iterable[Abstract]) -> bool:
        """Whether it was read for arguments such as the given ones."""
        kinds = [kind for _, kind, _ in self.key[1]]
        return all(map(_takes, kinds, given))

    @property
    def results(self) -> tuple[Expr, ...]:
        """What it returns, item by item."""
        last = self.function.body[-1]
        assert isinstance(last, ir.Ret)
        value = last.value
        if isinstance(value, ir.Seq) and value.kind == "tuple":
            return value.items
        return (value,)

    @property
    def is_tuple(self) -> bool:
        last = self.function.body[-1]
        return isinstance(last, ir.Ret) and isinstance(last.value, ir.Seq)


class Again(Exception):
    """What was assumed of a routine is not so: all of them are read again."""


def _takes(kind: Abstract, value: Abstract) -> bool:
    """Whether what is read for one kind of argument does for another."""
    return kind in (general(value, False), general(value, True))


def general(value: Abstract, recursive: bool) -> Abstract:
    """A kind of arguments: lengths are told apart as in a signature.

    A function that calls itself is read for one kind of number and for any lengths.
    """
    if isinstance(value, Array):
        dims = (_axis(d, recursive) for d in value.dims)
        return Array(value.dtype, tuple(dims))
    if isinstance(value, Scalar):
        # What a plain number allows need not hold for one of NumPy's.
        double = recursive and value.kind == "float"
        return Scalar("float64" if double else value.kind)
    return value


def _axis(dim: str, recursive: bool) -> str:
    if recursive or dim.startswith("?"):
        return "?"
    return "1" if dim == "1" else "n"


class Routines:
    """The routines of one generation.

    Attributes
    ----------
    every
        functions called several times become routines, not recursive ones alone
    blocked
        keys of those that can't: their calls are replaced by their bodies
    instead
        for keys of which a call turned out to give something else: those to read
    current
        the one that is being read
    write
        writes a derivative that is called
    """

    def __init__(self, every: bool) -> None:
        self.every = every
        self.blocked: set[Any] = set()
        self.instead: dict[Any, Any] = {}
        self.why: dict[int, str] = {}
        self.found: dict[Any, Routine] = {}
        self.unread: list[Routine] = []
        self.of: dict[Symbol, Routine] = {}
        self.current: Routine | None = None
        self.write: Callable[[Routine], ir.Function] | None = None
        self._recursive: dict[int, bool] = {}

    def add(self, routine: Routine) -> None:
        self.found[routine.key] = self.of[routine.symbol] = routine
        self.unread.append(routine)

    def block(self, key: Any, why: str) -> None:
        """The function of that key is no routine: its calls are inlined."""
        self.blocked.add(key)
        self.found.pop(key, None)
        self.why[key[0]] = why

    def final(self, key: Any) -> Any:
        """The key to read for calls that were taken for those of `key`."""
        while key in self.instead:
            key = self.instead[key]
        return key

    def widen(self, r: Routine, given: Sequence[Abstract], hot: Sequence[bool]) -> bool:
        """Have a routine read for what a call gives; False if that can't be settled."""
        recursive = self._recursive.get(r.key[0], False)
        if r.derived is None and not recursive:
            return False  # its calls are inlined
        parts = (
            (name, old if _takes(old, new) else general(new, recursive), was or is_hot)
            for (name, old, was), new, is_hot in zip(r.key[1], given, hot, strict=True)
        )
        key = r.key[0], tuple(parts), r.key[2]
        passed = all(isinstance(kind, _PASSED) for _, kind, _ in key[1])
        if not passed or key == r.key or key in self.instead:
            return False
        self.instead[r.key] = key
        return True

    def forget(self) -> None:
        """Read all of them again."""
        self.found, self.unread, self.current = {}, [], None

    def has(self, callee: int) -> bool:
        """Whether some routine is read from the function of that key."""
        return any(r.key[0] == callee for r in self.found.values())

    def recursive(self, callee: Callee) -> bool:
        """Whether a function may call itself (see `is_recursive`)."""
        if callee.key not in self._recursive:
            self._recursive[callee.key] = is_recursive(callee)
        return self._recursive[callee.key]

    def here(self, v: Expr) -> Expr:
        """What stands for a variable of an enclosing function in the routine being
        read.
        """
        if self.current is None or not isinstance(v, Var):
            return v
        return self.current.inner.get(v, v)


def settle(routines: Routines, outside: Outside) -> None:
    """Find the kinds of all results: a fixpoint, as they may call one another."""
    changed, rounds = True, 0
    while changed:
        changed, rounds = False, rounds + 1
        for r in routines.found.values():
            if not r.function.body:
                continue  # a derivative that is still to be written
            known = ranks(r.function, r.values, outside)
            last = r.function.body[-1]
            assert isinstance(last, ir.Ret)
            if known.missing(last.value):
                continue
            new, old = known.of(last.value), r.summary.result
            if old is not None:
                new = join(old, new) if rounds < _ROUNDS else Unknown()
            if new != old:
                r.summary.result = new
                changed = True


UNUSED = "not all of its arguments have a derivative"


def unfit(r: Routine, outside: Outside) -> str:
    """Why a routine can't be one; "" if it can.

    It has to be a function of numbers and arrays, without effects, whose results
    depend on all that is differentiated.
    """
    known = ranks(r.function, r.values, outside)
    if not all(isinstance(known.of(e), _NUMBERS) for e in r.results):
        return "it returns something else than numbers and arrays"
    found = aliases(r.function, known)
    if any(found.written(p.var) for p in r.function.params):
        return "it writes into its arguments"
    if _acts(r.function, Effects(found, array=lambda v: _is_number(v, known)), found):
        return "it does more than to compute its results"
    hot = active(r.function, r.hot, found)
    if not all(v in hot for v in r.hot):
        return UNUSED
    _share(r, found)
    return ""


def _is_number(v: Var, known: Ranks) -> bool:
    return isinstance(known.of(v), (Scalar, Array))


def _acts(function: ir.Function, effects: Effects, found: Aliases) -> bool:
    """Whether anything that happens can be noticed outside."""
    for s in ir.walk(function.body):
        written = effects.writes(s)
        if written is None or any(found.outside(v) for v in written):
            return True
        for e in ir.exprs(s):
            for p in effects.impure(e):
                match p:
                    case ir.Call(ir.Ref(value=f)) if registry.harmless(f):
                        return True
    return False


def _share(r: Routine, found: Aliases) -> None:
    """Note which arguments a result may be, or be a view of."""
    roots = {found.find(v) for e in r.results for v in found.reaches(e)}
    params = (p.var for p in r.function.params)
    r.summary.shares = tuple(k for k, v in enumerate(params) if found.find(v) in roots)
