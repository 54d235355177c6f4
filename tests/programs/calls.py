"""Programs that call functions of the user's, one a way of calling.

Each takes an array of three floats. `REFUSED` gives, for those that are not followed,
what the error says.
"""

from __future__ import annotations

import functools
import logging
from typing import Any

import numpy as np
from scipy.optimize import rosen

from autograd_src import differentiable
from tests.programs import calling_elsewhere
from tests.programs.calling_elsewhere import decay

W = np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 0.5]])


def square(t: Any) -> Any:
    return t * t


def cube(t: Any) -> Any:
    return t * t * t


def scale(x: Any, k: Any = 3.0, *, shift: Any = 0.5) -> Any:
    y = k * x
    return y + shift


def apply(f: Any, x: Any, n: Any) -> Any:
    for _ in range(n):
        x = f(x)
    return x


def layer(x: Any, act: Any = np.tanh) -> Any:
    return act(W @ x)


def norm(x: Any) -> Any:
    return np.sqrt(np.sum(x**2))


def both(a: Any, b: Any) -> Any:
    return a * b, a + b


def with_dict(x: Any) -> Any:
    a, b = x[0], x[1]
    return a, b, {"s": a * b}


def leaky(v: Any) -> Any:
    return v if v > 0 else 0.1 * v


def halved(x: Any, limit: Any) -> Any:
    for _ in range(5):
        if x < limit:
            return x * 2
        x = x * 0.5
    return x


def fill(y: Any, x: Any) -> None:
    for i in range(len(x)):
        y[i] = np.sin(x[i])


def write(v: Any) -> Any:
    v[0] = 5.0
    return v


def doubled(f: Any) -> Any:
    def wrapper(x: Any, *args: Any, **options: Any) -> Any:
        return 2 * f(x, *args, **options)

    return wrapper


@doubled
def power(x: Any, p: Any = 2) -> Any:
    return x**p


@differentiable
def cubes(x: Any) -> Any:
    return np.sum(x**3)


def positional(x: Any) -> Any:
    return np.sum(square(x))


def keywords_and_defaults(x: Any) -> Any:
    return np.sum(scale(np.sin(x), shift=2.0) * scale(x, 2.0))


def function_as_default(x: Any) -> Any:
    return np.sum(layer(x) ** 2) + np.sum(layer(x, np.sin))


def of_another_module(x: Any) -> Any:
    return np.sum(decay(x) * calling_elsewhere.decay(x, rate=2.0))


def function_as_argument(x: Any) -> Any:
    return np.sum(apply(np.tanh, x, 2)) + np.sum(apply(square, x, 2))


def lambda_as_argument(x: Any) -> Any:
    return np.sum(apply(lambda t: t * x, x, 3))


def called_lambda(x: Any) -> Any:
    return np.sum((lambda u, v: u / (1 + v**2))(x, np.sin(x)))


def nested_definition(x: Any) -> Any:
    c = 2.0

    def inner(t: Any, p: Any = 2) -> Any:
        return c * t**p + np.sum(x)

    return np.sum(inner(x)) + inner(x[0], 3)


def nested_twice(x: Any) -> Any:
    def middle(y: Any) -> Any:
        def inner(z: Any) -> Any:
            return z * y + x[0]

        return inner(y) * 2

    return np.sum(middle(x))


def default_of_the_same_name(x: Any) -> Any:
    k = x[0] * 2
    g = lambda t, k=k: t * k  # noqa: E731
    k = 7.0
    return np.sum(g(x)) + k


def closure_in_a_loop(x: Any) -> Any:
    s = 0.0
    for v in x:

        def g(t: Any) -> Any:
            return t * v  # noqa: B023

        s = s + g(v)
    return s


def several_results(x: Any) -> Any:
    p, q = both(x, np.cos(x))
    r = both(p, q)
    return np.sum(p * q) + np.sum(r[0])


def dict_in_a_result(x: Any) -> Any:
    t = with_dict(x)
    a, b, d = with_dict(x)
    return t[0] * t[2]["s"] + a * d["s"] + b


def partial_application(x: Any) -> Any:
    h = functools.partial(scale, k=4.0)
    return np.sum(h(x) ** 2)


def functions_in_a_tuple(x: Any) -> Any:
    fs = (square, np.sin, lambda t: t + 1)
    return np.sum(fs[0](x) + fs[1](x) * fs[2](x))


def functions_in_a_dict(x: Any) -> Any:
    fs = {"norm": norm, "first": lambda t: t[0]}
    return fs["norm"](x) * fs["first"](x)


def decorated(x: Any) -> Any:
    return np.sum(power(x) + power(x, p=3))


def differentiable_callee(x: Any) -> Any:
    return cubes(x) * 2


def branches_in_callees(x: Any) -> Any:
    return halved(x[1], 0.3) + halved(x[0], 0.2) * leaky(x[2])


def call_in_a_comprehension(x: Any) -> Any:
    ys = [leaky(v) for v in x]
    return ys[0] * ys[1] + ys[2] + sum(cube(v) for v in x)


def call_in_a_loop_test(x: Any) -> Any:
    n = 0
    while norm(x) > 0.2 and n < 4:
        x = x * 0.7
        n += 1
    return np.sum(x**2)


def call_in_a_conditional(x: Any) -> Any:
    return -cube(x[0]) if cube(x[0]) > 1 else cube(x[1]) + 1


def deep(x: Any) -> Any:
    return positional(x) * keywords_and_defaults(x)


def callee_that_writes(x: Any) -> Any:
    y = np.zeros(3)
    fill(y, x)
    return np.sum(y * y)


def callee_that_writes_an_argument(x: Any) -> Any:
    s = np.sum(x)
    write(x)
    return s * np.sum(x**2)


def value_before_a_write(x: Any) -> Any:
    return x[0] * 3 + x[0] * write(x)[1] + x[0]


def log_of_an_active_value(x: Any) -> Any:
    y = x[0] * 2
    logging.getLogger("tests").debug("at %s", y)
    return y * y


def several_writers(x: Any) -> Any:
    y = [0.0, 0.0]
    y[0] = cube(x[1])
    y[1] = y[0] * cube(x[0])
    return y[1]


def accumulated(x: Any) -> Any:
    s = 0.0
    for i in range(len(x)):
        s += cube(x[i])
    return s


def stacked(x: Any) -> Any:
    return np.sum(np.stack([cube(v) for v in x]))


def library_function(x: Any) -> Any:
    return rosen(x)


# --------------------------------------------------------------------------- refused


def recursion_over_a_list(x: Any) -> Any:
    return horner([1.0, 2.0, 3.0], x[0])


def horner(c: Any, x: Any) -> Any:
    if len(c) == 0:
        return 0.0
    return c[0] + x * horner(c[1:], x)


def late_binding(x: Any) -> Any:
    c = 1.0
    g = lambda t: c * t  # noqa: E731
    c = 2.0
    return np.sum(g(x))


count = 0


def tick(x: Any) -> Any:
    global count
    count += 1
    return x * 2


def global_write(x: Any) -> Any:
    return np.sum(tick(x))


def too_many(x: Any) -> Any:
    return np.sum(square(x, 2.0))  # type: ignore[call-arg]


def chosen_at_run_time(x: Any) -> Any:
    f = cube if x[0] > 0 else square
    return np.sum(f(x))


space: dict[str, Any] = {}
exec("def nameless(t):\n    t *= 2\n    return t", space)
nameless = space["nameless"]


def without_source(x: Any) -> Any:
    return np.sum(nameless(x))


def writer_without_source(x: Any) -> Any:
    y = np.sin(x)
    nameless(y)
    return np.sum(y)


REFUSED = {
    "recursion_over_a_list": "horner calls itself",
    "late_binding": "'c', which is rebound after its definition",
    "global_write": "written in another scope",
    "too_many": "more arguments than parameters",
    "chosen_at_run_time": "which function is called here can't be told",
    "without_source": "has no source",
    "writer_without_source": "may change a differentiated value",
}
FOLLOWED = """
    positional keywords_and_defaults function_as_default of_another_module
    function_as_argument lambda_as_argument called_lambda nested_definition nested_twice
    default_of_the_same_name closure_in_a_loop several_results dict_in_a_result
    partial_application functions_in_a_tuple functions_in_a_dict decorated
    differentiable_callee branches_in_callees call_in_a_comprehension
    call_in_a_loop_test call_in_a_conditional deep callee_that_writes
    callee_that_writes_an_argument value_before_a_write log_of_an_active_value
    several_writers accumulated stacked library_function
""".split()
