"""Statements about what is stored: buffers, lists, dicts, tuples, several results."""

from __future__ import annotations

from tests.fuzz.calls import call
from tests.fuzz.expressions import bounded, comprehension, expression, some_dims
from tests.fuzz.leaves import index, slices
from tests.fuzz.scope import (
    Array,
    Dims,
    Function,
    Keyed,
    Listed,
    Tupled,
    Variable,
    Writer,
    is_fresh,
)
from tests.fuzz.statements import SHALLOW, STATEMENTS


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
    if len(part) == 1 and w.chance(0.3):
        w.notes.add("list stored")
        items = ", ".join(bounded(w, (), 1) for _ in range(part[0]))
        value = w.pick(["[{}]", "({},)"]).format(items)
    return w.line(w.pick(_forms(name, place, operator, value)))


def _forms(name: str, place: str, operator: str, value: str) -> list[str]:
    """A store as it is mostly written, and as it may be."""
    plain = f"{name}[{place}] {operator} {value}"
    if operator != "=" or (":" not in place and place != "..."):
        return [plain]
    view = f"{name}[{place}]"
    called = [f"np.copyto({view}, {value})", f"np.copyto(dst={view}, src={value})"]
    return [plain, plain, *called]


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
    name, _ = w.pick(buffers)
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
    shapes = [(), w.pick([some_dims(w, 1), (), ()]), ()]
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
