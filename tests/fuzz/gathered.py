"""Several values at once: of dicts and lists, matched, mapped, folded, starred."""

from __future__ import annotations

from tests.fuzz.calls import starred
from tests.fuzz.expressions import EVERY, EXPRESSIONS, bounded, expression, some_dims
from tests.fuzz.loops import HEADERS
from tests.fuzz.scope import (
    Array,
    Derived,
    Dims,
    Function,
    Keyed,
    Listed,
    Variable,
    Whole,
    Writer,
)
from tests.fuzz.statements import DEEP, SHALLOW, STATEMENTS, block


@EXPRESSIONS.add(0, weight=1.5, topic="several at once")
def _largest(w: Writer, dims: Dims, depth: int) -> str:
    items = [expression(w, (), min(depth, 1)) for _ in range(3)]
    w.notes.add("max of several")
    form = w.pick(["{f}({i})", "{f}([{i}])", "sum([{i}])", "{f}(({i}))"])
    return str(form.format(f=w.pick(["max", "min"]), i=", ".join(items)))


@EXPRESSIONS.add(0, weight=2, topic="several at once")
def _all_values(w: Writer, dims: Dims, depth: int) -> str | None:
    found = [
        f"{w.pick(['sum', 'max', 'min'])}({name}.values())"
        for name, t in w.of(Keyed)
        if all(item == () for _, item in t.fields)
    ]
    for name, t in w.of(Listed):
        if t.item == () and t.least:
            found += [f"{f}({name})" for f in ("sum", "max", "min")]
    return w.pick(found) if found else None


@HEADERS.add(0, weight=12, topic="dicts")
def _values(w: Writer) -> str | None:
    known = [
        (name, t.fields[0][1])
        for name, t in w.of(Keyed)
        if len({item for _, item in t.fields}) == 1
    ]
    if not known:
        return None
    name, dims = w.pick(known)
    w.fix(name)
    item = w.fresh("value item")
    w.bind(item, Array(dims))
    w.notes.add("for over a dict")
    if w.chance(0.5):
        return f"{item} in {name}.values()"
    return f"({w.fresh('key label')}, {item}) in {name}.items()"


@HEADERS.add(0, weight=2, topic="several at once")
def _layers(w: Writer) -> str:
    """A list of tuples, written where it is used."""
    shape = some_dims(w, w.pick([0, 1])) if w.chance(0.8) else ()
    rows = [
        f"({expression(w, (), 1)}, {expression(w, shape, 1)})"
        for _ in range(w.pick([2, 3]))
    ]
    factor, item = w.fresh("item w d f o"), w.fresh("row col vec")
    w.bind(factor, Array(()))
    w.bind(item, Array(shape))
    w.notes.add("list of tuples")
    return f"({factor}, {item}) in [{', '.join(rows)}]"


# ---------------------------------------------------------------------------- matching


@STATEMENTS.add(DEEP, weight=4, topic="match")
def _match(w: Writer) -> str:
    whole = w.of(Whole)
    bound: tuple[str, ...] = ()
    if whole and w.chance(0.6):
        subject, cases = w.pick(whole)[0], ["0", "1 | 2", "_"]
    else:
        first, second = w.fresh("p q r"), w.fresh("p q r")
        subject = f"({expression(w, (), 1)}, {expression(w, (), 1)})"
        bound = (first, second)
        cases = [f"({first}, {second}) if {first} > {second}"]
        cases.append(f"({first}, {second})")
    w.line(f"match {subject}:")
    with w.block():
        for case in cases:
            w.line(f"case {case}:")
            with w.block():
                w.nesting -= 1
                for name in bound:
                    w.bind(name, Array(()))
                block(w, w.pick([1, 2]))
                w.nesting += 1
    return "match"


# ---------------------------------------------------------------------- map and reduce


@EXPRESSIONS.add(0, weight=2.5, topic="map and reduce")
def _mapped(w: Writer, dims: Dims, depth: int) -> str | None:
    lists = [name for name, t in w.of(Listed) if t.item == () and t.least]
    lists += [name for name, t in w.of(Array) if len(t.dims) == 1]
    items = ", ".join(expression(w, (), 1) for _ in range(3))
    source = w.pick(lists) if lists and w.chance(0.7) else f"[{items}]"
    known = [
        name
        for name, f in w.of(Function)
        if f.results == ((),)
        and [p.dims for p in f.params if not p.default] == [()]
        and not f.params[0].by_keyword
    ]
    with w.block():
        w.scope.names["one"] = Variable(Array(()), fixed=True)
        one = f"lambda one: {bounded(w, (), 1)}"
        w.scope.names["total"] = Variable(Array(()), fixed=True)
        two = f"lambda total, one: 0.5 * total + one * {bounded(w, (), 1)}"
    function = w.pick(known) if known and w.chance(0.6) else one
    kind = "reduce" if w.chance(0.05) else w.pick(["map", "map", "filter"])
    w.notes.add(kind)
    if kind == "map":
        return f"sum(map({function}, {source}))"
    if kind == "filter":
        return f"sum(filter(lambda one: one > {w.number()}, {source}))"
    start = w.pick(["", f", {expression(w, (), 1)}"])
    return f"reduce({two}, {source}{start})"


# --------------------------------------------------------- starred calls, derivatives


@EXPRESSIONS.add(*EVERY, weight=1.5, topic="calls")
def _starred_call(w: Writer, dims: Dims, depth: int) -> str | None:
    known = [(name, f) for name, f in w.of(Function) if f.results == (dims,)]
    return starred(w, *w.pick(known), depth) if known else None


@EXPRESSIONS.add(*EVERY, weight=5, topic="derivatives inside")
def _derivative(w: Writer, dims: Dims, depth: int) -> str | None:
    known = [(name, t) for name, t in w.of(Derived) if dims in ((), t.dims)]
    if not known:
        return None
    name, type_ = w.pick(known)
    w.notes.add("derivative inside")
    forms = []
    if type_.dims == dims:
        forms.append("{f}.grad({e})")
    if not dims:
        forms += ["{f}.value_and_grad({e})[0]", "{f}.jvp({e}, {v})[1]"]
    form = w.pick(forms)
    argument = bounded(w, type_.dims, depth)
    return str(form.format(f=name, e=argument, v=bounded(w, type_.dims, 1)))


@STATEMENTS.add(SHALLOW, weight=3, topic="derivatives inside")
def _value_and_gradient(w: Writer) -> str | None:
    known = w.of(Derived)
    if not known:
        return None
    name, type_ = w.pick(known)
    value, slope = w.fresh_array(()), w.fresh_array(type_.dims)
    line = f"{value}, {slope} = {name}.value_and_grad({bounded(w, type_.dims, 1)})"
    w.bind(value, Array(()))
    w.bind(slope, Array(type_.dims))
    w.notes.add("derivative inside")
    return w.line(line)
