"""Tangles: several names for one memory, stores by computed places in nested loops,
numbers and arrays that turn into each other round after round, names bound on one path
and read on another one.

Each is a cluster of statements of its own over three or four names, drawn densely:
programs whose names meet by chance alone hardly ever come here.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.expressions import bounded, condition, expression
from tests.fuzz.scope import Array, Dims, Whole, Writer
from tests.fuzz.statements import DEEP, STATEMENTS

Draw = Callable[[Writer], None]


def _several(w: Writer, draw: Draw, least: int = 1, most: int = 3) -> None:
    for _ in range(w.pick(range(least, most + 1))):
        _one(w, draw)


def _one(w: Writer, draw: Draw) -> None:
    """A statement of the cluster, or a loop or branch around some."""
    form = w.rng.random()
    if w.nesting >= 2 or form < 0.7:
        draw(w)
    elif form < 0.88:
        _loop(w, draw)
    else:
        w.line(f"if {condition(w)}:")
        with w.block():
            _several(w, draw, 1, 2)
        if w.chance(0.5):
            w.line("else:")
            with w.block():
                _several(w, draw, 1, 2)


def _loop(w: Writer, draw: Draw) -> None:
    k = w.fresh("i j k n")
    form = w.pick(["2", "3", "1, 3", "2, -1, -1", "0, 3, 2"])
    w.line(f"for {k} in range({form}):")
    with w.block(in_loop=True):
        w.bind(k, Whole(0, 2))
        w.fix(k)
        _several(w, draw)
        if w.chance(0.15):
            w.line(f"if {condition(w)}:")
            w.line(f"    {w.pick(['break', 'continue'])}")
            draw(w)


def _arrays(w: Writer, dims: Dims, count: int) -> list[str]:
    names = [w.fresh_array(dims) for _ in range(count)]
    for name in names:
        w.line(f"{name} = {expression(w, dims, 1)} * 1.0")
        w.bind(name, Array(dims))
        w.fix(name)
    return names


def _freed(w: Writer, names: list[str], dims: Dims) -> None:
    """What follows may bind the names anew."""
    for name in names:
        w.bind(name, Array(dims))


# ----------------------------------------------------------------- names of one memory


@STATEMENTS.add(DEEP, weight=4, topic="shared names")
def _shared(w: Writer) -> str | None:
    """Names move from array to array, which are written through all of them."""
    if w.nesting or "several names of one array" in w.notes:
        return None
    w.notes.add("several names of one array")
    n = w.pick([2, 3])
    names = _arrays(w, (n,), 3)
    if w.chance(0.6):
        w.line(f"{names[2]} = {w.pick(names[:2])}{w.pick(['', '', '[::-1]'])}")
    _several(w, lambda w: _moved(w, names, n), 2, 5)
    _freed(w, names, (n,))
    return "several"


def _moved(w: Writer, names: list[str], n: int) -> None:
    u, v = w.rng.sample(names, 2)
    at = _place(w, n)
    number = bounded(w, (), 1)
    w.line(
        w.pick(
            [
                f"{u} = {v}",
                f"{u} = {v}[::-1]",
                f"{u} = {v}.copy()",
                f"{u} = {v} if {condition(w)} else {w.pick(names)}",
                f"{u} = np.tanh({v} * {number})",
                f"{u}, {v} = {v}, {u}",
                f"{', '.join(names)} = {', '.join(w.rng.sample(names, 3))}",
                f"{u}[{at}] = {number}",
                f"{u}[{at}] += {number}",
                f"{u}[{at}] *= {number}",
                f"{u}[{at}] = {v}[{_place(w, n)}] * {number}",
                f"{u} += np.sin({v})",
                f"{u} *= {number}",
                f"{u}[:] = {v}",
                f"{u}[1:] = {v}[:-1]",
                f"{u}[:-1] *= {v}[1:]",
            ]
        )
    )


def _place(w: Writer, n: int) -> str:
    """A place in an axis of length `n`, of constants and of what loops count."""
    whole = [name for name, _ in w.of(Whole)]
    if not whole or w.chance(0.4):
        return str(w.pick([*range(n), -1]))
    i, j = w.pick(whole), w.pick(whole)
    form = w.pick(
        [
            "{i} % {n}",
            "({i} + 1) % {n}",
            "({i} + {j}) % {n}",
            "-1 - {i} % {n}",
            "{i} // 2 % {n}",
            "({i} * {j}) % {n}",
        ]
    )
    return str(form.format(i=i, j=j, n=n))


# ----------------------------------------------------------- stores by computed places


@STATEMENTS.add(DEEP, weight=4, topic="computed places")
def _tables(w: Writer) -> str | None:
    """A vector and a matrix written element by element from what they held."""
    if w.nesting or "stores by computed places" in w.notes:
        return None
    w.notes.add("stores by computed places")
    n = w.pick([2, 3])
    (y,), (z,) = _arrays(w, (n,), 1), _arrays(w, (n, n), 1)
    if w.chance(0.3):
        w.line(f"{y} = np.zeros({n})")
    _several(w, lambda w: _stored(w, y, z, n), 0, 2)
    for _ in range(w.pick([1, 1, 2])):
        _loop(w, lambda w: _stored(w, y, z, n))
    _several(w, lambda w: _stored(w, y, z, n), 0, 1)
    _freed(w, [y], (n,))
    _freed(w, [z], (n, n))
    return "tables"


def _stored(w: Writer, y: str, z: str, n: int) -> None:
    at, to, also = (_place(w, n) for _ in range(3))
    number = bounded(w, (), 1)
    w.line(
        w.pick(
            [
                f"{y}[{at}] = {number}",
                f"{y}[{at}] = 0.5 * {y}[{to}] + {number}",
                f"{y}[{at}] {w.pick(['+=', '*=', '-='])} {number}",
                f"{z}[{at}, {to}] = {number}",
                f"{z}[{at}, {to}] = {z}[{to}, {also}] * {y}[{at}]",
                f"{z}[{at}] = {y} * {number}",
                f"{z}[:, {at}] += {y}",
                f"{y}[1:] = {y}[:-1] * {number}",
                f"{y}[:] = np.sin({z}[{at}])",
                f"{y} = np.tanh({y} + {number})",
                f"{y} = np.zeros({n})",
                f"{z}[[{at}, {n - 1}]] = {z}[[1, 0]] * {number}",
                f"{y} = np.tanh({z} @ {y})",
            ]
        )
    )


# ------------------------------------------------------- numbers and arrays in a round


@STATEMENTS.add(DEEP, weight=4, topic="numbers and arrays")
def _mixed(w: Writer) -> str | None:
    """Numbers made of arrays, arrays made of numbers, carried by loops together."""
    if w.nesting or "numbers and arrays in a round" in w.notes:
        return None
    w.notes.add("numbers and arrays in a round")
    n = w.pick([2, 3])
    vectors = _arrays(w, (n,), 2)
    numbers = _arrays(w, (), 2)
    for _ in range(w.pick([1, 1, 2])):
        _loop(w, lambda w: _rounds(w, vectors, numbers, n))
    _several(w, lambda w: _rounds(w, vectors, numbers, n), 0, 2)
    _freed(w, vectors, (n,))
    _freed(w, numbers, ())
    return "mixed"


def _rounds(w: Writer, vectors: list[str], numbers: list[str], n: int) -> None:
    (u, v), (c, d) = (w.rng.sample(names, 2) for names in (vectors, numbers))
    forms = {
        c: [
            f"np.{w.pick(['sum', 'mean', 'max'])}({u} * {d})",
            f"np.tanh(np.dot({u}, {v}))",
            f"{u}[{_place(w, n)}]",
            f"0.5 * {c} + {bounded(w, (), 1)}",
            f"np.tanh({c} * {d})",
            f"{c} if {condition(w)} else {d}",
        ],
        u: [
            f"np.tanh({c} * {u})",
            f"np.array([{', '.join(w.pick(numbers) for _ in range(n))}])",
            f"np.full({n}, {c})",
            f"0.5 * np.outer({u}, {v}).sum(axis={w.pick([0, 1])})",
            f"np.where({u} > {c}, {v}, {d})",
            f"np.cumsum({u}) * {w.number()}",
            f"np.sin({u} + {c})",
            f"{v} - np.mean({u})",
        ],
    }
    target = w.pick([c, c, u])
    if w.chance(0.12):
        w.line(f"{c}, {d} = {d}, np.tanh({c})")
    elif w.chance(0.15):
        w.line(f"{c} {w.pick(['+=', '-='])} 0.3 * {d}")
    else:
        w.line(f"{target} = {w.pick(forms[target])}")


# ----------------------------------------------------------- bound on one of the paths


@STATEMENTS.add(DEEP, weight=3, topic="bound on one path")
def _on_one_path(w: Writer) -> str | None:
    """A name that one arm binds, and the same arm of a later branch reads."""
    if w.nesting > 1 or "bound on one path" in w.notes:
        return None
    w.notes.add("bound on one path")
    dims: Dims = w.pick([(), (), (2,)])
    test, made, total = w.fresh("flag big far"), w.fresh_array(dims), w.fresh_array(())
    w.line(f"{test} = {condition(w)}")
    w.line(f"{total} = {expression(w, (), 1)}")
    w.bind(total, Array(()))
    w.fix(total)
    before = w.chance(0.3)
    if before:
        w.line(f"{made} = {expression(w, dims, 1)}")
    w.line(f"if {test}:")
    with w.block():
        w.line(f"{made} = {expression(w, dims, 1)}")
    if w.chance(0.5):
        w.line(f"for {w.fresh('i j k n')} in range({w.pick([1, 2, 3])}):")
        with w.block(in_loop=True):
            _read(w, test, made, total, dims)
    else:
        _read(w, test, made, total, dims)
    w.bind(total, Array(()))
    if before:
        w.bind(made, Array(dims))
    return "path"


def _read(w: Writer, test: str, made: str, total: str, dims: Dims) -> None:
    w.line(f"if {test}:")
    with w.block():
        w.bind(made, Array(dims))
        w.fix(made)
        w.line(f"{total} = np.sin({total} + {expression(w, (), 1)})")
        if w.chance(0.5):
            w.line(f"{made} = np.tanh({made} * {total})")
    if w.chance(0.3):
        w.line("else:")
        w.line(f"    {total} = {total} * {bounded(w, (), 1)}")
