"""Expressions by shape: bounded, smooth nearly everywhere, of names in scope."""

from __future__ import annotations

from tests.fuzz.leaves import index, leaf
from tests.fuzz.scope import (
    Array,
    Dims,
    Function,
    Object,
    Parameter,
    Table,
    Variable,
    Whole,
    Writer,
)

EXPRESSIONS = Table()
EVERY = (0, 1, 2)


def expression(w: Writer, dims: Dims, depth: int = 2) -> str:
    """The text of an expression whose value has shape `dims`."""
    if depth <= 0 or w.chance(0.12):
        return leaf(w, dims)
    made = w.first(EXPRESSIONS[len(dims)], dims, depth - 1)
    return made if made is not None else leaf(w, dims)


def bounded(w: Writer, dims: Dims, depth: int = 2) -> str:
    """An expression that stays small however large its names have grown."""
    inner = expression(w, dims, depth)
    if not dims and w.chance(0.3):
        return w.pick(["math.sin({})", "math.tanh({})"]).format(inner)
    return w.pick(["np.sin({})", "np.tanh({})", "np.cos({})"]).format(inner)


def _operand(w: Writer, dims: Dims, depth: int) -> str:
    """An operand that may have to be broadcast."""
    if dims and w.chance(0.2):
        dims = w.pick([dims[1:], ()])
    return expression(w, dims, depth)


def _two(w: Writer, dims: Dims, depth: int) -> tuple[str, str]:
    pair = [expression(w, dims, depth), _operand(w, dims, depth)]
    w.rng.shuffle(pair)
    return pair[0], pair[1]


# -------------------------------------------------------------------------- elementwise


@EXPRESSIONS.add(*EVERY, weight=5)
def _arithmetic(w: Writer, dims: Dims, depth: int) -> str:
    left, right = _two(w, dims, depth)
    return f"({left} {w.pick('+-*')} {right})"


@EXPRESSIONS.add(*EVERY, weight=3)
def _coefficient(w: Writer, dims: Dims, depth: int) -> str:
    inner = expression(w, dims, depth)
    form = w.pick(["{c} * ({e})", "({e}) + {c}", "{c} - ({e})", "-({e})", "({e}) / 1.7"])
    return "(" + form.format(c=w.number(), e=inner) + ")"


@EXPRESSIONS.add(*EVERY, weight=2)
def _quotient(w: Writer, dims: Dims, depth: int) -> str:
    left, right = _two(w, dims, depth)
    return f"(({left}) / (1.5 + ({right}) ** 2))"


@EXPRESSIONS.add(*EVERY, weight=2)
def _power(w: Writer, dims: Dims, depth: int) -> str:
    inner = expression(w, dims, depth)
    form = w.pick(["({e}) ** 2", "np.sin({e}) ** 3", "(1.2 + ({e}) ** 2) ** 0.5"])
    return "(" + form.format(e=inner) + ")"


@EXPRESSIONS.add(*EVERY, weight=5)
def _function(w: Writer, dims: Dims, depth: int) -> str:
    inner = expression(w, dims, depth)
    return w.pick(
        [
            "np.sin({})",
            "np.cos({})",
            "np.tanh({})",
            "np.exp(-({}) ** 2)",
            "np.log1p(({}) ** 2)",
            "np.sqrt(1.1 + ({}) ** 2)",
            "np.arctan({})",
            "np.log(1.3 + ({}) ** 2)",
            "np.exp(0.4 * np.sin({}))",
        ]
    ).format(inner)


@EXPRESSIONS.add(*EVERY, weight=1.5, topic="kinks")
def _kink(w: Writer, dims: Dims, depth: int) -> str:
    left, right = _two(w, dims, depth)
    form = w.pick(
        [
            "np.abs({a})",
            "np.maximum({a}, {b})",
            "np.minimum({a}, {b})",
            "np.clip({a}, -0.8, 0.9)",
            "np.where({a} > 0.1, {a}, {b})",
            "np.where({a} < {b}, 0.0, {b})",
        ]
    )
    return str(form.format(a=expression(w, dims, 0) if w.chance(0.5) else left, b=right))


@EXPRESSIONS.add(*EVERY, weight=2, topic="floor and remainder")
def _remainder(w: Writer, dims: Dims, depth: int) -> str:
    inner = expression(w, dims, depth)
    divisor = w.pick(["0.9", "1.3", "(2.1 + np.cos(%s))" % leaf(w, dims)])
    operator = w.pick(["//", "%"])
    w.notes.add(operator)
    return f"(0.4 * (({inner}) {operator} {divisor}))"


@EXPRESSIONS.add(*EVERY, weight=1.5, topic="conditional expression")
def _conditional(w: Writer, dims: Dims, depth: int) -> str:
    body, orelse = expression(w, dims, depth), expression(w, dims, depth)
    return f"({body} if {condition(w, 1)} else {orelse})"


# -------------------------------------------------------------------------- scalars


@EXPRESSIONS.add(0, weight=2)
def _of_math(w: Writer, dims: Dims, depth: int) -> str:
    inner = expression(w, dims, depth)
    return w.pick(
        [
            "math.sin({})",
            "math.exp(-({}) ** 2)",
            "math.sqrt(1.2 + ({}) ** 2)",
            "math.tanh({})",
            "math.log(2.0 + math.cos({}))",
            "abs({})",
            "math.hypot({}, 1.1)",
        ]
    ).format(inner)


@EXPRESSIONS.add(0, weight=1, topic="kinks")
def _larger(w: Writer, dims: Dims, depth: int) -> str:
    left, right = _two(w, dims, depth)
    return f"{w.pick(['max', 'min'])}({left}, {right})"


def some_dims(w: Writer, rank: int) -> Dims:
    """The shape of an array at hand, else a small one."""
    known = [type_.dims for _, type_ in w.of(Array) if len(type_.dims) == rank]
    if known:
        return tuple(w.pick(known))
    return tuple(w.pick([2, 3]) for _ in range(rank))


@EXPRESSIONS.add(0, weight=4)
def _reduced(w: Writer, dims: Dims, depth: int) -> str:
    inner = expression(w, some_dims(w, w.pick([1, 1, 2])), depth)
    form = w.pick(["np.sum({})", "np.mean({})", "np.sum(({}) ** 2)", "np.sum({}) * 0.5"])
    return str(form.format(inner))


@EXPRESSIONS.add(0, weight=1.5, topic="array methods")
def _method_to_scalar(w: Writer, dims: Dims, depth: int) -> str:
    shape = some_dims(w, w.pick([1, 1, 2]))
    inner = expression(w, shape, depth)
    methods = ["sum()", "mean()", "max()", "min()", "std()", "prod()", "var()"]
    if len(shape) == 1:
        methods.append(f"dot({expression(w, shape, 0)})")
    else:
        methods.append("trace()")
    form = w.pick(methods)
    if form.startswith("std"):
        inner = f"{inner} + np.arange({shape[-1]})"
    return f"({inner}).{form}"


@EXPRESSIONS.add(0, weight=1.5, topic="matmul")
def _inner_product(w: Writer, dims: Dims, depth: int) -> str:
    shape = some_dims(w, 1)
    left, right = expression(w, shape, depth), expression(w, shape, depth)
    form = w.pick(["({a} @ {b})", "({a} @ {b})", "np.dot({a}, {b})", "np.vdot({a}, {b})"])
    return str(form.format(a=left, b=right))


@EXPRESSIONS.add(0, weight=0.7, topic="more of numpy")
def _less_common_scalar(w: Writer, dims: Dims, depth: int) -> str:
    vector = expression(w, some_dims(w, 1), depth)
    return w.pick(
        [
            "np.linalg.norm({} + 2.0)",
            "np.prod(1.0 + 0.3 * np.sin({}))",
            "np.max({})",
            "np.var({})",
            "np.cumsum({})[-1]",
            "np.diff({}).sum()",
            "np.trace(np.outer({0}, {0}))",
            "np.einsum('i,i->', {0}, {0})",
        ]
    ).format(vector)


@EXPRESSIONS.add(0, weight=1.2, topic="sum of a generator")
def _generator(w: Writer, dims: Dims, depth: int) -> str:
    return f"sum({comprehension(w, depth)})"


@EXPRESSIONS.add(0, weight=0.7, topic="list comprehension")
def _sum_of_list(w: Writer, dims: Dims, depth: int) -> str:
    form = w.pick(["sum([{}])", "np.sum([{}])", "np.array([{}]).sum()"])
    return str(form.format(comprehension(w, depth)))


def comprehension(w: Writer, depth: int, dims: Dims = ()) -> str:
    """`element for target in iterable`, without brackets."""
    from tests.fuzz.loops import header  # a loop's header holds expressions itself

    with w.block(in_loop=True):
        target, iterable = header(w)
        element = expression(w, dims, max(depth, 1))
    test = ""
    if iterable.startswith("range(") and w.chance(0.2):
        w.notes.add("filtered comprehension")
        test = f" if {target} != 1"
    return f"{element} for {target} in {iterable}{test}"


# ------------------------------------------------------------------ vectors, matrices


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


# -------------------------------------------------------------------------- calls


@EXPRESSIONS.add(*EVERY, weight=4, topic="calls")
def _call(w: Writer, dims: Dims, depth: int) -> str | None:
    known = [(name, f) for name, f in w.of(Function) if f.results == (dims,)]
    return call(w, *w.pick(known), depth) if known else None


@EXPRESSIONS.add(*EVERY, weight=4, topic="methods")
def _method_call(w: Writer, dims: Dims, depth: int) -> str | None:
    known = [
        (f"{name}.{method}", f)
        for name, type_ in w.of(Object)
        for method, f in type_.methods
        if f.results == (dims,)
    ]
    return call(w, *w.pick(known), depth) if known else None


def call(w: Writer, name: str, function: Function, depth: int) -> str:
    """A call: by position, by keyword, with defaults left out."""
    written: list[str] = []
    keywords = False
    for p in function.params:
        keywords = _argument(w, p, depth, written, keywords)
    return f"{name}({', '.join(written)})"


def _argument(
    w: Writer, p: Parameter, depth: int, written: list[str], keywords: bool
) -> bool:
    if p.default and w.chance(0.4):
        w.notes.add("default argument")
        return True
    value = expression(w, p.dims, depth - 1)
    keywords = keywords or p.by_keyword or w.chance(0.2)
    if p.by_keyword:
        w.notes.add("keyword-only argument")
    w.notes.add("keyword argument" if keywords else "positional argument")
    written.append(f"{p.name}={value}" if keywords else value)
    return keywords


# -------------------------------------------------------------------------- conditions


def condition(w: Writer, depth: int = 1) -> str:
    """A test, true or false."""
    if depth > 0 and w.chance(0.3):
        w.notes.add("boolean operator")
        left, right = condition(w, depth - 1), condition(w, depth - 1)
        return w.pick(
            [f"{left} and {right}", f"({left} or {right})", f"not ({left})"]
        )
    kind = w.rng.random()
    if kind < 0.15:
        return f"{index(w, 4)} {w.pick(['== 1', '% 2 == 0', '> 0', '!= 2'])}"
    if kind < 0.25:
        return f"{w.number()} < {expression(w, (), 1)} {w.pick(['<', '<='])} 1.9"
    if kind < 0.35:
        vector = expression(w, some_dims(w, 1), 0)
        return f"{w.pick(['np.any', 'np.all'])}({vector} > {w.number()})"
    operator = w.pick(["<", ">", "<=", ">="])
    return f"{expression(w, (), 1)} {operator} {w.number()}"
