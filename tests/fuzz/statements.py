"""Statements, and blocks of them."""

from __future__ import annotations

from tests.fuzz import loops
from tests.fuzz.expressions import (
    bounded,
    call,
    comprehension,
    condition,
    expression,
    some_dims,
)
from tests.fuzz.leaves import index, slices
from tests.fuzz.scope import (
    Array,
    Dims,
    Function,
    Keyed,
    Listed,
    Table,
    Tupled,
    Variable,
    Whole,
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
    dims = _some_shape(w)
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


def _some_shape(w: Writer) -> Dims:
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
    dims = _some_shape(w)
    names = w.rebindable(dims)
    if len(names) < 2:
        return None
    u, v = w.rng.sample(names, 2)
    known = w.scope.names
    if known[u].own != known[v].own:
        return None
    return w.line(f"{u}, {v} = {v}, {u}")


# -------------------------------------------------------------------------- buffers


@STATEMENTS.add(SHALLOW, weight=1.5, topic="buffers")
def _allocate(w: Writer) -> str:
    dims = some_dims(w, w.pick([1, 1, 2] if "matrices" in w.topics else [1]))
    name = w.fresh_array(dims)
    size = str(dims[0]) if len(dims) == 1 else str(dims)
    forms = [f"np.zeros({size})", f"np.zeros({size})", f"np.ones({size})"]
    forms += [f"np.full({size}, {expression(w, (), 0)})"]
    for other in w.arrays(dims):
        forms += [f"np.zeros_like({other})", f"{other}.copy()", f"{other} * 1.0"]
    w.bind(name, Array(dims), own=True)
    return w.line(f"{name} = {w.pick(forms)}")


@STATEMENTS.add(SHALLOW, weight=4, topic="buffers")
def _store(w: Writer) -> str | None:
    buffers = w.buffers()
    if not buffers:
        return None
    name, dims = w.pick(buffers)
    place, part = _place(w, dims)
    operator = w.pick(["=", "=", "=", "+=", "*=", "-="])
    w.notes.add("element written" if part == () else "slice written")
    value = expression(w, part, 1) if not w.scope.in_loop else bounded(w, part, 1)
    return w.line(f"{name}[{place}] {operator} {value}")


def _place(w: Writer, dims: Dims) -> tuple[str, Dims]:
    """A subscript into an array of shape `dims`, and the shape of what it takes."""
    form = w.rng.random()
    first = index(w, dims[0])
    if form < 0.08:
        return (":" if form < 0.04 else "..."), dims
    if len(dims) == 1:
        if form < 0.65:
            return first, ()
        n = w.pick(range(1, dims[0] + 1))
        return w.pick(slices(dims[0], n)), (n,)
    if form < 0.45:
        return f"{first}, {index(w, dims[1])}", ()
    if form < 0.7:
        return first, dims[1:]
    if form < 0.85:
        return f":, {index(w, dims[1])}", dims[:1]
    n = w.pick(range(1, dims[1] + 1))
    return f"{first}, {w.pick(slices(dims[1], n))}", (n,)


@STATEMENTS.add(SHALLOW, weight=1, topic="masks")
def _masked_store(w: Writer) -> str | None:
    buffers = w.buffers()
    if not buffers:
        return None
    name, dims = w.pick(buffers)
    test = w.pick([f"{name} > 0.2", f"{name} < {w.number()}"])
    value = w.pick([w.number(), expression(w, (), 1)])
    return w.line(f"{name}[{test}] {w.pick(['=', '*='])} {value}")


@STATEMENTS.add(SHALLOW, weight=1, topic="views")
def _view(w: Writer) -> str | None:
    buffers = [(name, dims) for name, dims in w.buffers() if len(dims) == 2]
    if not buffers:
        return None
    name, dims = w.pick(buffers)
    view = w.fresh("view part")
    w.bind(view, Array(dims[1:]), own=True)
    return w.line(f"{view} = {name}[{index(w, dims[0])}]")


# ------------------------------------------------------------------------ containers


@STATEMENTS.add(SHALLOW, weight=2, topic="lists")
def _list(w: Writer) -> str:
    name = w.fresh("ys zs us items")
    dims = w.pick([(), (), some_dims(w, 1)])
    form = w.rng.random()
    if form < 0.3:
        w.bind(name, Listed(dims, 0))
        return w.line(f"{name} = []")
    if form < 0.55 and "list comprehension" in w.topics:
        w.notes.add("list comprehension")
        text = comprehension(w, 1, dims)
        w.bind(name, Listed(dims, 0 if " if " in text else 1))
        return w.line(f"{name} = [{text}]")
    items = [expression(w, dims, 2) for _ in range(w.pick([1, 2, 3]))]
    text = f"[{', '.join(items)}]"
    w.share(text)
    w.bind(name, Listed(dims, len(items)))
    return w.line(f"{name} = {text}")


@STATEMENTS.add(SHALLOW, weight=4, topic="lists")
def _append(w: Writer) -> str | None:
    lists = w.of(Listed)
    lists = [(n, t) for n, t in lists if not w.scope.names[n].fixed]
    if not lists:
        return None
    name, type_ = w.pick(lists)
    w.notes.add("append")
    text = expression(w, type_.item, 2)
    if not is_fresh(text):
        w.share(text)
    if not w.scope.in_loop:
        w.scope.names[name] = Variable(type_._replace(least=type_.least + 1))
    return w.line(f"{name}.append({text})")


@STATEMENTS.add(SHALLOW, weight=2, topic="dicts")
def _dict(w: Writer) -> str:
    known = w.of(Keyed)
    if known and w.chance(0.5):
        name, type_ = w.pick(known)
        key, dims = w.pick(type_.fields)
        return w.line(f'{name}["{key}"] = {bounded(w, dims, 2)}')
    name = w.fresh("params state d")
    shapes = [(), some_dims(w, 1), ()]
    fields = tuple(zip(("w", "bias", "k"), shapes))[: w.pick([2, 3])]
    items = ", ".join(f'"{key}": {expression(w, dims, 1)}' for key, dims in fields)
    w.share(f"{{{items}}}")
    w.bind(name, Keyed(fields))
    return w.line(f"{name} = {{{items}}}")


@STATEMENTS.add(SHALLOW, weight=2, topic="tuples")
def _tuple(w: Writer) -> str:
    name = w.fresh("pair t3 both")
    vector = some_dims(w, 1)
    items = w.pick([((), ()), ((), vector), (vector, (), ())])
    text = ", ".join(expression(w, dims, 1) for dims in items)
    w.share(text)
    if "named tuples" in w.topics and len(items) == 2:
        w.notes.add("named tuples")
        w.bind(name, Tupled(items, ("left", "right")))
        return w.line(f"{name} = Pair({text})")
    w.bind(name, Tupled(items))
    return w.line(f"{name} = ({text})")


@STATEMENTS.add(SHALLOW, weight=3, topic="calls")
def _several_results(w: Writer) -> str | None:
    known = [(name, f) for name, f in w.of(Function) if len(f.results) > 1]
    if not known:
        return None
    name, function = w.pick(known)
    w.notes.add("several results")
    text = call(w, name, function, 2)
    targets = [w.fresh_array(dims) for dims in function.results]
    for target, dims in zip(targets, function.results):
        w.bind(target, Array(dims))
    return w.line(f"{', '.join(targets)} = {text}")


# -------------------------------------------------------------------------- compound


@STATEMENTS.add(DEEP, weight=2.5, topic="if")
def _if(w: Writer) -> str:
    w.line(f"if {condition(w)}:")
    leaves = "early return" in w.topics and w.chance(0.3)
    with w.block():
        block(w, w.pick([1, 2]))
        if leaves:
            w.notes.add("early return")
            w.line(f"return {result(w)}")
    if "elif" in w.topics and w.chance(0.5):
        w.notes.add("elif")
        w.line(f"elif {condition(w)}:")
        with w.block():
            block(w, 1)
    if "else" in w.topics and w.chance(0.6):
        w.notes.add("else")
        w.line("else:")
        with w.block():
            block(w, w.pick([1, 2]))
    return "if"


@STATEMENTS.add(DEEP, weight=1.5, topic="else")
def _bound_in_both_arms(w: Writer) -> str:
    dims = _some_shape(w)
    name = w.fresh_array(dims)
    w.line(f"if {condition(w)}:")
    for last in (False, True):
        with w.block():
            if w.chance(0.3):
                block(w, 1)
            w.line(f"{name} = {expression(w, dims, 2)}")
        if not last:
            w.line("else:")
    w.bind(name, Array(dims))
    return "if else"


@STATEMENTS.add(DEEP, weight=4, topic="for")
def _for(w: Writer) -> str:
    at = len(w.lines)
    with w.block(in_loop=True):
        target, iterable = loops.header(w)
        block(w, w.pick([1, 2]))
        if w.chance(0.35):
            loops.exit_(w)
            block(w, 1)
    bare = target[1:-1] if target.startswith("(") else target
    w.lines.insert(at, "    " * w.scope.indent + f"for {bare} in {iterable}:")
    return "for"


@STATEMENTS.add(DEEP, weight=1.5, topic="while")
def _while(w: Writer) -> str:
    counter = w.fresh("count step")
    w.line(f"{counter} = 0")
    w.bind(counter, Whole(0, 3))
    w.fix(counter)
    endless = "break" in w.topics and w.chance(0.25)
    test = f"{counter} < 3"
    if not endless and w.chance(0.3):
        test = f"{test} and {condition(w, 0)}"
    w.line("while True:" if endless else f"while {test}:")
    with w.block(in_loop=True):
        if endless:
            w.notes.add("break")
            w.line(f"if {counter} == 3:")
            w.line("    break")
        block(w, w.pick([1, 2]))
        w.line(f"{counter} += 1")
        if w.chance(0.3):
            loops.exit_(w)
            block(w, 1)
    return "while"
