"""Lists and tuples in the middle of an expression, beside arrays and as arrays."""

from __future__ import annotations

from tests.fuzz.expressions import EXPRESSIONS, bounded, expression
from tests.fuzz.scope import Dims, Writer

TOPIC = "displays"


def listed(w: Writer, n: int, depth: int) -> str:
    """A list or tuple of `n` numbers, as an expression."""
    w.notes.add("display in an expression")
    depth = max(depth - 1, 0)
    items = [bounded(w, (), depth) for _ in range(n)]
    whole = ", ".join(items)
    forms = [
        "[{all}]", "({all},)", "([{first}] + [{rest}])", "(({first},) + ({rest},))",
        "[*({all},)]", "[{all}][::-1]", "[{first}, {all}][1:]", "sorted([{all}])",
        "list(reversed(({all},)))", "[v * {c} for v in {e}]", "{e}.tolist()",
        "list({e})", "[{first}] * {n}", "[k * v for k, v in enumerate({e})]",
        "[u * v for u, v in zip({e}, [{all}])]", "list(map(math.sin, [{all}]))",
    ]  # fmt: skip
    if n == 1:
        forms = forms[:2]
    return w.pick(forms).format(
        all=whole, first=items[0], rest=", ".join(items[1:]), n=n, c=w.number(),
        e=f"({expression(w, (n,), depth)})",
    )  # fmt: skip


def rows(w: Writer, n: int, m: int, depth: int) -> str:
    """A list of `n` rows of `m` numbers each."""
    depth = max(depth - 1, 0)
    each = [
        expression(w, (m,), depth) if w.chance(0.3) else listed(w, m, depth)
        for _ in range(n)
    ]
    whole = ", ".join(each)
    return w.pick(["[{0}]", "({0},)", "([{0}] + [])", "[*[{0}]]"]).format(whole)


@EXPRESSIONS.add(0, weight=4, topic=TOPIC)
def _number(w: Writer, dims: Dims, depth: int) -> str:
    n = w.pick([2, 3])
    form = w.pick(
        [
            "sum({l})", "max({l})", "min({l})", "{l}[0]", "{l}[-1]", "np.sum({l})",
            "np.mean({l})", "np.linalg.norm([1.5] + list({l}))", "math.prod({l})",
            "np.dot({l}, {e})", "({e} @ {l})", "np.vdot({e}, {l})", "np.max({l})",
            "np.einsum('i,i', {l}, {e})", "reduce(lambda u, v: u * v + 0.5, {l})",
            "sum(u * v for u, v in zip({l}, {e}))", "np.trace({r})", "len({l}) * {s}",
            "np.linalg.det(np.eye({n}) * 4.0 + {r})", "{{'a': {s}, 'b': {s}}}['b']",
        ]
    )  # fmt: skip
    return str(
        form.format(
            l=listed(w, n, depth), e=expression(w, (n,), depth), n=n,
            r=rows(w, n, n, depth), s=expression(w, (), depth),
        )
    )  # fmt: skip


@EXPRESSIONS.add(1, weight=4, topic=TOPIC)
def _vector(w: Writer, dims: Dims, depth: int) -> str:
    n, m = dims[0], w.pick([2, 3])
    form = w.pick(
        [
            "({e} * {l})", "({l} * {e})", "({e} - {l})", "({l} + {e})", "np.array({l})",
            "({e} / (2.0 + np.abs({l})))", "np.tanh({l})", "np.maximum({e}, {l})",
            "np.concatenate([{l}, {e}])[{n}:]", "np.where({e} > 3.0, {l}, {e})",
            "np.dot({r}, {f})", "({r} @ {f})", "np.mean({q}, axis=0)", "np.cumsum({l})",
            "np.sum({r}, axis=1)", "np.stack({q})[0]", "np.asarray({q})[-1]",
            "np.linalg.solve(np.eye({n}) * 4.0 + {p}, {l})", "np.append({l}, 0.5)[:-1]",
        ]
    )  # fmt: skip
    return str(
        form.format(
            l=listed(w, n, depth), e=expression(w, dims, depth), n=n,
            r=rows(w, n, m, depth), f=expression(w, (m,), depth),
            q=rows(w, m, n, depth), p=rows(w, n, n, depth),
        )
    )  # fmt: skip
