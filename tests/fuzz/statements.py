"""Statements, and blocks of them."""

from __future__ import annotations

from tests.fuzz.expressions import (
    bounded,
    expression,
    some_dims,
)
from tests.fuzz.scope import (
    Array,
    Dims,
    Keyed,
    Listed,
    Table,
    Tupled,
    Writer,
    is_fresh,
)

STATEMENTS = Table()
SHALLOW, DEEP = 0, 1


def block(w: Writer, budget: int) -> None:
    """Up to `budget` statements, at least one."""
    before = len(w.lines)
    for _ in range(budget):
        options = STATEMENTS[SHALLOW]
        if w.nesting < 2:
            options = options + STATEMENTS[DEEP]
        w.first(options)
    if len(w.lines) == before:
        _assign(w)


def result(w: Writer) -> str:
    """What the function returns, of the names in scope."""
    parts = [combined(w, dims) for dims in w.results]
    return ", ".join(parts)


def combined(w: Writer, dims: Dims) -> str:
    """An expression that uses most of what there is."""
    terms = []
    names = list(w.scope.names.items())
    w.rng.shuffle(names)
    for name, variable in names:
        often = 0.2 if len(terms) > 6 or name.isupper() else 0.85
        if w.chance(often):
            terms += filter(None, [_reduced(w, name, variable.type, dims)])
    text = terms[0] if terms else expression(w, dims, 1)
    for term in terms[1:]:
        text = w.pick([f"{text} + {term}", f"{text} + {term}", f"({text}) * {term}"])
    if w.chance(0.4):
        text = f"{text} + {expression(w, dims, 2)}"
    return text


def _reduced(w: Writer, name: str, type_: object, dims: Dims) -> str:
    """A name brought to a shape, if it can be."""
    if isinstance(type_, Array):
        return _to_shape(w, name, type_.dims, dims)
    if isinstance(type_, Listed) and type_.least:
        w.notes.add("list index")
        return _to_shape(w, f"{name}[{w.pick([0, -1])}]", type_.item, dims)
    if isinstance(type_, Listed) and type_.item == () and not dims:
        return f"sum({name})"
    if isinstance(type_, Keyed):
        key, item = w.pick(type_.fields)
        return _to_shape(w, f'{name}["{key}"]', item, dims)
    if isinstance(type_, Tupled):
        k = w.pick(range(len(type_.items)))
        field = f".{type_.names[k]}" if type_.names else f"[{k}]"
        return _to_shape(w, name + field, type_.items[k], dims)
    return ""


def _to_shape(w: Writer, text: str, dims: Dims, wanted: Dims) -> str:
    if dims == wanted:
        return w.pick([text, text, f"np.sin({text})"])
    if not wanted:
        return w.pick([f"np.sum({text})", f"np.sum({text} ** 2)", f"np.mean({text})"])
    return ""


# -------------------------------------------------------------------------- names


@STATEMENTS.add(SHALLOW, weight=4)
def _assign(w: Writer) -> str:
    dims = some_shape(w)
    text = expression(w, dims, 2)
    names = w.rebindable(dims)
    if names and w.chance(0.4):
        name = w.pick(names)
        text = _calm(w, name, dims, text)
        if name == "x" and w.chance(0.8):
            text = f"0.7 * x + {text}"
    else:
        name = w.fresh_array(dims)
    if dims and not is_fresh(text):
        w.share(text)
    w.bind(name, Array(dims), own=is_fresh(text))
    if w.chance(0.04):
        other = w.fresh_array(dims)
        w.bind(other, Array(dims))
        w.bind(name, Array(dims))
        return w.line(f"{other} = {name} = {text}")
    return w.line(f"{name} = {text}")


def some_shape(w: Writer) -> Dims:
    rank = w.pick([0, 0, 0, 1, 1, 2] if "matrices" in w.topics else [0, 0, 1])
    return some_dims(w, rank) if rank else ()


def _calm(w: Writer, name: str, dims: Dims, text: str) -> str:
    """A new value that does not grow from pass to pass."""
    if not w.scope.in_loop:
        return text
    return w.pick(
        [
            f"0.5 * {name} + {bounded(w, dims, 1)}",
            f"{name} + np.sin({text})",
            f"np.tanh({name} + {text})",
            f"np.cos({text})",
            f"{name} * {bounded(w, (), 1)}",
        ]
    )


@STATEMENTS.add(SHALLOW, weight=2.5, topic="augmented assignment")
def _augmented(w: Writer) -> str | None:
    buffers = {name for name, _ in w.buffers()}
    names = [(n, ()) for n in w.rebindable(()) if n not in w.scope.loop_variables]
    arrays = [(n, d) for d in ((1,),) for n in w.rebindable(d)]
    arrays += [(n, d) for n, d in w.buffers() if n in buffers]
    if arrays and w.chance(0.4):
        name, dims = w.pick(arrays)
    elif names:
        name, dims = w.pick(names)
    else:
        return None
    operator = w.pick(["+=", "+=", "-=", "*="])
    return w.line(f"{name} {operator} {bounded(w, dims, 1)}")


@STATEMENTS.add(SHALLOW, weight=1.5, topic="unpacking")
def _unpack(w: Writer) -> str:
    first, second, third = (expression(w, (), 1) for _ in range(3))
    a, b, c = (w.fresh_array(()) for _ in range(3))
    form = w.rng.random()
    if form < 0.3:
        line = f"{a}, {b} = {first}, {second}"
        c = ""
    elif form < 0.55:
        w.notes.add("nested unpacking")
        line = f"{a}, ({b}, {c}) = {first}, ({second}, {third})"
    elif form < 0.75:
        vectors = [name for name, t in w.of(Array) if t.dims == (3,)]
        if vectors:
            line = f"{a}, {b}, {c} = {w.pick(vectors)}"
        else:
            line = f"{a}, {b}, {c} = np.array([{first}, {second}, {third}])"
    else:
        line = _starred(w, a, b, f"{first}, {second}, {third}")
        c = ""
    for name in filter(None, (a, b, c)):
        w.bind(name, Array(()))
    return w.line(line)


def _starred(w: Writer, a: str, b: str, values: str) -> str:
    w.notes.add("starred unpacking")
    rest = w.fresh("rest tail others")
    vectors = [(name, t.dims[0]) for name, t in w.of(Array) if len(t.dims) == 1]
    vectors = [(name, n) for name, n in vectors if n > 2]
    source, n = w.pick(vectors) if vectors and w.chance(0.3) else (values, 3)
    w.bind(rest, Listed((), n - 2))
    form = w.pick(["{a}, {b}, *{r}", "{a}, *{r}, {b}", "*{r}, {a}, {b}"])
    return f"{form.format(a=a, b=b, r=rest)} = {source}"


@STATEMENTS.add(SHALLOW, weight=1, topic="swap")
def _swap(w: Writer) -> str | None:
    dims = some_shape(w)
    names = w.rebindable(dims)
    if len(names) < 2:
        return None
    u, v = w.rng.sample(names, 2)
    known = w.scope.names
    if known[u].own != known[v].own:
        return None
    return w.line(f"{u}, {v} = {v}, {u}")
