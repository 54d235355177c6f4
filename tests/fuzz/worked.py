"""Helpers that work: loops and stores of their own, recursion around them, derivatives
called inside; each is called several times.
"""

from __future__ import annotations

from tests.fuzz.expressions import bounded, condition, expression
from tests.fuzz.functions import PARAMETERS, signature
from tests.fuzz.leaves import index
from tests.fuzz.scope import (
    Array,
    Derived,
    Dims,
    Function,
    Parameter,
    Scope,
    Variable,
    Whole,
    Writer,
)
from tests.fuzz.statements import block


def worker(w: Writer, sizes: list[int]) -> None:
    """A function of the module with a loop in it."""
    name = w.fresh("relax smooth march refine")
    n = sizes[0]
    shapes = w.pick([[(n,)], [(n,), ()], [(), (n,)], [()], [(n,), (n,)]])
    names = w.rng.sample(PARAMETERS, len(shapes))
    params = tuple(Parameter(p, dims) for p, dims in zip(names, shapes))
    results = w.pick([((),), ((n,),), ((n,),), ((n,), ())])
    scope = Scope({p.name: Variable(Array(p.dims)) for p in params}, 1)
    for other, variable in w.scope.names.items():
        scope.names[other] = Variable(variable.type, fixed=True)
    recursive = len(results) == 1 and ("recursion" in w.topics or w.chance(0.15))
    depth = ", depth=2" if recursive else ""
    w.line(f"def {name}({signature(params)}{depth}):")
    with w.function(scope, results):
        if recursive:
            w.notes.add("recursion with a loop")
            w.line("if depth <= 0:")
            with w.block():
                w.line(f"return {expression(w, results[0], 2)}")
        made = _work(w, n)
        last = ""
        if recursive:
            values = ", ".join(_given(w, p.dims, made) for p in params)
            last = f" + 0.5 * {name}({values}, depth - 1)"
        w.line(f"return {', '.join(_result(w, made, dims) for dims in results)}{last}")
    w.lines.append("")
    w.bind(name, Function(params, results))
    w.fix(name)


def _given(w: Writer, dims: Dims, made: tuple[str, Dims]) -> str:
    """An argument of an inner call."""
    same = dims == made[1] and w.chance(0.6)
    return f"np.sin({made[0]})" if same else bounded(w, dims, 1)


def _result(w: Writer, made: tuple[str, Dims], dims: Dims) -> str:
    name, known = made
    if known == dims:
        return str(w.pick([name, f"{name} * {expression(w, (), 1)}"]))
    if not dims:
        return f"np.sum({name} * {w.number()}) + {expression(w, (), 1)}"
    return f"{name} * {expression(w, dims, 1)}"


def _work(w: Writer, n: int) -> tuple[str, Dims]:
    """A loop that computes a value, and its name and shape."""
    w.notes.add("helper with a loop")
    known = w.of(Derived)
    if known and w.chance(0.7):
        return _descent(w, *w.pick(known))
    return _filled(w, n) if w.chance(0.6) else _carried(w, n)


def _descent(w: Writer, name: str, derived: Derived) -> tuple[str, Dims]:
    """Steps along a gradient."""
    w.notes.add("derivative in a helper")
    dims = derived.dims
    made = w.fresh_array(dims)
    w.line(f"{made} = {expression(w, dims, 1)}")
    w.bind(made, Array(dims))
    w.line(f"for {w.fresh('i j k n')} in range({w.pick([1, 2, 3])}):")
    with w.block(in_loop=True):
        slope = f"{name}.grad({made})"
        if w.chance(0.3):
            slope = f"np.tanh({name}.value_and_grad({made})[1])"
        w.line(f"{made} = {made} - 0.1 * {slope}")
        if w.chance(0.3):
            block(w, 1)
    return made, dims


def _filled(w: Writer, n: int) -> tuple[str, Dims]:
    """An array written element by element."""
    made = w.fresh_array((n,))
    forms = [f"np.zeros({n})", f"np.empty({n})", f"{expression(w, (n,), 1)} * 1.0"]
    w.line(f"{made} = {w.pick(forms)}")
    w.line(f"{made}[0] = {expression(w, (), 1)}")
    k = w.fresh("i j k n")
    w.line(f"for {k} in range(1, {n}):")
    with w.block(in_loop=True):
        w.bind(k, Whole(1, n - 1))
        w.fix(k)
        if w.chance(0.3):
            block(w, 1)
        before = w.pick([f"{made}[{k} - 1]", f"np.sin({made}[{k} - 1])"])
        w.line(f"{made}[{k}] = {w.number()} * {before} + {bounded(w, (), 2)}")
    w.bind(made, Array((n,)), own=True)
    if w.chance(0.5):
        operator = w.pick(["=", "+=", "*="])
        w.line(f"{made}[{index(w, n)}] {operator} {bounded(w, (), 1)}")
    return made, (n,)


def _carried(w: Writer, n: int) -> tuple[str, Dims]:
    """A value that goes round, perhaps until it is large or small enough."""
    dims: Dims = w.pick([(), (n,)])
    made = w.fresh_array(dims)
    w.line(f"{made} = {expression(w, dims, 1)}")
    w.bind(made, Array(dims))
    k = w.fresh("i j k n")
    w.line(f"for {k} in range({w.pick([2, 3])}):")
    with w.block(in_loop=True):
        w.bind(k, Whole(0, 2))
        w.fix(k)
        if w.chance(0.3):
            w.line(f"if {condition(w)}:")
            w.line(f"    {w.pick(['break', 'continue'])}")
        if w.chance(0.3):
            block(w, 1)
        w.line(f"{made} = 0.5 * {made} + {bounded(w, dims, 2)}")
    return made, dims
