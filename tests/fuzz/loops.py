"""Loops: what they run over, and how they are left."""

from __future__ import annotations

from tests.fuzz.expressions import condition, expression
from tests.fuzz.leaves import leaf
from tests.fuzz.scope import (
    Array,
    Listed,
    Table,
    Tupled,
    Whole,
    Writer,
)

HEADERS = Table()
INDICES = "i j k n"
ITEMS = "item w d f o"


def header(w: Writer) -> tuple[str, str]:
    """Target and iterable; the target's names are bound in the current block."""
    for _ in range(20):
        made = w.first(HEADERS[0])
        if made is not None:
            target, iterable = made.split(" in ", 1)
            return target, iterable
    raise AssertionError("a range always works")


def _whole(w: Writer, low: int, high: int) -> str:
    name = w.fresh(INDICES)
    w.bind(name, Whole(low, high))
    w.fix(name)
    return name


def _item(w: Writer, dims: tuple[int, ...], letters: str = ITEMS) -> str:
    name = w.fresh(letters if not dims else "row col vec")
    w.bind(name, Array(dims))
    return name


@HEADERS.add(0, weight=3)
def _range(w: Writer) -> str:
    n = w.pick([2, 3, 3])
    arrays = [(name, t.dims[0]) for name, t in w.of(Array) if t.dims]
    w.notes.add("for over range")
    if arrays and w.chance(0.4):
        name, n = w.pick(arrays)
        bound = w.pick([f"len({name})", f"{name}.shape[0]"])
        return f"{_whole(w, 0, n - 1)} in range({bound})"
    form = w.pick(["{n}", "{n}", "1, {n}", "{n} - 1, -1, -1", "0, 4, 2"])
    return f"{_whole(w, 0, max(n - 1, 2))} in range({form.format(n=n)})"


@HEADERS.add(0, weight=2, topic="for over an array")
def _array(w: Writer) -> str | None:
    arrays = [(name, t.dims) for name, t in w.of(Array) if t.dims]
    if not arrays:
        return None
    name, dims = w.pick(arrays)
    if w.chance(0.3):
        name = expression(w, dims, 1)
    if name in w.scope.names:
        w.fix(name)
    return f"{_item(w, dims[1:])} in {name}"


def _iterables(w: Writer) -> list[tuple[str, tuple[int, ...]]]:
    """Names to run over, with the shape of their items."""
    found = [(name, t.dims[1:]) for name, t in w.of(Array) if t.dims]
    found += [(name, t.item) for name, t in w.of(Listed)]
    return [(name, dims) for name, dims in found if len(dims) < 2]


@HEADERS.add(0, weight=2, topic="for over zip")
def _zip(w: Writer) -> str | None:
    known = _iterables(w)
    if not known:
        return None
    (a, first), (b, second) = w.pick(known), w.pick(known)
    if w.chance(0.2):
        b, second = "(0.5, 1.5, -0.4)", ()
    for name in {a, b} & set(w.scope.names):
        w.fix(name)
    return f"({_item(w, first)}, {_item(w, second)}) in zip({a}, {b})"


@HEADERS.add(0, weight=2, topic="for over enumerate")
def _enumerate(w: Writer) -> str | None:
    known = _iterables(w)
    if not known:
        return None
    name, dims = w.pick(known)
    w.fix(name)
    item = _item(w, dims)
    if w.chance(0.2) and not dims:
        w.notes.add("nested unpacking")
        other = _item(w, ())
        counter = _whole(w, 0, 3)
        return f"({counter}, ({item}, {other})) in enumerate(zip({name}, (0.4, 0.9)))"
    start = ", start=1" if w.chance(0.15) else ""
    return f"({_whole(w, 0, 4)}, {item}) in enumerate({name}{start})"


@HEADERS.add(0, weight=2, topic="for over a list")
def _list(w: Writer) -> str:
    known = [(name, t.item) for name, t in w.of(Listed)]
    if known and w.chance(0.7):
        name, dims = w.pick(known)
        w.fix(name)
        return f"{_item(w, dims)} in {name}"
    items = ", ".join(expression(w, (), 1) for _ in range(w.pick([2, 3])))
    return f"{_item(w, ())} in [{items}]"


@HEADERS.add(0, weight=2, topic="for over a tuple")
def _tuple(w: Writer) -> str:
    known = [(n, t.items) for n, t in w.of(Tupled) if len(set(t.items)) == 1]
    if known and w.chance(0.4):
        name, items = w.pick(known)
        return f"{_item(w, items[0])} in {name}"
    items = [w.number(), expression(w, (), 1), leaf(w, ())][: w.pick([2, 3])]
    return f"{_item(w, ())} in ({', '.join(items)})"


# -------------------------------------------------------------------------- exits


def exit_(w: Writer) -> None:
    """A statement that may leave the loop, or this pass of it."""
    from tests.fuzz.statements import block, result

    kinds = [k for k in ("break", "continue", "early return") if k in w.topics]
    if not kinds:
        return
    kind = w.pick(kinds)
    w.line(f"if {condition(w)}:")
    with w.block():
        if w.chance(0.5):
            block(w, 1)
        w.notes.add(kind)
        w.line(f"return {result(w)}" if kind == "early return" else kind)
