"""From a function to the text of its derivative: every pass in order.

The table of contents of the package: each step is one call of a room below.
"""

from __future__ import annotations

from types import FunctionType
from typing import NamedTuple

from autograd_src import ir
from autograd_src.frontend.read import Reading, read
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Symbol
from autograd_src.live.consulted import Ingredient, Ledger
from autograd_src.live.identity import module_of
from autograd_src.live.values import Abstract
from autograd_src.optimize.letters import hints
from autograd_src.optimize.names import name_module
from autograd_src.syntax.build import build
from autograd_src.syntax.emit import emit
from autograd_src.transforms.documentation import describe
from autograd_src.transforms.modes import gradient, pushforward
from autograd_src.transforms.program import Program

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
    """

    function: FunctionType
    mode: str
    wrt: tuple[str, ...]
    bare: bool
    signature: Signature | None
    has_aux: bool = False


class Generated(NamedTuple):
    """A derivative module, and what it depends on."""

    text: str
    entry: str
    ingredients: tuple[Ingredient, ...]
    imports: tuple[tuple[str, str], ...]


def generate(request: Request) -> Generated:
    """Write the derivative module that `request` asks for."""
    ledger = Ledger(request.function)
    reading = read(request.function, ledger, request.wrt)
    function = ssa(reading.function)
    program = Program(function, reading.values(request.signature), reading.outside)
    for mode in request.mode.split("."):
        program = derive(program, mode, request, reading)
    module = ir.Module("", (program.function,))
    naming = name_module(module, hints(program.function))
    text = emit(build(module, naming))
    entry = naming.symbols[program.function.symbol]
    home = module_of(request.function)
    imports = tuple(pair for pair in naming.imports if pair[0] == home)
    return Generated(text, entry, ledger.ingredients(), imports)


def derive(program: Program, mode: str, request: Request, reading: Reading) -> Program:
    """The derivative of `program` in one mode."""
    wrt = [program.var(name) for name in request.wrt]
    symbol = Symbol(f"{program.function.symbol.base}_{mode}")
    doc = describe(mode, reading.name, request.wrt)
    if mode in ("grad", "value_and_grad"):
        value = mode == "value_and_grad"
        return gradient(program, wrt, symbol, doc, request.bare, value, request.has_aux)
    if mode == "jvp":
        return pushforward(program, wrt, symbol, doc)
    if mode == "hvp":
        inner = gradient(program, wrt, symbol, doc, request.bare, False, request.has_aux)
        return pushforward(inner, wrt, symbol, doc, values=False)
    raise NotImplementedError(mode)
