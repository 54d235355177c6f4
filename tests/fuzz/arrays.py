"""Expressions of vectors and matrices, beside what holds for every shape."""

from __future__ import annotations

from tests.fuzz.expressions import EXPRESSIONS, expression
from tests.fuzz.scope import Array, Dims, Variable, Whole, Writer


@EXPRESSIONS.add(1, weight=2, topic="matmul")
def _product(w: Writer, dims: Dims, depth: int) -> str:
    n = w.pick([2, 3])
    matrices = [d for d in (t.dims for _, t in w.of(Array)) if len(d) == 2]
    right = [d[1] for d in matrices if d[0] == dims[0]]
    n = w.pick(right) if right else n
    if w.chance(0.5):
        return f"({expression(w, (dims[0], n), depth)} @ {expression(w, (n,), depth)})"
    return f"({expression(w, (n,), depth)} @ {expression(w, (n, dims[0]), depth)})"


@EXPRESSIONS.add(2, weight=2, topic="matmul")
def _matrix_product(w: Writer, dims: Dims, depth: int) -> str:
    n = w.pick([2, 3])
    left, right = (dims[0], n), (n, dims[1])
    return f"({expression(w, left, depth)} @ {expression(w, right, depth)})"


@EXPRESSIONS.add(1, weight=1.5)
def _along_an_axis(w: Writer, dims: Dims, depth: int) -> str:
    shape = w.pick([(dims[0], 2), (3, dims[0])])
    axis = w.pick([1, -1]) if shape[0] == dims[0] and shape[1] == 2 else 0
    inner = expression(w, shape, depth)
    form = w.pick(["np.sum({e}, axis={k})", "np.mean({e}, axis={k})"])
    if "array methods" in w.topics:
        form = w.pick([form, "({e}).sum({k})", "({e}).mean(axis={k})"])
    return str(form.format(e=inner, k=axis))


@EXPRESSIONS.add(1, weight=1.5)
def _rearranged(w: Writer, dims: Dims, depth: int) -> str:
    inner = expression(w, dims, depth)
    form = w.pick(["({})[::-1]", "np.roll({}, 1)", "np.flip({})", "np.cumsum({})"])
    return str(form.format(inner))


@EXPRESSIONS.add(1, weight=1.5)
def _array_of_scalars(w: Writer, dims: Dims, depth: int) -> str:
    items = ", ".join(expression(w, (), min(depth, 1)) for _ in range(dims[0]))
    return f"np.array([{items}])"


@EXPRESSIONS.add(1, weight=1, topic="list comprehension")
def _array_of_list(w: Writer, dims: Dims, depth: int) -> str:
    with w.block(in_loop=True):
        w.scope.names["i"] = Variable(Whole(0, dims[0] - 1), fixed=True)
        element = expression(w, (), max(depth, 1))
    return f"np.array([{element} for i in range({dims[0]})])"


@EXPRESSIONS.add(1, weight=1)
def _joined(w: Writer, dims: Dims, depth: int) -> str | None:
    n = dims[0]
    if n < 2:
        return None
    k = w.pick(range(1, n))
    first, second = expression(w, (k,), depth), expression(w, (n - k,), depth)
    return f"{w.pick(['np.concatenate', 'np.hstack'])}([{first}, {second}])"


@EXPRESSIONS.add(2, weight=1.5)
def _outer(w: Writer, dims: Dims, depth: int) -> str:
    left, right = expression(w, dims[:1], depth), expression(w, dims[1:], depth)
    form = w.pick(["np.outer({a}, {b})", "(({a})[:, None] * ({b})[None, :])"])
    return str(form.format(a=left, b=right))


@EXPRESSIONS.add(2, weight=1)
def _stacked(w: Writer, dims: Dims, depth: int) -> str:
    items = [expression(w, dims[1:], min(depth, 1)) for _ in range(dims[0])]
    return f"{w.pick(['np.array', 'np.stack', 'np.vstack'])}([{', '.join(items)}])"


@EXPRESSIONS.add(2, weight=1.5, topic="array attributes")
def _transposed(w: Writer, dims: Dims, depth: int) -> str:
    return f"({expression(w, dims[::-1], depth)}).T"


@EXPRESSIONS.add(2, weight=1, topic="array methods")
def _reshaped(w: Writer, dims: Dims, depth: int) -> str:
    n, m = dims
    inner = expression(w, (n * m,), depth)
    form = w.pick(["({e}).reshape({n}, {m})", "({e}).reshape(({n}, -1))"])
    return str(form.format(e=inner, n=n, m=m))


@EXPRESSIONS.add(1, weight=1, topic="array methods")
def _method_to_vector(w: Writer, dims: Dims, depth: int) -> str:
    inner = expression(w, dims, depth)
    form = w.pick(["({}).copy()", "({}).cumsum()", "({}).reshape(-1)", "({}).ravel()"])
    return str(form.format(inner))


@EXPRESSIONS.add(1, weight=0.7, topic="more of numpy")
def _less_common_vector(w: Writer, dims: Dims, depth: int) -> str:
    inner = expression(w, dims, depth)
    form = w.pick(
        [
            "np.squeeze(np.expand_dims({e}, 0), 0)",
            "np.repeat({e}, 2)[::2]",
            "np.tile({e}, 2)[{n}:]",
            "np.diag(np.diag({e}))",
            "np.take({e}, np.arange({n}))",
            "np.linalg.solve(np.eye({n}) * 1.5, {e})",
            "np.einsum('i,j->i', {e}, {e})",
            "np.inner(np.ones(({n}, {n})), {e})",
        ]
    )
    return str(form.format(e=inner, n=dims[0]))
