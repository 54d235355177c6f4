"""Reductions along axes, and their results broadcast back."""

from __future__ import annotations

from tests.fuzz.expressions import EXPRESSIONS, expression
from tests.fuzz.leaves import leaf
from tests.fuzz.scope import Array, Dims, Writer
from tests.fuzz.statements import SHALLOW, STATEMENTS, some_shape


@EXPRESSIONS.add(2, weight=2.5, topic="along axes")
def _of_a_matrix(w: Writer, dims: Dims, depth: int) -> str:
    e = expression(w, dims, depth)
    other = e if w.chance(0.5) else leaf(w, dims)
    form = w.pick(
        [
            "({e} - np.mean({o}, axis=0))",
            "({e} - np.mean({o}, axis=1, keepdims=True))",
            "({e} / (1.5 + np.sum(({o}) ** 2, axis=1, keepdims=True)))",
            "({e} * np.sum({o}, axis=1)[:, None])",
            "({e} - np.max({o}, axis=0, keepdims=True))",
            "({e} * np.sum({o}, axis=0)[None, :])",
            "np.exp(0.3 * ({e}) - np.max({o}, axis=-1, keepdims=True))",
            "np.cumsum({e}, axis={k})",
            "({e} - np.sum({o}))",
        ]
    )
    return str(form.format(e=e, o=other, k=w.pick([0, 1])))


@EXPRESSIONS.add(1, weight=2.5, topic="along axes")
def _of_a_vector(w: Writer, dims: Dims, depth: int) -> str:
    e = expression(w, dims, depth)
    other = e if w.chance(0.5) else leaf(w, dims)
    form = w.pick(
        [
            "({e} - np.mean({o}))",
            "({e} / (1.5 + np.sum(({o}) ** 2)))",
            "({e} * np.sum({o}))",
            "np.exp(0.3 * ({e}) - np.max({o}))",
            "({e} / np.sqrt(1.2 + ({o}) @ ({o})))",
            "({e} - ({o}).mean(keepdims=True))",
        ]
    )
    return str(form.format(e=e, o=other))


@EXPRESSIONS.add(1, weight=1.5, topic="along axes")
def _axis_taken(w: Writer, dims: Dims, depth: int) -> str:
    known = [t.dims for _, t in w.of(Array) if len(t.dims) == 2 and dims[0] in t.dims]
    shape = w.pick(known) if known else (dims[0], 2)
    axis = w.pick([k for k in (0, 1) if shape[1 - k] == dims[0]])
    form = w.pick(
        [
            "np.max({e}, axis={k})",
            "np.min({e}, axis={k})",
            "np.var({e}, axis={k})",
            "np.linalg.norm({e} + 2.0, axis={k})",
            "np.prod({e}, axis={k})",
            "np.log(np.sum(np.exp(0.4 * ({e})), axis={k}))",
        ]
    )
    return str(form.format(e=expression(w, shape, depth), k=axis))


@STATEMENTS.add(SHALLOW, weight=2, topic="along axes")
def _kept_reduction(w: Writer) -> str | None:
    """A reduction with a name, then what it is broadcast against."""
    dims = some_shape(w)
    if not dims:
        return None
    axis = w.pick([None, 0, 1] if len(dims) == 2 else [None])
    keep = axis == 1 or w.chance(0.3)
    options = "" if axis is None else f", axis={axis}"
    shape = () if axis is None else dims[1 - axis : 2 - axis]
    if keep:
        options += ", keepdims=True"
        shape = tuple(1 if axis in (None, k) else n for k, n in enumerate(dims))
    source = expression(w, dims, 1)
    middle = w.fresh_array(shape)
    function = w.pick(["np.sum", "np.mean", "np.max"])
    w.line(f"{middle} = {function}({source}{options})")
    if not keep:
        w.bind(middle, Array(shape))
    target = w.fresh_array(dims)
    w.bind(target, Array(dims), own=True)
    form = w.pick(["{s} - {m}", "{s} * {m}", "({s}) / (1.3 + {m} ** 2)"])
    return w.line(f"{target} = {form.format(s=source, m=middle)}")
