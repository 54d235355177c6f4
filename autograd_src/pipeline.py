"""From a function to the text of its derivative: every pass in order.

The table of contents of the package: each step is one call of a room below.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from autograd_src import ir
from autograd_src.analyses import ranks
from autograd_src.errors import NotDifferentiable
from autograd_src.frontend.read import read
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Symbol
from autograd_src.live.consulted import Ingredient, Ledger
from autograd_src.live.identity import module_of
from autograd_src.live.values import Abstract
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.calls import inlined
from autograd_src.optimize.letters import hints
from autograd_src.optimize.names import name_module
from autograd_src.syntax.build import build
from autograd_src.syntax.emit import emit
from autograd_src.transforms.documentation import describe
from autograd_src.transforms.modes import (
    gradient,
    is_slope,
    pushforward,
    second,
    slope,
)
from autograd_src.transforms.program import Program
from autograd_src.transforms.pullback import pullback
from autograd_src.transforms.sweeps import Choice

__all__ = ["Generated", "Request", "generate"]

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
            error.filename, error.lineno = code.co_filename, code.co_firstlineno
            error.offset, error.text = 1, f"def {code.co_name}(...):"
        raise


def _generate(request: Request) -> Generated:
    ledger = Ledger(request.function)
    reading = read(request.function, ledger, request.wrt)
    function = ssa(reading.function)
    values = reading.values(request.signature)
    program = Program(
        function,
        {v: ranks.entry(v.base, value) for v, value in values.items()},
        lambda ref: ranks.entry(ref.text, reading.outside(ref)),
    )
    callees = Callees(reading.definition, ledger, request.arguments)
    wrt = [program.var(name) for name in request.wrt]
    plan = inlined(program.function, program.values, program.outside, wrt, callees)
    program = program._replace(function=plan.function, values=plan.values)
    made = derivatives(program, request, reading.name)
    functions = tuple(p.function for p in made)
    module = ir.Module("", functions)
    letters = {v: letter for f in functions for v, letter in hints(f).items()}
    letters |= {v: letter for p in made for v, letter in p.letters.items()}
    naming = name_module(module, letters)
    text = emit(build(module, naming))
    entry = naming.symbols[functions[0].symbol]
    home = module_of(request.function)
    imports = tuple(pair for pair in naming.imports if pair[0] == home)
    return Generated(text, entry, ledger.ingredients(), imports)


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
        program = derive(program, mode, choice, Symbol(f"{base}_{mode}"), doc)
        has_aux = has_aux and mode != "hvp"
    return (program,)


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
    inner = gradient(
        program, choice._replace(outermost=False), symbol, doc, value=False
    )
    return second(inner, choice, symbol, doc)
