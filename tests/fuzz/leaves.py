"""The leaves of expressions: names, their elements, slices, items, attributes."""

from __future__ import annotations

from tests.fuzz.scope import (
    Array,
    Dims,
    Keyed,
    Listed,
    Object,
    Table,
    Tupled,
    Whole,
    Writer,
)

LEAVES = Table()


def leaf(w: Writer, dims: Dims) -> str:
    """Something of shape `dims` that is at hand."""
    made = w.first(LEAVES[len(dims)], dims)
    if made is not None:
        return made
    if not dims:
        return w.number()
    if len(dims) == 1:
        return f"np.array([{', '.join(leaf(w, ()) for _ in range(dims[0]))}])"
    return f"np.outer({leaf(w, dims[:1])}, {leaf(w, dims[1:])})"


def index(w: Writer, n: int) -> str:
    """An integer that is an index into something of length `n`."""
    whole = w.of(Whole)
    if not whole or w.chance(0.35):
        return str(w.pick([*range(n), -1]))
    name, (low, high) = w.pick(whole)
    if low >= 0 and high < n:
        forms = ["{i}", "{i}", "{i}", "-1 - {i}"]
        return str(w.pick([*forms, "{i} - 1", "({i} + 1) % {n}"]).format(i=name, n=n))
    return f"{name} % {n}"


@LEAVES.add(0, 1, 2, weight=8)
def _name(w: Writer, dims: Dims) -> str | None:
    names = w.arrays(dims)
    if w.chance(0.8):  # what is computed rather than what belongs to the module
        names = [name for name in names if not name.isupper()]
    return w.pick(names) if names else None


@LEAVES.add(0, weight=1)
def _constant(w: Writer, dims: Dims) -> str:
    return w.number()


@LEAVES.add(0, weight=0.4)
def _whole(w: Writer, dims: Dims) -> str | None:
    names = [name for name, _ in w.of(Whole)]
    return f"0.3 * {w.pick(names)}" if names else None


@LEAVES.add(0, weight=3)
def _element(w: Writer, dims: Dims) -> str | None:
    arrays = [(name, t.dims) for name, t in w.of(Array) if t.dims]
    if not arrays:
        return None
    name, shape = w.pick(arrays)
    at = [index(w, n) for n in shape]
    if len(at) == 2 and w.chance(0.25):
        return f"{name}[{at[0]}][{at[1]}]"
    return f"{name}[{', '.join(at)}]"


@LEAVES.add(1, weight=3)
def _part(w: Writer, dims: Dims) -> str | None:
    n = dims[0]
    parts = []
    for name, type_ in w.of(Array):
        shape = type_.dims
        if len(shape) == 1 and shape[0] >= n:
            parts += [f"{name}[{s}]" for s in slices(shape[0], n)]
        elif len(shape) == 2:
            if shape[1] == n:
                parts += [f"{name}[{index(w, shape[0])}]"] * 2
            if shape[0] == n:
                parts.append(f"{name}[:, {index(w, shape[1])}]")
            if shape[0] > n:
                parts.append(f"{name}[:{n}, {index(w, shape[1])}]")
    return w.pick(parts) if parts else None


@LEAVES.add(2, weight=3)
def _block(w: Writer, dims: Dims) -> str | None:
    blocks = []
    for name, type_ in w.of(Array):
        shape = type_.dims
        if len(shape) == 2 and shape[0] >= dims[0] and shape[1] >= dims[1]:
            rows = w.pick(slices(shape[0], dims[0]))
            columns = w.pick(slices(shape[1], dims[1]))
            blocks.append(f"{name}[{rows}, {columns}]")
    return w.pick(blocks) if blocks else None


def slices(length: int, n: int) -> list[str]:
    """The slices that take `n` of `length`."""
    if length == n:
        return [":", "::-1"]
    forms = [f":{n}", f"-{n}:", f"{length - n}:", f":{n - length}"]
    if length - n >= 2:
        forms += [f"1:{n + 1}", f"1:{n + 1 - length}"]
    if len(range(0, length, 2)) == n:
        forms.append("::2")
    return forms


# -------------------------------------------------------------------------- containers


@LEAVES.add(0, 1, weight=4, topic="lists")
def _item_of_list(w: Writer, dims: Dims) -> str | None:
    lists = [(name, t.least) for name, t in w.of(Listed) if t.item == dims and t.least]
    if not lists:
        return None
    name, least = w.pick(lists)
    w.notes.add("list index")
    at = w.pick([*range(least), -1, -1])
    return f"{name}[{at}]"


@LEAVES.add(0, weight=0.5, topic="lists")
def _length(w: Writer, dims: Dims) -> str | None:
    names = [name for name, _ in w.of(Listed)]
    return f"0.2 * len({w.pick(names)})" if names else None


@LEAVES.add(0, 1, 2, weight=4, topic="dicts")
def _item_of_dict(w: Writer, dims: Dims) -> str | None:
    found = [
        f'{name}["{key}"]'
        for name, type_ in w.of(Keyed)
        for key, item in type_.fields
        if item == dims
    ]
    return w.pick(found) if found else None


@LEAVES.add(0, 1, 2, weight=4)
def _item_of_tuple(w: Writer, dims: Dims) -> str | None:
    found = []
    for name, type_ in w.of(Tupled):
        for k, item in enumerate(type_.items):
            if item == dims:
                found.append(f"{name}[{k}]")
                if type_.names:
                    found += [f"{name}.{type_.names[k]}"] * 2
    return w.pick(found) if found else None


@LEAVES.add(0, 1, 2, weight=2, topic="methods")
def _attribute(w: Writer, dims: Dims) -> str | None:
    found = [
        f"{name}.{field}"
        for name, type_ in w.of(Object)
        for field, item in type_.fields
        if item == dims
    ]
    return w.pick(found) if found else None


@LEAVES.add(0, weight=1, topic="array attributes")
def _size(w: Writer, dims: Dims) -> str | None:
    arrays = [name for name, type_ in w.of(Array) if type_.dims]
    form = w.pick(
        ["0.1 * {}.shape[0]", "0.1 * {}.size", "0.2 * {}.ndim", "1 / len({})"]
    )
    return form.format(w.pick(arrays)) if arrays else None


@LEAVES.add(2, weight=2, topic="array attributes")
def _transposed(w: Writer, dims: Dims) -> str | None:
    names = w.arrays(dims[::-1])
    return f"{w.pick(names)}.T" if names else None
