"""Functions that programs call: helpers, nested ones, lambdas, methods."""

from __future__ import annotations

from tests.fuzz.expressions import bounded, condition, expression, some_dims
from tests.fuzz.scope import (
    Array,
    Derived,
    Dims,
    Filler,
    Function,
    Object,
    Parameter,
    Scope,
    Variable,
    Writer,
)
from tests.fuzz.statements import block, result

# Kept apart from all other names: what a parameter holds never changes its shape.
PARAMETERS = ["left", "right", "arg", "other", "base"]


def _shape(w: Writer, sizes: list[int]) -> Dims:
    return w.pick([(), (), (w.pick(sizes),)])


def _parameters(w: Writer, sizes: list[int]) -> tuple[Parameter, ...]:
    shapes = [_shape(w, sizes) for _ in range(w.pick([1, 2, 2]))]
    names = w.rng.sample(PARAMETERS, len(shapes))
    params = [Parameter(name, dims) for name, dims in zip(names, shapes)]
    if w.chance(0.4):
        params.append(Parameter("scale", (), w.number()))
    if w.chance(0.35):
        params.append(Parameter("gain", (), w.number() if w.chance(0.6) else "", True))
    return tuple(params)


def signature(params: tuple[Parameter, ...]) -> str:
    """Parameters as a `def` has them."""
    texts: list[str] = []
    for p in params:
        if p.by_keyword and "*" not in texts:
            texts.append("*")
        texts.append(f"{p.name}={p.default}" if p.default else p.name)
    return ", ".join(texts)


def _scope(params: tuple[Parameter, ...], indent: int) -> Scope:
    names = {p.name: Variable(Array(p.dims)) for p in params}
    return Scope(names, indent)


def helper(w: Writer, sizes: list[int]) -> None:
    """A function of the module; later ones may call it."""
    recursive = "recursion" in w.topics and w.chance(0.7)
    name = w.fresh("helper layer blend update mix")
    params = _parameters(w, sizes)
    several = not recursive and w.chance(0.35)
    results = tuple(_shape(w, sizes) for _ in range(2 if several else 1))
    if recursive:
        params = tuple(p for p in params if not p.by_keyword and not p.default)
        _recursive(w, name, params, results)
        return
    scope = _scope(params, 1)
    scope.names.update(_visible(w))
    w.line(f"def {name}({signature(params)}):")
    with w.function(scope, results):
        if w.chance(0.6):
            block(w, w.pick([1, 1, 2]))
        w.line(f"return {result(w)}")
    w.lines.append("")
    w.bind(name, Function(params, results))
    w.fix(name)


def filler(w: Writer, sizes: list[int]) -> None:
    """A function that writes what it is given."""
    name = w.fresh("fill store put_in")
    out, arg = (w.pick(sizes),), _shape(w, sizes)
    w.line(f"def {name}(out, arg):")
    scope = Scope({"arg": Variable(Array(arg))}, 1)
    scope.names["out"] = Variable(Array(out), own=True)
    scope.names.update(_visible(w))
    with w.function(scope, ()):
        for _ in range(w.pick([1, 2])):
            at, value = w.pick([0, -1, ":", "1:", "..."]), expression(w, (), 2)
            w.line(f"out[{at}] {w.pick(['=', '+=', '*='])} {value}")
        if w.chance(0.4):
            block(w, 1)
    w.lines.append("")
    w.bind(name, Filler(out, arg))
    w.fix(name)


def derived(w: Writer, sizes: list[int]) -> None:
    """A function whose derivatives the program calls."""
    name = w.fresh("energy potential")
    dims = _shape(w, sizes)
    w.line("@differentiable")
    w.line(f"def {name}(arg):")
    scope = _scope((Parameter("arg", dims),), 1)
    # Much of what they are is refused, here already when the program runs.
    outside, w.topics = w.topics, w.topics - {"displays"}
    with w.function(scope, ((),)):
        if w.chance(0.4):
            block(w, 1)
        square = "np.sum(arg ** 2)" if dims else "arg ** 2"
        w.line(f"return {result(w)} + {w.pick(['', '0.5 * '])}{square}")
    w.topics = outside
    w.lines.append("")
    w.bind(name, Derived(dims))
    w.fix(name)


def _visible(w: Writer) -> dict[str, Variable]:
    """What a function sees of the module: kept from being rebound."""
    names = w.scope.names.items()
    return {name: Variable(v.type, fixed=True) for name, v in names}


def _recursive(
    w: Writer, name: str, params: tuple[Parameter, ...], results: tuple[Dims, ...]
) -> None:
    dims = results[0]
    w.line(f"def {name}({signature(params)}, depth=2):")
    with w.function(_scope(params, 1), results):
        if w.chance(0.3):
            block(w, 1)
        w.line(f"if depth {w.pick(['== 0', '<= 0', '< 1'])}:")
        with w.block():
            w.line(f"return {expression(w, dims, 2)}")
        if w.chance(0.5):
            block(w, w.pick([1, 2]))
        values = ", ".join(bounded(w, p.dims, 1) for p in params)
        inner = f"{name}({values}, {w.pick(['depth - 1', 'depth=depth - 1'])})"
        if w.chance(0.4):
            w.notes.add("recursion with statements")
            local = w.fresh_array(dims)
            w.line(f"{local} = {inner}")
            w.bind(local, Array(dims))
            inner = local
            block(w, 1)
        outer = w.pick(["np.sin({})", "0.5 * {} + 0.2", "np.tanh({})"]).format(inner)
        w.line(f"return {outer} + {expression(w, dims, 1)}")
    w.lines.append("")
    w.notes.add("recursion")
    w.bind(name, Function(params, results))
    w.fix(name)


def nested(w: Writer) -> None:
    """A function in a function: it may read what is bound before it."""
    name = w.fresh("inner local part_of")
    params = (Parameter(w.fresh("q o"), w.pick([(), (), some_dims(w, 1)])),)
    dims = w.pick([(), (), (2,)])
    with w.block(in_loop=False):
        _close_over(w)
        w.bind(params[0].name, Array(params[0].dims))
        if w.chance(0.5):
            w.notes.add("lambda")
            text = f"{name} = lambda {signature(params)}: {expression(w, dims, 2)}"
            w.lines.append("    " * (w.scope.indent - 1) + text)
        else:
            _nested_def(w, name, params, dims)
    w.bind(name, Function(params, (dims,)))
    w.fix(name)


def _nested_def(
    w: Writer, name: str, params: tuple[Parameter, ...], dims: Dims
) -> None:
    w.notes.add("nested def")
    w.lines.append("    " * (w.scope.indent - 1) + f"def {name}({signature(params)}):")
    outer, w.results = w.results, (dims,)
    if w.chance(0.3):
        w.line(f"if {condition(w, 0)}:")
        with w.block():
            w.line(f"return {expression(w, dims, 1)}")
    elif w.chance(0.3):
        local = w.fresh("s t r")
        w.line(f"{local} = {expression(w, (), 2)}")
        w.bind(local, Array(()))
    if w.chance(0.3):
        block(w, w.pick([1, 2]))
    w.line(f"return {expression(w, dims, 2)}")
    w.results = outer


def _close_over(w: Writer) -> None:
    """Everything in scope keeps its value from here on."""
    w.notes.add("closure")
    for name in list(w.scope.names):
        w.fix(name)


def model(w: Writer, sizes: list[int]) -> str:
    """A class with arrays as attributes and methods; gives a call of it."""
    n = w.pick(sizes)
    weights = (n, n) if w.chance(0.5) else (n,)
    fields: tuple[tuple[str, Dims], ...] = (("w", weights), ("bias", ()))
    methods: tuple[tuple[str, Function], ...] = ()
    w.line("class Model:")
    w.line("    def __init__(self, w, bias):")
    w.line("        self.w = w")
    w.line("        self.bias = bias")
    w.lines.append("")
    for name in ("apply", "energy")[: w.pick([1, 2])]:
        params = (Parameter("arg", _shape(w, sizes)),)
        results = (_shape(w, sizes),)
        scope = _scope(params, 2)
        scope.names["self"] = Variable(Object(fields, methods), fixed=True)
        w.line(f"    def {name}(self, {signature(params)}):")
        with w.function(scope, results):
            if w.chance(0.4):
                block(w, 1)
            w.line(f"return {expression(w, results[0], 3)}")
        w.lines.append("")
        methods = (*methods, (name, Function(params, results)))
    w.bind("Model", Object(fields, methods))
    w.fix("Model")
    return f"Model({constant(w, weights)}, {w.number()})"


def constant(w: Writer, dims: Dims) -> str:
    """An array of numbers, or one number."""
    if not dims:
        return f"{w.rng.uniform(0.2, 1.2) * w.pick([-1, 1]):.2f}"
    items = ", ".join(constant(w, dims[1:]) for _ in range(dims[0]))
    return f"[{items}]" if len(dims) > 1 and w.nesting > 9 else f"np.array([{items}])"
