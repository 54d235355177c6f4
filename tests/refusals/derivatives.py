"""Derivatives of derivatives, hooks, and functions that call themselves."""

from __future__ import annotations

from tests.refusals.entry import Refusal, Topic

_TREE = """
def tree(x, n):
    return x * x if n == 0 else tree(x, n - 1) * np.sin(x)


def f(x):
    return tree(x[0], 2)
"""
_SQUARES = """
from autograd_src import differentiable


@differentiable
def squares(x):
    return np.sum(x**2)


"""

_CUBES = """
from autograd_src import differentiable


@differentiable
def cubes(x):
    return np.sum(x**3)


"""

TOPIC = Topic(
    "Derivatives of derivatives, and hooks",
    """
A function that is differentiated may call the derivatives of others, and derivatives
may be differentiated again.
""",
    (
        Refusal(
            "A derivative that is chosen inside",
            _SQUARES
            + """
def f(x):
    return np.sum(squares.wrt("x").grad(x) * x)
""",
            "return np.sum(squares.wrt",
            "a statement that may change a differentiated value isn't followed: "
            "choose its arguments outside, `g = differentiable(f, wrt=…)`, and call "
            "that",
            _SQUARES
            + """
by_x = differentiable(squares, wrt="x")


def f(x):
    return np.sum(by_x.grad(x) * x)
""",
        ),
        Refusal(
            "A mode that isn't followed inside",
            _CUBES
            + """
def f(x):
    return np.sum(cubes.hessian(x))
""",
            "return np.sum(cubes.hessian",
            "cubes.hessian isn't followed inside a function that is differentiated: "
            "call its grad, value_and_grad, jvp or hvp",
            _CUBES
            + """
def f(x):
    return np.sum(cubes.hvp(x, x))
""",
        ),
        Refusal(
            "A derivative of a derivative inside",
            _CUBES
            + """
def f(x):
    return np.sum(cubes.grad.jvp(x, x)[1])
""",
            "return np.sum(cubes.grad",
            "cubes.grad.jvp isn't followed inside a function that is differentiated: "
            "call its grad, value_and_grad, jvp or hvp",
            _CUBES
            + """
def f(x):
    return np.sum(cubes.hvp(x, x))
""",
        ),
        Refusal(
            "A derivative of a function with options",
            """
from autograd_src import differentiable


@differentiable
def powers(x, *, n):
    return np.sum(x**n)


def f(x):
    return np.sum(powers.grad(x, n=3))
""",
            "return np.sum(powers.grad",
            "powers.grad isn't followed inside a function that is differentiated: it "
            "has to be of a function at the top of a module, with plain arguments and "
            "their names in wrt",
            """
from autograd_src import differentiable


@differentiable
def powers(x, n):
    return np.sum(x**n)


def f(x):
    return np.sum(powers.grad(x, 3))
""",
        ),
        Refusal(
            "An argument that a derivative does not depend on",
            _SQUARES
            + """
def f(x):
    return np.sum(squares.hvp(x, x) * x)
""",
            "return np.sum(squares.hvp",
            "in the call of squares.hvp, not all of its arguments have a derivative: "
            "give those that have none as `stop_gradient(x)`",
            """
from autograd_src import differentiable, stop_gradient


@differentiable
def squares(x):
    return np.sum(x**2)


def f(x):
    return np.sum(squares.hvp(stop_gradient(x), x) * x)
""",
        ),
        Refusal(
            "A derivative that does more than to compute",
            """
from autograd_src import differentiable

seen = []


@differentiable
def squares(x):
    seen.append(1)
    return np.sum(x**2)


def f(x):
    return np.sum(squares.grad(x))
""",
            "return np.sum(squares.grad",
            "in the call of squares.grad, it does more than to compute its results: "
            "write its formula here",
            """
def f(x):
    return np.sum(2.0 * x)
""",
        ),
        Refusal(
            "Arguments of a derivative by `*`",
            _SQUARES
            + """
def f(x):
    items = []
    for k in range(1):
        items.append(x)
    return np.sum(squares.grad(*items) * x)
""",
            "return np.sum(squares.grad",
            "in the call of squares.grad, `*` or `**` passes on arguments: write them "
            "out",
            _SQUARES
            + """
def f(x):
    return np.sum(squares.grad(x) * x)
""",
        ),
        Refusal(
            "A derivative of a list",
            """
from autograd_src import differentiable


@differentiable
def product(items):
    return items[0] * items[1] ** 2


def f(x):
    return product.grad([x[0], x[1]])[0]
""",
            "return product.grad",
            "in the call of product.grad, 'items' is no number or array: give numbers "
            "and arrays, each as an argument of its own",
            """
from autograd_src import differentiable


@differentiable(wrt="b")
def product(a, b):
    return a * b**2


def f(x):
    return product.grad(x[0], x[1])
""",
        ),
        Refusal(
            "An argument too many for a derivative",
            _SQUARES
            + """
def f(x):
    return np.sum(squares.grad(x, x))
""",
            "return np.sum(squares.grad",
            "in the call of squares.grad, there are more arguments than parameters: "
            "leave them out",
            _SQUARES
            + """
def f(x):
    return np.sum(squares.grad(x))
""",
        ),
        Refusal(
            "A keyword that a derivative doesn't have",
            _SQUARES
            + """
def f(x):
    return np.sum(squares.grad(x, y=x))
""",
            "return np.sum(squares.grad",
            "in the call of squares.grad, there is no parameter 'y': leave the keyword "
            "out",
            _SQUARES
            + """
def f(x):
    return np.sum(squares.grad(x=x))
""",
        ),
        Refusal(
            "An argument of a derivative given twice",
            _SQUARES
            + """
def f(x):
    return np.sum(squares.grad(x, x=x))
""",
            "return np.sum(squares.grad",
            "in the call of squares.grad, the argument 'x' is given twice: give it "
            "once",
            _SQUARES
            + """
def f(x):
    return np.sum(squares.grad(x))
""",
        ),
        Refusal(
            "An argument of a derivative that is missing",
            _CUBES
            + """
def f(x):
    return np.sum(cubes.hvp(x) * x)
""",
            "return np.sum(cubes.hvp",
            "in the call of cubes.hvp, the argument 'x_dot' is missing: pass it",
            _CUBES
            + """
def f(x):
    return np.sum(cubes.hvp(x, x) * x)
""",
        ),
        Refusal(
            "A gradient of the gradient of what calls itself",
            _TREE,
            "def f",
            "tree calls itself: derivatives of its gradient aren't followed: take a "
            "Hessian-vector product (`hvp`), or write a loop",
            """
def f(x):
    y = x[0] * x[0]
    for _ in range(2):
        y = y * np.sin(x[0])
    return y
""",
            call="f.grad.vjp(x)",
            mode="reverse_over_reverse",
        ),
        Refusal(
            "A gradient of the tangents of what calls itself",
            _TREE,
            "def f",
            "tree_jvp calls itself: derivatives of its gradient aren't followed: take "
            "a Hessian-vector product (`hvp`), or write a loop",
            """
def f(x):
    y = x[0] * x[0]
    for _ in range(2):
        y = y * np.sin(x[0])
    return y
""",
            call="f.hvp.grad(x, x)",
            mode="reverse_over_reverse",
        ),
        Refusal(
            "A derivative called of what calls itself",
            """
from autograd_src import differentiable


def tree(x, n):
    return x * x if n == 0 else tree(x, n - 1) * np.sin(x)


@differentiable
def g(x):
    return tree(x[0], 2)


def f(x):
    return np.sum(g.grad(x) * x)
""",
            "def f",
            "g.grad is of a function that calls one that calls itself: write a loop "
            "there",
            """
from autograd_src import differentiable


def tree(x, n):
    y = x * x
    for _ in range(n):
        y = y * np.sin(x)
    return y


@differentiable
def g(x):
    return tree(x[0], 2)


def f(x):
    return np.sum(g.grad(x) * x)
""",
        ),
        Refusal(
            "A hook in forward mode",
            """
            from autograd_src import grad_hook


            def f(x):
                y = grad_hook(x**2, lambda y_bar: np.clip(y_bar, -1.0, 1.0))
                return np.sum(y)
            """,
            "y = grad_hook",
            "grad_hook has a meaning in the reverse sweep only: use grad, vjp or hvp",
            """
            def f(x):
                return np.sum(x**2)
            """,
            call="f.jvp(x, x)",
            mode="jvp",
        ),
        Refusal(
            "`has_aux` without a pair",
            """
            def f(x):
                return np.sum(x**2)
            """,
            "return",
            "has_aux needs a pair: write `return value, aux`",
            """
            def f(x):
                return np.sum(x**2)
            """,
            call="differentiable(f, has_aux=True).grad(x)",
        ),
    ),
)
