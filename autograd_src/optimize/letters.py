"""Short conventional names for temporaries, after what they hold.

The same expression always asks for the same letter.  Nothing here decides who gets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autograd_src import ir
from autograd_src.ir import Expr, Var

__all__ = ["candidates", "hints"]

_POOL = "zuvwstrpqabcdghkmn"  # never l, O or I, which look like digits
_CALLS = {
    "sqrt": "r", "sum": "s", "mean": "m", "max": "m", "min": "m", "len": "n",
    "size": "n", "shape": "shape", "dot": "z", "matmul": "z", "einsum": "z",
    "where": "w", "abs": "a", "zeros": "buffer", "empty": "buffer", "range": "steps",
    "argsort": "order", "argmax": "k", "argmin": "k",
}  # fmt: skip


def hints(f: ir.Function) -> dict[Var, str]:
    """What the temporaries of `f` would like to be called."""
    found: dict[Var, str] = {}
    for s in ir.walk(f.body):
        match s:
            case ir.Let(target, value) if not target.base and not target.of:
                found[target] = _letter(value, found)
            case ir.Let(target, Var(base="", of=None) as value) if not target.role:
                found[value] = target.base  # what a callee returns
            case ir.For(target) if not target.base:
                found[target] = "k"
            case ir.Put(_, index, Var(base="", of=None) as value) if index is not None:
                found[value] = "v"  # on its way into an element
        products = _products(s)
        if not products:
            continue
        for below in _denominators(products):
            found[below] = "u"
        for factor in _factors(products):
            if found.get(factor) == "test":
                found[factor] = "mask"
    return found


def _products(s: ir.Stmt) -> list[ir.Bin]:
    """The products and quotients in `s`."""
    inside = [p for top in ir.exprs(s) for p in ir.walk_expr(top)]
    return [p for p in inside if type(p) is ir.Bin and p.op in ("*", "/")]


def _denominators(products: list[ir.Bin]) -> Iterator[Var]:
    """The temporaries that something is divided by."""
    for e in products:
        match e:
            case ir.Bin("/", _, Var(base="", of=None) as below):
                yield below


def _factors(products: list[ir.Bin]) -> Iterator[Var]:
    """The temporaries that are calculated with, as truth values of an array are."""
    for e in products:
        match e:
            case ir.Bin("*" | "/", Var(base="", of=None) as factor, _):
                yield factor
            case ir.Bin("*", _, Var(base="", of=None) as factor):
                yield factor


def candidates(hint: str) -> Iterator[str]:
    """Names to try in turn for a temporary.

    >>> from itertools import islice
    >>> list(islice(candidates("s"), 4))
    ['s', 'z', 'u', 'v']
    """
    first = hint or _POOL[0]
    yield first
    if len(first) == 1:
        yield from (c for c in _POOL if c != first)
    n = 2
    while True:
        yield f"{first}_{n}"
        n += 1


def _letter(e: Expr, known: Mapping[Var, str]) -> str:
    """One letter that a person might choose for the value of `e`."""
    match e:
        case Var():
            return known.get(e, "")
        case ir.Bin("@"):
            return "z"
        case ir.Bin("+" | "-", left, right):
            return "z" if "z" in (_letter(left, known), _letter(right, known)) else "s"
        case ir.Bin("*"):
            return "u"
        case ir.Bin("/" | "//" | "%"):
            return "q"
        case ir.Bin("**"):
            return "p"
        case ir.Un(_, operand):
            return _letter(operand, known)
        case ir.Cmp() | ir.Bool():
            return "test"
        case ir.Index():
            return "v"
        case ir.Call(func):
            return _called(func)
    return "t"


def _called(func: Expr) -> str:
    name = ""
    if isinstance(func, ir.Ref):
        name = func.text.rpartition(".")[2]
    elif isinstance(func, ir.Attr):
        name = func.name
    elif isinstance(func, ir.Own):
        return "t"
    if name in _CALLS:
        return _CALLS[name]
    letter = name[:1]
    return letter if letter.islower() and letter in _POOL + "ef" else "t"
