"""Functions called several times, and loops whose values outlive them."""

from __future__ import annotations

from tests.fuzz.calls import call
from tests.fuzz.expressions import bounded, expression
from tests.fuzz.leaves import index, slices
from tests.fuzz.scope import Array, Dims, Filler, Function, Listed, Whole, Writer
from tests.fuzz.statements import DEEP, SHALLOW, STATEMENTS, block, some_shape


def _single(w: Writer) -> list[tuple[str, Function]]:
    """Functions with one result."""
    return [(name, f) for name, f in w.of(Function) if len(f.results) == 1]


@STATEMENTS.add(SHALLOW, weight=2, topic="calls again")
def _call_twice(w: Writer) -> str | None:
    known = _single(w)
    if not known:
        return None
    name, function = w.pick(known)
    (dims,) = function.results
    w.notes.add("function called again")
    lines = []
    for k in range(2):
        target = w.fresh_array(dims)
        lines.append(w.line(f"{target} = {call(w, name, function, 2)}"))
        w.bind(target, Array(dims))
        if k == 0 and w.chance(0.3):
            block(w, 1)
        if dims and w.chance(0.4):
            w.notes.add("result written")
            operator = w.pick(["=", "+=", "*="])
            at = index(w, dims[0])
            w.line(f"{target}[{at}] {operator} {bounded(w, dims[1:], 1)}")
    return lines[-1]


@STATEMENTS.add(DEEP, weight=2, topic="calls again")
def _call_in_a_loop(w: Writer) -> str | None:
    """Results that go round: `u = f(u)`, `u, v = f(u, v)`."""
    known = [
        (name, f) for name, f in w.of(Function) if all(map(w.rebindable, f.results))
    ]
    if not known:
        return None
    name, function = w.pick(known)
    targets = [w.pick(w.rebindable(dims)) for dims in function.results]
    w.notes.add("function called in a loop")
    w.line(f"for {w.fresh('i j k n')} in range({w.pick([2, 3])}):")
    with w.block(in_loop=True):
        if w.chance(0.3):
            block(w, 1)
        text = call(w, name, function, 2)
        if len(targets) == 1:
            text = f"0.5 * {targets[0]} + 0.4 * np.sin({text})"
        w.line(f"{', '.join(targets)} = {text}")
        for target in targets:
            w.bind(target, w.scope.names[target].type)
        if w.chance(0.3):
            block(w, 1)
    return "for"


@STATEMENTS.add(SHALLOW, weight=4, topic="buffers")
def _fill(w: Writer) -> str | None:
    """A function that writes its first argument, or a view of it."""
    known = w.of(Filler)
    places = [
        (place, name, filler)
        for name, filler in known
        for place in _buffers_of(w, filler.out)
    ]
    if not places:
        return None
    place, name, filler = w.pick(places)
    w.notes.add("argument written")
    return w.line(f"{name}({place}, {expression(w, filler.arg, 1)})")


def _buffers_of(w: Writer, dims: Dims) -> list[str]:
    """Buffers of a shape, and views of buffers."""
    found = []
    for name, shape in w.buffers():
        if shape == dims:
            found.append(name)
        elif len(shape) == len(dims) == 1 and shape > dims:
            found.append(f"{name}[{w.pick(slices(shape[0], dims[0]))}]")
        elif len(shape) == 2 and shape[1:] == dims:
            found.append(f"{name}[{index(w, shape[0])}]")
    return found


# ----------------------------------------------------------------------- nested loops


@STATEMENTS.add(DEEP, weight=3, topic="inner loops")
def _inner_loop(w: Writer) -> str | None:
    """What an inner loop carries, or binds first, is used after it."""
    if w.nesting:
        return None
    dims = some_shape(w)
    carried, left = w.fresh_array(dims), w.fresh_array(())
    total = w.fresh_array(())
    w.line(f"{total} = {w.number()}")
    if w.chance(0.6):
        w.line(f"{carried} = {expression(w, dims, 2)}")
        w.bind(carried, Array(dims))
    w.bind(total, Array(()))
    outer, inner = w.fresh("i j k n"), w.fresh("i j k n")
    w.line(f"for {outer} in range({w.pick([2, 3])}):")
    with w.block(in_loop=True):
        _index(w, outer)
        if carried not in w.scope.names or w.chance(0.3):
            w.line(f"{carried} = {bounded(w, dims, 1)}")
            w.bind(carried, Array(dims))
        w.line(f"for {inner} in range({w.pick(['2', '3', f'{outer} + 1'])}):")
        with w.block(in_loop=True):
            _index(w, inner)
            w.line(f"{left} = {bounded(w, (), 2)}")
            w.bind(left, Array(()))
            w.line(f"{carried} = 0.5 * {carried} + {left} * {bounded(w, dims, 1)}")
            if w.chance(0.3):
                block(w, 1)
        w.bind(left, Array(()))
        w.notes.add("value of an inner loop")
        reduced = f"np.sum({carried} ** 2)" if dims else carried
        w.line(f"{total} += np.sin({left} * {reduced})")
        if w.chance(0.4):
            block(w, 1)
    if w.chance(0.4):
        w.bind(left, Array(()))
        w.bind(carried, Array(dims))
    return "for"


def _index(w: Writer, name: str) -> None:
    w.bind(name, Whole(0, 2))
    w.fix(name)


# --------------------------------------------------------------------- in-place writes


@STATEMENTS.add(SHALLOW, weight=2.5, topic="augmented assignment")
def _augmented_array(w: Writer) -> str | None:
    buffers = w.buffers()
    if not buffers:
        return None
    name, dims = w.pick(buffers)
    w.notes.add("array augmented")
    if len(dims) == 1 and w.chance(0.4):
        n = w.pick(range(1, dims[0] + 1))
        name, dims = f"{name}[{w.pick(slices(dims[0], n))}]", (n,)
        w.notes.add("slice augmented")
    value = bounded(w, w.pick([dims, dims, dims[1:], ()]), 1)
    form = w.pick(
        [
            "{n} += {v}",
            "{n} -= 0.5 * {v}",
            "{n} *= {v}",
            "{n} /= 1.5 + ({v}) ** 2",
            "{n} += {n} * {v}",
        ]
    )
    return w.line(str(form.format(n=name, v=value)))


@STATEMENTS.add(SHALLOW, weight=1.5, topic="lists")
def _item_replaced(w: Writer) -> str | None:
    lists = [(n, t) for n, t in w.of(Listed) if t.least and not w.scope.names[n].fixed]
    if not lists:
        return None
    name, type_ = w.pick(lists)
    at = w.pick([*range(type_.least), -1])
    operator = w.pick(["=", "=", "="]) if type_.item else w.pick(["=", "+=", "*="])
    w.notes.add("item of a list replaced")
    return w.line(f"{name}[{at}] {operator} {bounded(w, type_.item, 1)}")
