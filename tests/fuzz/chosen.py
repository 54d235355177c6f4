"""Elements chosen by arrays of integers, by masks, and by what NumPy makes of them."""

from __future__ import annotations

from tests.fuzz.expressions import EXPRESSIONS, bounded
from tests.fuzz.scope import Array, Chosen, Dims, Whole, Writer
from tests.fuzz.statements import DEEP, SHALLOW, STATEMENTS, block

TOPIC = "integer arrays"


def _numbers(w: Writer, n: int, count: int) -> str:
    """Indices into something of length `n`, repeated ones among them."""
    return ", ".join(str(w.pick([*range(n), -1])) for _ in range(count))


def _indices(w: Writer, n: int, count: int) -> str:
    """An array or a list of `count` indices into something of length `n`."""
    known = [
        name
        for name, t in w.of(Chosen)
        if t.count == count and t.high < n  # every one of them is an index
    ]
    if known and w.chance(0.6):
        return str(w.pick(known))
    items = _numbers(w, n, count)
    forms = [f"[{items}]", f"np.array([{items}])"]
    if count <= n:
        forms.append(f"np.arange({count})")
    return str(w.pick(forms))


@STATEMENTS.add(SHALLOW, weight=1.5, topic=TOPIC)
def _named(w: Writer) -> str:
    name = w.fresh("idx order rows at")
    n, count = w.pick([2, 3]), w.pick([2, 3])
    w.bind(name, Chosen(n - 1, count))
    w.notes.add("array of integers")
    return w.line(f"{name} = np.array([{_numbers(w, n, count)}])")


# ------------------------------------------------------------------------------ reads


@EXPRESSIONS.add(1, weight=3, topic=TOPIC)
def _elements(w: Writer, dims: Dims, depth: int) -> str | None:
    (count,) = dims
    found = []
    for name, t in w.of(Array):
        if len(t.dims) == 1:
            found.append(f"{name}[{_indices(w, t.dims[0], count)}]")
        elif len(t.dims) == 2:
            n, m = t.dims
            first, second = _indices(w, n, count), _indices(w, m, count)
            found.append(f"{name}[{first}, {second}]")
            found.append(f"{name}[{first}, {w.pick(range(m))}]")
            if count == min(n, m):
                found.append(f"np.diag({name})")
            if n == m and n * (n + 1) // 2 == count:
                found.append(f"{name}[np.{w.pick(['triu', 'tril'])}_indices({n})]")
    return w.pick(found) if found else None


@EXPRESSIONS.add(2, weight=6, topic=TOPIC)
def _rows(w: Writer, dims: Dims, depth: int) -> str | None:
    found = []
    for name, t in w.of(Array):
        if len(t.dims) != 2:
            continue
        rows, columns = _indices(w, t.dims[0], dims[0]), _indices(w, t.dims[1], dims[1])
        found.append(f"{name}[np.ix_({rows}, {columns})]")
        if t.dims[1] == dims[1]:
            found.append(f"{name}[{rows}]")
        if t.dims[0] == dims[0]:
            found.append(f"{name}[:, {columns}]")
    return w.pick(found) if found else None


@EXPRESSIONS.add(0, weight=1.5, topic="masks")
def _of_a_mask(w: Writer, dims: Dims, depth: int) -> str | None:
    found = [name for name, t in w.of(Array) if t.dims]
    if not found:
        return None
    name = w.pick(found)
    form = w.pick(["np.sum({a}[{a} > {c}])", "np.sum({a}[{a} < {c}] ** 2)"])
    w.notes.add("mask read")
    return str(form.format(a=name, c=w.number()))


# ----------------------------------------------------------------------------- stores


@STATEMENTS.add(SHALLOW, weight=6, topic=TOPIC)
def _store(w: Writer) -> str | None:
    buffers = w.buffers()
    if not buffers:
        return _matrix(w)
    matrices = [(name, dims) for name, dims in buffers if len(dims) == 2]
    name, dims = w.pick(matrices if matrices and w.chance(0.6) else buffers)
    places = _of_vectors(w, dims) if len(dims) == 1 else _of_matrices(w, dims)
    place, part = w.pick(places)
    w.notes.add("store through integers")
    value = bounded(w, w.pick([part, part, part[1:], ()]), 1)
    if len(dims) == 1 and w.chance(0.6):
        w.notes.add("np.add.at")
        return w.line(f"np.add.at({name}, {place}, {value})")
    operator = w.pick(["=", "=", "+=", "*=", "-="])
    return w.line(f"{name}[{place}] {operator} {value}")


def _matrix(w: Writer) -> str:
    """A square matrix to be written."""
    n = w.pick([2, 3])
    name = w.fresh_array((n, n))
    w.line(f"{name} = np.{w.pick(['zeros', 'ones'])}(({n}, {n}))")
    w.bind(name, Array((n, n)), own=True)
    return name


def _of_vectors(w: Writer, dims: Dims) -> list[tuple[str, Dims]]:
    count = w.pick([2, 3])
    return [(_indices(w, dims[0], count), (count,))]


def _of_matrices(w: Writer, dims: Dims) -> list[tuple[str, Dims]]:
    n, m = dims
    count, width = w.pick([2, 3]), w.pick([2, 3])
    rows, columns = _indices(w, n, count), _indices(w, m, width)
    places: list[tuple[str, Dims]] = [
        (rows, (count, m)),
        (f"{rows}, {w.pick(range(m))}", (count,)),
        (f"{rows}, {_indices(w, m, count)}", (count,)),
        *[(f"np.ix_({rows}, {columns})", (count, width))] * 3,
        (f":, {columns}", (n, width)),
        (f"{rows}, 1:", (count, m - 1)),
    ]
    if n == m:
        k, lower = w.pick([(0, n * (n + 1) // 2), (-1, n * (n - 1) // 2)])
        places += [(f"np.tril_indices({n}, {k})", (lower,))] * 3
        places += [(f"np.triu_indices({n}, {-k})", (lower,))] * 3
        places.append((f"np.diag_indices({n})", (n,)))
    return places


@STATEMENTS.add(DEEP, weight=4, topic=TOPIC)
def _one_by_one(w: Writer) -> str | None:
    """A loop over indices that stores at each of them."""
    known = [
        (name, dims, order, t.count)
        for order, t in w.of(Chosen)
        for name, dims in w.buffers()
        if t.high < dims[0]
    ]
    if not known:
        return None if w.of(Chosen) else _named(w)
    name, dims, order, count = w.pick(known)
    w.notes.add("index read from an array")
    k = w.fresh("i j k n")
    by_item = w.chance(0.4)
    w.line(f"for {k} in {order}:" if by_item else f"for {k} in range({count}):")
    with w.block(in_loop=True):
        w.bind(k, Whole(0, dims[0] - 1 if by_item else count - 1))
        w.fix(k)
        if w.chance(0.3):
            block(w, 1)
        at = k if by_item else f"{order}[{k}]"
        operator = w.pick(["=", "+=", "*="])
        w.line(f"{name}[{at}] {operator} {bounded(w, dims[1:], 2)}")
    return "for"


# ------------------------------------------------------------------- while and stores


@STATEMENTS.add(DEEP, weight=5, topic="while stores")
def _march(w: Writer) -> str | None:
    """A `while` that writes its way along a buffer, and may look at it in its test."""
    buffers = w.buffers()
    if not buffers:
        return None
    name, dims = w.pick(buffers)
    k = w.fresh("count step")
    start = w.pick([0, 1])
    w.line(f"{k} = {start}")
    element = f"{name}[{k}]" if len(dims) == 1 else f"{name}[{k}, 0]"
    extra = w.pick(["", "", f" and {element} < {w.pick(['1.4', '0.9', '2.0'])}"])
    w.line(f"while {k} < {dims[0]}{extra}:")
    w.notes.add("while that stores")
    with w.block(in_loop=True):
        w.bind(k, Whole(0, dims[0] - 1))
        w.fix(k)
        if w.chance(0.3):
            block(w, 1)
        before = f"0.5 * {name}[{k} - 1] + " if w.chance(0.6) else ""
        operator = w.pick(["=", "=", "+=", "*="])
        w.line(f"{name}[{k}] {operator} {before}{bounded(w, dims[1:], 2)}")
        w.line(f"{k} += 1")
    return "while"
