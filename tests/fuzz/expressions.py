"""Expressions by shape: bounded, smooth nearly everywhere, of names in scope."""

from __future__ import annotations

from tests.fuzz.leaves import index, leaf
from tests.fuzz.scope import Array, Dims, Function, Table, Writer

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
    form = w.pick(
        ["{c} * ({e})", "({e}) + {c}", "{c} - ({e})", "-({e})", "({e}) / 1.7"]
    )
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
    return str(
        form.format(a=expression(w, dims, 0) if w.chance(0.5) else left, b=right)
    )


@EXPRESSIONS.add(*EVERY, weight=2, topic="floor and remainder")
def _remainder(w: Writer, dims: Dims, depth: int) -> str:
    inner = expression(w, dims, depth)
    divisor = w.pick(["0.9", "1.3", f"(2.1 + np.cos({leaf(w, dims)}))"])
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
    form = w.pick(
        ["np.sum({})", "np.mean({})", "np.sum(({}) ** 2)", "np.sum({}) * 0.5"]
    )
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
    form = w.pick(
        ["({a} @ {b})", "({a} @ {b})", "np.dot({a}, {b})", "np.vdot({a}, {b})"]
    )
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


# -------------------------------------------------------------------------- conditions


def condition(w: Writer, depth: int = 1) -> str:
    """A test, true or false."""
    if depth > 0 and w.chance(0.3):
        w.notes.add("boolean operator")
        left, right = condition(w, depth - 1), condition(w, depth - 1)
        return w.pick([f"{left} and {right}", f"({left} or {right})", f"not ({left})"])
    if depth > 0 and "calls again" in w.topics and w.chance(0.3):
        known = [(name, f) for name, f in w.of(Function) if f.results == ((),)]
        if known:
            from tests.fuzz.calls import call  # which holds expressions itself

            w.notes.add("call in a test")
            return f"{call(w, *w.pick(known), 1)} {w.pick('<>')} {w.number()}"
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
