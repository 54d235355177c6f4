"""From a function to the text of its derivative: every pass in order.

The table of contents of the package: each step is one call of a room below.
"""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Mapping
from types import FunctionType
from typing import Any, NamedTuple

from autograd_src import ir
from autograd_src.analyses import ranks
from autograd_src.analyses.summaries import calling
from autograd_src.errors import NotDifferentiable, column
from autograd_src.frontend.read import read
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Symbol, Var
from autograd_src.ir.collecting import uncollected
from autograd_src.live.consulted import Ingredient, Ledger
from autograd_src.live.identity import module_of
from autograd_src.live.source import source_of
from autograd_src.live.values import Abstract
from autograd_src.lowering.callee import Callee
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.calls import inlined
from autograd_src.lowering.entered import entered
from autograd_src.lowering.hooks import hooks
from autograd_src.lowering.operations import refused
from autograd_src.lowering.routines import Routine
from autograd_src.lowering.splicing import spliced
from autograd_src.optimize.letters import hints
from autograd_src.optimize.names import name_module
from autograd_src.optimize.unbound import bind_copied
from autograd_src.recipes import registry
from autograd_src.syntax.build import build
from autograd_src.syntax.emit import emit
from autograd_src.transforms.documentation import describe
from autograd_src.transforms.helpers import as_routines, helpers, itself
from autograd_src.transforms.modes import (
    gradient,
    is_slope,
    pushforward,
    second,
    slope,
    without_aux,
)
from autograd_src.transforms.pairs import Pairs
from autograd_src.transforms.program import Program
from autograd_src.transforms.pullback import pullback
from autograd_src.transforms.sweeps import Choice

__all__ = ["Generated", "Request", "generate", "planned"]

Signature = tuple[tuple[str, Abstract], ...]


class Request(NamedTuple):
    """What is asked for.

    Attributes
    ----------
    function
        the function to differentiate
    mode
        "grad", "value_and_grad", "jvp", "vjp" or "hvp", or several joined by "."
    wrt
        names of the parameters
    bare
        one bare result instead of a tuple
    signature
        abstract values of the parameters; None asks for the generic text
    has_aux
        the function returns (value, aux)
    arguments
        live arguments by name, for what the attributes of objects among them hold
    """

    # A FunctionType; declared as one, type checkers would bind it like a method.
    function: Any
    mode: str
    wrt: tuple[str, ...]
    bare: bool
    signature: Signature | None
    has_aux: bool = False
    arguments: Mapping[str, object] | None = None


class Generated(NamedTuple):
    """A derivative module, and what it depends on."""

    text: str
    entry: str
    ingredients: tuple[Ingredient, ...]
    imports: tuple[tuple[str, str], ...]


def generate(request: Request) -> Generated:
    """Write the derivative module that `request` asks for.

    Raises
    ------
    NotDifferentiable
        At the statement that can't be followed; where none is to blame alone, at the
        function's definition.
    """
    try:
        return _generate(request)
    except NotDifferentiable as error:
        if error.filename in (None, "<function>"):
            code = request.function.__code__
            place = code.co_filename, code.co_firstlineno
            error.filename, error.lineno = place
            error.offset, error.text = column(*place), linecache.getline(*place)
        raise


def _generate(request: Request) -> Generated:
    ledger = Ledger(request.function)
    with registry.asking() as asked, uncollected():
        text, entry, imports = _written(request, ledger)
    _record_recipes(ledger, asked.values())
    return Generated(text, entry, ledger.ingredients(), imports)


def _record_recipes(ledger: Ledger, asked: Iterable[object]) -> None:
    """The user's recipes that were used, and functions that have none so far."""
    for function in asked:
        found = registry.user_recipe(function)
        if found is not None:
            digest = source_of(found.definition).digest()
            ledger.recipe(registry.name_of(found.key), digest)
        elif type(function) is FunctionType and registry.lookup(function) is None:
            ledger.recipe(registry.name_of(function), None)


def planned(request: Request, ledger: Ledger) -> Program:
    """The function as it is differentiated: lowered, with what it calls in place."""
    reading = read(request.function, ledger, request.wrt)
    function = ssa(reading.function)
    values = reading.values(request.signature)
    program = Program(
        function,
        {v: ranks.entry(v.base, value) for v, value in values.items()},
        ranks.Outside(lambda ref: ranks.entry(ref.text, reading.outside(ref))),
    )
    every = request.mode in _FIRST_ORDER
    callees = Callees(reading.definition, ledger, request.arguments, every)
    wrt = [program.var(name) for name in request.wrt]
    callees.routines.write = lambda routine: written(routine, callees, program.outside)
    taken = entered(function, program.values, wrt, callees)
    program = program._replace(function=standing(taken, request, callees))
    plan = inlined(program.function, program.values, program.outside, wrt, callees)
    if not every:
        plan = plan._replace(function=spliced(plan.function, callees.routines.of))
    pairs = Pairs(callees.routines, program.outside, again=request.mode == "vjp")
    hooked = hooks(plan.function, plan.values, program.outside, callees)
    return Program(
        plan.function, plan.values, program.outside, pairs=pairs, hooks=hooked
    )


def _written(
    request: Request, ledger: Ledger
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Text of the module, the name of its entry, and imports of the user's module."""
    program = planned(request, ledger)
    assert program.pairs is not None
    made = derivatives(program, request, program.function.symbol.base)
    entry = made[0].function.symbol
    made = (*helpers(program.pairs), *made)
    if made[-1].function.symbol is entry:
        made = itself(made)
        entry = made[-1].function.symbol
    functions = tuple(p.function for p in made)
    module = ir.Module("", functions)
    letters = {v: letter for f in functions for v, letter in hints(f).items()}
    letters |= {v: letter for p in made for v, letter in p.letters.items()}
    naming = name_module(module, letters)
    bound = tuple(bind_copied(f, naming.local[f.symbol]) for f in functions)
    text = emit(build(ir.replace(module, functions=bound), naming))
    imports = tuple(p for p in naming.imports if p[0] == module_of(request.function))
    return text, naming.symbols[entry], imports


def standing(function: ir.Function, request: Request, callees: Callees) -> ir.Function:
    """`function`; one that calls itself as a call of itself, to be read only once."""
    entry = Callee(request.function)
    plain = all(p.kind == "positional" for p in function.params)
    if request.has_aux or not plain or not callees.routines.recursive(entry):
        return function
    func = ir.Ref(function.symbol.base, value=request.function)
    result = Var()
    # For messages: in the text this statement is none of the user's.
    origin = function.body[-1].origin
    origin = origin and ir.replace(origin, shown=False)
    call = ir.Call(func, tuple(p.var for p in function.params))
    body = (ir.Let(result, call, origin=origin), ir.Ret(result, origin=origin))
    return ir.replace(function, body=body)


def written(routine: Routine, callees: Callees, outside: ranks.Outside) -> ir.Function:
    """The derivative that a function calls, such as `f.grad(x)`."""
    derived = routine.derived
    assert derived is not None
    kinds = {v.base: value for v, value in routine.values.items()}
    definition = callees.read(Callee(derived.function), frozenset(kinds))
    function = definition.function
    values = {p.var: kinds[p.var.base] for p in function.params}
    wrt = [p.var for p in function.params if p.var.base in derived.wrt]
    plan = inlined(function, values, outside, wrt, callees)
    program = Program(plan.function, plan.values, outside)
    if has_routines(program):
        why = f"{derived.title} is of a function that calls one that calls itself"
        raise refused(why, "write a loop there", None)
    chosen = [program.var(name) for name in derived.wrt]
    choice = Choice(chosen, derived.bare, outermost=False)
    return derive(program, derived.mode, choice, routine.symbol, "").function


def derivatives(program: Program, request: Request, name: str) -> tuple[Program, ...]:
    """The functions of the module, the entry first: one mode applied after another."""
    modes, has_aux = request.mode.split("."), request.has_aux
    for k, mode in enumerate(modes):
        wrt = [program.var(name) for name in request.wrt]
        last = k + 1 == len(modes)
        choice = Choice(wrt, request.bare, has_aux, outermost=last)
        base = "_".join((name, *modes[:k]))
        if mode == "vjp":
            forward, backward = (_doc(modes[:k], h, request, name) for h in _HALVES)
            pair = pullback(program, choice, base, (forward, backward))
            return tuple(pair)
        if mode not in _MODES:
            raise ValueError(f"no mode {mode!r}")
        doc = _doc(modes[:k], mode, request, name)
        symbol = Symbol(f"{base}_{mode}")
        if not last and mode == "grad" and is_single(program, choice):
            program = slope(program, choice, symbol, doc)
        else:
            program = derive(program, mode, choice, symbol, doc)
        if not last and program.pairs is not None:
            as_routines(program.pairs)
        has_aux = has_aux and mode != "hvp"
    return (program,)


_FIRST_ORDER = ("grad", "value_and_grad", "jvp", "vjp")
_MODES = ("grad", "value_and_grad", "jvp", "hvp")
_HALVES = ("forward", "backward")


def _doc(before: list[str], mode: str, request: Request, name: str) -> str:
    return describe(".".join((*before, mode)), name, request.wrt, request.signature)


def derive(
    program: Program, mode: str, choice: Choice, symbol: Symbol, doc: str
) -> Program:
    """The derivative of `program` in one mode, as one function."""
    if mode in ("grad", "value_and_grad"):
        if mode == "grad" and is_slope(program, choice):
            return slope(program, choice, symbol, doc)
        return gradient(program, choice, symbol, doc, mode == "value_and_grad")
    if mode == "jvp":
        return pushforward(program, choice, symbol, doc)
    if has_routines(program):
        return second_of_routines(program, choice, symbol, doc)
    inner = gradient(
        program, choice._replace(outermost=False), symbol, doc, value=False
    )
    return second(inner, choice, symbol, doc)


def has_routines(program: Program) -> bool:
    return any(map(calling, ir.walk(program.function.body)))


def is_single(program: Program, choice: Choice) -> bool:
    """Whether forward mode gives a gradient of which more derivatives are wanted, and
    reverse mode doesn't.
    """
    differentiated = program._replace(is_derivative=True)
    return has_routines(program) and is_slope(differentiated, choice)


def second_of_routines(
    program: Program, choice: Choice, symbol: Symbol, doc: str
) -> Program:
    """A Hessian-vector product as the gradient of a derivative along a direction.

    Functions that call themselves have no gradient whose tangent could be taken.
    """
    if choice.has_aux:
        program, choice = without_aux(program), choice._replace(has_aux=False)
    inside = choice._replace(outermost=False)
    along = pushforward(program, inside, symbol, doc, values=False)
    assert along.pairs is not None
    as_routines(along.pairs)
    return gradient(along, choice, symbol, doc, value=False)
